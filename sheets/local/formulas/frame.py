"""One formula at its place: what each node of its tree comes to."""

from collections.abc import Callable, Sequence
from typing import Any

from sheets.local.formulas import coerce, operators
from sheets.local.formulas.arrays import is_many, spread
from sheets.local.formulas.coerce import Habits
from sheets.local.formulas.memory.cells import Cells
from sheets.local.formulas.parsing.syntax import (
    Call,
    Literal,
    Name,
    Node,
    Operation,
    Reference,
    Sign,
    Unserved,
)
from sheets.local.formulas.registry import FUNCTIONS, Function
from sheets.local.formulas.unserved import UNSERVED
from sheets.local.formulas.values import (
    NA,
    NAME,
    VALUE,
    Formatted,
    FormulaError,
    NotServed,
    Region,
    Table,
    Value,
    failed,
    unserved,
)
from sheets.local.model.spreadsheet import Scalar, is_number, is_text


class Frame:
    """A formula's place, and what its nodes come to there.

    `is_array`: ranges are worked out cell by cell, as within SUMPRODUCT. Elsewhere a
    range in the place of a single value means its cell in the formula's row or column.
    """

    def __init__(self, cells: Cells, row: int, column: int) -> None:
        self.cells = cells
        self.row = row
        self.column = column
        self.is_array = False

    @property
    def habits(self) -> Habits:
        """How numbers and dates are written in this spreadsheet."""
        return self.cells.habits

    def value(self, node: Node | None) -> Value:
        """What a node comes to. Raises FormulaError, and Unsettled where it needs
        cells that are not worked out yet.
        """
        match node:
            case None:
                return None
            case Literal(value):
                return coerce.checked(value)
            case Reference():
                return self.cells.region(node)
            case Operation():
                return self._operation(node)
            case Sign(sign, operand):
                return self._sign(sign, operand)
            case Call():
                return self._call(node)
            case Name(text):
                return self.cells.named(text)
            case Unserved(what):
                raise unserved(what)

    def single(self, value: Value) -> Scalar:
        """The one value that is meant where Sheets wants a single one. May be an error
        value.
        """
        if isinstance(value, Region):
            return self._cell_of(value)
        if isinstance(value, Table):
            if value.height == value.width == 1:
                return value.full()[0][0]
            raise unserved("A result of several cells")
        return value

    def scalar(self, node: Node | None) -> Scalar:
        """The single value of a node. Raises FormulaError for an error value."""
        return coerce.checked(self.single(self.value(node)))

    def _cell_of(self, region: Region) -> Scalar:
        row = region.top
        column = region.left
        if region.height > 1:
            row = self.row
        if region.width > 1:
            column = self.column
        is_inside = (
            region.top <= row < region.bottom and region.left <= column < region.right
        )
        # A block has no row or column in common with one cell only.
        if not is_inside or (region.height > 1 and region.width > 1):
            raise failed(VALUE, "An array value could not be found.")
        if self.is_array and (region.height > 1 or region.width > 1):
            raise unserved("A range in this place within an array")
        return self.cells.shown(region.sheet, row, column)

    def table(self, value: Value) -> Table:
        """A value as rows of values."""
        if isinstance(value, Table):
            return value
        if isinstance(value, Region):
            return self.cells.table(value)
        return Table([[value]], 1, 1)

    def filled(self, values: Sequence[Value]) -> list[Scalar]:
        """All values of several tables, one after the other; error values among
        them.
        """
        collected: list[Scalar] = []
        for value in values:
            if isinstance(value, Region | Table):
                collected.extend(self.table(value).filled())
            else:
                collected.append(value)
        return collected

    def shown(self, values: Sequence[Value]) -> list[Scalar]:
        """All values of several tables, also those of empty cells; numbers bring their
        formats along. Raises FormulaError for an error value.
        """
        collected: list[Scalar] = []
        for value in values:
            if isinstance(value, Region):
                collected.extend(self._cells_of(value))
            elif isinstance(value, Table):
                for row in value.full():
                    collected.extend(row)
            else:
                collected.append(value)
        return [coerce.checked(value) for value in collected]

    def _cells_of(self, region: Region) -> list[Scalar]:
        cells: list[Scalar] = []
        # Asked for first: what is not worked out yet is told at once.
        for index, row in enumerate(self.table(region).full(), region.top):
            for column, value in enumerate(row, region.left):
                if is_number(value):
                    cells.append(self.cells.shown(region.sheet, index, column))
                else:
                    cells.append(value)
        return cells

    def _sign(self, sign: str, operand: Node) -> Value:
        def work(value: Scalar) -> Scalar:
            return operators.before(sign, value, self.habits)

        return self._spread(work, [self.value(operand)])

    def _operation(self, node: Operation) -> Value:
        # A long sum leans to the left: going down there in a loop keeps the stack flat.
        chain: list[Operation] = []
        left: Node = node
        while isinstance(left, Operation):
            chain.append(left)
            left = left.left
        value = self.value(left)
        for operation in reversed(chain):
            value = self._between(operation.sign, value, self.value(operation.right))
        return value

    def _between(self, sign: str, left: Value, right: Value) -> Value:
        def work(first: Scalar, second: Scalar) -> Scalar:
            return operators.between(sign, first, second, self.habits)

        return self._spread(work, [left, right])

    def _spread(self, work: Callable[..., Scalar], operands: list[Value]) -> Value:
        if self.is_array and any(is_many(operand) for operand in operands):
            return spread(work, [self._operand(operand) for operand in operands])
        return work(*[self.single(operand) for operand in operands])

    def _operand(self, value: Value) -> Value:
        # A cell brings its format along, a column of cells does not.
        if is_many(value):
            return self.table(value)
        return self.single(value)

    def _call(self, node: Call) -> Value:
        function = FUNCTIONS.get(node.name)
        if function is None:
            if node.name in UNSERVED:
                raise unserved(f"The function {node.name}")
            raise failed(NAME, f"Unknown function: '{node.name}'.")
        _check_count(function, len(node.arguments))
        before = self.is_array
        self.is_array = before or function.is_array
        try:
            return self._called(function, node.arguments)
        finally:
            self.is_array = before

    def _called(self, function: Function, nodes: Sequence[Node | None]) -> Value:
        prepared: list[Any] = []
        indexes: list[int] = []
        for index, node in enumerate(nodes):
            kind = function.kind(index)
            if kind == "node":
                prepared.append(node)
            elif kind in ("values", "all"):
                prepared.append(self._value_or_error(node, kind))
            else:
                value = self._value_or_error(node, kind)
                if self.is_array and is_many(value):
                    indexes.append(index)
                    prepared.append(self.table(value))
                else:
                    prepared.append(self._coerced(self.single(value), kind))
        if indexes:
            return self._called_for_each(function, prepared, indexes)
        result: Value = function.work(self, *prepared)
        if function.like is not None and function.like < len(prepared):
            return self.like(result, prepared[function.like])
        return result

    def _called_for_each(
        self, function: Function, prepared: list[Any], indexes: list[int]
    ) -> Value:
        def work(*scalars: Scalar) -> Scalar:
            own = list(prepared)
            for index, scalar in zip(indexes, scalars, strict=True):
                own[index] = self._coerced(scalar, function.kind(index))
            return self.single(function.work(self, *own))

        return spread(work, [prepared[index] for index in indexes])

    def _value_or_error(self, node: Node | None, kind: str) -> Value:
        if kind not in ("value", "all"):
            return self.value(node)
        try:
            return self.value(node)
        except NotServed:
            raise
        except FormulaError as error:
            return error.failure

    def _coerced(self, value: Scalar, kind: str) -> Scalar:
        match kind:
            case "number":
                return coerce.number(value, self.habits)
            case "whole":
                return coerce.whole(value, self.habits)
            case "text":
                return coerce.text(value, self.habits)
            case "truth":
                return coerce.truth(value)
            case "any":
                return coerce.checked(value)
        return value

    def like(self, result: Value, model: Value) -> Value:
        """A number in the format of another value, or of the first number of a
        range.
        """
        if not is_number(result) or isinstance(result, Formatted):
            return result
        assert isinstance(result, int | float)
        number_format = None
        if isinstance(model, Formatted):
            number_format = model.format
        elif isinstance(model, Region):
            number_format = self.cells.format_of(model)
        if number_format is None:
            return result
        return Formatted(result, number_format)

    def finished(self, node: Node) -> Scalar:
        """What the whole formula comes to: a single value, or an error value."""
        try:
            value = self.value(node)
            if is_many(value) and not isinstance(node, Reference | Name):
                raise unserved("A result that fills several cells")
            return self._fitting(self.single(value))
        except FormulaError as error:
            return error.failure
        except OverflowError:
            return operators.too_large()

    def _fitting(self, value: Scalar) -> Scalar:
        if isinstance(value, float):
            operators.finite(value)
        if is_text(value):
            return str(value)
        return value


def _check_count(function: Function, count: int) -> None:
    if function.takes(count):
        return
    raise failed(
        NA,
        f"Wrong number of arguments to {function.name}. "
        f"Expected {function.expected()}, but got {count} arguments.",
    )
