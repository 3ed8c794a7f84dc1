"""What each operation does with values in Python; static/expressions.js
does the same in the browser.

Numbers are IEEE doubles with 15 significant digits after each step, so that 0.1 + 0.2
== 0.3. Moments are without a zone: the scope gives them by the clock of the programme.
"""

import calendar
import math
import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

# So many digits a number of the spreadsheet holds; two of ours that differ behind
# them would be one there.
DIGITS = 15
TIDY = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
WHOLE = 1e15
"""Whole numbers below have no more than 15 digits."""
HALF = 0.5
PLAIN_FROM, PLAIN_TO = 1e-6, 1e21
"""Browsers write other numbers with an exponent."""
MOST_MONTHS = 200_000
"""More leave the calendar anyway."""
SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
WORDS = re.compile(f"[^{SPACE}]+")
DATE = re.compile(rf"[{SPACE}]*(\d{{4}}-\d\d-\d\d)[{SPACE}]*", re.ASCII)
NUMBER = re.compile(rf"[{SPACE}]*([+-]?(?:\d+\.?\d*|\.\d+))[{SPACE}]*", re.ASCII)
Scalar = str | float | bool | date


def tidy(number: float) -> float | None:
    """A number with 15 significant digits, halves away from zero;
    None for one without end.
    """
    if not math.isfinite(number):
        return None
    if -WHOLE < number < WHOLE and number == math.floor(number):
        return number
    # The format is faster, and rounds halves to even; only a last
    # digit 5 can be such a half.
    digits = f"{number:.15e}"
    result = float(f"{number:.15g}")
    if digits[digits.index("e") - 1] == "5":
        result = float(TIDY.create_decimal(Decimal(number)))
    if math.isfinite(result):
        return result
    return None


def add(*numbers: float) -> float | None:
    """A sum, made from the left."""
    total: float | None = numbers[0]
    for number in numbers[1:]:
        if total is None:
            return None
        total = tidy(total + number)
    return total


def multiply(left: float, right: float) -> float | None:
    """A product."""
    return tidy(left * right)


def divide(left: float, right: float) -> float | None:
    """A quotient; a division by zero is blank."""
    if right == 0:
        return None
    return tidy(left / right)


def modulo(left: float, right: float) -> float | None:
    """The rest of a division, with the sign of the first number."""
    if right == 0:
        return None
    return tidy(math.fmod(left, right))


def negative(number: float) -> float:
    """The number with the other sign."""
    return -number


def round_half_away(number: float, digits: float = 0.0) -> float:
    """A number with so many digits behind the point; halves go away
    from zero, as people round.
    """
    decimals = int(max(-DIGITS, min(DIGITS, digits)))
    size = tidy(abs(number))
    if size is None or size >= WHOLE:
        return number
    shifted = _shift(size, decimals)
    whole = math.floor(shifted)
    if shifted - whole >= HALF:
        whole += 1
    return math.copysign(_shift(float(whole), -decimals), number)


def _shift(number: float, decimals: int) -> float:
    mantissa, _, exponent = repr(number).partition("e")
    return float(f"{mantissa}e{int(exponent or 0) + decimals}")


def truncate(number: float) -> float:
    """The whole part of a number."""
    return float(math.trunc(number))


def number_of(value: str | float | bool) -> float | None:
    """The number that a text says, with a point and without marks for thousands;
    blank where it says none.
    """
    if not isinstance(value, str):
        return float(value)
    match = NUMBER.fullmatch(value)
    if match is None:
        return None
    return tidy(float(match[1]))


def text_of(value: Scalar | None) -> str:
    """A value as text: numbers with a point, dates as 2027-03-12, blank as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _number_text(number: float) -> str:
    size = abs(number)
    if size and not PLAIN_FROM <= size < PLAIN_TO:
        # As browsers write it: 1e-7, not 1e-07.
        return re.sub(r"e([+-])0*", r"e\1", repr(number))
    text = format(Decimal(repr(number)), "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    if text == "-0":
        return "0"
    return text


def concat(*values: Scalar | None) -> str | None:
    """Texts joined; blanks add nothing."""
    return "".join(text_of(value) for value in values) or None


def show_moment(moment: datetime) -> str:
    """2027-03-12 10:30."""
    return moment.isoformat(" ", "minutes")


def show_time(moment: time) -> str:
    """10:30."""
    return moment.isoformat("minutes")


def length(text: str | None) -> float:
    """Characters of a text; a line break counts once."""
    return float(len((text or "").replace("\r\n", "\n")))


def words(text: str | None) -> float:
    """Words of a text: what stands between spaces."""
    return float(len(WORDS.findall(text or "")))


def lower(text: str) -> str:
    """A text in small letters."""
    return text.lower()


def day_of(moment: datetime) -> date:
    """The day of a moment."""
    return moment.date()


def date_of(text: str) -> date | None:
    """The day that a text like 2027-03-12 says; blank where it says none."""
    match = DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


def date_from(year: float, month: float, day: float) -> date | None:
    """The day of a year, month and day; blank where there is none."""
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def add_days(day: date, days: float) -> date | None:
    """So many whole days later."""
    try:
        return day + timedelta(days=math.trunc(days))
    except OverflowError:
        return None


def days_between(later: date, earlier: date) -> float:
    """Days from one date to another."""
    return float((later - earlier).days)


def add_months(day: date, months: float) -> date | None:
    """So many months later; in a shorter month its last day."""
    if abs(months) > MOST_MONTHS:
        return None
    total = day.year * 12 + day.month - 1 + math.trunc(months)
    year, month = divmod(total, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def year(day: date) -> float:
    """The year."""
    return float(day.year)


def month(day: date) -> float:
    """The month, 1 to 12."""
    return float(day.month)


def day(day: date) -> float:
    """The day of the month."""
    return float(day.day)


def weekday(day: date) -> float:
    """1 for Monday to 7 for Sunday."""
    return float(day.isoweekday())


def hours(moment: time) -> float | None:
    """The hours since midnight: 14:30 is 14.5."""
    return tidy(moment.hour + moment.minute / 60 + moment.second / 3600)


def end_of_month(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def end_of_year(day: date) -> date:
    """The 31st of December."""
    return day.replace(month=12, day=31)
