"""What each operation of a checked expression does in Python: with its operands as
closures, which are called for each record.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from expressions import values
from expressions.functions import FUNCTIONS
from expressions.patterns.automaton import Pattern
from expressions.tree import Constant, Operation


class Scope(Protocol):
    """A record, or the answers of a form.

    Values are str, float, bool, date, datetime and time without a zone, tuples of
    names, other scopes, and sequences of scopes; blank is None, "" or ().
    """

    def get(self, name: str, /) -> Any:
        """The value of a name."""


@dataclass(frozen=True)
class Row:
    """A row of an aggregate, inside the row that it belongs to."""

    fields: Scope
    outer: "Scope | Row"

    def get(self, name: str, /) -> Any:
        """The value of a column."""
        return self.fields.get(name)


Evaluation = Callable[[Any], Any]
TWO = 2
"""Most operations have so many operands; they are called without making a list."""
Compile = Callable[[Operation, Sequence[Evaluation]], Evaluation]
"""An operation and its operands → what gives its value in a scope."""


# How operations treat blanks


def blank_of_blank(
    function: Callable[..., Any], parts: Sequence[Evaluation]
) -> Evaluation:
    """Blank as soon as an operand is."""
    if len(parts) == TWO:
        first, second = parts

        def evaluate_two(scope: Any) -> Any:
            left = first(scope)
            if left is None:
                return None
            right = second(scope)
            if right is None:
                return None
            return function(left, right)

        return evaluate_two

    def evaluate(scope: Any) -> Any:
        operands = []
        for part in parts:
            value = part(scope)
            if value is None:
                return None
            operands.append(value)
        return function(*operands)

    return evaluate


def given_blanks(
    function: Callable[..., Any], parts: Sequence[Evaluation]
) -> Evaluation:
    """The operation is given blanks as None."""
    if len(parts) == 1:
        [only] = parts
        return lambda scope: function(only(scope))
    if len(parts) == TWO:
        first, second = parts
        return lambda scope: function(first(scope), second(scope))
    return lambda scope: function(*[part(scope) for part in parts])


# Conditions


def _and(_tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:

    def evaluate(scope: Any) -> bool | None:
        result: bool | None = True
        for part in parts:
            value = part(scope)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return evaluate


def _or(_tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:

    def evaluate(scope: Any) -> bool | None:
        result: bool | None = False
        for part in parts:
            value = part(scope)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return evaluate


def _equal(tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:
    first, second = parts
    right = tree.operands[1]
    if isinstance(right, Constant):
        value = right.value
        return lambda scope: first(scope) == value
    return lambda scope: first(scope) == second(scope)


def _one_of(tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:
    first, *rest = parts
    others = tree.operands[1:]
    if all(isinstance(other, Constant) for other in others):
        constants = frozenset(
            other.value for other in others if isinstance(other, Constant)
        )
        return lambda scope: first(scope) in constants

    def evaluate(scope: Any) -> bool:
        value = first(scope)
        return any(value == part(scope) for part in rest)

    return evaluate


def _selected(names: Sequence[str] | None, name: str | None) -> bool:
    return name is not None and name in (names or ())


def _same_names(left: Sequence[str] | None, right: Sequence[str] | None) -> bool:
    return set(left or ()) == set(right or ())


def _at_least(number: float | None, *conditions: bool | None) -> bool | None:
    if number is None:
        return None
    return sum(condition is True for condition in conditions) >= number


def _regex(tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:
    first = parts[0]
    pattern = tree.operands[1]
    assert isinstance(pattern, Constant)
    assert isinstance(pattern.value, Pattern)
    matches = pattern.value.matches

    def evaluate(scope: Any) -> bool:
        value = first(scope)
        return value is not None and matches(value)

    return evaluate


# Choices between values


def _if(_tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:
    condition, first, second = parts
    return lambda scope: first(scope) if condition(scope) is True else second(scope)


def _coalesce(_tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:

    def evaluate(scope: Any) -> Any:
        for part in parts:
            value = part(scope)
            if value is not None:
                return value
        return None

    return evaluate


def _band(value: Any, *operands: Any) -> Any:
    """Limits and results in turn, and at the end what holds from the last limit on."""
    if value is None:
        return None
    for limit, result in zip(operands[::2], operands[1::2], strict=False):
        if limit is not None and value < limit:
            return result
    return operands[-1]


def _filled(values_: Iterable[Any]) -> list[Any]:
    values: list[Any] = []
    for value in values_:
        if value is not None:
            values.append(value)
    return values


def _smallest(*operands: Any) -> Any:
    return min(_filled(operands), default=None)


def _largest(*operands: Any) -> Any:
    return max(_filled(operands), default=None)


def _sum(*operands: float | None) -> float | None:
    return values.add(0.0, *_filled(operands))


def _count_filled(*operands: Any) -> float:
    return float(len(_filled(operands)))


# Rows


def _today(_tree: Operation, _parts: Sequence[Evaluation]) -> Evaluation:
    def today(scope: Any) -> Any:
        while isinstance(scope, Row):
            scope = scope.outer
        return scope.get("today")

    return today


def _rows(parts: Sequence[Evaluation]) -> Evaluation:
    """What gives the values of the second operand in each row of the first."""
    rows, value = parts
    return lambda scope: [value(Row(row, scope)) for row in rows(scope) or ()]


def _count(_tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:
    if len(parts) == 1:
        [rows] = parts
        return lambda scope: float(len(rows(scope) or ()))
    conditions = _rows(parts)
    return lambda scope: float(sum(value is True for value in conditions(scope)))


def _share(_tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:
    conditions = _rows(parts)

    def evaluate(scope: Any) -> float | None:
        results = conditions(scope)
        if not results:
            return None
        return values.divide(sum(value is True for value in results), len(results))

    return evaluate


def _first_of(*operands: Any) -> Any:
    return next(iter(_filled(operands)), None)


def _last_of(*operands: Any) -> Any:
    return _first_of(*reversed(operands))


def _over_rows(function: Callable[..., Any]) -> Compile:
    def compiled(_tree: Operation, parts: Sequence[Evaluation]) -> Evaluation:
        results = _rows(parts)
        return lambda scope: function(*results(scope))

    return compiled


OPERATIONS: dict[str, Compile] = {
    "today": _today,
    "and": _and,
    "or": _or,
    "eq": _equal,
    "oneOf": _one_of,
    "regex": _regex,
    "if": _if,
    "coalesce": _coalesce,
    "count": _count,
    "share": _share,
    "sumOf": _over_rows(_sum),
    "minOf": _over_rows(_smallest),
    "maxOf": _over_rows(_largest),
    "firstOf": _over_rows(_first_of),
    "lastOf": _over_rows(_last_of),
}
"""Operations that decide themselves which of their operands are
evaluated, and in which row.
"""
BY_STRUCTURE: dict[str, tuple[Callable[..., Any], bool]] = {
    "not": (operator.not_, False),
    "lt": (operator.lt, False),
    "le": (operator.le, False),
    "neg": (values.negative, False),
    "add": (values.add, False),
    "mul": (values.multiply, False),
    "div": (values.divide, False),
    "addDays": (values.add_days, False),
    "daysBetween": (values.days_between, False),
    "dayOf": (values.day_of, False),
    "dateOf": (values.date_of, False),
    "dateFrom": (values.date_from, False),
    "showMoment": (values.show_moment, False),
    "showTime": (values.show_time, False),
    "isBlank": (lambda value: value is None, True),
    "isTrue": (lambda value: value is True, True),
    "list": (lambda *names: tuple(_filled(names)), True),
    "selected": (_selected, True),
    "sameNames": (_same_names, True),
    "at_least": (_at_least, True),
    "band": (_band, True),
    "concat": (values.concat, True),
    "min": (_smallest, True),
    "max": (_largest, True),
    "sum": (_sum, True),
    "count_filled": (_count_filled, True),
}
PLAIN = BY_STRUCTURE | {
    function.name: (function.operation, function.takes_blank)
    for function in FUNCTIONS.values()
    if function.operation
}
"""Operation → what it does with values, and whether it is given blanks."""
