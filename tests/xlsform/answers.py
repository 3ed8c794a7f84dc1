"""Random typed answers to a form, near what its expressions ask for."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from expressions.types import ValueType
from programme.models.forms import Form, FormField

TODAY = date(2027, 3, 12)
LITERAL = re.compile(r'"([^"]*)"|(\d+(?:\.\d+)?)')
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
TEXTS = (
    "a",
    "Ana María",
    "ana@example.org",
    "+593 99 123 4567",
    "0",
    "007",
    "yes",
    "OK",
    "12.5",
    "2027-03-12",
)


def answers(form: Form, *, blanks: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """For each question that is answered: a value of its type, or a blank; without
    `blanks`, only boxes stay open.
    """
    expressions = " ".join(_expressions(form))
    literals = LITERAL.findall(expressions)
    texts = sorted({text for text, _ in literals if text} | set(TEXTS))
    numbers = sorted(
        {float(number) for _, number in literals if number} | {0.0, 1.0, 7.0}
    )
    asked = [
        field
        for field in form.fields
        if field.field_type.is_asked and not field.calculate
    ]
    values = {field.name: _value(field, texts, numbers) for field in asked}
    may_be_blank = {
        field.name: blanks or field.type == "acknowledge" for field in asked
    }
    return st.fixed_dictionaries(
        {
            name: st.none() | value if may_be_blank[name] else value
            for name, value in values.items()
        }
    )


def _expressions(form: Form) -> list[str]:
    return [
        str(expression)
        for field in form.fields
        for expression in (
            field.relevant,
            field.constraint,
            field.calculate,
            field.required,
        )
        if isinstance(expression, str)
    ]


def _value(
    field: FormField, texts: list[str], numbers: list[float]
) -> st.SearchStrategy[Any]:
    type = field.field_type.expression_type
    names = [choice.name for choice in field.choices]
    near = st.builds(
        lambda number, step: number + step,
        st.sampled_from(numbers),
        st.sampled_from(STEPS),
    )
    if field.type == "integer":
        near = near.map(lambda number: float(round(number)))
    days = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days))
    values: dict[ValueType, st.SearchStrategy[Any]] = {
        ValueType.number: near,
        ValueType.boolean: st.just(True),
        ValueType.date: days,
        ValueType.moment: days.map(
            lambda day: datetime(day.year, day.month, day.day, 10, 30, tzinfo=UTC)
        ),
        ValueType.time: st.sampled_from([time(0), time(9, 45), time(23, 59)]),
        ValueType.names: st.lists(
            st.sampled_from(names or [""]), unique=True, min_size=1, max_size=3
        ).map(tuple),
        ValueType.text: st.sampled_from(names or texts),
    }
    return values[type]
