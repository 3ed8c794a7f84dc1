"""Names and types of an expression, checked when it is loaded; what comes out is
what both evaluators take.
"""

from collections.abc import Callable, Mapping

from expressions.checks import arithmetic, calls, comparisons, paths
from expressions.checks.checker import Checker, Open, Typed
from expressions.reading.parser import parse
from expressions.reading.syntax import (
    DEEPEST_TREE,
    Attribute,
    Band,
    Call,
    Chain,
    Comparison,
    ExpressionError,
    Listing,
    Literal,
    Logic,
    Membership,
    Name,
    Negative,
    Not,
    Syntax,
)
from expressions.tree import Node, Operation
from expressions.types import ChoiceType, RecordType, ValueType, in_words

CHECKS: Mapping[type[Syntax], Callable[[Checker, Syntax], Typed]] = {
    Literal: comparisons.check_literal,
    Listing: comparisons.check_listing,
    Band: comparisons.check_band,
    Logic: comparisons.check_logic,
    Not: comparisons.check_not,
    Comparison: comparisons.check_comparison,
    Membership: comparisons.check_membership,
    Chain: arithmetic.check_chain,
    Negative: arithmetic.check_negative,
    Name: paths.check_name,
    Attribute: paths.check_attribute,
    Call: calls.check_call,
}
Result = ValueType | ChoiceType | None
"""The type of an expression; None where it is always blank."""


def check(source: str, scope: RecordType) -> tuple[Node, Result]:
    """The checked tree of an expression and its type.

    Raises ExpressionError with all its mistakes.
    """
    typed = _checked(source, scope, Checker.value)
    type = typed.type
    assert isinstance(type, ValueType | ChoiceType | Open)
    return typed.tree, None if isinstance(type, Open) else type


def check_condition(source: str, scope: RecordType) -> Node:
    """The checked tree of an expression that is true or not.

    Raises ExpressionError with all its mistakes.
    """
    return _checked(source, scope, _condition).tree


def check_filter(source: str, answers: RecordType, choice: RecordType) -> Node:
    """The checked tree of a filter of choices (XLSForm's choice_filter): a name is an
    attribute of the choice, ${name} an answer.

    In the tree the answers are the row around the choice. Raises
    ExpressionError with all its mistakes.
    """
    return _check_whole(
        source, Checker([answers, choice], CHECKS, answers=answers), _condition
    ).tree


def _checked(
    source: str, scope: RecordType, check_whole: Callable[[Checker, Syntax], Typed]
) -> Typed:
    return _check_whole(source, Checker([scope], CHECKS), check_whole)


def _check_whole(
    source: str, checker: Checker, check_whole: Callable[[Checker, Syntax], Typed]
) -> Typed:
    syntax = parse(source)
    typed = check_whole(checker, syntax)
    if not checker.mistakes and _is_deep(typed.tree):
        checker.report(syntax, "this expression has too many parts inside one another")
    if checker.mistakes:
        raise ExpressionError(source, checker.mistakes)
    return typed


def _is_deep(tree: Node) -> bool:
    """Whether evaluating a tree could overrun the stack; looked at level by
    level, for the same reason.
    """
    level: list[Node] = [tree]
    for _ in range(DEEPEST_TREE):
        operations = []
        for node in level:
            if isinstance(node, Operation):
                operations.append(node)
        if not operations:
            return False
        level = []
        for operation in operations:
            level.extend(operation.operands)
    return bool(level)


def _condition(checker: Checker, syntax: Syntax) -> Typed:
    """A condition like `status` is a value, and would be true for every filled cell."""
    typed = checker.value(syntax)
    # What is wrong inside has been told, and this may only follow from it.
    if checker.mistakes or typed.value_type is ValueType.boolean:
        return typed
    if isinstance(typed.type, Open) or not typed.value_type:
        kind = "blank"
    else:
        kind = in_words(typed.value_type)
    text = f"a condition must be something that is true or not, like `status == ...`; this is {kind}"
    return checker.report(syntax, text)
