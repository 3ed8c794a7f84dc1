"""Writing the app's own columns, and nothing else.

A column is addressed by its developer metadata, never by its letter: a write can only ever land in a column of ours. The row
is found by reference in a read right before the write; should rows move in between, a flag stands beside the wrong record
until the next look, which sees and mends it. No staff cell is within reach.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import Later
from programme.model import Programme
from programme.record import Value
from sheets.cells import Cells, as_text
from sheets.client import Spreadsheet
from sheets.columns import Layout

Wanted = Mapping[str, Mapping[str, Value]]
"""Reference → own column → the value that should stand there."""


def write_own(spreadsheet: Spreadsheet, programme: Programme, wanted: Mapping[str, tuple[Layout, Wanted]]) -> int:
    """Writes own columns of several tables in two calls; gives the number of cells written.

    A reference that is not in the sheet any more is passed over. Raises Later where a column has no metadata to go by.
    """
    layouts = {name: layout for name, (layout, rows) in wanted.items() if rows}
    if not layouts:
        return 0
    filters = [_by_metadata(layout, "reference") for layout in layouts.values()]
    found = spreadsheet.read(filters, dimension="COLUMNS")
    columns = {_metadata_id(item): (item["valueRange"].get("values") or [[]])[0] for item in found}
    data: list[dict[str, Any]] = []
    written = 0
    for name, layout in layouts.items():
        references = [as_text(cell).strip() for cell in columns.get(layout.metadata["reference"], [])]
        for column, cells in _by_column(programme, layout, references, wanted[name][1]).items():
            line = [cells.get(index) for index in range(max(cells) + 1)]
            data.append({"dataFilter": _by_metadata(layout, column), "majorDimension": "COLUMNS", "values": [line]})
            written += len(cells)
    if data:
        spreadsheet.write(data)
    return written


def _by_column(
    programme: Programme, layout: Layout, references: list[str], rows: Wanted
) -> dict[str, dict[int, str | float]]:
    """Own column → row index → what to write; only cells that get something, "" to clear one."""
    cells = Cells(programme)
    places = {reference: index for index, reference in enumerate(references) if index and reference}
    columns: dict[str, dict[int, str | float]] = {}
    for reference, values in rows.items():
        for name, value in values.items():
            column = layout.table.column(name)
            if column is None or not column.own:
                raise AssertionError(f"{layout.table.name}.{name} is not the app's to write")
            if reference in places:
                shown = cells.show(column, value)
                columns.setdefault(name, {})[places[reference]] = "" if shown is None else shown
    return columns


def write_references(
    spreadsheet: Spreadsheet,
    layout: Layout,
    places: Mapping[int, str],
    expected: Mapping[int, tuple[Any, ...]],
    strays: Iterable[int] = (),
) -> bool:
    """Gives rows typed by hand their references: row index → a new reference. Clears own cells in `strays`, rows of no record.

    Only where these rows still read as `expected` (row index → cells in the layout's order); False, with nothing written, where
    they have moved. Should they move between that reading and the writing, a reference lands beside another row, maybe over its
    own: the next look must expect that, and `rename_references` mends it.
    """
    first, end = min(expected), max(expected) + 1
    area = {"sheetId": layout.sheet_id, "startRowIndex": first, "endRowIndex": end}
    [found] = spreadsheet.read([{"gridRange": area}])
    lines = dict(enumerate(found["valueRange"].get("values", []), start=first))
    if any(layout.cells(lines.get(index, ())) != cells for index, cells in expected.items()):
        return False
    empty = dict.fromkeys(strays, "")
    own = [column.name for column in layout.table.columns if column.own and column.name in layout.metadata]
    cells = {name: places if name == "reference" else empty for name in own}
    data = [
        {
            "dataFilter": _by_metadata(layout, name),
            "majorDimension": "COLUMNS",
            "values": [[rows.get(index) for index in range(max(rows) + 1)]],
        }
        for name, rows in cells.items()
        if rows
    ]
    if data:
        spreadsheet.write(data)
    return bool(data)


def rename_references(spreadsheet: Spreadsheet, layout: Layout, names: Mapping[str, str]) -> None:
    """Puts one reference ("" for none) in place of another, wherever its row is by now: found by what it says, in one call."""
    at = layout.columns["reference"]
    column = {"sheetId": layout.sheet_id, "startRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
    exactly = {"matchCase": True, "matchEntireCell": True, "range": column}
    spreadsheet.batch(
        [{"findReplace": {"find": name, "replacement": other, **exactly}} for name, other in names.items()]
    )


def _by_metadata(layout: Layout, column: str) -> dict[str, Any]:
    if column not in layout.metadata:
        raise Later(f"the column {layout.table.name}.{column} is not marked; `flask setup-sheet` marks it")
    return {"developerMetadataLookup": {"metadataId": layout.metadata[column]}}


def _metadata_id(item: Mapping[str, Any]) -> int:
    return int(item["dataFilters"][0]["developerMetadataLookup"]["metadataId"])
