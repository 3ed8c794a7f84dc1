"""Conditions. Only the branch that counts is worked out."""

from sheets.local.formulas import coerce
from sheets.local.formulas.arrays import is_many, spread
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.parsing.syntax import Literal, Node
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    NA,
    VALUE,
    FormulaError,
    NotServed,
    Region,
    Table,
    Value,
    failed,
)
from sheets.local.model.spreadsheet import Failure, Scalar

FALSE = Literal(value=False)


@function("TRUE")
def _true(_frame: Frame) -> bool:
    return True


@function("FALSE")
def _false(_frame: Frame) -> bool:
    return False


@function("IF", "node", "node", "node?")
def _if(
    frame: Frame, condition: Node, then: Node | None, otherwise: Node | None = FALSE
) -> Value:
    value = frame.value(condition)
    if frame.is_array and is_many(value):
        branches = [_branch(frame, then), _branch(frame, otherwise)]
        return spread(_chosen, [frame.table(value), *branches])
    holds = coerce.truth(frame.single(value))
    return frame.value(then if holds else otherwise)


def _branch(frame: Frame, node: Node | None) -> Value:
    """A branch for every cell; that it is an error only counts where it is chosen."""
    value: Value
    try:
        value = frame.value(node)
    except NotServed:
        raise
    except FormulaError as error:
        return error.failure
    if is_many(value):
        return frame.table(value)
    return frame.single(value)


def _chosen(condition: Scalar, then: Scalar, otherwise: Scalar) -> Scalar:
    if coerce.truth(condition):
        return then
    return otherwise


@function("IFS", "node", "node", "node*")
def _ifs(frame: Frame, *nodes: Node | None) -> Value:
    if len(nodes) % 2:
        raise failed(NA, "Wrong number of arguments to IFS: conditions go with values.")
    for condition, value in zip(nodes[::2], nodes[1::2], strict=True):
        if coerce.truth(frame.scalar(condition)):
            return frame.value(value)
    raise failed(NA, "No match")


@function("SWITCH", "any", "node", "node", "node*")
def _switch(frame: Frame, value: Scalar, *nodes: Node | None) -> Value:
    for case, result in zip(nodes[::2], nodes[1::2], strict=False):
        if coerce.compared(value, frame.scalar(case)) == 0:
            return frame.value(result)
    # What is left over after the pairs is what to show for all others.
    if len(nodes) % 2:
        return frame.value(nodes[-1])
    raise failed(NA, "No match")


@function("CHOOSE", "whole", "node", "node*")
def _choose(frame: Frame, index: int, *nodes: Node | None) -> Value:
    if not 1 <= index <= len(nodes):
        raise failed(
            "#NUM!",
            f"Function CHOOSE parameter 1 value is {index}. "
            f"Valid values are between 1 and {len(nodes)} inclusive.",
        )
    return frame.value(nodes[index - 1])


@function("IFERROR", "node", "node?")
def _iferror(frame: Frame, node: Node | None, otherwise: Node | None = None) -> Value:
    return _unless(frame, node, otherwise, "")


@function("IFNA", "node", "node?")
def _ifna(frame: Frame, node: Node | None, otherwise: Node | None = None) -> Value:
    return _unless(frame, node, otherwise, NA)


def _unless(
    frame: Frame, node: Node | None, otherwise: Node | None, code: str
) -> Value:
    """The value, or another one in the place of an error (of one kind)."""
    value: Value
    try:
        value = frame.value(node)
        if is_many(value) and (frame.is_array or isinstance(value, Table)):
            return _each_unless(frame, value, otherwise, code)
        single = frame.single(value)
    except NotServed:
        raise
    except FormulaError as error:
        single = error.failure
    if isinstance(single, Failure) and code in ("", single):
        return frame.value(otherwise)
    if isinstance(single, Failure):
        raise FormulaError(single)
    return single


def _each_unless(
    frame: Frame, value: Value, otherwise: Node | None, code: str
) -> Table:
    def work(cell: Scalar, instead: Scalar) -> Scalar:
        if isinstance(cell, Failure) and code in ("", cell):
            return instead
        return cell

    return spread(work, [frame.table(value), _branch(frame, otherwise)])


@function("AND", "values", "values*")
def _and(frame: Frame, *values: Value) -> bool:
    return all(_truths(frame, values, "AND"))


@function("OR", "values", "values*")
def _or(frame: Frame, *values: Value) -> bool:
    return any(_truths(frame, values, "OR"))


@function("XOR", "values", "values*")
def _xor(frame: Frame, *values: Value) -> bool:
    return sum(_truths(frame, values, "XOR")) % 2 == 1


@function("NOT", "truth")
def _not(_frame: Frame, value: bool) -> bool:
    return not value


def _truths(frame: Frame, values: tuple[Value, ...], name: str) -> list[bool]:
    """The truth values; texts and empty cells within ranges do not count."""
    truths: list[bool] = []
    for value in values:
        if is_many(value):
            truths.extend(_within(frame, value))
        elif isinstance(value, Region | Table):
            truths.append(coerce.truth(frame.single(value)))
        else:
            truths.append(coerce.truth(value))
    if not truths:
        raise failed(VALUE, f"{name} has no input data.")
    return truths


def _within(frame: Frame, value: Value) -> list[bool]:
    cells = [coerce.checked(cell) for cell in frame.table(value).filled()]
    return [bool(cell) for cell in cells if isinstance(cell, bool | int | float)]
