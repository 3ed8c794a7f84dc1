"""The rows of a tab: raw cells as canonical values, and the problem of each
cell that makes no sense.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from fieldtypes.cells import as_text
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing.choices import country_written
from programme.model import Programme, Table
from programme.parts import Column
from programme.records.record import Value
from sheets.cells import Cells, says_nothing
from sheets.columns import Layout
from sheets.header import canonical_reference, is_reference
from sheets.reading.snapshot import Raw, Row, Tab
from sheets.team_columns import cells_beside, team_keys

Grid = Sequence[Sequence[Any]]


@dataclass
class TabReader:
    """Reads one tab again and again; a row whose raw cells are those of the last
    reading is not parsed again.
    """

    programme: Programme
    parsed: Mapping[Raw, Row] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    """Those of the rows in `parsed`: the same raw cells mean
    something else in other columns.
    """

    def read(self, layout: Layout, grid: Grid) -> tuple[Tab, list[Problem]]:
        """The rows of a tab, and the problems in them."""
        rows = dict[str, Row]()
        loose = list[Row]()
        copies = list[Row]()
        beside: dict[str, Mapping[str, Any]] = {}
        problems: list[Problem] = []
        team_columns = team_keys(layout, max([len(layout.headers), *map(len, grid)]))
        last_row = layout.first_row - 1
        for row in self._rows(layout, grid):
            last_row = max(last_row, row.index)
            if _is_nothing(row):
                continue
            if not row.reference:
                loose.append(row)
            # The upper one is the record: a copied row usually lands below.
            elif row.reference in rows:
                copies.append(row)
            else:
                rows[row.reference] = row
                team_cells = cells_beside(team_columns, grid[row.index])
                if team_cells:
                    beside[row.reference] = team_cells
            problems.extend(row.wrong.values())
        layout = replace(layout, next_row=last_row + 1, filled_rows=len(grid))
        return Tab(layout, rows, loose, copies, beside), problems

    def _rows(self, layout: Layout, grid: Grid) -> list[Row]:
        """The rows in which a cell of the table says something, parsed anew where they
        differ from the last reading.

        Above the headers stand banners: only what has a reference is a
        record that was sorted there.
        """
        columns = tuple(layout.columns)
        # The same raw cells mean something else in other columns.
        if columns != self.columns:
            self.parsed = {}
            self.columns = columns
        rows: list[Row] = []
        team_cells = _picker(layout)
        twins: dict[Raw, Row] | None = None
        for index, line in enumerate(grid):
            raw = layout.cells(line)
            if index == layout.header_row:
                continue
            if all(says_nothing(cell) for cell in raw):
                continue
            # By content, not by number: rows move, and most readings find nothing new.
            row = self.parsed.get(raw)
            if row is None:
                # Our own writes change our cells alone; after a large paste
                # that is every row of the tab.
                if twins is None:
                    twins = {
                        team_cells(row.raw): row
                        for row in self.parsed.values()
                        if not row.wrong
                    }
                row = read_row(
                    self.programme, layout, raw, index, twins.get(team_cells(raw))
                )
            # Above the headers stand the team's banners.
            if index < layout.first_row and not is_reference(
                layout.table, row.reference
            ):
                continue
            if row.index != index:
                row = replace(row, index=index)
            rows.append(row)
        self.parsed = {row.raw: row for row in rows}
        return rows


def _picker(layout: Layout) -> Callable[[Raw], Raw]:
    """Gives a row's cells but for those of the app's own columns."""
    own = set()
    for column in layout.table.columns:
        if column.own:
            own.add(column.name)
    positions = []
    for position, name in enumerate(layout.columns):
        if name not in own:
            positions.append(position)
    return lambda raw: tuple(raw[position] for position in positions)


def read_row(
    programme: Programme, layout: Layout, raw: Raw, index: int, twin: Row | None = None
) -> Row:
    """One row as canonical values; a cell that makes no sense is a
    problem, and has no value.

    `twin`: a row read before with the very same cells of the team's,
    which are not parsed again.
    """
    cells = Cells(programme)
    by_name = dict(zip(layout.columns, raw, strict=True))
    typed = as_text(by_name.get("reference", ""))
    reference = canonical_reference(typed)
    values: dict[str, Value] = {}
    own: dict[str, Value] = {}
    wrong: dict[str, Problem] = {}
    for name, cell in by_name.items():
        column = layout.table.column(name)
        if column is None or name == "reference":
            continue
        if twin is not None and not column.own:
            if name in twin.values:
                values[name] = twin.values[name]
            continue
        try:
            value = cells.read(column, cell, _country(column, layout.table, by_name))
        except NotUnderstoodError as error:
            wrong[name] = _cell_problem(
                layout.table, column, cell, error, reference, index + 1
            )
            # On the safe side: a stop that is not understood stops.
            if column.unreadable_means is not None:
                values[name] = column.unreadable_means
            continue
        if column.own:
            own[name] = value
        else:
            values[name] = value
    is_empty = _is_empty(layout.table, values, wrong)
    is_respelled = typed != reference and is_reference(layout.table, reference)
    return Row(
        reference,
        values,
        own,
        wrong,
        index,
        raw,
        is_empty,
        typed if is_respelled else "",
    )


def _country(column: Column, table: Table, cells: Mapping[str, Any]) -> str:
    """What the row says about the country by which a cell of it is read: a code
    or a name, "" for nothing.
    """
    source = None
    if column.country_from:
        source = table.column(column.country_from)
    if source is None:
        return ""
    return country_written(as_text(cells.get(source.name) or ""), source.choices)


def _is_empty(
    table: Table, values: Mapping[str, Value], wrong: Mapping[str, Problem]
) -> bool:
    """Whether no cell of the team's says anything: a box that is not
    ticked does not, a zero does.
    """
    if any(column.name in wrong and not column.own for column in table.columns):
        return False
    return not any(_says_something(value) for value in values.values())


def _says_something(value: Value) -> bool:
    # Zero is a number that somebody wrote; in Python it equals False.
    if value is None:
        return False
    if value is False:
        return False
    return value not in ("", [])


def _is_nothing(row: Row) -> bool:
    """Whether a row is none at all: boxes without a tick, dashes, spaces; no reference,
    and nothing of ours to be cleared.
    """
    if not row.is_empty:
        return False
    if row.reference:
        return False
    if row.wrong:
        return False
    return not any(row.own.values())


def _cell_problem(
    table: Table,
    column: Column,
    cell: object,
    error: NotUnderstoodError,
    reference: str,
    row: int,
) -> Problem:
    """What is wrong with a cell, and what it counts as where its column says so."""
    if column.unreadable_means is None:
        return Problem(
            ProblemCode.cell,
            error.text,
            tuple(sorted(error.values.items())),
            table.name,
            reference,
            column.name,
            row,
        )
    text = _(
        "“{value}” is neither yes nor no. It counts as “{reason}” until one of the two stands there."
    )
    if column.unreadable_means:
        answer = _("yes")
    else:
        answer = _("no")
    values = (("reason", answer), ("value", as_text(cell)))
    return Problem(
        ProblemCode.read_as, text, values, table.name, reference, column.name, row
    )
