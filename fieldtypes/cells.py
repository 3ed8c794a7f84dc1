"""Raw cells as the Sheets API gives them: numbers, ticks and texts; days
are counted from 1899-12-30.
"""

from datetime import UTC, date, datetime, timedelta
from typing import TypeGuard
from zoneinfo import ZoneInfo

# Day 0 of spreadsheets: Lotus took 1900 for a leap year, and all others followed.
EPOCH = date(1899, 12, 30)
TEXT = {"type": "TEXT"}
SECONDS_A_DAY = 86_400


def is_number(raw: object) -> TypeGuard[int | float]:
    """Whether a raw cell, or what a file says, is a number; a truth value is none."""
    # In Python True is an int; in a sheet it is a tick.
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def as_text(raw: object) -> str:
    """A raw cell as text: 7.0 is "7", as the sheet shows it."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:  # noqa: PLR2004 - a double's whole numbers
        return str(int(raw))
    return str(raw)


def serial(moment: datetime, zone: str) -> float:
    """Days since 1899-12-30, as the wall clock of the sheet's zone shows
    the moment; to the second.
    """
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    passed = local - datetime.combine(EPOCH, datetime.min.time())
    # Nine places are a tenth of a millisecond, and keep the fraction
    # free of what binary adds.
    return passed.days + round(passed.seconds / SECONDS_A_DAY, 9)


def from_serial(number: float, zone: str) -> datetime:
    """The moment (UTC) that `serial` made, to the second."""
    # Rounded to the second: a serial number of 09:30 is not exactly 09:30.
    local = datetime.combine(EPOCH, datetime.min.time()) + timedelta(
        seconds=round(number * SECONDS_A_DAY)
    )
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
