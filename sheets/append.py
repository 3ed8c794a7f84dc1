"""Appending rows as typed cells after the last row with data: no table is guessed, nothing is parsed on its way."""

from collections.abc import Mapping, Sequence
from typing import Any

from programme.model import Programme
from programme.record import Value
from sheets.cells import Cells
from sheets.columns import Layout

FIELDS = "userEnteredValue,userEnteredFormat.numberFormat"


def append_request(programme: Programme, layout: Layout, rows: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
    """The batchUpdate request that appends these rows (column name → canonical value, `reference` among them)."""
    cells = Cells(programme)
    names = {index: name for name, index in layout.columns.items()}
    width = max(names) + 1
    lines = [{"values": [_cell(cells, layout, names.get(at), row) for at in range(width)]} for row in rows]
    return {"appendCells": {"sheetId": layout.sheet_id, "rows": lines, "fields": FIELDS}}


def _cell(cells: Cells, layout: Layout, name: str | None, row: Mapping[str, Value]) -> dict[str, Any]:
    column = layout.table.column(name) if name else None
    return cells.typed(column, row.get(column.name)) if column else {}
