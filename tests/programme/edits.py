"""Single edits of a programme's files, as hands make them: what was deleted, swapped,
misspelt or moved to the side.
"""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import ProgrammeError
from worker.folder import read_folder

WORD = re.compile(r"[^\W_]\w*")
SIGN = re.compile(r"[\"'{}\[\]:,]")
FOLDERS = ("config", "mail_templates", "document_templates")


@dataclass(frozen=True)
class Edit:
    """A file with one line changed.

    `lines`: those of the changed file that a mistake may name, from 1.
    """

    kind: str
    file: Path
    text: str
    lines: frozenset[int]
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """What is told of an edit: the mistakes, and whether one of
    them names the edited line.
    """

    edit: Edit
    mistakes: tuple[str, ...]

    @property
    def names_the_line(self) -> bool:
        """Whether somebody who reads the mistakes is led to the edit."""
        pattern = re.compile(rf"{re.escape(str(self.edit.file))}:(\d+)")
        numbers = {
            int(number)
            for mistake in self.mistakes
            for number in pattern.findall(mistake)
        }
        for mistake in self.mistakes:
            if mistake.startswith(f"{self.edit.file}:"):
                numbers.update(
                    int(number) for number in re.findall(r"\bline (\d+)", mistake)
                )
        return bool(numbers & self.edit.lines)


def edits(folder: Path, seed: int) -> Iterator[Edit]:
    """Edits without end, the same for the same seed."""
    chance = random.Random(seed)
    files = sorted(
        file
        for name in FOLDERS
        for file in (folder / name).rglob("*")
        if file.suffix in (".yaml", ".md")
    )
    texts = {file: file.read_text(encoding="utf-8").split("\n") for file in files}
    weights = [len(texts[file]) for file in files]
    while True:
        [file] = chance.choices(files, weights)
        lines = list(texts[file])
        number = chance.randrange(len(lines))
        if not lines[number].strip() or lines[number].lstrip().startswith("#"):
            continue
        kind, change = chance.choice(EDITS)
        changed = change(lines, number, chance)
        if lines != texts[file]:
            before, after = (
                texts[file][number],
                lines[number] if number < len(lines) else "",
            )
            yield Edit(
                kind,
                file.relative_to(folder),
                "\n".join(lines),
                frozenset(changed),
                before,
                after,
            )


def told_of(folder: Path, edit: Edit) -> Told:
    """Loads the programme with an edit, and takes the edit back.

    Whatever is raised but ProgrammeError is a fault.
    """
    file = folder / edit.file
    before = file.read_bytes()
    file.write_text(edit.text, encoding="utf-8")
    try:
        read_folder(folder)
    except ProgrammeError as error:
        return Told(edit, tuple(str(error).splitlines()))
    finally:
        file.write_bytes(before)
    return Told(edit, ())


def copied(folder: Path, place: Path) -> Path:
    """A programme to be edited."""
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, place / name)
    return place


# Each changes the lines in place, and gives the lines that a mistake may name.

Change = Callable[[list[str], int, random.Random], set[int]]


def _delete_line(lines: list[str], number: int, _chance: random.Random) -> set[int]:
    # What is missing is told at what is left: the lines around it, and the head
    # of the part that lacks it.
    indentation = _indentation(lines[number])
    named = {number, number + 1}
    for above in range(number - 1, -1, -1):
        if lines[above].strip() and _indentation(lines[above]) < indentation:
            named.add(above + 1)
            break
    if not indentation:
        named.add(1)
    del lines[number]
    return named


def _swap_lines(lines: list[str], number: int, _chance: random.Random) -> set[int]:
    if number + 1 < len(lines):
        lines[number], lines[number + 1] = lines[number + 1], lines[number]
    return {number + 1, number + 2}


def _indent(lines: list[str], number: int, chance: random.Random) -> set[int]:
    lines[number] = " " * chance.choice((1, 2)) + lines[number]
    return {number + 1}


def _outdent(lines: list[str], number: int, chance: random.Random) -> set[int]:
    size = chance.choice((1, 2))
    if lines[number].startswith(" " * size):
        lines[number] = lines[number][size:]
    return {number + 1}


def _delete_word(lines: list[str], number: int, chance: random.Random) -> set[int]:
    return _replace(lines, number, chance, WORD, lambda _word: "")


def _delete_sign(lines: list[str], number: int, chance: random.Random) -> set[int]:
    return _replace(lines, number, chance, SIGN, lambda _sign: "")


def _drop_letter(lines: list[str], number: int, chance: random.Random) -> set[int]:
    def misspell(word: str) -> str:
        place = chance.randrange(len(word))
        return word[:place] + word[place + 1 :]

    return _replace(lines, number, chance, WORD, misspell)


def _swap_letters(lines: list[str], number: int, chance: random.Random) -> set[int]:
    def misspell(word: str) -> str:
        place = chance.randrange(max(len(word) - 1, 1))
        return (
            word[:place]
            + word[place + 1 : place + 2]
            + word[place : place + 1]
            + word[place + 2 :]
        )

    return _replace(lines, number, chance, WORD, misspell)


def _swap_words(lines: list[str], number: int, chance: random.Random) -> set[int]:
    words = list(WORD.finditer(lines[number]))
    if len(words) > 1:
        index = chance.randrange(len(words) - 1)
        first, second = words[index], words[index + 1]
        line = lines[number]
        between = line[first.end() : second.start()]
        lines[number] = (
            line[: first.start()]
            + second[0]
            + between
            + first[0]
            + line[second.end() :]
        )
    return {number + 1}


def _replace(
    lines: list[str],
    number: int,
    chance: random.Random,
    pattern: re.Pattern[str],
    change: Callable[[str], str],
) -> set[int]:
    matches = list(pattern.finditer(lines[number]))
    if matches:
        match = chance.choice(matches)
        lines[number] = (
            lines[number][: match.start()]
            + change(match[0])
            + lines[number][match.end() :]
        )
    return {number + 1}


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


EDITS: tuple[tuple[str, Change], ...] = (
    ("delete a line", _delete_line),
    ("swap two lines", _swap_lines),
    ("indent a line", _indent),
    ("move a line to the left", _outdent),
    ("delete a word", _delete_word),
    ("delete a sign", _delete_sign),
    ("drop a letter", _drop_letter),
    ("swap two letters", _swap_letters),
    ("swap two words", _swap_words),
)
