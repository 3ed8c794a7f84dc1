"""A new programme from five answers: a starting point, with everything in it in the
languages that were chosen.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from authoring.answers import FOLDER, Answers, language_labels
from authoring.words import mail_files, spoken, words_of
from authoring.yaml_texts import text, texts
from core.errors import HojaError

GAP = re.compile(r"<<(?P<texts>\w+)>>|<plain:(?P<plain>\w+)>|<(?P<value>\w+)>")
COMMENT = re.compile(r"^(?P<indent> *)#: (?P<key>\w+)$", re.MULTILINE)
NEXT_LINE = "\n"


class TakenError(HojaError):
    """Something is there already where a programme was to be written."""


def programme_files(answers: Answers) -> dict[str, str]:
    """All files of the programme: path below its folder → text."""
    point = FOLDER / answers.starting_point
    vocabulary = words_of(answers.starting_point)
    common = FOLDER / "common"
    main = "".join(
        path.read_text("utf-8")
        for path in (
            common / "head.yaml",
            point / "programme.yaml",
            common / "foot.yaml",
        )
    )
    files = {
        "config/programme.yaml": main,
        "config/rules.yaml": (point / "rules.yaml").read_text("utf-8"),
        "config/example.yaml": (point / "example.yaml").read_text("utf-8"),
    }
    for form in sorted((point / "forms").glob("*.yaml")):
        files[f"config/forms/{form.name}"] = form.read_text("utf-8")
    for path, written in files.items():
        files[path] = _filled(written, answers, vocabulary)
    files.update(mail_files(answers.starting_point, (), answers.languages))
    files.update(_documents(point, answers, vocabulary))
    return files


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Writes files into a folder that is not there yet, or is empty.

    Raises TakenError where anything is there, before anything is written.
    """
    # A folder's name may be any bytes, and not every screen shows them.
    shown = os.fsencode(folder).decode("utf-8", errors="replace")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise TakenError(
                f"{shown} is there already: nothing was written. Take another name."
            )
        for path, content in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            # "x": a file that somebody wrote meanwhile is not overwritten either.
            with file.open("x", encoding="utf-8") as stream:
                stream.write(content)
    except FileExistsError as error:
        raise TakenError(f"{error.filename} is there already.") from error
    except OSError as error:
        raise HojaError(f"{shown} cannot be written: {error.strerror}.") from error


def _filled(
    written: str, answers: Answers, vocabulary: Mapping[str, Mapping[str, str]]
) -> str:
    given = {"title": answers.title, "rows": answers.rows, "decides": answers.decides}
    values = {
        "rows": answers.table,
        "language": answers.language,
        "languages": ", ".join(answers.languages),
        "time_zone": answers.place.time_zone,
        "locale": answers.place.locale,
        "country": answers.place.country,
        "language_choices": _language_choices(answers),
    }

    def fill(gap: re.Match[str]) -> str:
        if gap["value"]:
            return values[gap["value"]]
        if gap["plain"]:
            return str(spoken(answers.language, vocabulary[gap["plain"]]))
        key = gap["texts"]
        if key in given:
            return texts(given[key])
        return texts(
            {code: spoken(code, vocabulary[key]) for code in answers.languages}
        )

    def comment(line: re.Match[str]) -> str:
        return f"{line['indent']}# {spoken(answers.language, vocabulary[line['key']])}"

    return GAP.sub(fill, COMMENT.sub(comment, written))


def _language_choices(answers: Answers) -> str:
    """The programme's languages as choices."""
    lines = []
    for code in answers.languages:
        labels = language_labels(code, answers.languages)
        label = texts(labels)
        lines.append(f"    {code}: {label}")
    return NEXT_LINE.join(lines)


def _documents(
    point: Path, answers: Answers, vocabulary: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    source = point / "documents.yaml"
    if not source.exists():
        return {}
    files = {}
    for name, document in yaml.safe_load(source.read_text("utf-8")).items():
        for language in answers.languages:
            title = spoken(language, vocabulary[name])
            body = document.replace(
                "<plain:carries>", spoken(language, vocabulary["carries"])
            )
            files[f"document_templates/{name}/{language}.md"] = (
                f"---\ntitle: {text(title)}\n---\n{body}"
            )
    return files
