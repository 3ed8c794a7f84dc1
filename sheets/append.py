"""Appending rows as typed cells after the last row with data: no table is guessed, nothing is parsed on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from programme.model import Programme
from programme.record import Value
from sheets.cells import Cells
from sheets.columns import Layout
from sheets.team_columns import entered

FIELDS = "userEnteredValue,userEnteredFormat.numberFormat"


@dataclass(frozen=True)
class Other:
    """What a row that comes back has beside the programme's values: `cells` by the team's own columns, `wrong` by ours."""

    cells: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Own:
    """The team's own columns of a tab: key → index, and key → number format where one is known."""

    places: Mapping[str, int] = field(default_factory=dict)
    formats: Mapping[str, Any] = field(default_factory=dict)


NOTHING, NONE = Other(), Own()


def append_request(
    programme: Programme,
    layout: Layout,
    rows: Sequence[Mapping[str, Value]],
    others: Sequence[Other] = (),
    own: Own = NONE,
) -> dict[str, Any]:
    """The batchUpdate request that appends these rows (column name → canonical value, `reference` among them).

    `others`: what each of them has in the team's own columns, for rows that come back.
    """
    cells = Cells(programme)
    names = {index: name for name, index in layout.columns.items()}
    keys = {index: key for key, index in own.places.items()}
    width = max([*names, *keys]) + 1
    lines = []
    for row, other in zip(rows, others or [NOTHING] * len(rows), strict=True):
        line = [
            _beside(other, own, keys[at]) if at in keys else _cell(cells, layout, names.get(at), row, other)
            for at in range(width)
        ]
        lines.append({"values": line})
    return {"appendCells": {"sheetId": layout.sheet_id, "rows": lines, "fields": FIELDS}}


def _cell(cells: Cells, layout: Layout, name: str | None, row: Mapping[str, Value], other: Other) -> dict[str, Any]:
    column = layout.table.column(name) if name else None
    if column is None:
        return {}
    if column.name in other.wrong:
        return {**cells.typed(column, None), "userEnteredValue": entered(other.wrong[column.name])}
    return cells.typed(column, row.get(column.name))


def _beside(other: Other, own: Own, key: str) -> dict[str, Any]:
    cell: dict[str, Any] = {}
    if key in other.cells:
        cell["userEnteredValue"] = entered(other.cells[key])
    if key in own.formats:
        cell["userEnteredFormat"] = {"numberFormat": own.formats[key]}
    return cell
