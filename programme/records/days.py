"""The days that records name."""

from collections.abc import Sequence
from datetime import date, datetime

from core.clock import local_date
from expressions.types import ValueType
from fieldtypes.registry import names_of
from programme.records.record import Value, View

DATES = names_of(ValueType.date)


def first_day(view: View, paths: Sequence[str]) -> date | None:
    """The first filled one of some dates of a record."""
    for path in paths:
        holder, name = view.path(path)
        value = holder.value(name)
        if value:
            return day_of(str(value), view.records.programme.time_zone)
    return None


def date_of(value: Value) -> date | None:
    """The day that a column of dates holds; None where the cell is blank, or has a text
    from before its column became a date.
    """
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def day_of(value: str, zone: str) -> date | None:
    """The day of a date, or of a moment by the calendar of a zone; None for a text
    from before it became one.
    """
    try:
        if "T" in value:
            return local_date(datetime.fromisoformat(value), zone)
        return date.fromisoformat(value)
    except (ValueError, OverflowError):
        return None


def held_on(view: View) -> date | None:
    """When something took place: it stands in people's
    calendars, or is called by its day.
    """
    if view.table.calendar:
        return first_day(view, (view.table.calendar.begins,))
    column = view.table.column(view.table.title)
    if column is not None and column.type in DATES:
        return first_day(view, (column.name,))
    return None
