"""When a reminder may reach somebody."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def within_hours(now: datetime, zone: str, hours: tuple[int, int]) -> datetime:
    """`now` where it lies within the sending hours of a time zone, else their next beginning (aware, in that zone)."""
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return now
    first, last = hours
    if first <= there.hour < last:
        return now
    day = there.date() if there.hour < first else there.date() + timedelta(days=1)
    return datetime.combine(day, time(first), there.tzinfo)
