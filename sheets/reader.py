"""Reading the spreadsheet: every tab read into rows of canonical values, with the problems found on the way."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import Later
from core.ids import new_id
from core.problem import Problem
from core.texts import mark as _
from programme.model import Programme, Table
from programme.parts import Column
from programme.record import Value
from programme.values import NotUnderstoodError
from sheets.cells import Cells, as_text
from sheets.client import Spreadsheet
from sheets.columns import COLUMN, INSTALLATION, TABLE, Layout, locate, lost_tab, marked, tabs
from sheets.snapshot import READ_AS, TWICE, Raw, Row, Snapshot, Tab
from sheets.team_columns import cells_beside, keys

FRESH_SECONDS = 0.5


@dataclass
class Reader:
    """Looks at a spreadsheet again and again; a row whose raw cells are those of the last look is not parsed again."""

    programme: Programme
    spreadsheet: Spreadsheet
    parsed: dict[str, dict[Raw, Row]] = field(default_factory=dict)
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self) -> Snapshot:
        """Two calls, or three when a header changed since the last look. Raises Later when columns are moving right now."""
        found = self.spreadsheet.metadata(TABLE, COLUMN, INSTALLATION)
        snapshot = self._read(found)
        if snapshot.headers() != self.headers:
            # A column that moved between the two calls would be read as another: only a still sheet is believed.
            if _places(self.spreadsheet.metadata(TABLE, COLUMN)) != _places(found):
                raise Later("columns are being moved in the spreadsheet")
            self.headers = snapshot.headers()
        return replace(snapshot, id=new_id(), taken=time.monotonic(), calls=self.spreadsheet.calls.total())

    def layouts(self, snapshot: Snapshot) -> dict[str, Layout]:
        """Where the columns of a snapshot's tabs are at this moment: one call, or none where the snapshot was taken just now.

        Raises Later where that cannot be told.
        """
        if snapshot.calls == self.spreadsheet.calls.total() and time.monotonic() - snapshot.taken < FRESH_SECONDS:
            return {name: tab.layout for name, tab in snapshot.tabs.items()}
        found = self.spreadsheet.metadata(COLUMN)
        now: dict[str, Layout] = {}
        for name, tab in snapshot.tabs.items():
            before = tab.layout
            places = marked(found, name, before.sheet_id)
            if before.metadata.keys() - places.keys():  # where it was, there may be nothing, or another one
                raise Later(f"a column of {name} has just lost its mark")
            moved = any(before.columns.get(column) != index for column, (index, _id) in places.items())
            if moved and set(before.columns) - set(places):
                raise Later(f"columns of {name} are being moved, and not all of them are marked")
            now[name] = replace(before, columns={**before.columns, **{c: index for c, (index, _id) in places.items()}})
        return now

    def _read(self, found: list[dict[str, Any]]) -> Snapshot:
        sheets = {name: id for name, id in tabs(found).items() if name in self.programme.tables}
        ranges = self.spreadsheet.read([{"gridRange": {"sheetId": id}} for id in sheets.values()]) if sheets else []
        by_sheet = {_sheet_id(item): item["valueRange"].get("values", []) for item in ranges}
        problems: list[Problem] = []
        read: dict[str, Tab] = {}
        for name, table in self.programme.tables.items():
            if name not in sheets:
                problems.append(lost_tab(self.programme, table))
                continue
            grid = by_sheet.get(sheets[name], [])
            layout, lost = locate(table, sheets[name], grid[0] if grid else [], found)
            problems.extend(lost)
            if "reference" in layout.columns:
                read[name] = self._tab(layout, grid[1:], problems)
        return Snapshot(read, problems, _installation(found))

    def _tab(self, layout: Layout, grid: Sequence[Sequence[Any]], problems: list[Problem]) -> Tab:
        before, now = self.parsed.get(layout.table.name, {}), {}
        rows: dict[str, Row] = {}
        loose: list[Row] = []
        copies: list[Row] = []
        beside: dict[str, Mapping[str, Any]] = {}
        places = keys(layout, max(map(len, [layout.headers, *grid])))
        for index, line in enumerate(grid, start=1):
            raw = layout.cells(line)
            if not any(cell not in ("", False, None) for cell in raw):
                continue
            row = before.get(raw) or self._row(layout, raw, index)
            now[raw] = row
            if row.index != index:
                row = Row(row.reference, row.values, row.own, row.wrong, index, raw)
            if not row.reference:
                loose.append(row)
            elif row.reference in rows:
                copies.append(row)
            else:
                rows[row.reference] = row
                if places and (filled := cells_beside(places, line)):
                    beside[row.reference] = filled
            problems.extend(row.wrong.values())
        self.parsed[layout.table.name] = now
        problems.extend(_twice(layout.table, reference) for reference in sorted({row.reference for row in copies}))
        return Tab(layout, rows, loose, copies, beside)

    def _row(self, layout: Layout, raw: Raw, index: int) -> Row:
        cells = Cells(self.programme)
        by_name = dict(zip(layout.columns, raw, strict=True))
        reference = as_text(by_name.get("reference", "")).strip()
        values: dict[str, Value] = {}
        own: dict[str, Value] = {}
        wrong: dict[str, Problem] = {}
        for name, cell in by_name.items():
            column = layout.table.column(name)
            if column is None or name == "reference":
                continue
            try:
                (own if column.own else values)[name] = cells.read(column, cell)
            except NotUnderstoodError as error:
                wrong[name] = _cell_problem(layout.table, column, cell, error, reference, index + 1)
                if column.unreadable_means is not None:
                    values[name] = column.unreadable_means
        return Row(reference, values, own, wrong, index, raw)


def _cell_problem(
    table: Table, column: Column, cell: object, error: NotUnderstoodError, reference: str, row: int
) -> Problem:
    """What is wrong with a cell, and what it counts as where its column says so."""
    if column.unreadable_means is None:
        return Problem("cell", error.text, tuple(sorted(error.values.items())), table.name, reference, column.name, row)
    text = _("“{value}” is neither yes nor no. It counts as “{reason}” until one of the two stands there.")
    answer = _("yes") if column.unreadable_means else _("no")
    values = (("reason", answer), ("value", as_text(cell)))
    return Problem(READ_AS, text, values, table.name, reference, column.name, row)


def _twice(table: Table, reference: str) -> Problem:
    return Problem(
        TWICE,
        _(
            "The reference {reference} stands in two rows. In the row that is the copy, clear it: it gets one of its own."
        ),
        (("reference", reference),),
        table=table.name,
        reference=reference,
    )


def _sheet_id(item: Mapping[str, Any]) -> int:
    return int(item["dataFilters"][0]["gridRange"].get("sheetId", 0))


def _places(found: list[dict[str, Any]]) -> list[str]:
    return sorted(str((item["metadataId"], item["location"])) for item in found if item["metadataKey"] != INSTALLATION)


def _installation(found: list[dict[str, Any]]) -> str:
    return next((str(item["metadataValue"]) for item in found if item["metadataKey"] == INSTALLATION), "")
