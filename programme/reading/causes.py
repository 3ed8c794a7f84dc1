"""Mistakes that many places share, told once where their cause is: a name that was
misspelt or lost where it is made.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from core.notation.spelling import is_slip
from programme.reading.mistake import Mistake

MEANT = re.compile(r'"(?P<word>[^"]+)"[^;]*; did you mean "(?P<name>[^"]+)"\?')
LACKING = re.compile(r'(?P<table>\w+) has no column "(?P<name>[^"]+)"')
UNLISTED = re.compile(r": (?P<what>not a language of this programme): (?P<word>\w+)$")
FILE_MISSING = re.compile(r"^this file is missing: every (message|document) ")
LANGUAGES = re.compile(
    r"not a language of this programme: (?P<word>[^;,]+); a text is missing in: (?P<name>[^;,]+)"
)
FEWEST = 2
"""So many places that agree with one another are right, and the one
that they speak of is wrong.
"""
MANY = 5
"""More texts than these in a language that is not listed were written by somebody who
wants it.
"""
SHOWN = 5
"""So many places are named."""


def at_causes(mistakes: Sequence[Mistake], root: Path) -> list[Mistake]:
    """The same mistakes; those that follow from one name are joined into one
    at the line that makes it.
    """
    if any(_is_shared(mistake.text) for mistake in mistakes):
        texts = _texts(root)
    else:
        texts = {}
    joined = _renamed_languages(mistakes, texts)
    joined = _renamed_mails(joined, texts)
    joined = _unlisted_languages(joined, texts)
    joined = _misspelt_where_made(joined, texts)
    return _lost(joined, texts)


def _is_shared(text: str) -> bool:
    patterns = (MEANT, LACKING, LANGUAGES, UNLISTED, FILE_MISSING)
    return any(pattern.search(text) for pattern in patterns)


def _texts(root: Path) -> Mapping[str, list[str]]:
    """The lines of all files of a programme, by the names that mistakes give them."""
    files = [
        *(root / "config").rglob("*.yaml"),
        *(root / "mail_templates").rglob("*.md"),
    ]
    files += (root / "document_templates").rglob("*.md")
    return {
        str(file.relative_to(root)): file.read_text(
            encoding="utf-8", errors="replace"
        ).splitlines()
        for file in files
    }


def _renamed_languages(
    mistakes: Sequence[Mistake], texts: Mapping[str, list[str]]
) -> list[Mistake]:
    """Every text is in one language too many and lacks another: the list of
    languages names the wrong one.
    """
    groups = _grouped(mistakes, LANGUAGES)
    joined = list(mistakes)
    for (word, name), group in groups.items():
        position = _in_list(texts.get("config/programme.yaml", ()), name)
        if position is None or len(group) <= FEWEST:
            continue
        text = f'{len(group)} texts are written in "{word}" and none in "{name}": did you mean "{word}" here?'
        cause = Mistake("config/programme.yaml", *position, text)
        # What else is said of that language only follows.
        follows = []
        for mistake in joined:
            if (
                f'"{name}"' in mistake.text
                or _lacks(mistake) == name
                or Path(mistake.file).stem == name
            ):
                follows.append(mistake)
        joined = [*_without(joined, [*group, *follows]), cause]
    return joined


def _renamed_mails(
    mistakes: Sequence[Mistake], texts: Mapping[str, list[str]]
) -> list[Mistake]:
    """No mail is in a language that is listed, and all are in one that is not."""
    listing = "config/programme.yaml"
    joined = list(mistakes)
    lacking: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        if FILE_MISSING.search(mistake.text):
            lacking[Path(mistake.file).stem].append(mistake)
    written = set()
    for file in texts:
        if file.endswith(".md"):
            written.add(Path(file).stem)
    lines = texts.get(listing, ())
    unlisted = []
    for code in written:
        if _in_list(lines, code) is None:
            unlisted.append(code)
    for name, group in lacking.items():
        position = _in_list(lines, name)
        if name in written or position is None or len(unlisted) != 1:
            continue
        [word] = unlisted
        text = f'all mails are written in "{word}" and none in "{name}": did you mean "{word}" here?'
        # What else is said of that language only follows.
        follows = []
        for mistake in joined:
            if mistake.text.startswith(f'"{word}" is not a choice of'):
                follows.append(mistake)
        cause = Mistake(listing, *position, text)
        joined = [*_without(joined, [*group, *follows]), cause]
    return joined


def _in_list(lines: Sequence[str], code: str) -> tuple[int, int] | None:
    """Where the list of languages names a code."""
    return _first(lines, rf"^languages:.*\b(?P<name>{re.escape(code)})\b")


def _unlisted_languages(
    mistakes: Sequence[Mistake], texts: Mapping[str, list[str]]
) -> list[Mistake]:
    """Many texts are in one language more than the list has."""
    joined = list(mistakes)
    for (_what, word), group in _grouped(mistakes, UNLISTED).items():
        lines = texts.get("config/programme.yaml", ())
        position = _first(lines, r"^(?P<name>languages):")
        if position is None or len(group) <= MANY:
            continue
        text = f'{len(group)} texts are written in "{word}", too, and it is not in this list: add it, or take them out'
        cause = Mistake("config/programme.yaml", *position, text)
        joined = [*_without(joined, group), cause]
    return joined


def _lacks(mistake: Mistake) -> str:
    match = re.search(r"a text is missing in: ([^;,]+)$", mistake.text)
    if match:
        return match[1]
    return ""


def _misspelt_where_made(
    mistakes: Sequence[Mistake], texts: Mapping[str, list[str]]
) -> list[Mistake]:
    """Several places call something by one name, and only the line
    that makes it by another.
    """
    joined = list(mistakes)
    for (word, name), group in _grouped(mistakes, MEANT).items():
        occurrences = list(_occurrences(texts, name))
        if len(group) < FEWEST or len(occurrences) != 1 or not is_slip(word, name):
            continue
        [(file, line, column)] = occurrences
        if _is_told_at(group, file, line):
            continue
        # The line is told already, for what it makes is not known there
        # either: the others only follow.
        if _is_told_at(joined, file, line):
            joined = _without(joined, group)
            continue
        text = f'"{name}" is called "{word}" everywhere else: {_places(group)}'
        joined = [*_without(joined, group), Mistake(file, line, column, text)]
    return joined


def _lost(mistakes: Sequence[Mistake], texts: Mapping[str, list[str]]) -> list[Mistake]:
    """Several places name a column that its table does not have: it is missing
    there.
    """
    joined = list(mistakes)
    for (table, name), group in _grouped(mistakes, LACKING).items():
        position = _columns_of(texts.get("config/programme.yaml", ()), table)
        # A mail that is about rows of two tables names what one of them never had.
        is_only_in_mails = not any(
            mistake.file.startswith("config/") for mistake in group
        )
        if len(group) < FEWEST or position is None or is_only_in_mails:
            continue
        hint = _hint(group)
        text = f'{table} has no column "{name}"; it is named in {_places(group)}{hint}'
        cause = Mistake("config/programme.yaml", *position, text)
        joined = [*_without(joined, group), cause]
    return joined


def _without(
    mistakes: Iterable[Mistake], removed: Collection[Mistake]
) -> list[Mistake]:
    return [mistake for mistake in mistakes if mistake not in removed]


def _is_told_at(mistakes: Iterable[Mistake], file: str, line: int) -> bool:
    return any((mistake.file, mistake.line) == (file, line) for mistake in mistakes)


def _hint(group: Sequence[Mistake]) -> str:
    match = re.search(r"; did you mean .*?\?", group[0].text)
    if match:
        return match[0]
    return ""


def _grouped(
    mistakes: Iterable[Mistake], pattern: re.Pattern[str]
) -> Mapping[tuple[str, str], list[Mistake]]:
    groups: dict[tuple[str, str], list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        match = pattern.search(mistake.text)
        if match:
            first, second = match.groups()
            groups[first, second].append(mistake)
    return groups


def _occurrences(
    texts: Mapping[str, list[str]], name: str
) -> Iterator[tuple[str, int, int]]:
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for file, lines in texts.items():
        for number, line in enumerate(lines, 1):
            for match in pattern.finditer(line):
                yield file, number, match.start() + 1


def _columns_of(lines: Sequence[str], table: str) -> tuple[int, int] | None:
    """Where the columns of a table begin."""
    start = _first(lines, rf"^ +(?P<name>{re.escape(table)}):\s*$")
    if start is None:
        return None
    position = _first(lines[start[0] :], r"^ +(?P<name>columns):")
    if position:
        return (start[0] + position[0], position[1])
    return start


def _first(lines: Sequence[str], pattern: str) -> tuple[int, int] | None:
    for number, line in enumerate(lines, 1):
        match = re.search(pattern, line)
        if match:
            return number, match.start("name") + 1
    return None


def _places(group: Sequence[Mistake]) -> str:
    """Where they stand: config/rules.yaml:11:35, config/desk.yaml:17:38 and 3 more."""
    positions = [
        f"{mistake.file}:{mistake.line}:{mistake.column}" for mistake in sorted(group)
    ]
    more = len(positions) - SHOWN
    return ", ".join(positions[:SHOWN]) + (f" and {more} more" if more > 0 else "")
