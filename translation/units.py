"""The texts of a programme as units for a translator: those of its YAML files, and
the parts of its templates.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from programme.templates import HEAD, LINE
from translation.places import Place, places

TEMPLATES = ("mail_templates", "document_templates")
"""The folders of templates. A programme may have no documents."""
BODY = "text"
LINE_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")


@dataclass(frozen=True)
class Unit:
    """One text to translate.

    `key` is its place, the same as long as nothing above it is renamed; `translation`
    is "" where there is none yet.
    """

    key: str
    source: str
    translation: str = ""


@dataclass(frozen=True)
class Texts:
    """All units of a programme from one language to another, and where
    those of the YAML files stand.
    """

    source: str
    language: str
    languages: tuple[str, ...]
    units: tuple[Unit, ...]
    places: dict[str, Place]

    @property
    def is_new(self) -> bool:
        """Whether the programme does not have the language yet."""
        return self.language not in self.languages


def read_texts(
    folder: Path, languages: Sequence[str], source: str, language: str
) -> Texts:
    """The texts of the programme in `folder` (one without mistakes),
    from `source` to `language`.
    """
    by_key = {
        f"{_name(folder, origin.file)}: {'.'.join(origin.names)}": origin
        for origin in places(folder, languages)
    }
    units = []
    for key, origin in by_key.items():
        if origin.words.get(source):
            units.append(
                Unit(key, origin.words[source], origin.words.get(language, ""))
            )
    units.extend(_template_units(folder, source, language))
    return Texts(source, language, tuple(languages), tuple(units), by_key)


def template_file(folder: Path, template: str, language: str) -> Path:
    """The file of a template, `mail_templates/NAME` or
    `document_templates/NAME`, in a language.
    """
    return folder / template / f"{language}.md"


def template_part(key: str) -> tuple[str, str] | None:
    """(template, part) of the key of a template's unit; None for that of a YAML
    file.
    """
    match = re.fullmatch(rf"((?:{'|'.join(TEMPLATES)})/\w+): (\w+)", key)
    if match:
        return (match[1], match[2])
    return None


def template_parts(file: Path) -> dict[str, str]:
    """The parts of a template: the lines of its front matter by their key, and the body
    as `text`. {} for no file.
    """
    if not file.exists():
        return {}
    match = HEAD.match(file.read_text(encoding="utf-8").replace("\r\n", "\n"))
    if match is None:
        return {}
    lines = [LINE.fullmatch(line.strip()) for line in match["head"].splitlines()]
    return {line["key"]: line["text"] for line in lines if line} | {
        BODY: match["body"].strip("\n")
    }


def template_text(parts: Mapping[str, str]) -> str:
    """A template from its parts."""
    # Quotes need no escape within: the last one of the line ends the text.
    head = []
    for key, text in parts.items():
        if key != BODY:
            head.append(f'{key}: "{LINE_BREAKS.sub(" ", text)}"')
    return "\n".join(("---", *head, "---", parts.get(BODY, ""), ""))


def _template_units(folder: Path, source: str, language: str) -> list[Unit]:
    units: list[Unit] = []
    for template in (
        name for of_kind in TEMPLATES for name in _templates(folder, of_kind)
    ):
        translated = template_parts(template_file(folder, template, language))
        for part, text in template_parts(
            template_file(folder, template, source)
        ).items():
            units.append(Unit(f"{template}: {part}", text, translated.get(part, "")))
    return units


def _templates(folder: Path, of_kind: str) -> list[str]:
    root = folder / of_kind
    if root.is_dir():
        templates: list[str] = []
        for path in sorted(root.iterdir()):
            if path.is_dir():
                templates.append(f"{of_kind}/{path.name}")
        return templates
    return []


def _name(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()
