"""Time. Everything that decides is handed one `now`; only the edges ask a clock."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EASTERNMOST_HOURS, WESTERNMOST_HOURS = 14, -12
"""How far the clocks of the Line Islands and of a ship west of Hawaii are from UTC."""


@dataclass(frozen=True)
class Clock:
    """The wall clock, moved on by what `offset` says at the time of asking
    (the demonstration's weeks).
    """

    offset: Callable[[], timedelta] = timedelta

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        # Asked each time: in the demonstration other processes move the weeks on.
        return datetime.now(UTC) + self.offset()

    def forget(self) -> None:
        """Asks anew for the offset next time, where it is remembered for a moment."""
        getattr(self.offset, "forget", lambda: None)()


def steady_seconds() -> float:
    """Seconds on a clock that nobody can set. Only differences mean
    anything, and only in one process.

    Where the system has such a clock, it goes on while the machine sleeps (Linux:
    clock_gettime(2), CLOCK_BOOTTIME): `time.monotonic()` stands still then, and a
    laptop that wakes would take what is hours old for fresh.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of an aware moment in an IANA time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def days_on_earth(moment: datetime) -> tuple[date, ...]:
    """The calendar days that people have at an aware moment, from the easternmost
    zone to the westernmost one.
    """
    utc = moment.astimezone(UTC)
    days = (
        (utc + timedelta(hours=hours)).date()
        for hours in (EASTERNMOST_HOURS, 0, WESTERNMOST_HOURS)
    )
    return tuple(dict.fromkeys(days))


def plus_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's
    last day where it is shorter.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    # A slip in a cell (9999-12-01) must not end the round with an error.
    if year > date.max.year:
        return date.max
    for last in (day.day, 30, 29, 28):
        # The 31st becomes the 30th where the month has no more; never a day
        # after the one that was meant.
        if last <= day.day:
            try:
                return date(year, month + 1, last)
            except ValueError:
                continue
    raise AssertionError("a month has at least 28 days")
