"""Evaluates a checked expression: it is turned into Python closures once, and these are called for each record."""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from expressions import values
from expressions.check import Result, check, check_condition
from expressions.functions import FUNCTIONS
from expressions.pattern import Pattern
from expressions.tree import Constant, Node, Operation, Path
from expressions.types import RecordType, ValueType


class Scope(Protocol):
    """A record, or the answers of a form. Values are str, float, bool, date, datetime and time without a zone, tuples of
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


@dataclass(frozen=True)
class Expression:
    """A checked expression. `tree` is what the browser is given, too."""

    text: str
    type: Result
    tree: Node
    evaluate: Evaluation = field(repr=False, compare=False)
    """Its value in a scope, None where it is blank."""


def compile_expression(text: str, scope: RecordType) -> Expression:
    """Checks an expression against the names that it may use. Raises ExpressionError."""
    tree, type = check(text, scope)
    return Expression(text, type, tree, closure(tree))


def compile_condition(text: str, scope: RecordType) -> Expression:
    """Checks an expression that is true or not. Raises ExpressionError."""
    tree = check_condition(text, scope)
    return Expression(text, ValueType.boolean, tree, closure(tree))


def closure(tree: Node) -> Evaluation:
    """What gives the value of a tree in a scope."""
    if isinstance(tree, Constant):
        value = tree.value
        return lambda _scope: value
    if isinstance(tree, Path):
        return _path(tree)
    if tree.name in OPERATIONS:
        return OPERATIONS[tree.name](tree)
    function, takes_blank = PLAIN[tree.name]
    parts = [closure(operand) for operand in tree.operands]
    if takes_blank:
        return _given_blanks(function, parts)
    return _blank_of_blank(function, parts)


# Names


def _path(tree: Path) -> Evaluation:
    names, levels = tree.names, tree.levels
    if len(names) == 1 and not levels:
        [name] = names

        def get(scope: Any) -> Any:
            value = scope.get(name)
            # A text "" and an empty list are blank; 0 and false are not.
            if not value and value in ("", (), []):
                return None
            return value

        return get

    def follow(scope: Any) -> Any:
        value = scope
        for _ in range(levels):
            value = value.outer
        for name in names:
            if value is None:
                return None
            value = value.get(name)
        if not value and value in ("", (), []):
            return None
        return value

    return follow


def _today(_tree: Operation) -> Evaluation:
    def today(scope: Any) -> Any:
        while isinstance(scope, Row):
            scope = scope.outer
        return scope.get("today")

    return today


# How operations treat blanks


def _blank_of_blank(function: Callable[..., Any], parts: Sequence[Evaluation]) -> Evaluation:
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


def _given_blanks(function: Callable[..., Any], parts: Sequence[Evaluation]) -> Evaluation:
    """The operation is given blanks as None."""
    if len(parts) == 1:
        [only] = parts
        return lambda scope: function(only(scope))
    if len(parts) == TWO:
        first, second = parts
        return lambda scope: function(first(scope), second(scope))
    return lambda scope: function(*[part(scope) for part in parts])


# Conditions


def _and(tree: Operation) -> Evaluation:
    parts = [closure(operand) for operand in tree.operands]

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


def _or(tree: Operation) -> Evaluation:
    parts = [closure(operand) for operand in tree.operands]

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


def _equal(tree: Operation) -> Evaluation:
    left, right = tree.operands
    if isinstance(right, Constant):
        first, value = closure(left), right.value
        return lambda scope: first(scope) == value
    return _given_blanks(operator.eq, [closure(left), closure(right)])


def _one_of(tree: Operation) -> Evaluation:
    member, *others = tree.operands
    first = closure(member)
    if all(isinstance(other, Constant) for other in others):
        constants = frozenset(other.value for other in others if isinstance(other, Constant))
        return lambda scope: first(scope) in constants
    parts = [closure(other) for other in others]

    def evaluate(scope: Any) -> bool:
        value = first(scope)
        return any(value == part(scope) for part in parts)

    return evaluate


def _selected(names: Sequence[str] | None, name: str | None) -> bool:
    return name is not None and name in (names or ())


def _same_names(left: Sequence[str] | None, right: Sequence[str] | None) -> bool:
    return set(left or ()) == set(right or ())


def _at_least(number: float | None, *conditions: bool | None) -> bool | None:
    if number is None:
        return None
    return sum(condition is True for condition in conditions) >= number


def _regex(tree: Operation) -> Evaluation:
    text, pattern = tree.operands
    assert isinstance(pattern, Constant)
    assert isinstance(pattern.value, Pattern)
    first, matches = closure(text), pattern.value.matches

    def evaluate(scope: Any) -> bool:
        value = first(scope)
        return value is not None and matches(value)

    return evaluate


# Choices between values


def _if(tree: Operation) -> Evaluation:
    condition, one, other = (closure(operand) for operand in tree.operands)
    return lambda scope: one(scope) if condition(scope) is True else other(scope)


def _coalesce(tree: Operation) -> Evaluation:
    parts = [closure(operand) for operand in tree.operands]

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
    return [value for value in values_ if value is not None]


def _smallest(*operands: Any) -> Any:
    return min(_filled(operands), default=None)


def _largest(*operands: Any) -> Any:
    return max(_filled(operands), default=None)


def _sum(*operands: float | None) -> float | None:
    return values.add(0.0, *_filled(operands))


def _count_filled(*operands: Any) -> float:
    return float(len(_filled(operands)))


# Rows


def _rows(tree: Operation) -> Evaluation:
    """What gives the values of the second operand in each row of the first."""
    rows, value = (closure(operand) for operand in tree.operands)
    return lambda scope: [value(Row(row, scope)) for row in rows(scope) or ()]


def _count(tree: Operation) -> Evaluation:
    if len(tree.operands) == 1:
        rows = closure(tree.operands[0])
        return lambda scope: float(len(rows(scope) or ()))
    conditions = _rows(tree)
    return lambda scope: float(sum(value is True for value in conditions(scope)))


def _share(tree: Operation) -> Evaluation:
    conditions = _rows(tree)

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


def _over_rows(function: Callable[..., Any]) -> Callable[[Operation], Evaluation]:
    def compiled(tree: Operation) -> Evaluation:
        results = _rows(tree)
        return lambda scope: function(*results(scope))

    return compiled


OPERATIONS: dict[str, Callable[[Operation], Evaluation]] = {
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
"""Operations that decide themselves which of their operands are evaluated, and in which row."""
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
    function.name: (function.operation, function.takes_blank) for function in FUNCTIONS.values() if function.operation
}
"""Operation → what it does with values, and whether it is given blanks."""
