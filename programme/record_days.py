"""Days of records: the first filled one of some dates."""

from collections.abc import Sequence
from datetime import date, datetime

from core.clock import local_date
from programme.record import View


def first_day(view: View, paths: Sequence[str]) -> date | None:
    """The first filled one of some dates of a record."""
    for path in paths:
        holder, name = view.path(path)
        if value := holder.value(name):
            return _day(str(value), view.records.programme.time_zone)
    return None


def _day(value: str, zone: str) -> date | None:
    """The day of a date, or of a moment by the programme's calendar; None for a text from before it became one."""
    try:
        if "T" in value:
            return local_date(datetime.fromisoformat(value), zone)
        return date.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
