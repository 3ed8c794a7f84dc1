"""Requests that put cells."""

from collections.abc import Callable, Iterable

from sheets.local.content import dimensions, masks
from sheets.local.content.cells import Painter
from sheets.local.errors import invalid
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import items_of, number_of, part_of
from sheets.local.model.spreadsheet import COLUMNS, EMPTY, ROWS, Cell, Json, Sheet
from sheets.local.requests.batch import Batch


def append_cells(batch: Batch, request: Json) -> None:
    """Adds rows of cells after the last row with data; the grid grows where it must."""
    sheet = batch.sheet(request.get("sheetId"))
    rows = items_of(request, "rows")
    top = sheet.last_data_row(
        check_boxes=batch.switches.append_at_check_boxes == "below"
    )
    width = max((len(items_of(row, "values")) for row in rows), default=0)
    dimensions.grow(batch.book, sheet, ROWS, top + len(rows) - sheet.row_count)
    dimensions.grow(batch.book, sheet, COLUMNS, width - sheet.column_count)
    _paint(sheet, top, 0, rows, masks.required(request))


def update_cells(batch: Batch, request: Json) -> None:
    """Changes cells from a start on, or all of a range; cells of a
    range not given are cleared.
    """
    mask = masks.required(request)
    rows = list(items_of(request, "rows"))
    if "range" in request:
        area = batch.area(request["range"])
        _check_size(area, rows)
        filled = min(area.bottom, len(area.sheet.rows)) - area.top
        # Rows of the range that are not given are cleared.
        rows += [{} for _ in range(filled - len(rows))]
        rows = [
            {"values": _padded(items_of(row, "values"), area.width)} for row in rows
        ]
        _paint(area.sheet, area.top, area.left, rows, mask)
    else:
        start = part_of(request, "start")
        sheet = batch.sheet(start.get("sheetId"))
        top = number_of(start, "rowIndex")
        left = number_of(start, "columnIndex")
        if top < 0 or left < 0:
            raise invalid("The start must not be negative.")
        _check_grid(sheet, top, left, rows)
        _paint(sheet, top, left, rows, mask)


def _padded(values: list[Json], width: int) -> list[Json]:
    return values + [{}] * (width - len(values))


def _check_size(area: Area, rows: list[Json]) -> None:
    if len(rows) > area.height:
        raise invalid(
            f"Attempting to write to row {area.top + len(rows)}, beyond the last requested row of: {area.bottom - 1}"
        )
    if any(len(items_of(row, "values")) > area.width for row in rows):
        raise invalid(
            f"Attempting to write beyond the last requested column of: {area.right - 1}"
        )


def _check_grid(sheet: Sheet, top: int, left: int, rows: list[Json]) -> None:
    width = max((len(items_of(row, "values")) for row in rows), default=0)
    if top + len(rows) > sheet.row_count:
        raise invalid(
            f"Attempting to write row: {top + len(rows) - 1}, beyond the last row of: {sheet.row_count - 1}"
        )
    if left + width > sheet.column_count:
        last = sheet.column_count - 1
        raise invalid(
            f"Attempting to write column: {left + width - 1}, beyond the last column of: {last}"
        )


def _paint(
    sheet: Sheet, top: int, left: int, rows: Iterable[Json], mask: masks.Mask
) -> None:
    painter = Painter(mask)
    for row_index, row in enumerate(rows, top):
        values = items_of(row, "values")
        sheet.put(
            row_index,
            {
                c: painter.painted(sheet.cell(row_index, c), data or {})
                for c, data in enumerate(values, left)
            },
        )


def repeat_cell(batch: Batch, request: Json) -> None:
    """Gives every cell of a range the same fields."""
    area = batch.area(part_of(request, "range"))
    data = part_of(request, "cell")
    painter = Painter(masks.required(request))
    change_each(area, lambda cell: painter.painted(cell, data))


def set_data_validation(batch: Batch, request: Json) -> None:
    """Puts a validation rule on a range, or takes it off where none is given."""
    rule = request.get("rule")
    change_each(
        batch.area(part_of(request, "range")), lambda cell: cell._replace(rule=rule)
    )


def change_each(area: Area, change: Callable[[Cell], Cell]) -> None:
    """Changes every cell of an area, one row at a time."""
    columns = range(area.left, area.right)
    for row in range(area.top, area.bottom):
        sheet = area.sheet
        changed = {column: change(sheet.cell(row, column)) for column in columns}
        # Rows beyond the last that stay empty are not made.
        if row < len(sheet.rows) or any(cell != EMPTY for cell in changed.values()):
            sheet.put(row, changed)
