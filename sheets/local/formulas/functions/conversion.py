"""Values made others: numbers of texts, texts of numbers, dates of numbers."""

import re

from sheets.local.formats import date_format, number_format, render, serial
from sheets.local.formulas import coerce
from sheets.local.formulas.coerce import dated
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import Formatted, unserved
from sheets.local.model.spreadsheet import Scalar, is_number

QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
USUAL_DATE = re.compile(
    r"(?:d{1,4}|m{1,4}|yyyy|yy|h{1,2}|s{1,2}|am/pm|[^\w#?@*])*", re.IGNORECASE
)
RARE_NUMBER = re.compile(r"[?/*_]|,(?![#0])|[a-df-zA-DF-Z]|@.")
SECTIONS = 3


@function("TEXT", "any", "text")
def _text(frame: Frame, value: Scalar, pattern: str) -> str:
    number = _number(frame, value)
    # What is no number stays as it is, whatever the pattern.
    if number is None:
        return coerce.text(value, frame.habits)
    bare = QUOTED.sub("", pattern)
    if ELAPSED.search(pattern) or not pattern:
        raise unserved(f"The pattern {pattern!r} in TEXT")
    if DATE_LETTERS.search(bare):
        return _dated(frame, number, pattern, bare)
    if bare in ("@", "General"):
        return coerce.digits(number, frame.habits.locale)
    if RARE_NUMBER.search(bare) or bare.count(";") >= SECTIONS:
        raise unserved(f"The pattern {pattern!r} in TEXT")
    return number_format.apply(number, pattern, frame.habits.locale)


def _number(frame: Frame, value: Scalar) -> float | None:
    if isinstance(value, str):
        number = coerce.from_text(value, frame.habits)
    elif isinstance(value, bool):
        return None
    else:
        number = value or 0
    if number is None:
        return None
    return float(number)


def _dated(frame: Frame, number: float, pattern: str, bare: str) -> str:
    if not USUAL_DATE.fullmatch(bare):
        raise unserved(f"The pattern {pattern!r} in TEXT")
    moment = serial.to_datetime(number)
    return date_format.apply(moment, pattern, frame.habits.locale)


@function("VALUE", "any")
def _value(frame: Frame, value: Scalar) -> float:
    return float(coerce.number(value, frame.habits))


@function("N", "value")
def _n(_frame: Frame, value: Scalar) -> Scalar:
    coerce.checked(value)
    if isinstance(value, int | float):
        return float(value)
    return 0


@function("T", "any")
def _t(_frame: Frame, value: Scalar) -> str:
    if isinstance(value, str):
        return value
    return ""


def _formatted(value: Scalar, kind: str, pattern: str = "") -> Scalar:
    if not is_number(value):
        return value
    assert isinstance(value, int | float)
    if pattern:
        return Formatted(value, {"type": kind, "pattern": pattern})
    return dated(value, kind)


@function("TO_DATE", "any")
def _to_date(_frame: Frame, value: Scalar) -> Scalar:
    return _formatted(value, "DATE")


@function("TO_PERCENT", "any")
def _to_percent(_frame: Frame, value: Scalar) -> Scalar:
    return _formatted(value, "PERCENT", "0.00%")


@function("TO_PURE_NUMBER", "any")
def _to_pure_number(_frame: Frame, value: Scalar) -> Scalar:
    if isinstance(value, Formatted):
        return float(value)
    return value


@function("TO_TEXT", "any")
def _to_text(frame: Frame, value: Scalar) -> str:
    locale = frame.habits.locale
    if isinstance(value, Formatted):
        return render.formatted(float(value), {"numberFormat": value.format}, locale)
    return render.formatted(value, None, locale)
