"""Arithmetic with numbers and dates."""

from expressions.checks.checker import (
    BLANK,
    Checker,
    Open,
    Typed,
    as_day,
    described,
    in_type,
)
from expressions.reading.syntax import Chain, Negative, Syntax
from expressions.tree import Constant, Node, Operation
from expressions.types import ValueType

NUMBER, TEXT, BOOLEAN = ValueType.number, ValueType.text, ValueType.boolean
DAYS = (ValueType.date, ValueType.moment)


def check_negative(checker: Checker, node: Syntax) -> Typed:
    """A number with the other sign."""
    assert isinstance(node, Negative)
    operand = _calculable(checker, checker.value(node.operand), "-")
    if operand.is_unknown:
        return operand
    if operand.value_type is not NUMBER:
        return checker.report(
            node,
            f"the sign - stands before numbers, and {described(node.operand)} is {in_type(operand)}",
        )
    if isinstance(operand.tree, Constant) and isinstance(operand.tree.value, float):
        return Typed(Constant(-operand.tree.value), NUMBER, node)
    return Typed(Operation("neg", (operand.tree,)), NUMBER, node)


def check_chain(checker: Checker, node: Syntax) -> Typed:
    """Sums and products, from the left; blank as soon as anything in them is."""
    assert isinstance(node, Chain)
    result = _calculable(checker, checker.value(node.first), node.others[0][0])
    for sign, operand in node.others:
        next_part = _calculable(checker, checker.value(operand), sign)
        if next_part.is_unknown or result.is_unknown:
            result = Typed(BLANK, Open.unknown, node)
        else:
            result = _calculated(checker, node, sign, result, next_part)
    return result


def _calculable(checker: Checker, part: Typed, sign: str) -> Typed:
    """A number or date; a mistake is noted where it is something else."""
    name = described(part.syntax)
    if part.is_unknown or part.value_type in (NUMBER, *DAYS):
        return part
    if part.is_blank:
        return checker.report(part.syntax, "nothing can be calculated with null")
    if part.value_type is TEXT and sign == "+":
        number = ""
        if not isinstance(part.tree, Constant):
            number = f", and number({name}) reads a number out of one"
        return checker.report(
            part.syntax,
            f"{name} is {in_type(part)}; + adds numbers, texts are joined by concat(a, b){number}",
        )
    if part.value_type is BOOLEAN:
        return checker.report(
            part.syntax,
            f"{name} is true or false, not a number; if({name}, 1, 0) makes it one",
        )
    return checker.report(
        part.syntax,
        f"{name} is {in_type(part)}; {sign} calculates with numbers and dates",
    )


def _calculated(
    checker: Checker, node: Chain, sign: str, left: Typed, right: Typed
) -> Typed:
    if left.value_type is NUMBER and right.value_type is NUMBER:
        return Typed(_number(sign, left.tree, right.tree), NUMBER, node)
    left = as_day(left)
    right = as_day(right)
    is_from_date = left.value_type is not NUMBER
    is_to_date = right.value_type is not NUMBER
    if sign == "-" and is_from_date and is_to_date:
        return Typed(Operation("daysBetween", (left.tree, right.tree)), NUMBER, node)
    if sign == "+" and is_from_date is not is_to_date:
        day, days = (left, right) if is_from_date else (right, left)
        return Typed(Operation("addDays", (day.tree, days.tree)), ValueType.date, node)
    if sign == "-" and is_from_date:
        return Typed(
            Operation("addDays", (left.tree, _opposite(right.tree))),
            ValueType.date,
            node,
        )
    text = "days are added to a date or taken from it, as in today + 42, and one date taken from another gives days"
    return checker.report(node, text)


def _number(sign: str, left: Node, right: Node) -> Node:
    if sign in ("+", "-"):
        if sign == "+":
            term = right
        else:
            term = _opposite(right)
        # A sum of a hundred items is one operation, not a hundred inside one another.
        if isinstance(left, Operation) and left.name == "add":
            return Operation("add", (*left.operands, term))
        return Operation("add", (left, term))
    return Operation("mul" if sign == "*" else "div", (left, right))


def _opposite(tree: Node) -> Node:
    if isinstance(tree, Constant) and isinstance(tree.value, float):
        return Constant(-tree.value)
    return Operation("neg", (tree,))
