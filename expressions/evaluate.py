"""Evaluates a checked expression: it is turned into Python closures once, and these
are called for each record.
"""

from dataclasses import dataclass, field
from typing import Any

from expressions.check import Result, check, check_condition, check_filter
from expressions.operations import (
    OPERATIONS,
    PLAIN,
    Evaluation,
    blank_of_blank,
    given_blanks,
)
from expressions.tree import Constant, Node, Path
from expressions.types import RecordType, ValueType


@dataclass(frozen=True)
class Expression:
    """A checked expression. `tree` is what the browser is given, too."""

    text: str
    type: Result
    tree: Node
    evaluate: Evaluation = field(repr=False, compare=False)
    """Its value in a scope, None where it is blank."""


def compile_expression(text: str, scope: RecordType) -> Expression:
    """Checks an expression against the names that it may use.

    Raises ExpressionError.
    """
    tree, type = check(text, scope)
    return Expression(text, type, tree, closure(tree))


def compile_condition(text: str, scope: RecordType) -> Expression:
    """Checks an expression that is true or not. Raises ExpressionError."""
    tree = check_condition(text, scope)
    return Expression(text, ValueType.boolean, tree, closure(tree))


def compile_filter(text: str, answers: RecordType, choice: RecordType) -> Expression:
    """Checks a filter of choices: it is evaluated in a `Row` of a
    choice, inside the answers.

    Raises ExpressionError.
    """
    tree = check_filter(text, answers, choice)
    return Expression(text, ValueType.boolean, tree, closure(tree))


def closure(tree: Node) -> Evaluation:
    """What gives the value of a tree in a scope."""
    if isinstance(tree, Constant):
        value = tree.value
        return lambda _scope: value
    if isinstance(tree, Path):
        return _path(tree)
    parts = [closure(operand) for operand in tree.operands]
    if tree.name in OPERATIONS:
        return OPERATIONS[tree.name](tree, parts)
    function, takes_blank = PLAIN[tree.name]
    if takes_blank:
        return given_blanks(function, parts)
    return blank_of_blank(function, parts)


# Names


def _path(tree: Path) -> Evaluation:
    names = tree.names
    levels = tree.levels
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
