"""Days, times and their parts."""

import calendar
from datetime import date, datetime, timedelta

from sheets.local.formats import serial
from sheets.local.formulas import coerce
from sheets.local.formulas.coerce import dated
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import NUM, VALUE, Formatted, failed
from sheets.local.model.spreadsheet import Scalar

# DATE takes smaller years for years since 1900, as all spreadsheets do.
FIRST_YEAR, LAST_YEAR = 1900, 9999
MONTHS = 12
SATURDAY = 7


def moment(number: float) -> datetime:
    """The moment of a serial number. Raises OverflowError for what is no date."""
    return serial.to_datetime(float(number))


def day(number: float) -> date:
    """The day of a serial number. Raises OverflowError for what is no date."""
    return moment(int(float(number) // 1)).date()


def months_later(start: date, months: int, wanted_day: int) -> date:
    """A day so many months later, or the last one of a month that is too short."""
    count = start.year * MONTHS + start.month - 1 + months
    year, month = divmod(count, MONTHS)
    if not 1 <= year <= LAST_YEAR:
        raise OverflowError
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(wanted_day, last))


@function("TODAY")
def _today(frame: Frame) -> float:
    return dated(serial.from_date(frame.cells.today()))


@function("NOW")
def _now(frame: Frame) -> float:
    now = frame.cells.now()
    return dated(
        serial.from_date(now.date()) + serial.from_time(now.time()), "DATE_TIME"
    )


@function("DATE", "whole", "whole", "whole")
def _date(_frame: Frame, year: int, month: int, day: int) -> float:
    if not 0 <= year <= LAST_YEAR:
        raise failed(NUM, f"Function DATE parameter 1 value is {year}.")
    if year < FIRST_YEAR:
        year += FIRST_YEAR
    # The 14th month is February of the next year, day 0 the last of the month before.
    first = months_later(date(year, 1, 1), month - 1, 1)
    return dated(serial.from_date(first + timedelta(days=day - 1)))


@function("TIME", "whole", "whole", "whole")
def _time(_frame: Frame, hour: int, minute: int, second: int) -> float:
    seconds = hour * 3600 + minute * 60 + second
    if seconds < 0:
        raise failed(NUM, "Function TIME evaluates to a time before midnight.")
    return dated(seconds % serial.DAY / serial.DAY, "TIME")


@function("YEAR", "number")
def _year(_frame: Frame, number: float) -> int:
    return day(number).year


@function("MONTH", "number")
def _month(_frame: Frame, number: float) -> int:
    return day(number).month


@function("DAY", "number")
def _day(_frame: Frame, number: float) -> int:
    return day(number).day


@function("HOUR", "number")
def _hour(_frame: Frame, number: float) -> int:
    return moment(number).hour


@function("MINUTE", "number")
def _minute(_frame: Frame, number: float) -> int:
    return moment(number).minute


@function("SECOND", "number")
def _second(_frame: Frame, number: float) -> int:
    return moment(number).second


@function("WEEKDAY", "number", "whole?")
def _weekday(_frame: Frame, number: float, kind: int = 1) -> int:
    monday_first = day(number).weekday()
    match kind:
        case 1:
            return (monday_first + 1) % SATURDAY + 1
        case 2:
            return monday_first + 1
        case 3:
            return monday_first
    raise failed(NUM, f"Function WEEKDAY parameter 2 value is {kind}.")


@function("WEEKNUM", "number", "whole?")
def _weeknum(_frame: Frame, number: float, kind: int = 1) -> int:
    given = day(number)
    if kind == 21:  # noqa: PLR2004 - ISO weeks
        return given.isocalendar().week
    first_days = {1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6}
    if kind not in first_days:
        raise failed(NUM, f"Function WEEKNUM parameter 2 value is {kind}.")
    new_year = date(given.year, 1, 1)
    lead = (new_year.weekday() - first_days[kind]) % 7
    return (given.timetuple().tm_yday - 1 + lead) // 7 + 1


@function("ISOWEEKNUM", "number")
def _isoweeknum(_frame: Frame, number: float) -> int:
    return day(number).isocalendar().week


@function("EDATE", "number", "whole")
def _edate(_frame: Frame, number: float, months: int) -> float:
    start = day(number)
    return dated(serial.from_date(months_later(start, months, start.day)))


@function("EOMONTH", "number", "whole")
def _eomonth(_frame: Frame, number: float, months: int) -> float:
    return dated(serial.from_date(months_later(day(number), months, 31)))


@function("DAYS", "number", "number")
def _days(_frame: Frame, end: float, start: float) -> int:
    return (day(end) - day(start)).days


@function("DATEDIF", "number", "number", "text")
def _datedif(_frame: Frame, first: float, last: float, unit: str) -> int:
    start = day(first)
    end = day(last)
    if start > end:
        raise failed(NUM, "Function DATEDIF parameter 1 is after parameter 2.")
    # Whole months; the one that is not over yet does not count.
    months = (end.year - start.year) * MONTHS + end.month - start.month
    months -= end.day < start.day
    match unit.upper():
        case "Y":
            return months // MONTHS
        case "M":
            return months
        case "D":
            return (end - start).days
        case "YM":
            return months % MONTHS
        case "MD":
            return (end - months_later(start, months, start.day)).days
        case "YD":
            years = months // MONTHS * MONTHS
            return (end - months_later(start, years, start.day)).days
    raise failed(NUM, f"Function DATEDIF parameter 3 value is '{unit}'.")


def _parsed(frame: Frame, value: Scalar, name: str, types: set[str]) -> float:
    number: object = value
    if isinstance(value, str):
        number = coerce.from_text(value, frame.habits)
    if not isinstance(number, Formatted) or number.format.get("type") not in types:
        raise failed(VALUE, f"{name} parameter '{value}' cannot be parsed.")
    return float(number)


@function("DATEVALUE", "any")
def _datevalue(frame: Frame, value: Scalar) -> int:
    return int(_parsed(frame, value, "DATEVALUE", {"DATE", "DATE_TIME"}) // 1)


@function("TIMEVALUE", "any")
def _timevalue(frame: Frame, value: Scalar) -> float:
    return _parsed(frame, value, "TIMEVALUE", {"TIME", "DATE", "DATE_TIME"}) % 1
