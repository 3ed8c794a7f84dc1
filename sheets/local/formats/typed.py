"""What Sheets makes of something typed into a cell (USER_ENTERED)."""

import re
from typing import NamedTuple

from sheets.local.formats.locales import LocaleFormat
from sheets.local.formats.typed_dates import parse_moment
from sheets.local.formats.whole import whole
from sheets.local.model.spreadsheet import Formula, Json, Scalar

PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
SCIENTIFIC = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)[eE][+-]?\d{1,3}")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
CURRENCY = "$€£¥"


class Typed(NamedTuple):
    """A value and the number format that Sheets gives a cell that has none."""

    value: Scalar
    number_format: Json | None = None


def parse(text: str, locale: LocaleFormat, year: int) -> Typed:
    """The value of a typed text: a formula, a truth value, a number, a
    date, else the text itself.

    A leading apostrophe is taken off and makes it text. `year`
    completes dates without one.
    """
    if text == "":
        return Typed(None)
    # The apostrophe says that what follows is text, and is not kept.
    if text.startswith("'"):
        return Typed(text[1:] or None)
    if text.startswith("=") and len(text) > 1:
        return Typed(Formula(text))
    bare = text.strip()
    truth = _truth(bare, locale)
    if truth is not None:
        return Typed(truth)
    return _number(bare, locale) or _moment(bare, locale, year) or Typed(text)


def _truth(text: str, locale: LocaleFormat) -> bool | None:
    word = text.upper()
    if word in ("TRUE", locale.true):
        return True
    if word in ("FALSE", locale.false):
        return False
    return None


def _number(text: str, locale: LocaleFormat) -> Typed | None:
    percent = text.endswith("%")
    bare, currency = _without_currency(text.removesuffix("%").strip())
    neutral = _neutral(bare, locale)
    if neutral is None:
        return None
    grouped = bool(GROUPED.fullmatch(neutral))
    scientific = bool(SCIENTIFIC.fullmatch(neutral))
    if not (grouped or scientific or PLAIN.fullmatch(neutral)):
        return None
    value = float(neutral.replace(",", ""))
    # 1e999 stays text.
    if value in (float("inf"), float("-inf")):
        return None
    if "." in neutral:
        decimals = "0.00"
    else:
        decimals = "0"
    if percent:
        return Typed(whole(value / 100), {"type": "PERCENT", "pattern": decimals + "%"})
    if currency:
        pattern = f"[${currency}]#,##{decimals}"
        return Typed(whole(value), {"type": "CURRENCY", "pattern": pattern})
    if scientific:
        return Typed(whole(value), {"type": "SCIENTIFIC", "pattern": "0.00E+00"})
    style = None
    if grouped:
        style = {"type": "NUMBER", "pattern": "#,##" + decimals}
    return Typed(whole(value), style)


def _without_currency(text: str) -> tuple[str, str]:
    for sign in CURRENCY:
        if text.startswith(sign):
            return text[1:].strip(), sign
        if text.startswith("-" + sign):
            return "-" + text[2:].strip(), sign
        if text.endswith(sign):
            return text[:-1].strip(), sign
    return text, ""


def _neutral(text: str, locale: LocaleFormat) -> str | None:
    """The number with "," between thousands and "." before decimals,
    whatever the locale uses.
    """
    if not text or (not text[-1].isdigit() and text[-1] != locale.decimal):
        return None
    swap = {locale.decimal: ".", locale.group: ","}
    # People type a plain space where the locale has a narrow one.
    if locale.group in "\u00a0\u202f":
        swap |= {" ": ",", "\u00a0": ",", "\u202f": ","}
    parts = []
    for letter in text:
        parts.append(swap.get(letter, letter if letter not in ".," else "!"))
    neutral = "".join(parts)
    if "!" in neutral:
        return None
    return neutral


def _moment(text: str, locale: LocaleFormat, year: int) -> Typed | None:
    parsed = parse_moment(text, locale, year)
    if parsed:
        return Typed(whole(parsed[0]), parsed[1])
    return None
