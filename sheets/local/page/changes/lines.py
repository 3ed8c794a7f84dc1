"""Rows and columns that people put in or took out, so that it can be undone."""

from dataclasses import dataclass, replace

from sheets.local.content import dimensions
from sheets.local.files.workbooks import Switches
from sheets.local.model.spreadsheet import ROWS, Book, Cell, Json, Sheet
from sheets.local.page.changes.places import headers_as_then, place_of
from sheets.local.page.changes.restore import (
    Runs,
    carried,
    cells_of,
    restore,
    row_places,
    tab,
)
from sheets.local.page.changes.states import Spot, StateChange
from sheets.local.page.targets import CONFLICT, Refusal

INSERT, DELETE = "insertDimension", "deleteDimension"


@dataclass(frozen=True)
class LinesChange(StateChange):
    """Rows or columns of one tab that were put in or taken out.

    `runs` are their places, from the first on, in the state that has them: the one
    after an insert, the one before a deletion.
    """

    dimension: str
    runs: Runs
    is_insert: bool

    @property
    def with_lines(self) -> Book:
        """The state that has the rows or columns."""
        if self.is_insert:
            return self.after
        return self.before

    def undone(
        self, published: Book, book: Book, switches: Switches
    ) -> tuple[StateChange, Spot | None]:
        """Takes the change back.

        1. What was put in is taken out, what was taken out is put in again with all
           that stood there, wherever its neighbours are by now.
        2. Formulas, ranges and looks that the change had altered, and nobody since, are
           put back as they were.

        Refuses also where somebody has written into what would be taken out.
        """
        sheet = tab(book, self.gid)
        runs = _placed(book, sheet, self)
        _turn_back(book, sheet, self, runs)
        # What it would come to had nobody changed anything.
        alone = self.after.copy()
        _turn_back(alone, tab(alone, self.gid), self, self.runs)
        before = carried(self.before, book)
        if not self.is_insert:
            # With formulas that point at their rows wherever these are now.
            _put_lines(sheet, tab(before, self.gid), self, runs)
        restore(book, carried(alone, book), before)
        again = replace(
            self,
            before=published,
            after=book,
            runs=runs,
            is_insert=not self.is_insert,
        )
        start = runs[0][0]
        if self.dimension == ROWS:
            return again, (start, 0)
        return again, (0, start)


def recorded(before: Book, after: Book, gid: int, requests: list[Json]) -> LinesChange:
    """The change that some requests of one kind made."""
    [kind] = {kind for request in requests for kind in request}
    ranges = [request[kind]["range"] for request in requests]
    runs = sorted((each["startIndex"], each["endIndex"]) for each in ranges)
    dimension = str(ranges[0]["dimension"])
    return LinesChange(before, after, gid, dimension, tuple(runs), kind == INSERT)


def _turn_back(book: Book, sheet: Sheet, change: LinesChange, runs: Runs) -> None:
    dimension = change.dimension
    if change.is_insert:
        for start, end in reversed(runs):
            dimensions.delete(book, sheet, dimension, start, end)
        return
    for start, end in runs:
        dimensions.insert(book, sheet, dimension, start, end - start, None)
    _put_lines(sheet, tab(change.before, change.gid), change, runs)


def _put_lines(sheet: Sheet, source: Sheet, change: LinesChange, runs: Runs) -> None:
    for run, old in zip(runs, change.runs, strict=True):
        if change.dimension == ROWS:
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
            position = place_of(source, indexes, (index, index + 1), ())
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
    state = tab(change.with_lines, change.gid)
    missing = () if change.is_insert else change.runs
    runs = change.runs
    if change.dimension == ROWS:
        indexes = row_places(sheet)
        starts = [place_of(state, indexes, run, missing) for run in change.runs]
        runs = tuple(
            (start, start + run[1] - run[0])
            for start, run in zip(starts, change.runs, strict=True)
        )
    # Columns have no ids: they are found only while all have their names.
    elif not headers_as_then(book, change.after, change.gid):
        raise Refusal(CONFLICT, moved=True)
    lines = sum(end - start for start, end in missing)
    if runs[0][0] < 0 or runs[-1][1] > sheet.count(change.dimension) + lines:
        raise Refusal(CONFLICT, moved=True)
    if change.is_insert and not _is_untouched(sheet, state, change, runs):
        raise Refusal(CONFLICT, moved=True)
    return runs


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
