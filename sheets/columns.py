"""Where the columns of each table are now: by developer metadata, then by
header, then by an older header.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.notation.spreadsheet_text import column_letters
from core.problem import Problem, ProblemCode
from core.texts import mark as _
from fieldtypes.normalise import plain
from programme.model import Programme, Table
from sheets import marks
from sheets.header import find_header_row, header_names


@dataclass(frozen=True)
class Moved:
    """Where the cells of a column were pasted, and the id of
    the mark that stayed behind.
    """

    index: int
    metadata_id: int


@dataclass(frozen=True)
class Layout:
    """A table's tab: where its header row and its columns are, all counted from 0.

    `columns`: name → index; `metadata`: name → metadata id of the columns that carry
    one and may be written; `headers`: the header row's cells; `header_row`: its index,
    None for a tab that has lost it; `moved`: columns whose cells were cut and pasted
    elsewhere, and `unclear` those of which there seem to be several, none of which are
    in `columns`; `next_row`: the one after the last row in which a column of the table
    says something; `filled_rows`: so many rows have a value of any kind, the empty
    check boxes of a column among them.
    """

    table: Table
    sheet_id: int
    columns: Mapping[str, int] = field(default_factory=dict)
    metadata: Mapping[str, int] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    header_row: int | None = 0
    moved: Mapping[str, Moved] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    next_row: int = 0
    filled_rows: int = 0

    @property
    def headless(self) -> bool:
        """Whether the tab has lost its header row: then nothing is written into it."""
        return self.header_row is None

    @property
    def first_row(self) -> int:
        """The index of the row below the headers."""
        if self.header_row is None:
            return 0
        return self.header_row + 1

    @property
    def width(self) -> int:
        """How many columns have a header or belong to the table."""
        return max([len(self.headers), *(index + 1 for index in self.columns.values())])

    def header(self, index: int) -> str:
        """The header of a column as it stands; "" beyond the last."""
        if index < len(self.headers):
            return self.headers[index]
        return ""

    def cells(self, line: Sequence[Any]) -> tuple[Any, ...]:
        """The cells of a row that are the table's, in the order of `columns`."""
        return tuple(
            line[index] if index < len(line) else "" for index in self.columns.values()
        )


def locate(
    table: Table,
    sheet_id: int,
    grid: Sequence[Sequence[Any]],
    metadata: Iterable[marks.Metadata],
    last_headers: Mapping[str, str] | None = None,
    last_row: int = 0,
) -> tuple[Layout, list[Problem]]:
    """The layout of a tab of which these are the cells, and the problems of its
    header row and its columns.

    `last_headers`: column name → the header that it bore when the tab was read before;
    `last_row`: the header row then.
    """
    positions = marks.columns(metadata, table.name, sheet_id)
    marked = {}
    for name, (index, _id) in positions.items():
        if table.column(name):
            marked[name] = index
    names = header_names(table, last_headers or {})
    header_row = find_header_row(grid, marked, names, last_row)
    if header_row is None:
        return Layout(table, sheet_id, marked, header_row=None), [_headless(table)]
    if grid:
        headers = tuple(str(cell) for cell in grid[header_row])
    else:
        headers = ()
    resolved = _resolve(table, marked, headers, names)
    ids = {}
    for name in resolved.columns:
        if name in marked:
            ids[name] = positions[name][1]
    moved = {
        name: Moved(index, positions[name][1]) for name, index in resolved.moved.items()
    }
    problems = resolved.problems(table)
    # Told, but read all the same: rows and columns are known by
    # their marks and references.
    if header_row > 0:
        problems.insert(0, _header_moved(table, header_row))
    unclear = frozenset(resolved.unclear)
    return Layout(
        table, sheet_id, resolved.columns, ids, headers, header_row, moved, unclear
    ), problems


@dataclass
class _Resolved:
    """Column name → index, and the columns that cannot be read: moved (name →
    where to), several, none.
    """

    columns: dict[str, int] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def problems(self, table: Table) -> list[Problem]:
        """One for each column that cannot be read."""
        moved = [_moved(table, name, index) for name, index in self.moved.items()]
        return [
            *moved,
            *(_twice(table, name) for name in self.unclear),
            *(_lost(table, name) for name in self.lost),
        ]


def _resolve(
    table: Table,
    marked: Mapping[str, int],
    headers: Sequence[str],
    names: Mapping[str, Collection[str]],
) -> _Resolved:
    """Which column is which.

    1. A marked column whose header is one of its own is where its mark is.
    2. A marked column under another header is one that staff renamed, unless its header
       stands over another column: its cells were cut and pasted there, and the mark
       stayed behind (Google moves it only with the whole column).
    3. A column without a mark is the only unmarked one under a header of its own.
    """
    # Without case and accents: staff write “Estado” as “ESTADO”.
    bare = [plain(header) for header in headers]
    sure, unsure = _by_header(marked, bare, names)
    resolved = _Resolved(dict(sure))
    taken = {*marked.values()}
    for name, index in unsure.items():
        candidates = _bearing(bare, names[name], {*sure.values(), index})
        # Two marked columns that have changed their headers: which is
        # which only a person knows.
        if _claimed(name, index, unsure, bare, names) or len(candidates) > 1:
            resolved.unclear.append(name)
        elif not candidates:
            resolved.columns[name] = index
        # The column that bears the header is marked for another: taking
        # it would swap two columns.
        elif candidates[0] in taken:
            resolved.unclear.append(name)
        else:
            resolved.moved[name] = candidates[0]
            taken.add(candidates[0])
    for column in table.in_sheet:
        # A marked column is never looked for by its header: that
        # may stand over a copy of it.
        if column.name in marked:
            continue
        candidates = _bearing(bare, names[column.name], taken)
        if len(candidates) == 1:
            resolved.columns[column.name] = candidates[0]
        elif candidates:
            resolved.unclear.append(column.name)
        else:
            resolved.lost.append(column.name)
    # In the programme's order, whatever the order in which they were found.
    indexes = resolved.columns
    resolved.columns = {
        column.name: indexes[column.name]
        for column in table.columns
        if column.name in indexes
    }
    return resolved


def _by_header(
    marked: Mapping[str, int],
    bare: Sequence[str],
    names: Mapping[str, Collection[str]],
) -> tuple[dict[str, int], dict[str, int]]:
    """The marked columns that stand under a header of their own, and all others."""
    sure: dict[str, int] = {}
    unsure: dict[str, int] = {}
    for name, index in marked.items():
        if index < len(bare) and bare[index] in names[name]:
            sure[name] = index
        else:
            unsure[name] = index
    return sure, unsure


def _claimed(
    name: str,
    index: int,
    unsure: Mapping[str, int],
    bare: Sequence[str],
    names: Mapping[str, Collection[str]],
) -> bool:
    """Whether the header over a marked column is that of another, which is not to be
    found where its own mark is.
    """
    header = ""
    if index < len(bare):
        header = bare[index]
    return any(header in names[rival] for rival in unsure if rival != name)


def _bearing(
    bare: Sequence[str], names: Collection[str], taken: Collection[int]
) -> list[int]:
    """The indexes of the headers that are among these names, but for those taken."""
    indexes: list[int] = []
    for index, header in enumerate(bare):
        if header in names and index not in taken:
            indexes.append(index)
    return indexes


def lost_tab(programme: Programme, table: Table) -> Problem:
    """The problem of a table that has no tab."""
    label = table.label[programme.language]
    return Problem(
        ProblemCode.tab_lost,
        _(
            "The tab “{tab}” is gone. Bring it back from the spreadsheet's version history, or have an empty one made."
        ),
        (("tab", label),),
        table=table.name,
    )


def _label(table: Table, name: str) -> str:
    column = table.column(name)
    if column:
        return next(iter(column.label.values()))
    return name


def _twice(table: Table, name: str) -> Problem:
    return Problem(
        ProblemCode.column_twice,
        _(
            "Several columns could be “{column}”. Rename all but the right one; until then none of them is touched."
        ),
        (("column", _label(table, name)),),
        table=table.name,
        column=name,
    )


def _lost(table: Table, name: str) -> Problem:
    return Problem(
        ProblemCode.column_lost,
        _(
            "The column “{column}” is not in this tab any more. Undo its removal, or have an empty one made."
        ),
        (("column", _label(table, name)),),
        table=table.name,
        column=name,
    )


def _moved(table: Table, name: str, index: int) -> Problem:
    return Problem(
        ProblemCode.column_moved,
        _(
            "The cells of “{column}” were cut and pasted into column {place}. They are not read and nothing is written there "
            "until that is undone, or until `flask setup-sheet` takes column {place} for “{column}”."
        ),
        (("column", _label(table, name)), ("place", column_letters(index))),
        table=table.name,
        column=name,
    )


def _header_moved(table: Table, header_row: int) -> Problem:
    return Problem(
        ProblemCode.header_moved,
        _(
            "The headers of this tab stand in row {row}. Rows above them count only if they have a reference. If that was a "
            "slip, undo it or put the headers back on top; if the rows above are meant to stand there, nothing need be done."
        ),
        (("row", str(header_row + 1)),),
        table=table.name,
    )


def _headless(table: Table) -> Problem:
    return Problem(
        ProblemCode.header_lost,
        _(
            "The header row of this tab is gone. Its rows are read, but nothing is written into it until the row is back: "
            "undo its removal, or have one made by `flask setup-sheet`."
        ),
        table=table.name,
    )
