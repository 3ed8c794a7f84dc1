"""Hoja's own words in the reader's language, from the catalogues in translations/."""

import io
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).resolve().parent.parent / "translations"
SOURCE = "en"


class Plural(NamedTuple):
    """A text about a number of things in English: of a single one, and of several. {count} is the number."""

    one: str
    several: str


@cache
def texts(language: str) -> NullTranslations:
    """The catalogue of a language (`pt` also for `pt_BR`); where there is none, the English of the source."""
    language = base_language(language)
    source = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if language == SOURCE or not source.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as file:
        # Compiled in memory: a fresh clone has no build step (docs/decisions/0004).
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def languages() -> list[str]:
    """The languages that Hoja itself speaks."""
    return [SOURCE, *sorted(path.name for path in FOLDER.iterdir() if path.is_dir())]


def base_language(language: str) -> str:
    """The language of a code that may name a country: `en` of `en_GB`."""
    return language.partition("_")[0]


def mark(message: str) -> str:
    """Marks a text for the catalogues where it is written; `texts()` turns it where it is shown."""
    return message


def mark_plural(one: str, several: str) -> Plural:
    """Marks a text about a number of things for the catalogues; `number_text()` turns it where it is shown."""
    return Plural(one, several)


def number_text(language: str, text: Plural, count: int, **gaps: object) -> str:
    """A text about a number of things, in the form that a language uses for that number and with its signs (1,234 or 1.234)."""
    form = texts(language).ngettext(text.one, text.several, count)
    return form.format(count=format_decimal(count, locale=language), **gaps)


def counted(count: int, thing: str, things: str = "") -> str:
    """A number of things, for operators, in English: "1 mail", "2 people"."""
    return f"{count} {thing if count == 1 else things or thing + 's'}"


def reason(language: str, text: str) -> str:
    """A kept reason in a language: a text of ours, or one that introduces the outside's own words ("ours: theirs")."""
    say = texts(language).gettext
    head, colon, outside_words = text.partition(": ")
    # First as a whole: a colon may stand in a text of ours.
    whole = say(text) if text else ""
    if whole != text or not head:
        return whole
    return say(head) + colon + outside_words
