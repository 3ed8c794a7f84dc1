"""Work done for each cell of ranges at once, as within SUMPRODUCT."""

from collections.abc import Callable

from sheets.local.formulas.values import (
    NA,
    Fault,
    FormulaError,
    NotServed,
    Region,
    Table,
    Value,
)
from sheets.local.model.spreadsheet import Failure, Scalar


def is_many(value: Value) -> bool:
    """Whether a value has several cells (or none)."""
    if isinstance(value, Region | Table):
        return value.height != 1 or value.width != 1
    return False


def spread(work: Callable[..., Scalar], operands: list[Value]) -> Table:
    """What the work makes of each cell and its partners.

    A single row or column, or a single value, goes with all of the others; where a
    table ends before another one there is #N/A.
    """
    sizes = []
    for operand in operands:
        if isinstance(operand, Table):
            sizes.append((operand.height, operand.width))
    height = max(size[0] for size in sizes)
    width = max(size[1] for size in sizes)
    grids = [_grid(operand) for operand in operands]
    rows: list[list[Scalar]] = []
    for row in range(height):
        line: list[Scalar] = []
        for column in range(width):
            scalars = [_cell(grid, row, column) for grid in grids]
            line.append(attempted(work, scalars))
        rows.append(line)
    return Table(rows, height, width)


def _grid(operand: Value) -> list[list[Scalar]]:
    assert not isinstance(operand, Region)
    if isinstance(operand, Table):
        return operand.full()
    return [[operand]]


def _cell(grid: list[list[Scalar]], row: int, column: int) -> Scalar:
    line = None
    if len(grid) in (1, 0) or row < len(grid):
        line = grid[0 if len(grid) == 1 else row]
    if line is None:
        return Fault(NA, "Argument ranges are of different sizes.")
    if len(line) == 1:
        return line[0]
    if column < len(line):
        return line[column]
    return Fault(NA, "Argument ranges are of different sizes.")


def attempted(work: Callable[..., Scalar], scalars: list[Scalar]) -> Scalar:
    """What the work comes to; an error becomes an error value."""
    try:
        return work(*scalars)
    except NotServed:
        raise
    except FormulaError as error:
        failure: Failure = error.failure
        return failure
