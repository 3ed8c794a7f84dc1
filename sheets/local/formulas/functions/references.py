"""References: where they stand, how large they are, and new ones made of texts and
numbers.
"""

from sheets.local.formulas.frame import Frame
from sheets.local.formulas.parsing.parser import parse
from sheets.local.formulas.parsing.syntax import Name, Reference
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    REF,
    VALUE,
    FormulaError,
    NotServed,
    Region,
    Table,
    Value,
    failed,
    unserved,
)
from sheets.local.model.spreadsheet import Formula, Scalar


def _region(value: Value, name: str) -> Region:
    if isinstance(value, Region):
        return value
    raise failed(VALUE, f"Argument of {name} must be a range.")


@function("ROW", "values?")
def _row(frame: Frame, cells: Value = None) -> Value:
    if cells is None:
        return frame.row + 1
    region = _region(cells, "ROW")
    if not frame.is_array:
        return region.top + 1
    rows: list[list[Scalar]] = [[row + 1] for row in range(region.top, region.bottom)]
    return Table(rows, region.height, 1)


@function("COLUMN", "values?")
def _column(frame: Frame, cells: Value = None) -> Value:
    if cells is None:
        return frame.column + 1
    region = _region(cells, "COLUMN")
    if not frame.is_array:
        return region.left + 1
    columns: list[Scalar] = [column + 1 for column in range(region.left, region.right)]
    return Table([columns], 1, region.width)


@function("ROWS", "values")
def _rows(frame: Frame, cells: Value) -> int:
    if isinstance(cells, Region):
        return cells.height
    return frame.table(cells).height


@function("COLUMNS", "values")
def _columns(frame: Frame, cells: Value) -> int:
    if isinstance(cells, Region):
        return cells.width
    return frame.table(cells).width


@function("INDIRECT", "text", "truth?")
def _indirect(frame: Frame, text: str, is_a1: bool = True) -> Value:
    if not is_a1:
        raise unserved("INDIRECT in the notation R1C1")
    try:
        node = parse(Formula("=" + text), frame.habits.locale.decimal)
    except FormulaError:
        # A text that is no reference is #REF!, not the error of its formula.
        node = None
    if not isinstance(node, Reference | Name):
        raise failed(REF, f"Function INDIRECT parameter 1 value is '{text}'.")
    try:
        return frame.value(node)
    except NotServed:
        raise
    except FormulaError:
        raise failed(
            REF,
            f"Function INDIRECT parameter 1 value is '{text}'. "
            "It is not a valid cell/range reference.",
        ) from None


@function("OFFSET", "values", "whole", "whole", "whole?", "whole?")
def _offset(
    _frame: Frame,
    cells: Value,
    down: int,
    right: int,
    height: int | None = None,
    width: int | None = None,
) -> Value:
    region = _region(cells, "OFFSET")
    top = region.top + down
    left = region.left + right
    bottom = top + (region.height if height is None else height)
    end = left + (region.width if width is None else width)
    sheet = region.sheet
    is_inside = 0 <= top < bottom <= sheet.row_count
    if not is_inside or not 0 <= left < end <= sheet.column_count:
        raise failed(REF, "Function OFFSET evaluates to an out of bounds range.")
    return Region(sheet, top, bottom, left, end)


@function("ARRAYFORMULA", "values", is_array=True)
def _arrayformula(_frame: Frame, cells: Value) -> Value:
    return cells
