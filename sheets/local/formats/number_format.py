"""Number patterns such as `#,##0.00`, `0%` or `0.00E+00`."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from sheets.local.formats.locales import LocaleFormat

DEFAULTS = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": "[$$]#,##0.00",
    "SCIENTIFIC": "0.00E+00",
}
LITERAL = re.compile(r'"([^"]*)"|\[\$([^\]-]*)(?:-[^\]]*)?\]|\\(.)|\[[^\]]*\]')
SIGNIFICANT = 15
"""Digits that tell two numbers apart in a cell."""
LONGEST = 700
"""Digits of the longest number there is, with decimals."""
PRIVATE = 0xE000
"""Letters from here on stand for the literal parts while the digits are put in."""
DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")


def apply(value: float, pattern: str, locale: LocaleFormat) -> str:
    """Shows a number by a pattern; sections for negative numbers and zero are
    obeyed.
    """
    sections = pattern.split(";")
    if value < 0 and len(sections) > 1 and sections[1]:
        return _section(-value, sections[1], locale)
    if value == 0 and len(sections) > 2:  # noqa: PLR2004 - positive; negative; zero
        return _section(value, sections[2], locale)
    text = _section(abs(value), sections[0], locale)
    # -0.001 by “0.00” is 0.00, without a sign.
    if value < 0 and re.search("[1-9]", text):
        return "-" + text
    return text


def _section(value: float, pattern: str, locale: LocaleFormat) -> str:
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or match[3] or "")
        return chr(PRIVATE + len(literals) - 1)

    # Literal parts may hold # and 0, so they are taken out while the digits are put in.
    bare = LITERAL.sub(keep, pattern)
    # As decimal digits: a hundred times the largest float is no float any more.
    exact = Decimal(f"{value:.{SIGNIFICANT}g}")
    if "%" in bare:
        exact = exact.scaleb(2)
    scientific = re.search(r"E\+?(0+)", bare)
    if scientific:
        text = _scientific(exact, bare, len(scientific[1]), locale)
    else:
        text = DIGITS.sub(lambda match: _digits(exact, match[0], locale), bare, count=1)
    return "".join(
        literals[index]
        if 0 <= (index := ord(letter) - PRIVATE) < len(literals)
        else letter
        for letter in text
    )


def _digits(value: Decimal, digits: str, locale: LocaleFormat) -> str:
    integer, _, fraction = digits.partition(".")
    text = _fixed(value, len(fraction))
    whole, _, decimals = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#"))
    while optional and decimals.endswith("0"):
        decimals = decimals[:-1]
        optional -= 1
    whole = whole.zfill(integer.count("0"))
    if "0" not in integer and whole == "0":
        whole = ""
    if "," in integer:
        whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", locale.group, whole)
    return whole + (locale.decimal + decimals if decimals else "")


def _fixed(value: Decimal, digits: int) -> str:
    """A number with so many decimals; halves go up, as 2.5 and 1.005 are written."""
    with localcontext() as context:
        context.prec = LONGEST + digits
        return f"{value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}"


def _scientific(value: Decimal, pattern: str, width: int, locale: LocaleFormat) -> str:
    decimals = len(pattern.partition("E")[0].partition(".")[2])
    with localcontext() as context:
        context.rounding = ROUND_HALF_UP
        # A zero of decimal digits has a power of its own.
        shown = f"{value or 0.0:.{decimals}E}"
    mantissa, _, power = shown.partition("E")
    sign = power[0]
    number = power[1:].lstrip("0").zfill(width)
    return f"{mantissa.replace('.', locale.decimal)}E{sign}{number}"
