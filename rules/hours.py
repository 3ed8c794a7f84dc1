"""When a mail may reach somebody."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST_HOLIDAYS = 30
"""Days after which we stop looking for one that is none."""


def opening(now: datetime, zone: str, hours: tuple[int, int], country: str = "") -> datetime:
    """`now` where it lies within the sending hours of a time zone, else their next beginning (aware, in that zone).

    On a public holiday of `country` (its two-letter code; "" for nowhere) there are no sending hours.
    """
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return now
    first, last = hours
    day = there.date()
    if first <= there.hour < last and not holiday(country, day):
        return now
    if there.hour >= first:
        day += timedelta(days=1)
    for _ in range(LONGEST_HOLIDAYS):
        if not holiday(country, day):
            break
        day += timedelta(days=1)
    return datetime.combine(day, time(first), there.tzinfo)


def holiday(country: str, day: date) -> bool:
    """Whether a day is a public holiday all over a country; False for a country that is not known."""
    return bool(country) and day in _holidays(country, day.year)


@lru_cache(maxsize=200)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - loads slowly, and not every command asks

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
