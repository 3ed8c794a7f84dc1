"""Hoja's own words in the reader's language, from the catalogues in translations/."""

import io
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit

FOLDER = Path(__file__).resolve().parent.parent / "translations"
SOURCE = "en"
WORLDWIDE = {"en": "en_GB"}
"""Languages whose dates are not those of the first country that comes to mind."""
KILOBYTE, MEGABYTE = 2**10, 2**20


class Plural(NamedTuple):
    """A text about a number of things in English: of a single one, and of
    several. {count} is the number.
    """

    one: str
    several: str


@cache
def texts(language: str) -> NullTranslations:
    """The catalogue of a language (`pt` also for `pt_BR`); where there is none,
    the English of the source.
    """
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


def source_texts() -> int:
    """How many texts of its own Hoja has."""
    with (FOLDER / TEMPLATE / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return sum(1 for message in read_po(file) if message.id)


TEMPLATE = "es"
"""Every catalogue has every text; this one is counted."""


def untranslated(language: str) -> bool:
    """Whether Hoja has no words of its own in a language: its
    readers see those of the source.
    """
    return base_language(language) not in languages()


def base_language(language: str) -> str:
    """The language of a code that may name a country: `en` of `en_GB`."""
    return language.partition("_")[0]


def nearest_language(language: str, languages: Collection[str]) -> str:
    """The one of some languages that is `language`, or else one of another country
    (`pt_BR` for `pt`); "" where there is none.
    """
    if language in languages:
        return language
    for code in languages:
        if base_language(code) == base_language(language):
            return code
    return ""


def language_name(code: str, reader: str, languages: Collection[str]) -> str:
    """What a language is called in the reader's; with its country only where that tells
    two of `languages` apart.
    """
    of_language = []
    for candidate in languages:
        if base_language(candidate) == base_language(code):
            of_language.append(candidate)
    if len(of_language) > 1:
        shown = code
    else:
        shown = base_language(code)
    return Locale.parse(shown).get_display_name(Locale.parse(reader)) or code


def is_language(code: str) -> bool:
    """Whether there is a language of this code, and the country that it may name."""
    try:
        Locale.parse(base_language(code))
    except (UnknownLocaleError, ValueError):
        return False
    country = code.partition("_")[2]
    return not country or country in Locale.parse(SOURCE).territories


def language_called(word: str) -> str:
    """The code of the language that is called so, in its own words (`español`), or in
    those of a language that Hoja speaks; "" where there is none.
    """
    name = word.strip().casefold()
    codes: list[str] = []
    for code in map(str, Locale.parse(SOURCE).languages):
        if is_language(code):
            codes.append(code)
    for code in codes:
        readers = (code, *languages())
        for reader in readers:
            if str(Locale.parse(reader).languages.get(code, "")).casefold() == name:
                return code
    return ""


def written_in(language: str) -> str:
    """The locale by which dates and times are written for readers of a language.

    English without a country is read all over the world: 28 November 2026, 15:00. A
    programme that means the other one says `en_US`.
    """
    return WORLDWIDE.get(language, language)


def language_tag(language: str) -> str:
    """A language as HTML names it: `en-GB` for `en_GB`."""
    return language.replace("_", "-")


def direction(language: str) -> str:
    """How a language is written: "ltr" or "rtl"."""
    return str(Locale.parse(language).text_direction)


def mark(message: str) -> str:
    """Marks a text for the catalogues where it is written; `texts()`
    turns it where it is shown.
    """
    return message


def mark_plural(singular: str, plural: str) -> Plural:
    """Marks a text about a number of things for the catalogues; `number_text()`
    turns it where it is shown.
    """
    return Plural(singular, plural)


def number_text(language: str, text: Plural, count: int, **gaps: object) -> str:
    """A text about a number of things, in the form that a language uses for that number
    and with its signs (1,234 or 1.234).
    """
    form = texts(language).ngettext(text.one, text.several, count)
    return form.format(count=decimal_text(language, count), **gaps)


def decimal_text(language: str, number: float | Decimal | str) -> str:
    """A number with the signs of a language; one with more digits than are
    counted with, as it stands.
    """
    try:
        return str(format_decimal(number, locale=language))
    except ArithmeticError:
        return str(number)


def exact_text(language: str, number: Decimal | float | str, decimals: int = 0) -> str:
    """A number with the signs of a language and all of its digits, at least so many
    behind the sign.
    """
    # Babel's own pattern ends after three digits, and rounds there.
    whole = Locale.parse(language).decimal_formats[None].pattern.partition(".")[0]
    if decimals:
        pattern = f"{whole}.{'0' * decimals}"
    else:
        pattern = whole
    try:
        text = format_decimal(number, pattern, language, decimal_quantization=False)
    except ArithmeticError:
        return str(number)
    return str(text)


def counted(count: int, thing: str, things: str = "") -> str:
    """A number of things, for operators, in English: "1 mail", "2 people"."""
    return f"{count} {thing if count == 1 else things or thing + 's'}"


def reason(language: str, text: str) -> str:
    """A kept reason in a language: a text of ours, or one that introduces the outside's
    own words ("ours: theirs").
    """
    say = texts(language).gettext
    head, colon, outside_words = text.partition(": ")
    # First as a whole: a colon may stand in a text of ours.
    whole = ""
    if text:
        whole = say(text)
    if whole != text or not head:
        return whole
    return say(head) + colon + outside_words


def file_size(size: int, language: str) -> str:
    """A size in bytes as a language writes it: 1.5 MB, 1,5 Mo."""
    if size >= MEGABYTE:
        return str(
            format_unit(
                size / MEGABYTE, "digital-megabyte", "short", "#,##0.0", locale=language
            )
        )
    return str(
        format_unit(
            max(1, size // KILOBYTE), "digital-kilobyte", "short", locale=language
        )
    )
