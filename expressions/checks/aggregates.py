"""Functions over the rows that belong to a record: count, share,
sum, min, max, first, last.
"""

from expressions.checks.checker import Checker, ColumnType, Typed, described, in_type
from expressions.functions import FUNCTIONS
from expressions.reading.syntax import Attribute, Call, Name, Syntax
from expressions.tree import Operation
from expressions.types import RecordsType, ValueType

NUMBER = ValueType.number
DEEPEST = 2
"""Aggregates inside one another: what each does for every row of the one around it."""
ORDERED = (NUMBER, ValueType.date, ValueType.moment, ValueType.time)


def is_of_rows(checker: Checker, node: Call) -> bool:
    """Whether the first argument of a call is rows, or a column of rows."""
    argument = node.arguments[0]
    if not isinstance(argument, Name | Attribute):
        return False
    before = len(checker.mistakes)
    type = checker.check(argument).type
    # It is checked once more where it is used, and its mistakes are told there.
    del checker.mistakes[before:]
    return isinstance(type, RecordsType | ColumnType)


def check_count(checker: Checker, node: Call) -> Typed:
    """`count(reports)`, `count(reports, status == "done")`, and `count(reports.date)`:
    those where it is filled.
    """
    rows = checker.check(node.arguments[0])
    if isinstance(rows.type, ColumnType):
        if len(node.arguments) > 1:
            return checker.report(
                node,
                'count takes rows and a condition, as in count(reports, status == "done")',
            )
        is_filled = Operation("not", (Operation("isBlank", (rows.type.value.tree,)),))
        return Typed(Operation("count", (rows.tree, is_filled)), NUMBER, node)
    if len(node.arguments) == 1:
        return Typed(Operation("count", (rows.tree,)), NUMBER, node)
    return Typed(
        Operation(
            "count", (rows.tree, _condition(checker, rows, node.arguments[1]).tree)
        ),
        NUMBER,
        node,
    )


def check_share(checker: Checker, node: Call) -> Typed:
    """`share(reports, status == "done")`."""
    rows = checker.check(node.arguments[0])
    if rows.is_unknown:
        return rows
    if not isinstance(rows.type, RecordsType):
        return _no_rows(checker, node, rows)
    return Typed(
        Operation(
            "share", (rows.tree, _condition(checker, rows, node.arguments[1]).tree)
        ),
        NUMBER,
        node,
    )


def check_sum(checker: Checker, node: Call) -> Typed:
    """`sum(budget.amount)`, `sum(budget, price * number)`."""
    rows, value = _value(checker, node)
    if value.is_unknown:
        return value
    if value.value_type is not NUMBER:
        return checker.report(
            value.syntax,
            f"{described(value.syntax)} is {in_type(value)}, and sum adds numbers",
        )
    return Typed(Operation("sumOf", (rows.tree, value.tree)), NUMBER, node)


def check_extreme(checker: Checker, node: Call) -> Typed:
    """`min(reports.date)`, `max(reports.date)`."""
    rows, value = _value(checker, node)
    if value.is_unknown:
        return value
    if value.value_type not in ORDERED:
        text = f"{described(value.syntax)} is {in_type(value)}; {node.name} compares numbers, dates or times"
        return checker.report(value.syntax, text)
    return Typed(Operation(f"{node.name}Of", (rows.tree, value.tree)), value.type, node)


def check_end(checker: Checker, node: Call) -> Typed:
    """`first(reports.date)`, `last(reports.date)`."""
    rows, value = _value(checker, node)
    return Typed(Operation(f"{node.name}Of", (rows.tree, value.tree)), value.type, node)


def _value(checker: Checker, node: Call) -> tuple[Typed, Typed]:
    """The rows of an aggregate, and what it looks at in each; unknown where
    a mistake has been noted.
    """
    rows = checker.check(node.arguments[0])
    if rows.is_unknown:
        return rows, rows
    if isinstance(rows.type, ColumnType):
        if len(node.arguments) > 1:
            text = f"{node.name} takes a column of rows, as in {node.name}(lines.amount), or rows and a value"
            return rows, checker.report(node, text)
        return rows, checker.as_value(rows.type.value)
    if not isinstance(rows.type, RecordsType):
        return rows, _no_rows(checker, node, rows)
    if len(node.arguments) == 1:
        name = described(node.arguments[0])
        return rows, checker.report(
            node,
            f"{node.name} needs a column of the rows, as in {node.name}({name}.column)",
        )
    _check_depth(checker, node)
    with checker.inside(rows.type.row):
        return rows, checker.value(node.arguments[1])


def _condition(checker: Checker, rows: Typed, node: Syntax) -> Typed:
    """A condition on each of the rows."""
    assert isinstance(rows.type, RecordsType)
    _check_depth(checker, node)
    with checker.inside(rows.type.row):
        return checker.condition(node)


def _check_depth(checker: Checker, node: Syntax) -> None:
    if len(checker.scopes) > DEEPEST:
        checker.report(
            node, f"at most {DEEPEST} functions over rows stand inside one another"
        )


def _no_rows(checker: Checker, node: Call, part: Typed) -> Typed:
    text = f"{described(part.syntax)} is {in_type(part)}, and {FUNCTIONS[node.name].shape} needs rows"
    return checker.report(node.arguments[0], text)
