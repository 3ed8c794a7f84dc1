"""The functions of expressions: what each takes and gives, and what it does in Python.

One table, which the checker, the evaluator, the guide for authors and the tests of
static/expressions.js read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from expressions import values
from expressions.types import ValueType

BOOLEAN, DATE, NUMBER, TEXT = (
    ValueType.boolean,
    ValueType.date,
    ValueType.number,
    ValueType.text,
)
NAMES = ValueType.names
UNLIMITED = 1_000


@dataclass(frozen=True)
class Function:
    """A function. `shape`: how it is written; `parameters`: the types of its arguments,
    the last `optional` may be left out.

    `result` None: the type of its arguments, or one that depends on them. `operation`
    None: how it is checked and evaluated is written in `check_calls` and `evaluate`.
    `takes_blank`: where false, the result of a blank argument is blank.
    """

    shape: str
    description: str
    parameters: tuple[tuple[ValueType, ...], ...] = ()
    result: ValueType | None = None
    operation: Callable[..., Any] | None = None
    optional: int = 0
    takes_blank: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return self.shape.partition("(")[0]


def _contains(text: str | None, part: str | None) -> bool:
    return bool(text and part and part in text)


def _starts_with(text: str | None, part: str | None) -> bool:
    return bool(text and part and text.startswith(part))


def _count_selected(names: tuple[str, ...] | None) -> float:
    return float(len(names or ()))


TABLE = (
    Function("if(condition, a, b)", "`a` where the condition holds, otherwise `b`"),
    Function("coalesce(a, b, …)", "the first that is not blank"),
    Function("band(x, 10000: \"small\", 50000: \"medium\", \"large\")",
             "the first value whose limit is above `x`; from the last limit on the value at the end"),
    Function("at_least(n, a, b, …)", "whether at least `n` of these conditions hold", result=BOOLEAN),
    Function("count_filled(a, b, …)", "how many of these are not blank", result=NUMBER),
    Function("round(x, n)", "rounded to `n` figures behind the point (0 if left out), halves away from zero",
             ((NUMBER,), (NUMBER,)), NUMBER, values.round_half_away, optional=1),
    Function("int(x)", "the whole part of a number", ((NUMBER,),), NUMBER, values.truncate),
    Function("abs(x)", "a number without its sign", ((NUMBER,),), NUMBER, abs),
    Function("mod(a, b)", "the rest of a division", ((NUMBER,), (NUMBER,)), NUMBER, values.modulo),
    Function("number(x)", "the number that a text says, with a point; blank where it says none; true is 1, false is 0",
             ((TEXT, NUMBER, BOOLEAN),), NUMBER, values.number_of),
    Function("min(a, b, …)", "the smallest or earliest that is not blank; of rows: `min(reports.date)`"),
    Function("max(a, b, …)", "the largest or latest that is not blank; of rows: `max(reports.date)`"),
    Function("sum(a, b, …)", "a sum that skips blanks; of rows: `sum(budget.amount)`, `sum(budget, price * number)`",
             result=NUMBER),
    Function("count(rows, condition)",
             "how many rows there are, or for how many of them a condition holds",
             result=NUMBER),
    Function("share(rows, condition)",
             "the part of the rows, from 0 to 1, for which a condition holds; blank without rows",
             result=NUMBER),
    Function("first(rows.column)", "the first value of a column of rows that is not blank"),
    Function("last(rows.column)", "the last value of a column of rows that is not blank"),
    Function("concat(a, b, …)",
             "texts joined; numbers and dates are written as `1.5` and `2027-03-12`, blanks add nothing",
             result=TEXT),
    Function("length(x)",
             "characters of a text; a line break counts once",
             ((TEXT,),), NUMBER, values.length, takes_blank=True),
    Function("words(x)", "words of a text", ((TEXT,),), NUMBER, values.words, takes_blank=True),
    Function("lower(x)", "a text in small letters", ((TEXT,),), TEXT, values.lower),
    Function("contains(x, part)",
             "whether a text has a part in it",
             ((TEXT,), (TEXT,)), BOOLEAN, _contains, takes_blank=True),
    Function("starts_with(x, part)",
             "whether a text begins with a part",
             ((TEXT,), (TEXT,)), BOOLEAN, _starts_with, takes_blank=True),
    Function("regex(x, \"pattern\")", "whether the whole text is as a pattern says; see below", result=BOOLEAN),
    Function("selected(x, \"a\")", "whether a choice was made; the same as `\"a\" in x`", result=BOOLEAN),
    Function("count_selected(x)",
             "how many choices were made, or files sent",
             ((NAMES,),), NUMBER, _count_selected, takes_blank=True),
    Function("date(x)",
             "the day of a date with a time, or that a text like `2027-03-12` says; `date(2027, 3, 12)`",
             result=DATE),
    Function("add_months(date, n)",
             "so many months later; in a shorter month its last day",
             ((DATE,), (NUMBER,)), DATE, values.add_months),
    Function("end_of_month(date)", "the last day of the month", ((DATE,),), DATE, values.end_of_month),
    Function("end_of_year(date)", "the 31st of December of the year", ((DATE,),), DATE, values.end_of_year),
    Function("year(date)", "the year", ((DATE,),), NUMBER, values.year),
    Function("month(date)", "the month, 1 to 12", ((DATE,),), NUMBER, values.month),
    Function("day(date)", "the day of the month", ((DATE,),), NUMBER, values.day),
    Function("hours(time)", "the hours since midnight: 14:30 is 14.5", ((ValueType.time,),), NUMBER, values.hours),
    Function("weekday(date)", "the day of the week, 1 for Monday to 7 for Sunday", ((DATE,),), NUMBER, values.weekday),
)  # fmt: skip
FUNCTIONS = {function.name: function for function in TABLE}
ALIASES = {
    "count-selected": "count_selected",
    "string-length": "length",
    "starts-with": "starts_with",
    "count-non-empty": "count_filled",
}
"""XLSForm's names for some of them."""
