"""What starting points and proposals say, in every language that Hoja speaks."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import yaml

from authoring.answers import FOLDER
from core.texts import base_language

SPOKEN = "en"
"""The language of what is said where Hoja does not speak one that was chosen."""
TEAM_MAILS = {"new_row", "please_call", "can_be_certified", "new_report"}
"""Mails to those who decide: they have a way into the spreadsheet in them."""
Words = Mapping[str, Mapping[str, str]]


@cache
def words_of(point: str) -> Words:
    """Key → language → words of a starting point and of all."""
    vocabulary: dict[str, dict[str, str]] = {}
    for part in ("common", point):
        vocabulary.update(
            yaml.safe_load((FOLDER / part / "texts.yaml").read_text("utf-8"))
        )
    return vocabulary


def spoken(language: str, vocabulary: Mapping[str, Any]) -> Any:
    """What is said in a language, or in English."""
    return vocabulary.get(base_language(language), vocabulary[SPOKEN])


def mail_files(
    point: str, messages: Iterable[str], languages: Sequence[str], title: str = ""
) -> dict[str, str]:
    """The mails of a starting point, with greeting and end; all of them where
    `messages` names none. `title`: the column by which rows are called.
    """
    files = {}
    vocabulary = words_of(point)
    mails = yaml.safe_load((FOLDER / point / "mails.yaml").read_text("utf-8"))
    for message in messages or mails:
        for language in languages:
            mail = spoken(language, mails[message])
            hello = spoken(language, vocabulary["hello"])
            paragraphs = [
                f"{hello}{{% if person.name %}}, {{{{ person.name }}}}{{% endif %}}!",
                mail["body"],
            ]
            if message in TEAM_MAILS:
                open_sheet = spoken(language, vocabulary["open_sheet"])
                paragraphs.append(f"[{open_sheet}]({{{{ sheet }}}})")
            else:
                paragraphs.append(spoken(language, vocabulary["questions"]))
            head = f'---\nsubject: "{mail["subject"]}"\n---\n'
            mail_text = head + "\n\n".join(paragraphs) + "\n"
            called = f"{{{{ record.{title} }}}}"
            files[f"mail_templates/{message}/{language}.md"] = mail_text.replace(
                "<title>", called
            )
    return files
