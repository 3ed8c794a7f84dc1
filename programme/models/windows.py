"""When a form is open: between two days, or between the same two days of every year."""

import re
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from programme.parts import Part

# A year in which 29 February is a day.
LEAP_YEAR = 2028


class Window(NamedTuple):
    """The first and the last day on which a form is open; None where there is none."""

    opens: date | None
    closes: date | None


def _is_day_of_year(written: str) -> str:
    month, _, day = written.partition("-")
    is_written = re.fullmatch(r"[0-9]{2}-[0-9]{2}", written) is not None
    try:
        is_day = is_written and bool(date(LEAP_YEAR, int(month), int(day)))
    except ValueError:
        is_day = False
    if not is_day or written == "02-29":
        raise ValueError(
            f'must be a day of every year, month first: 03-01 is the first of March, not "{written}"'
        )
    return written


DayOfYear = Annotated[str, AfterValidator(_is_day_of_year)]
"""Month and day: 03-01."""


class YearlyWindow(Part):
    """From one day of the year to another; over New Year where the second
    comes first in the calendar.
    """

    opens: DayOfYear
    closes: DayOfYear

    def beginning_in(self, year: int) -> Window:
        """The window that begins in a year."""
        if self.opens <= self.closes:
            last_year = year
        else:
            last_year = year + 1
        return Window(
            date.fromisoformat(f"{year:04}-{self.opens}"),
            date.fromisoformat(f"{last_year:04}-{self.closes}"),
        )

    def next(self, today: date) -> Window:
        """The window that a day lies in, or the next one."""
        window = self.beginning_in(today.year - 1)
        if window.closes and window.closes >= today:
            return window
        window = self.beginning_in(today.year)
        if window.closes and window.closes >= today:
            return window
        return self.beginning_in(today.year + 1)

    def last(self, today: date) -> Window:
        """The window that a day lies in, or the one before."""
        window = self.beginning_in(today.year)
        if window.opens and window.opens <= today:
            return window
        return self.beginning_in(today.year - 1)
