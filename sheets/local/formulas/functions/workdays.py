"""Days of work: without weekends and holidays."""

from collections.abc import Collection
from datetime import date, timedelta

from sheets.local.formats import serial
from sheets.local.formulas.coerce import dated
from sheets.local.formulas.collect import numbers
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.functions.dates import day
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import NUM, VALUE, Value, failed
from sheets.local.model.spreadsheet import Scalar

WEEK = 7
USUAL = frozenset({5, 6})
"""Saturday and Sunday, Monday being 0."""


def _holidays(frame: Frame, values: Value) -> set[date]:
    return {day(number) for number in numbers(frame, [values])}


def _weekend(given: Scalar) -> frozenset[int]:
    """The days of the week without work: by a number, or by seven digits from Monday
    on, of which 1 means no work.
    """
    if isinstance(given, str):
        if len(given) != WEEK or set(given) - {"0", "1"}:
            raise failed(VALUE, f"The weekend '{given}' is none.")
        indexes = set()
        for index, digit in enumerate(given):
            if digit == "1":
                indexes.add(index)
        return frozenset(indexes)
    code = int(given or 1)
    if 1 <= code <= WEEK:
        return frozenset({(code + 4) % WEEK, (code + 5) % WEEK})
    if 11 <= code <= 17:  # noqa: PLR2004 - Sunday only … Saturday only
        return frozenset({(code - 5) % WEEK})
    raise failed(NUM, f"The weekend {code} is none.")


def _count(
    first: date, last: date, weekend: Collection[int], holidays: set[date]
) -> int:
    """Days of work from one day to another one, both included; negative backwards."""
    if first > last:
        return -_count(last, first, weekend, holidays)
    length = (last - first).days + 1
    weeks, days = divmod(length, WEEK)
    count = weeks * (WEEK - len(weekend))
    for offset in range(days):
        count += (first.weekday() + offset) % WEEK not in weekend
    for holiday in holidays:
        count -= first <= holiday <= last and holiday.weekday() not in weekend
    return count


def _later(
    start: date, count: int, weekend: Collection[int], holidays: set[date]
) -> float:
    """The day so many days of work later, or earlier."""
    if len(weekend) == WEEK:
        raise failed(VALUE, "A week without days of work.")
    if count > 0:
        days = 1
    else:
        days = -1
    step = timedelta(days=days)
    current = start
    left = abs(count)
    a_week = WEEK - len(weekend)
    # Whole weeks at once, but for the last days: the end has to be a day of work.
    while left > a_week:
        weeks = (left - 1) // a_week
        end = current + step * WEEK * weeks
        left -= weeks * a_week
        left += _skipped(current, end, weekend, holidays)
        current = end
    while left:
        current += step
        left -= current.weekday() not in weekend and current not in holidays
    return dated(serial.from_date(current))


def _skipped(
    start: date, end: date, weekend: Collection[int], holidays: set[date]
) -> int:
    """The holidays on the way from one day to another one, this one included."""
    first = min(start, end)
    last = max(start, end)
    count = 0
    for holiday in holidays:
        is_between = first <= holiday <= last and holiday != start
        count += is_between and holiday.weekday() not in weekend
    return count


@function("NETWORKDAYS", "number", "number", "values?")
def _networkdays(
    frame: Frame, first: float, last: float, holidays: Value = None
) -> int:
    return _count(day(first), day(last), USUAL, _holidays(frame, holidays))


@function("NETWORKDAYS.INTL", "number", "number", "any?", "values?")
def _networkdays_intl(
    frame: Frame,
    first: float,
    last: float,
    weekend: Scalar = 1,
    holidays: Value = None,
) -> int:
    off = _weekend(weekend)
    return _count(day(first), day(last), off, _holidays(frame, holidays))


@function("WORKDAY", "number", "whole", "values?")
def _workday(frame: Frame, start: float, count: int, holidays: Value = None) -> float:
    return _later(day(start), count, USUAL, _holidays(frame, holidays))


@function("WORKDAY.INTL", "number", "whole", "any?", "values?")
def _workday_intl(
    frame: Frame,
    start: float,
    count: int,
    weekend: Scalar = 1,
    holidays: Value = None,
) -> float:
    off = _weekend(weekend)
    return _later(day(start), count, off, _holidays(frame, holidays))
