"""Whether the value of an expression fits the column that it is to stand in."""

from collections.abc import Iterator

from core.notation.spelling import nearest
from expressions.evaluate import Expression
from expressions.tree import Constant, Node, Operation
from expressions.types import ChoiceType, ValueType, in_words, value_type
from programme.parts import Column

BRANCHES = {"if": slice(1, None), "coalesce": slice(0, None)}
"""Operations of which some operands are what they may give."""


def value_mistake(column: Column, expression: Expression) -> str:
    """What is wrong with an expression whose value is to stand in a
    column; "" where nothing is.
    """
    needed = column.field_type.expression_type
    type = value_type(expression.type)
    if type is None:
        return f"{column.name}: this is always blank"
    if type is not needed:
        hint = ""
        if type is ValueType.moment and needed is ValueType.date:
            hint = "; date(…) is its day"
        return f"{column.name} is of type {column.type}, and this gives {in_words(type)}{hint}"
    if not column.choices or needed is not ValueType.text:
        return ""
    names = column.choice_names
    for given in _possible(expression):
        if given not in names:
            return f'{column.name} has no choice "{given}"{nearest(given, names)}'
    return ""


def _possible(expression: Expression) -> list[str]:
    """The texts that an expression may give, as far as its words tell."""
    if isinstance(expression.type, ChoiceType):
        return list(expression.type.choices)
    texts: list[str] = []
    for text in _texts(expression.tree):
        if text:
            texts.append(text)
    return texts


def _texts(tree: Node) -> Iterator[str]:
    if isinstance(tree, Constant) and isinstance(tree.value, str):
        yield tree.value
    if not isinstance(tree, Operation):
        return
    if tree.name in BRANCHES:
        operands = tree.operands[BRANCHES[tree.name]]
    else:
        operands = ()
    if tree.name == "band":
        # The value, then a limit and its result again and again,
        # and what is left at the end.
        operands = (*tree.operands[2:-1:2], tree.operands[-1])
    for operand in operands:
        yield from _texts(operand)
