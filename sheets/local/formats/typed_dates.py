"""Dates and times as people type them, read in the order of the spreadsheet's
locale.
"""

import re
from datetime import date, time

from sheets.local.formats import serial
from sheets.local.formats.locales import LocaleFormat
from sheets.local.model.spreadsheet import Json

CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([aApP])\.?[mM]\.?)?"
)
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
DAY_MONTH = re.compile(
    r"(\d{1,2})\.?(?:\s+de)?[\s-]+([^\W\d_]+)\.?,?(?:(?:\s+de)?[\s-]+(\d{4}))?"
)
MONTH_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")
Found = tuple[date, Json]


def parse_moment(
    text: str, locale: LocaleFormat, year: int
) -> tuple[float, Json] | None:
    """Serial number and number format of a date, a time or both;
    None where it is neither.
    """
    clock = CLOCK.fullmatch(text)
    if clock and (moment := _clock(clock)) is not None:
        return moment, {
            "type": "TIME",
            "pattern": "h:mm:ss am/pm" if clock[4] else "hh:mm:ss",
        }
    day, _, clock_text = (
        text.replace("T", " ", 1).partition(" ") if ISO.match(text) else ("", "", "")
    )
    if not clock_text:
        day, clock_text = _split(text)
    parsed = _day(day.strip().rstrip(","), locale, year)
    if not parsed:
        return None
    number = serial.from_date(parsed[0])
    style = parsed[1]
    if not clock_text:
        return number, style
    clock = CLOCK.fullmatch(clock_text.strip())
    part = None
    if clock:
        part = _clock(clock)
    if part is None:
        return None
    pattern = style.get("pattern", locale.date) + " hh:mm:ss"
    return number + part, {"type": "DATE_TIME", "pattern": pattern}


def _split(text: str) -> tuple[str, str]:
    """Cuts a time of day off the end."""
    match = re.search(r"\s+\d{1,2}:\d{2}\S*(\s*[aApP]\.?[mM]\.?)?$", text)
    if match:
        return (text[: match.start()], text[match.start() :])
    return (text, "")


def _clock(match: re.Match[str]) -> float | None:
    hour = int(match[1])
    minute = int(match[2])
    second = int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4] in "pP" else 0)
    try:
        return serial.from_time(time(hour, minute, second))
    except ValueError:
        return None


def _day(text: str, locale: LocaleFormat, year: int) -> Found | None:
    match = ISO.fullmatch(text)
    if match:
        return _date_or_none(
            int(match[1]), int(match[3]), int(match[4]), {"pattern": "yyyy-mm-dd"}
        )
    match = NUMBERS.fullmatch(text)
    if match:
        return _numbers(match, locale, year)
    match = DAY_MONTH.fullmatch(text)
    if match:
        return _named(match[2], match[1], match[3], locale, year)
    match = MONTH_DAY.fullmatch(text)
    if match:
        return _named(match[1], match[2], match[3], locale, year)
    return None


def _numbers(match: re.Match[str], locale: LocaleFormat, year: int) -> Found | None:
    first = int(match[1])
    separator = match[2]
    second = int(match[3])
    # 1.5 is a number unless the locale writes dates with dots.
    if separator == "." and separator not in locale.date:
        return None
    month_first = locale.order.index("m") < locale.order.index("d")
    month, day = (first, second) if month_first else (second, first)
    if match[4]:
        full = _year(match[4])
        style = {}
    else:
        full = year
        if month_first:
            pattern = "m/d"
        else:
            pattern = "d/m"
        style = {"pattern": pattern}
    return _date_or_none(full, month, day, style)


def _year(text: str) -> int:
    if len(text) == 4:  # noqa: PLR2004 - a year in full
        return int(text)
    return int(text) + (2000 if int(text) < 30 else 1900)  # noqa: PLR2004 - as Sheets completes it


def _named(
    name: str, day: str, year: str | None, locale: LocaleFormat, this_year: int
) -> Found | None:
    month = locale.months.get(name.casefold().rstrip("."))
    if month is None:
        return None
    if year:
        pattern = "d mmm yyyy"
    else:
        pattern = "d mmm"
    return _date_or_none(int(year or this_year), month, int(day), {"pattern": pattern})


def _date_or_none(year: int, month: int, day: int, style: Json) -> Found | None:
    try:
        return date(year, month, day), {"type": "DATE", **style}
    except ValueError:
        return None
