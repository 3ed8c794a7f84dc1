"""Numbers, days, and yes or no in templates: written out they are words of the reader's
language, and beside signs they are what they are.
"""

import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import localcontext
from typing import Any, Self

from babel.numbers import format_currency

from core.texts import decimal_text, texts
from core.texts import mark as _
from expressions import values
from expressions.types import ValueType
from programme.parts import Column
from programme.records.display import written_date

TYPES = (ValueType.number, ValueType.date, ValueType.moment, ValueType.boolean)
"""What is more than its words; all else is a text in templates."""


class Blank(str):
    """A number, day, yes or no that is blank: false, written out as nothing.

    What is counted with it is blank, too; it is neither less nor more than anything.
    """

    __slots__ = ()

    def _itself(self, _other: object = None) -> Self:
        return self

    def _never(self, _other: object) -> bool:
        return False

    __radd__ = __sub__ = __rsub__ = __rmul__ = _itself
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _itself
    __rmod__ = __pow__ = __rpow__ = _itself
    __neg__ = __pos__ = __abs__ = __round__ = _itself
    __lt__ = __le__ = __gt__ = __ge__ = _never

    def __add__(self, other: object) -> str:
        """A text behind it stays; anything else is blank."""
        if not isinstance(other, str):
            return self
        return str.__add__(self, other)

    def __mul__(self, _other: object) -> Self:
        """Blank."""
        return self

    def __mod__(self, _other: object) -> Self:
        """Blank."""
        return self

    def __getattr__(self, name: str) -> Self:
        """The year of a day that is blank."""
        if name in ("year", "month", "day"):
            return self
        raise AttributeError(name)


class TemplateValue:
    """A value with its words in a language.

    Its signs do what they do in conditions: numbers have 15 figures, days are counted,
    what is divided by zero is blank.
    """

    __slots__ = ("_language", "_value", "_words")

    def __init__(
        self, value: float | bool | date, language: str, text: str = ""
    ) -> None:
        self._value = value
        self._language = language
        self._words = text or _words(value, language)

    def __str__(self) -> str:
        return self._words

    __repr__ = __str__  # what a list shows of it

    def __bool__(self) -> bool:
        # Zero is something: only what is blank is nothing.
        return self._value is not False

    def __hash__(self) -> int:
        return hash(self._value)

    def __eq__(self, other: object) -> bool:
        return self._compared(operator.eq, other)

    def __lt__(self, other: object) -> bool:
        return self._compared(operator.lt, other)

    def __le__(self, other: object) -> bool:
        return self._compared(operator.le, other)

    def __gt__(self, other: object) -> bool:
        return self._compared(operator.gt, other)

    def __ge__(self, other: object) -> bool:
        return self._compared(operator.ge, other)

    def __add__(self, other: object) -> Any:
        if self._is_day:
            return self._counted(values.add_days, other, numbers=False)
        return self._counted(values.add, other)

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        number = plain_value(other)
        if self._is_day and isinstance(number, date):
            return self._counted(values.days_between, other, numbers=False)
        if self._is_day and isinstance(number, int | float):
            return self + -number
        return self._counted(lambda left, right: values.add(left, -right), other)

    def __rsub__(self, other: object) -> Any:
        return self._counted(lambda left, right: values.add(-left, right), other)

    def __mul__(self, other: object) -> Any:
        return self._counted(values.multiply, other)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Any:
        return self._counted(values.divide, other)

    def __rtruediv__(self, other: object) -> Any:
        return self._counted(lambda left, right: values.divide(right, left), other)

    def __mod__(self, other: object) -> Any:
        return self._counted(values.modulo, other)

    def __neg__(self) -> Any:
        return self * -1

    def __abs__(self) -> Any:
        return self._counted(lambda left, _right: abs(left), 0)

    def __round__(self, digits: int = 0) -> Any:
        return self._counted(values.round_half_away, digits)

    def __int__(self) -> int:
        return int(self._number())

    def __float__(self) -> float:
        return self._number()

    @property
    def year(self) -> int:
        """The year of a day."""
        return self._day().year

    @property
    def month(self) -> int:
        """The month of a day."""
        return self._day().month

    @property
    def day(self) -> int:
        """The day of the month."""
        return self._day().day

    @property
    def _is_day(self) -> bool:
        return isinstance(self._value, date)

    @property
    def plain(self) -> float | bool | date:
        """The value without its words."""
        return self._value

    def _number(self) -> float:
        """Raises TypeError for a day."""
        if isinstance(self._value, date):
            raise TypeError(f"{self._words} is a day, and no number")
        return float(self._value)

    def _day(self) -> date:
        """Raises AttributeError for a number."""
        if not isinstance(self._value, date):
            # What a name that is not there raises, so that templates take it as such.
            raise AttributeError(f"{self._words} is no day")  # noqa: TRY004
        return self._value

    def _compared(self, compare: Callable[[Any, Any], bool], other: object) -> bool:
        right = plain_value(other)
        if right is None:
            return False
        left: Any = self._value
        if isinstance(left, date) and isinstance(right, str):
            right = values.date_of(right)
        # A moment counts as its day beside a day.
        if isinstance(left, datetime) and not isinstance(right, datetime):
            left = left.date()
        if isinstance(right, datetime) and not isinstance(left, datetime):
            right = right.date()
        return NotImplemented if right is None else compare(left, right)

    def _counted(
        self, count: Callable[[Any, Any], Any], other: object, *, numbers: bool = True
    ) -> Any:
        """What a sign gives; Blank beside a blank, and where it gives nothing."""
        right = plain_value(other)
        if right is None:
            if isinstance(other, Blank):
                return other
            return Blank()
        if isinstance(right, str) or (numbers and isinstance(right, date)):
            return NotImplemented
        if self._is_day:
            left = _day_of(self._value)
        else:
            left = self._number()
        result = count(left, _day_of(right))
        if result is None:
            return Blank()
        return TemplateValue(result, self._language)


def template_value(
    column: Column, typed: Any, text: str, language: str
) -> str | TemplateValue:
    """What a template gets for a column: a value of its type, or its words."""
    if column.field_type.expression_type not in TYPES:
        return text
    # A box that nobody has ticked counts as no, and says nothing.
    if typed is None or not text:
        return Blank()
    return TemplateValue(typed, language, text)


def money(language: str, amount: object, currency: str, /) -> str:
    """An amount as people of a language write it, with the sign of its currency; a
    blank one as it is.

    Raises ValueError for a currency that is not three capitals, and for no number.
    """
    if len(currency) != CURRENCY or not (currency.isalpha() and currency.isupper()):
        raise ValueError(
            f'money: a currency is three capitals, like "USD", and not "{currency}"'
        )
    number = plain_value(amount)
    if number is None:
        if isinstance(amount, Blank):
            return amount
        return ""
    if isinstance(number, str | date | bool):
        raise ValueError(NO_AMOUNT)  # noqa: TRY004, which checks of templates tell
    # Decimal's 28 figures are fewer than a number that somebody typed may have.
    with localcontext(prec=MOST_FIGURES):
        return str(format_currency(number, currency, locale=language))


CURRENCY = 3
MOST_FIGURES = 400
"""The largest floating-point number has 309 before the point."""
NO_AMOUNT = "money: the first thing between the brackets is a number"


def total(amounts: Iterable[Any], attribute: str | None = None) -> Any:
    """The sum of a list without its blanks; of a part of each, where one is named."""
    result: Any = 0
    for item in amounts:
        if attribute is None:
            amount = item
        else:
            amount = item[attribute]
        if plain_value(amount) is not None:
            result = amount + result
    return result


def plain_value(value: object) -> Any:
    """A value without its words; None for a blank one."""
    if isinstance(value, TemplateValue):
        return value.plain
    if value is None or value == "":
        return None
    return value


def _day_of(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return value


def _words(value: float | bool | date, language: str) -> str:
    if isinstance(value, bool):
        gettext = texts(language).gettext
        if value:
            return gettext(_("yes"))
        return gettext(_("no"))
    if isinstance(value, date):
        return written_date(value, language)
    return decimal_text(language, values.text_of(float(value)))
