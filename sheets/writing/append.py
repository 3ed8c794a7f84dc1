"""Appending rows as typed cells below the last row that says something: no table is
guessed, nothing is parsed on its way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Later
from programme.model import Programme
from programme.records.record import Value
from sheets.cells import Cells
from sheets.columns import Layout
from sheets.team_columns import entered

FIELDS = "userEnteredValue,userEnteredFormat.numberFormat"
CellData = dict[str, Any]


@dataclass(frozen=True)
class RestoredCells:
    """What a row that comes back has beside the programme's values: `cells` by the
    team's own columns, `wrong` by ours.
    """

    cells: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TeamColumns:
    """The team's own columns of a tab: key → index, and key → number
    format where one is known.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    formats: Mapping[str, Any] = field(default_factory=dict)


NOTHING_RESTORED, NO_TEAM_COLUMNS = RestoredCells(), TeamColumns()


def append_requests(
    programme: Programme,
    layout: Layout,
    rows: Sequence[Mapping[str, Value]],
    restored_rows: Sequence[RestoredCells] = (),
    own: TeamColumns = NO_TEAM_COLUMNS,
) -> list[dict[str, Any]]:
    """The batchUpdate requests that append these rows (column name → canonical
    value, `reference` among them).

    `restored_rows`: what each of them has in the team's own columns, for rows that come
    back. Raises Later for a tab that has lost its header row.
    """
    if layout.headless:
        raise Later(
            f"the tab of {layout.table.name} has no header row; `flask setup-sheet` makes one"
        )
    pairs = zip(rows, restored_rows or [NOTHING_RESTORED] * len(rows), strict=True)
    lines = [_line(programme, layout, row, restored, own) for row, restored in pairs]
    # appendCells finds the end by itself, in the same call as it writes:
    # no row can move in between.
    if layout.filled_rows <= layout.next_row:
        return [_append(layout, lines)]
    return list(_insert(layout, lines, layout.next_row))


def insert_requests(
    programme: Programme,
    layout: Layout,
    rows: Sequence[Mapping[str, Value]],
    start: int,
) -> list[dict[str, Any]]:
    """The requests that put these rows above the row with the index `start`,
    in which something stands.

    Raises Later as above.
    """
    if layout.headless:
        raise Later(
            f"the tab of {layout.table.name} has no header row; `flask setup-sheet` makes one"
        )
    return list(
        _insert(
            layout,
            [
                _line(programme, layout, row, NOTHING_RESTORED, NO_TEAM_COLUMNS)
                for row in rows
            ],
            start,
        )
    )


def _line(
    programme: Programme,
    layout: Layout,
    row: Mapping[str, Value],
    restored: RestoredCells,
    own: TeamColumns,
) -> dict[int, CellData]:
    """Index of the column → cell, for every column that is the table's, or into which
    the row brings something back.
    """
    cells = Cells(programme)
    line: dict[int, CellData] = {}
    for name, index in layout.columns.items():
        column = layout.table.column(name)
        if column is None:
            continue
        if name in restored.wrong:
            # A cell that made no sense comes back as it was: clearing it would
            # lose what somebody wrote.
            line[index] = {
                **cells.typed(column, None),
                "userEnteredValue": entered(restored.wrong[name]),
            }
        else:
            line[index] = cells.typed(column, row.get(name))
    for key, index in own.places.items():
        line[index] = _team_cell(restored, own, key)
    return line


def _team_cell(restored: RestoredCells, own: TeamColumns, key: str) -> CellData:
    cell: CellData = {}
    if key in restored.cells:
        cell["userEnteredValue"] = entered(restored.cells[key])
    if key in own.formats:
        cell["userEnteredFormat"] = {"numberFormat": own.formats[key]}
    return cell


def _append(layout: Layout, lines: Sequence[Mapping[int, CellData]]) -> dict[str, Any]:
    """The request that adds rows after the last one in which anything stands."""
    rows = []
    for line in lines:
        rows.append({"values": [line.get(index, {}) for index in range(max(line) + 1)]})
    return {"appendCells": {"sheetId": layout.sheet_id, "rows": rows, "fields": FIELDS}}


def _insert(
    layout: Layout, lines: Sequence[Mapping[int, CellData]], start: int
) -> Iterator[dict[str, Any]]:
    """The requests that add rows above the row with the index `start`.

    So it is where rows follow in which no column of the table says anything: the empty
    check boxes of a column, formulas without a result, or the team's own notes far
    below. Google would append beyond them, where nobody looks. New rows are inserted
    and filled, so that nothing is ever written over, whatever people have moved since:
    at worst they stand in the middle.
    """
    end = start + len(lines)
    rows = {
        "sheetId": layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": start,
        "endIndex": end,
    }
    yield {"insertDimension": {"range": rows, "inheritFromBefore": False}}
    # That formats are inherited is documented, that drop-downs
    # and check boxes are is not.
    below = {"sheetId": layout.sheet_id, "startRowIndex": end, "endRowIndex": end + 1}
    new = {"sheetId": layout.sheet_id, "startRowIndex": start, "endRowIndex": end}
    yield {
        "copyPaste": {
            "source": below,
            "destination": new,
            "pasteType": "PASTE_DATA_VALIDATION",
        }
    }
    for first, last in _runs(sorted({index for line in lines for index in line})):
        values = []
        for line in lines:
            values.append(
                {"values": [line.get(index, {}) for index in range(first, last + 1)]}
            )
        start_cell = {
            "sheetId": layout.sheet_id,
            "rowIndex": start,
            "columnIndex": first,
        }
        # Only the cells that are filled: a cell that is named and
        # empty would lose its format.
        yield {"updateCells": {"rows": values, "fields": FIELDS, "start": start_cell}}


def _runs(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of neighbours."""
    start = 0
    for position in range(1, len(indexes) + 1):
        if position == len(indexes) or indexes[position] != indexes[position - 1] + 1:
            yield indexes[start], indexes[position - 1]
            start = position
