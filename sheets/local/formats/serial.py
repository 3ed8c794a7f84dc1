"""Dates as Google keeps them: days since 1899-12-30, the time of day as the
fraction.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

START = datetime(1899, 12, 30)  # noqa: DTZ001 - serial dates have no zone
DAY = 86_400


def from_date(day: date) -> int:
    """The serial number of a day."""
    return (day - START.date()).days


def from_time(moment: time) -> float:
    """The part of a day that has gone by at this time."""
    return (moment.hour * 3600 + moment.minute * 60 + moment.second) / DAY


def to_datetime(serial: float) -> datetime:
    """The moment of a serial number, to the nearest millisecond.

    Raises OverflowError far out.
    """
    # To the millisecond: the fraction of a day is not exact.
    return START + timedelta(milliseconds=round(serial * DAY * 1000))


def today(time_zone: str) -> date:
    """The day it is now in the spreadsheet's time zone."""
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        # As Google's own default of a new spreadsheet.
        zone = ZoneInfo("Etc/GMT")
    return datetime.now(zone).date()
