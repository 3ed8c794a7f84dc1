"""Understanding numbers with either decimal sign: one reading, or
a problem that names both.
"""

import re
from decimal import Decimal, InvalidOperation

from babel.numbers import NumberFormatError, get_decimal_symbol, parse_decimal

from core.notation.addresses import bare
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import LONGEST

# Beyond this a cell of the spreadsheet rounds.
LARGEST = Decimal(10) ** 15
WHOLE = r"(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)"
SHAPES = [
    re.compile(
        WHOLE.format(group=re.escape(group))
        + rf"(?:{re.escape(sign)}(?P<fraction>\d+))?"
    )
    for sign in ".,"
    for group in (".", ",", " ", "'")
    if group != sign
]
"""Digits in groups of three or in one, and what follows a decimal sign."""


def decimal(text: str, locale: str) -> Decimal:
    """A number. Raises NotUnderstoodError."""
    return _only_one(text, sorted(readings(text, locale), reverse=True), locale)


def readings(text: str, locale: str) -> set[Decimal]:
    """All that a text could mean."""
    return {value for value, _whole in _readings(text, locale)}


def whole(text: str, locale: str) -> int:
    """A whole number; a sign that can only part thousands here is taken as that.

    Raises NotUnderstoodError.
    """
    readings = _readings(text, locale)
    # In a column of whole numbers “1.200” can only part thousands.
    written_whole = set()
    for value, as_whole in readings:
        if as_whole:
            written_whole.add(value)
    return integral(
        _only_one(
            text, sorted(written_whole or {value for value, _whole in readings}), locale
        ),
        text,
    )


def integral(value: Decimal, text: str) -> int:
    """A number that must be whole. Raises NotUnderstoodError."""
    if not value.is_finite() or value != value.to_integral_value():
        raise NotUnderstoodError(_("“{value}” is not a whole number."), value=text)
    return int(value)


def _readings(text: str, locale: str) -> set[tuple[Decimal, bool]]:
    """What a text could mean, and whether that is written without a decimal sign."""
    if len(text) > LONGEST:
        return set()
    written = re.sub(r"\s", " ", bare(text)).replace("’", "'").replace("−", "-")
    sign, digits = (
        (written[0], written[1:]) if written[:1] in ("-", "+") else ("", written)
    )
    readings: set[tuple[Decimal, bool]] = set()
    for shape in SHAPES:
        match = shape.fullmatch(digits)
        if match:
            fraction = match["fraction"]
            front = re.sub(
                r"\D", "", digits[: len(digits) - len(fraction)] if fraction else digits
            )
            readings.add(
                (
                    Decimal(
                        f"{sign}{front}.{fraction}" if fraction else f"{sign}{front}"
                    ),
                    fraction is None,
                )
            )
    # Groups of two (India), and other scripts' digits and signs.
    if not readings and not re.search(r"[^\W\d]", written):
        try:
            value = parse_decimal(written, locale=locale, strict=True)
            readings.add((value, value == value.to_integral_value()))
        except (NumberFormatError, InvalidOperation):
            # No number in that script either: the readings that there are decide.
            pass
    # Beyond 10^15 a spreadsheet keeps no exact digits, so the number that
    # comes back would be another.
    return {(value, as_whole) for value, as_whole in readings if abs(value) < LARGEST}


def _only_one(text: str, candidates: list[Decimal], locale: str) -> Decimal:
    if not candidates:
        raise NotUnderstoodError(_("“{value}” is not a number."), value=text[:LONGEST])
    if len(candidates) > 1:
        first, second = (_clear(value, locale) for value in candidates)
        raise NotUnderstoodError(
            _(
                "“{value}” could mean {one} or {other}. Write the one you mean like that."
            ),
            value=text,
            one=first,
            other=second,
        )
    return candidates[0]


def _clear(value: Decimal, locale: str) -> str:
    """A number that has two readings no more: no groups, and not just
    three digits behind the sign.
    """
    if "." in str(value):
        return f"{value}0".replace(".", get_decimal_symbol(locale))
    return str(value)
