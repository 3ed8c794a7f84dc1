"""Writing the app's own columns, and nothing else.

A column is addressed by its developer metadata, never by its letter: a write can only
ever land in a column of ours. The row is found by reference in a read right before the
write; should rows move in between, a flag stands beside the wrong record until the next
look, which sees and mends it. No staff cell is within reach.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import Later
from fieldtypes.cells import as_text
from programme.model import Programme
from programme.records.record import Value
from sheets.cells import Cells
from sheets.client import Spreadsheet
from sheets.columns import Layout
from sheets.header import canonical_reference

Wanted = Mapping[str, Mapping[str, Value]]
"""Reference → own column → the value that should stand there."""


def write_own(
    spreadsheet: Spreadsheet,
    programme: Programme,
    values_by_table: Mapping[str, tuple[Layout, Wanted]],
) -> int:
    """Writes own columns of several tables in two calls; gives
    the number of cells written.

    A reference that is not in the sheet any more is passed over. Raises Later where a
    column has no metadata to go by, or a tab no header row.
    """
    layouts = {}
    for name, (layout, rows) in values_by_table.items():
        if rows:
            layouts[name] = layout
    # No call for nothing: each one counts against the quota.
    if not layouts:
        return 0
    ranges = spreadsheet.read(
        [by_metadata(layout, "reference") for layout in layouts.values()],
        dimension="COLUMNS",
    )
    columns = {}
    for item in ranges:
        columns[metadata_id(item)] = (item["valueRange"].get("values") or [[]])[0]
    data: list[dict[str, Any]] = []
    written = 0
    for name, layout in layouts.items():
        references = [
            canonical_reference(as_text(cell))
            for cell in columns.get(layout.metadata["reference"], [])
        ]
        for column, cells in _by_column(
            programme, layout, references, values_by_table[name][1]
        ).items():
            data.append(column_data(layout, column, cells))
            written += len(cells)
    if data:
        spreadsheet.write(data)
    return written


def _by_column(
    programme: Programme, layout: Layout, references: list[str], rows: Wanted
) -> dict[str, dict[int, str | float]]:
    """Own column → row index → what to write; only cells that get
    something, "" to clear one.
    """
    cells = Cells(programme)
    # The header row may have moved since the snapshot; what stands in
    # it is nobody's reference.
    indexes = {}
    for index, reference in enumerate(references):
        if index != layout.header_row:
            indexes[reference] = index
    columns: dict[str, dict[int, str | float]] = {}
    for reference, values in rows.items():
        for name, value in values.items():
            column = layout.table.column(name)
            if column is None or not column.own:
                # Not a problem of the sheet but of ours: no staff
                # cell may ever be written.
                raise AssertionError(
                    f"{layout.table.name}.{name} is not the app's to write"
                )
            # A row that is gone by now is passed over: whatever stands there
            # belongs to somebody else.
            if reference in indexes:
                shown = cells.show(column, value)
                columns.setdefault(name, {})[indexes[reference]] = (
                    "" if shown is None else shown
                )
    return columns


def write_references(
    spreadsheet: Spreadsheet,
    layout: Layout,
    references: Mapping[int, str],
    expected: Mapping[int, tuple[Any, ...]],
    strays: Iterable[int] = (),
) -> bool:
    """Gives rows typed by hand their references: row index → a new reference. Clears
    own cells in `strays`, rows of no record.

    Only where these rows still read as `expected` (row index → cells in the layout's
    order); False, with nothing written, where they have moved, and in a tab without a
    header row. Should they move between that reading and the writing, a reference lands
    beside another row, maybe over its own: the next look must expect that, and
    `rename_references` mends it.
    """
    if layout.headless:
        return False
    first = min(expected)
    end = max(expected) + 1
    area = {"sheetId": layout.sheet_id, "startRowIndex": first, "endRowIndex": end}
    [item] = spreadsheet.read([{"gridRange": area}])
    lines = dict(enumerate(item["valueRange"].get("values", []), start=first))
    # Somebody sorted or typed since: the next reading says where these rows are.
    if any(
        layout.cells(lines.get(index, ())) != cells for index, cells in expected.items()
    ):
        return False
    empty = dict.fromkeys(strays, "")
    data = []
    for column in layout.table.columns:
        if column.name == "reference":
            cells = references
        else:
            cells = empty
        if column.own and column.name in layout.metadata and cells:
            data.append(column_data(layout, column.name, cells))
    if data:
        spreadsheet.write(data)
    return bool(data)


def rename_references(
    spreadsheet: Spreadsheet, layout: Layout, names: Mapping[str, str]
) -> None:
    """Puts one reference ("" for none) in place of another, wherever its row is by now:
    found by what it says, in one call.

    Does nothing in a tab without a header row.
    """
    if layout.headless:
        return
    index = layout.columns["reference"]
    column = {
        "sheetId": layout.sheet_id,
        "startColumnIndex": index,
        "endColumnIndex": index + 1,
    }
    # Found by the server in the moment of writing: no row can move in between.
    exactly = {"matchCase": True, "matchEntireCell": True, "range": column}
    spreadsheet.batch(
        [
            {"findReplace": {"find": name, "replacement": new_name, **exactly}}
            for name, new_name in names.items()
        ]
    )


def column_data(
    layout: Layout, column: str, cells: Mapping[int, str | float]
) -> dict[str, Any]:
    """Cells of one column by their row index, as data of a write: None leaves the
    cells between them alone.
    """
    line = [cells.get(index) for index in range(max(cells) + 1)]
    return {
        "dataFilter": by_metadata(layout, column),
        "majorDimension": "COLUMNS",
        "values": [line],
    }


def by_metadata(layout: Layout, column: str) -> dict[str, Any]:
    """The data filter of a marked column, wherever it is.

    Raises Later where it has no mark, or its tab no header row.
    """
    if layout.headless:
        raise Later(
            f"the tab of {layout.table.name} has no header row; `flask setup-sheet` makes one"
        )
    if column not in layout.metadata:
        raise Later(
            f"the column {layout.table.name}.{column} is not marked; `flask setup-sheet` marks it"
        )
    return {"developerMetadataLookup": {"metadataId": layout.metadata[column]}}


def metadata_id(item: Mapping[str, Any]) -> int:
    """Which column a part of an answer is of, by the mark that it was asked for
    with.
    """
    return int(item["dataFilters"][0]["developerMetadataLookup"]["metadataId"])
