"""What Sheets makes of a value where a number, a text or a truth value is asked for."""

import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sheets.local.formats import render, typed
from sheets.local.formats.locales import LocaleFormat
from sheets.local.formats.whole import EXACT, is_whole
from sheets.local.formulas.values import (
    NUM,
    VALUE,
    Formatted,
    FormulaError,
    failed,
)
from sheets.local.model.spreadsheet import Failure, Json, Scalar

DIGITS = 15
"""As many digits of a number become text."""
Order = tuple[int, float, str, str]


class Habits(NamedTuple):
    """How numbers and dates are written here; `year` completes dates without one."""

    locale: LocaleFormat
    year: int


def checked(value: Scalar) -> Scalar:
    """The value; raises the error that it may be."""
    if isinstance(value, Failure):
        raise FormulaError(value)
    return value


def number(value: Scalar, habits: Habits) -> float:
    """A number; a text counts if it is one as it would be typed. Raises #VALUE!."""
    if isinstance(value, int | float):
        return value
    if value is None:
        return 0
    checked(value)
    given = from_text(str(value), habits)
    if given is None:
        raise failed(
            VALUE,
            f"'{value}' is a text and cannot be coerced to a number.",
        )
    return given


def whole(value: Scalar, habits: Habits) -> int:
    """A number without its decimals."""
    given = number(value, habits)
    if abs(given) >= EXACT:
        raise failed(NUM, f"{given} is too large.")
    return int(given)


@lru_cache(maxsize=50_000)
def from_text(text: str, habits: Habits) -> float | None:
    """The number that a text would be if it were typed; a date is one too."""
    if not text or text[0] in "'=":
        return None
    parsed = typed.parse(text, habits.locale, habits.year)
    if not isinstance(parsed.value, int | float) or isinstance(parsed.value, bool):
        return None
    if parsed.number_format:
        return Formatted(parsed.value, parsed.number_format)
    return parsed.value


def text(value: Scalar, habits: Habits) -> str:
    """The text that a value is within another text."""
    if isinstance(value, str):
        return str(checked(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        if value:
            return habits.locale.true
        return habits.locale.false
    if isinstance(value, Formatted) and value.format.get("type") in render.DATE_TYPES:
        return render.formatted(
            float(value), {"numberFormat": value.format}, habits.locale
        )
    return digits(value, habits.locale)


def digits(value: float, locale: LocaleFormat) -> str:
    """A number as plain digits, or with a power of ten from 1E+15 on."""
    if is_whole(value):
        return str(int(value))
    shown = f"{value:.{DIGITS}g}"
    if abs(value) < EXACT:
        shown = f"{Decimal(shown):f}"
    return shown.replace("e", "E").replace(".", locale.decimal)


def truth(value: Scalar) -> bool:
    """A truth value; numbers other than 0 are true. Raises #VALUE! for texts."""
    if not isinstance(value, str):
        return bool(value)
    word = str(checked(value)).upper()
    if word in ("TRUE", "FALSE"):
        return word == "TRUE"
    raise failed(VALUE, f"'{value}' is a text and cannot be coerced to a boolean.")


def compared(left: Scalar, right: Scalar) -> int:
    """-1, 0 or 1: numbers come before texts, texts before truth values; an empty cell
    counts as 0, "" or FALSE, whatever stands on the other side.

    Numbers are the same that have the same 15 digits: 0.1+0.2 is 0.3, though a
    subtraction shows what is left between them.
    """
    first = order(_beside(left, right))
    second = order(_beside(right, left))
    if first[0] == second[0] == 0 and _rounded(first[1]) == _rounded(second[1]):
        return 0
    # Texts are the same whatever their case, and ordered as in a dictionary.
    if first[0] == second[0] == 1 and first[3] == second[3]:
        return 0
    return (first > second) - (first < second)


def _rounded(value: float) -> float:
    if value.is_integer():
        return value
    return float(f"{value:.{DIGITS}g}")


def _beside(value: Scalar, partner: Scalar) -> Scalar:
    if value is not None:
        return value
    if isinstance(partner, bool):
        return False
    if isinstance(partner, str):
        return ""
    return 0


def order(value: Scalar) -> Order:
    """The place of a value among others."""
    if isinstance(value, bool):
        return 2, value, "", ""
    if isinstance(value, str):
        folded = value.casefold()
        return 1, 0, _unaccented(folded), folded
    return 0, float(value or 0), "", ""


@lru_cache(maxsize=10_000)
def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    parts = []
    for part in decomposed:
        if not unicodedata.combining(part):
            parts.append(part)
    return "".join(parts)


def dated(value: float, kind: str = "DATE") -> Formatted:
    """A number that its cell shows as a date, a time or both."""
    return Formatted(value, _format(kind))


def _format(kind: str) -> Json:
    return {"type": kind}
