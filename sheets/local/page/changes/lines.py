"""Rows and columns that people put in or took out, so that it can be undone."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import zip_longest

from sheets.local.content import dimensions
from sheets.local.model.spreadsheet import (
    EMPTY,
    ROWS,
    Book,
    Cell,
    Json,
    Row,
    Sheet,
)
from sheets.local.page.changes.moved_rows import MovedRows, Runs, cells_of, row_places
from sheets.local.page.targets import CONFLICT, Refusal, headers

INSERT, DELETE = "insertDimension", "deleteDimension"
HELD = (
    "properties", "merges", "protected", "conditional", "basic_filter", "filter_views",
    "banded", "groups", "sizes",
)  # fmt: skip
"""What a tab holds beside its cells."""


@dataclass(frozen=True)
class LinesChange:
    """Rows or columns of one tab that were put in or taken out.

    `runs` are their places, from the first on, in the state that has them: the one
    after an insert, the one before a deletion. Both states are published ones, which
    nobody changes: they share with the present one all rows that are the same.
    """

    before: Book
    after: Book
    gid: int
    dimension: str
    runs: Runs
    is_insert: bool

    @property
    def book(self) -> str:
        """The id of the spreadsheet."""
        return self.after.id

    @property
    def with_lines(self) -> Book:
        """The state that has the rows or columns."""
        if self.is_insert:
            return self.after
        return self.before

    def sheet_of(self, book: Book) -> Sheet:
        """The tab in one of the states."""
        sheet = book.find(self.gid)
        assert sheet is not None
        return sheet


def recorded(
    before: Book, after: Book, gid: int, requests: list[Json]
) -> LinesChange | None:
    """The change that some requests made; None where it is none of rows or columns."""
    kinds = {kind for request in requests for kind in request}
    if len(kinds) != 1 or not kinds <= {INSERT, DELETE}:
        return None
    [kind] = kinds
    ranges = [request[kind]["range"] for request in requests]
    runs = sorted((each["startIndex"], each["endIndex"]) for each in ranges)
    dimension = str(ranges[0]["dimension"])
    return LinesChange(before, after, gid, dimension, tuple(runs), kind == INSERT)


def undo(book: Book, sheet: Sheet, change: LinesChange) -> Runs:
    """Takes a change back; gives the places of its rows or columns now.

    1. What was put in is taken out, what was taken out is put in again with all that
       stood there, wherever its neighbours are by now.
    2. Formulas, ranges and looks that the change had altered, and nobody since, are
       put back as they were.

    Raises Refusal 409 where that position can no longer be told, or where somebody has
    written into what would be taken out.
    """
    runs = _placed(book, sheet, change)
    _turn_back(book, sheet, change, runs)
    # What it would come to had nobody changed anything.
    alone = change.after.copy()
    _turn_back(alone, change.sheet_of(alone), change, change.runs)
    now = MovedRows(
        book, sheet, change.sheet_of(change.before), has_moved=runs != change.runs
    )
    if not change.is_insert:
        now.rewrite(runs)
    _restore(now, alone, change.before)
    return runs


def again(change: LinesChange, before: Book, after: Book, runs: Runs) -> LinesChange:
    """The change that an undo is."""
    return replace(
        change, before=before, after=after, runs=runs, is_insert=not change.is_insert
    )


def _turn_back(book: Book, sheet: Sheet, change: LinesChange, runs: Runs) -> None:
    dimension = change.dimension
    if change.is_insert:
        for start, end in reversed(runs):
            dimensions.delete(book, sheet, dimension, start, end)
        return
    for start, end in runs:
        dimensions.insert(book, sheet, dimension, start, end - start, None)
    source = change.sheet_of(change.before)
    for run, old in zip(runs, change.runs, strict=True):
        if dimension == ROWS:
            _put_rows(sheet, source, run, old)
        else:
            _put_columns(sheet, source, run, old)


def _put_rows(
    sheet: Sheet, source: Sheet, run: tuple[int, int], old: tuple[int, int]
) -> None:
    rows = source.rows[slice(*old)]
    for index, row in enumerate(rows, run[0]):
        if row is not None:
            sheet.set_row(index, list(row.cells), row.id)


def _put_columns(
    sheet: Sheet, source: Sheet, run: tuple[int, int], old: tuple[int, int]
) -> None:
    indexes = row_places(sheet)
    for index, row in enumerate(source.rows):
        if row:
            cells = row.cells[slice(*old)]
        else:
            cells = ()
        if row is None or not any(cells):
            continue
        position = indexes.get(row.id)
        if position is None:
            # It held nothing else, and is no row of its own any more.
            position = _place(source, indexes, (index, index + 1), ())
            if any(sheet.rows[position : position + 1]):
                continue
        line: list[Cell | None] = []
        if position < len(sheet.rows):
            line.extend(cells_of(sheet.rows[position]))
        line.extend([None] * (run[1] - len(line)))
        line[run[0] : run[0] + len(cells)] = cells
        sheet.set_row(position, line, row.id)


def _placed(book: Book, sheet: Sheet, change: LinesChange) -> Runs:
    """Where the rows or columns of a change are now, or would be."""
    state = change.sheet_of(change.with_lines)
    missing = () if change.is_insert else change.runs
    runs = change.runs
    if change.dimension == ROWS:
        indexes = row_places(sheet)
        starts = [_place(state, indexes, run, missing) for run in change.runs]
        runs = tuple(
            (start, start + run[1] - run[0])
            for start, run in zip(starts, change.runs, strict=True)
        )
    # Columns have no ids: they are found only while all have their names.
    elif headers(book, sheet) != headers(change.after, change.sheet_of(change.after)):
        raise Refusal(CONFLICT, moved=True)
    lines = sum(end - start for start, end in missing)
    if runs[0][0] < 0 or runs[-1][1] > sheet.count(change.dimension) + lines:
        raise Refusal(CONFLICT, moved=True)
    if change.is_insert and not _is_untouched(sheet, state, change, runs):
        raise Refusal(CONFLICT, moved=True)
    return runs


def _place(
    state: Sheet, places: dict[int, int], run: tuple[int, int], missing: Runs
) -> int:
    """Where a run of rows would begin now, by the nearest rows above and below it
    that are still there.

    `missing` are the runs that are put in again: what stands behind one of them will
    be so much further down.
    """
    starts: set[int] = set()
    above = range(min(run[0], len(state.rows)) - 1, -1, -1)
    below = range(run[1], len(state.rows))
    for indexes in (above, below):
        for index in indexes:
            row = state.rows[index]
            if row is not None and row.id in places:
                before = sum(end - start for start, end in missing if end <= index)
                starts.add(places[row.id] + before + run[0] - index)
                break
    if len(starts) > 1:
        raise Refusal(CONFLICT, moved=True)
    if starts:
        return starts.pop()
    return run[0]


def _is_untouched(sheet: Sheet, state: Sheet, change: LinesChange, runs: Runs) -> bool:
    """Whether what was put in still holds what it held then."""
    for run, old in zip(runs, change.runs, strict=True):
        if change.dimension == ROWS:
            now = [cells_of(row) for row in sheet.rows[slice(*run)]]
            then = [cells_of(row) for row in state.rows[slice(*old)]]
        else:
            now = [cells_of(row)[slice(*run)] for row in sheet.rows]
            then = [cells_of(row)[slice(*old)] for row in state.rows]
        if [cells for cells in now if any(cells)] != [
            cells for cells in then if any(cells)
        ]:
            return False
    return True


def _restore(now: MovedRows, alone: Book, before: Book) -> None:
    """Puts back what differs between a state turned back alone and the one before,
    wherever it is now as it was in the first.
    """
    book = now.book
    for name in ("named", "metadata"):
        if getattr(book, name) == getattr(alone, name):
            setattr(book, name, deepcopy(getattr(before, name)))
    for old in before.sheets:
        turned = alone.find(old.id)
        sheet = book.find(old.id)
        if turned is None or sheet is None:
            continue
        for name in HELD:
            if getattr(sheet, name) == getattr(turned, name):
                setattr(sheet, name, deepcopy(getattr(old, name)))
        _restore_cells(now, sheet, turned, old)


def _restore_cells(now: MovedRows, sheet: Sheet, turned: Sheet, old: Sheet) -> None:
    indexes = row_places(sheet)
    for row, row_before in zip_longest(turned.rows, old.rows):
        if row is row_before or row is None or row.id not in indexes:
            continue
        position = indexes[row.id]
        for column, cell, cell_before in _differences(row, row_before):
            if sheet.cell(position, column) == cell:
                sheet.put(position, {column: now.cell(sheet, cell_before)})


def _differences(row: Row, before: Row | None) -> Iterator[tuple[int, Cell, Cell]]:
    pairs = zip_longest(row.cells, cells_of(before))
    for column, (cell, cell_before) in enumerate(pairs):
        if cell != cell_before:
            yield column, cell or EMPTY, cell_before or EMPTY
