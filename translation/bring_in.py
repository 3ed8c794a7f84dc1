"""Brings a translation into a programme's files, or tells why not: nothing is written
that the programme cannot be read with.
"""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from programme.folder import copy_programme
from translation.files import Translation
from translation.places import content_of
from translation.units import (
    BODY,
    Texts,
    Unit,
    read_texts,
    template_file,
    template_part,
    template_parts,
    template_text,
)
from translation.yaml_edit import Edit, add_to_list, edited, set_words

Check = Callable[[Path], str]
"""Reads the programme in a folder and says what is wrong with it, "" where nothing
is.
"""


@dataclass(frozen=True)
class Outcome:
    """What a translation changes.

    Keys of texts: `written`; `missing` in the language, before and after; `unknown` to
    the programme; `changed` there since the file was made (these stay as they are).
    `files`: the new content of each file. `refusal`: why nothing was written.
    """

    written: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    files: Mapping[Path, str] | None = None
    refusal: str = ""


def bring_in(
    folder: Path,
    languages: Sequence[str],
    translation: Translation,
    check: Check,
    *,
    is_incomplete: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Writes a translation into the programme in `folder` (one without
    mistakes, in `languages`).

    1. Compares the units with the texts that stand there now.
    2. Stops where a new language would have gaps, unless `is_incomplete`: then the
       source's words fill them.
    3. Makes the new files in a copy, and stops where the copy cannot
       be read without mistakes.
    4. Puts each file in its place.
    """
    if translation.source not in languages:
        return Outcome(
            refusal=f"the programme does not have the language {translation.source} that this is a translation of"
        )
    texts = read_texts(folder, languages, translation.source, translation.language)
    outcome, new_texts = _compared(texts, translation)
    gaps = [*outcome.missing, *outcome.changed]
    if texts.is_new and gaps:
        if not is_incomplete:
            return replace(
                outcome,
                written=(),
                refusal="the programme would have texts without a word of the new language",
            )
        sources = {unit.key: unit.source for unit in texts.units}
        new_texts |= {key: sources[key] for key in gaps}
    outcome = replace(
        outcome,
        files=_yaml_files(folder, texts, new_texts)
        | _mail_files(folder, texts, new_texts),
    )
    mistakes = _mistakes(folder, outcome.files or {}, check)
    if mistakes:
        return replace(
            outcome,
            written=(),
            refusal=f"the programme could not be read any more:\n{mistakes}",
        )
    if not dry_run:
        for file, content in (outcome.files or {}).items():
            _replace(file, content)
    return outcome


def _compared(texts: Texts, translation: Translation) -> tuple[Outcome, dict[str, str]]:
    """What is the same and what is not; and the new words by key."""
    returned = {unit.key: unit for unit in translation.units}
    new_texts: dict[str, str] = {}
    missing: list[str] = []
    changed: list[str] = []
    for unit in texts.units:
        translated = returned.get(unit.key)
        text = ""
        if translated:
            text = translated.translation.strip("\n")
        if not text.strip():
            if not unit.translation:
                missing.append(unit.key)
        elif translated and _is_other(translated, unit):
            changed.append(unit.key)
        elif text != unit.translation.strip("\n"):
            new_texts[unit.key] = text
    unknown = sorted(set(returned) - {unit.key for unit in texts.units})
    return Outcome(
        tuple(new_texts), tuple(missing), tuple(unknown), tuple(changed)
    ), new_texts


def _is_other(translated: Unit, unit: Unit) -> bool:
    """Whether the translator saw another text.

    Spreadsheet programs leave spaces and line breaks at the ends away.
    """
    return translated.source.split() != unit.source.split()


def _yaml_files(
    folder: Path, texts: Texts, new_texts: Mapping[str, str]
) -> dict[Path, str]:
    edits: dict[Path, list[Edit]] = defaultdict(list)
    for key, origin in texts.places.items():
        text = new_texts.get(key)
        if text is None or (origin.is_plain and text == origin.words[texts.source]):
            continue
        edit = set_words(
            content_of(origin.file), origin.node, texts.language, text, texts.languages
        )
        edits[origin.file].append(edit)
    if texts.is_new:
        main = folder / "config" / "programme.yaml"
        edits[main].append(_new_language(content_of(main), texts.language))
    return {file: edited(content_of(file), of_file) for file, of_file in edits.items()}


def _new_language(content: str, language: str) -> Edit:
    root = yaml.compose(content, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    # A programme without mistakes has the list, with a language in it.
    [listed] = [value for key, value in root.value if key.value == "languages"]
    return add_to_list(content, listed, language)


def _mail_files(
    folder: Path, texts: Texts, new_texts: Mapping[str, str]
) -> dict[Path, str]:
    changed: dict[str, dict[str, str]] = defaultdict(dict)
    for key, text in new_texts.items():
        part = template_part(key)
        if part:
            changed[part[0]][part[1]] = text
    files: dict[Path, str] = {}
    for message, parts in changed.items():
        source = template_parts(template_file(folder, message, texts.source))
        file = template_file(folder, message, texts.language)
        whole = template_parts(file) | parts
        files[file] = template_text(
            {key: whole[key] for key in [*source, *whole] if key in whole}
            | {BODY: whole[BODY]}
        )
    return files


def _mistakes(folder: Path, files: Mapping[Path, str], check: Check) -> str:
    """What is wrong with the programme once it has these files."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        copy_programme(folder, copy)
        for file, content in files.items():
            (copy / file.relative_to(folder)).write_bytes(content.encode())
        return check(copy)


def _replace(file: Path, content: str) -> None:
    """Writes a file whole or not at all."""
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(content.encode())
    if file.exists():
        shutil.copymode(file, new)
    new.replace(file)
