"""Series that people begin: weekdays and months by name, months by their days."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from sheets.local.formats import serial
from sheets.local.formats.locales import LocaleFormat
from sheets.local.model.spreadsheet import Scalar

MONTHS = 12


def next_name(entered: Sequence[Scalar], step: int, locale: LocaleFormat) -> str | None:
    """The weekday or month so many places after the first one; None where these are no
    such names, or in no equal steps.
    """
    texts = []
    for value in entered:
        if isinstance(value, str):
            texts.append(value)
    if len(texts) < len(entered):
        return None
    for names in (
        locale.day_names,
        locale.short_days,
        locale.month_names,
        locale.short_months,
    ):
        folded = [name.casefold() for name in names]
        if all(text.casefold() in folded for text in texts):
            positions = [folded.index(text.casefold()) for text in texts]
            position = _on_circle(positions, step, len(names))
            if position is None:
                return None
            return _cased(names[position], texts[0])
    return None


def _on_circle(positions: Sequence[int], step: int, count: int) -> int | None:
    steps = {(after - before) % count for before, after in pairwise(positions)}
    if len(steps) > 1:
        return None
    return (positions[0] + step * (steps.pop() if steps else 1)) % count


def _cased(name: str, example: str) -> str:
    """A name in capitals or with a capital, as the example is."""
    if len(example) > 1 and example.isupper():
        return name.upper()
    if example[:1].isupper():
        return name[:1].upper() + name[1:]
    return name.lower()


def next_month(numbers: Sequence[float], step: int) -> int | None:
    """The date so many places after the first one, where the dates go by whole months:
    on the same day of each, or on the last one. None for any other dates.
    """
    if not all(float(number).is_integer() for number in numbers):
        return None
    try:
        days = [serial.to_datetime(number).date() for number in numbers]
    except OverflowError:
        return None
    months = [day.year * MONTHS + day.month - 1 for day in days]
    steps = {after - before for before, after in pairwise(months)}
    if len(steps) != 1 or 0 in steps:
        return None
    are_last = all(day.day == _last_day(day.year, day.month) for day in days)
    if not are_last and len({day.day for day in days}) > 1:
        return None
    year, month = divmod(months[0] + step * steps.pop(), MONTHS)
    if not date.min.year <= year <= date.max.year:
        return None
    last = _last_day(year, month + 1)
    if are_last:
        day = last
    else:
        day = min(days[0].day, last)
    return serial.from_date(date(year, month + 1, day))


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]
