"""What formulas came to, what each of them read, and what a change puts out of
date.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sheets.local.formats import render
from sheets.local.formulas.memory.columns import Columns
from sheets.local.formulas.values import REF, Key
from sheets.local.model.spreadsheet import Book, Cell, Json, Row, Scalar, Sheet

DAY, CHANGE = "day", "change"
ENDLESS = 10**9
"""The end of an area that reaches to the end of its tab."""
MOST_LOOKS = 20_000_000
"""Beyond so many looks at areas it is quicker to work everything out again."""


class Area(NamedTuple):
    """Cells that a formula read at once."""

    sheet: int
    top: int
    bottom: int
    left: int
    right: int


class Result(NamedTuple):
    """What a formula came to, and the number format that it shows by itself."""

    value: Scalar
    number_format: Json | None = None


class Trace(NamedTuple):
    """What a formula read while it was worked out."""

    cells: tuple[Key, ...]
    areas: tuple[Area, ...]
    ages: str = ""
    """When it is out of date by itself: never, with the next day ("day"), or with any
    change ("change").
    """


class Memo:
    """What is known of one state of a book. Changed under its lock only."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.lock = threading.RLock()
        self.moment = moment
        """When it is now for the formulas of this state."""
        self.results: dict[Key, Result] = {}
        self.traces: dict[Key, Trace] = {}
        self.readers: dict[Key, set[Key]] = {}
        self.area_readers: dict[tuple[int, int], dict[Area, set[Key]]] = {}
        self.volatile: dict[Key, str] = {}
        self.columns = Columns()

    def keep(self, key: Key, result: Result, trace: Trace) -> None:
        """Keeps what a formula came to and what it read."""
        self.results[key] = result
        self.traces[key] = trace
        if trace.ages:
            self.volatile[key] = trace.ages
        for cell in trace.cells:
            self.readers.setdefault(cell, set()).add(key)
        for area in trace.areas:
            for column in range(area.left, area.right):
                areas = self.area_readers.setdefault((area.sheet, column), {})
                areas.setdefault(area, set()).add(key)

    def forget(self, changed: Iterable[Key]) -> None:
        """Forgets what formulas came to that depend on changed cells, also by way of
        other formulas.
        """
        self.columns = Columns()
        pending = list(changed)
        seen = set[Key]()
        looks = 0
        while pending:
            key = pending.pop()
            if key in seen:
                continue
            seen.add(key)
            self._drop(key)
            pending.extend(self.readers.get(key, ()))
            areas = self.area_readers.get((key[0], key[2]))
            if not areas:
                continue
            looks += len(areas)
            if looks > MOST_LOOKS:
                self.clear()
                return
            for area, readers in areas.items():
                if area.top <= key[1] < area.bottom:
                    pending.extend(readers)

    def _drop(self, key: Key) -> None:
        self.results.pop(key, None)
        self.volatile.pop(key, None)
        trace = self.traces.pop(key, None)
        if trace is None:
            return
        for cell in trace.cells:
            readers = self.readers.get(cell)
            if readers:
                readers.discard(key)
        for area in trace.areas:
            for column in range(area.left, area.right):
                self._drop_area((area.sheet, column), area, key)

    def _drop_area(self, column: tuple[int, int], area: Area, key: Key) -> None:
        areas = self.area_readers.get(column, {})
        readers = areas.get(area)
        if readers is None:
            return
        readers.discard(key)
        if not readers:
            del areas[area]

    def clear(self) -> None:
        """Forgets everything."""
        self.results = {}
        self.traces = {}
        self.readers = {}
        self.area_readers = {}
        self.volatile = {}
        self.columns = Columns()

    def handed_over(self) -> Memo:
        """Another memo with all that this one knows; this one begins anew.

        Whoever still reads the older state of the book works out what is missing.
        """
        heir = Memo()
        with self.lock:
            heir.results, heir.traces = self.results, self.traces
            heir.readers, heir.area_readers = self.readers, self.area_readers
            heir.volatile = self.volatile
            self.clear()
        return heir

    def bound_to_size(self, sheet: int) -> list[Key]:
        """The formulas that may come to something else once a tab has another size."""
        keys = []
        for key, result in self.results.items():
            if result.value == REF:
                keys.append(key)
        for key, trace in self.traces.items():
            if any(_reaches_end(area, sheet) for area in trace.areas):
                keys.append(key)
        return keys


def _reaches_end(area: Area, sheet: int) -> bool:
    return area.sheet == sheet and ENDLESS in (area.bottom, area.right)


def published(new: Book, old: Book | None = None) -> None:
    """Gives a state of a book that will not change any more its memo: what the state
    before knew, without what the change made out of date.
    """
    before = None
    if old:
        before = old.memo
    if old is None or not isinstance(before, Memo) or _frame(old) != _frame(new):
        new.memo = Memo()
        return
    memo = before.handed_over()
    if memo.results:
        keys = []
        for key, ages in memo.volatile.items():
            if ages == CHANGE:
                keys.append(key)
        for sheet, older in zip(new.sheets, old.sheets, strict=True):
            keys.extend(_changed(sheet, older))
            if _size(sheet) != _size(older):
                keys.extend(memo.bound_to_size(sheet.id))
        memo.forget(keys)
    new.memo = memo


def _frame(book: Book) -> tuple[object, ...]:
    """What all formulas may depend on beside cells."""
    tabs = [(sheet.id, sheet.title) for sheet in book.sheets]
    return tabs, book.named, book.locale, book.time_zone


def _size(sheet: Sheet) -> tuple[int, int]:
    return sheet.row_count, sheet.column_count


def _changed(sheet: Sheet, older: Sheet) -> Iterator[Key]:
    """The cells of a tab that hold something else than before."""
    if sheet.rows is older.rows:
        return
    height = max(len(sheet.rows), len(older.rows))
    for index in range(height):
        row = _row(sheet, index)
        before = _row(older, index)
        # Rows are never changed in place.
        if row is before:
            continue
        cells = _cells(row)
        cells_before = _cells(before)
        for column in range(max(len(cells), len(cells_before))):
            cell = _cell(cells, column)
            cell_before = _cell(cells_before, column)
            if cell is not cell_before and _read(cell) != _read(cell_before):
                yield sheet.id, index, column


def _row(sheet: Sheet, index: int) -> Row | None:
    if index < len(sheet.rows):
        return sheet.rows[index]
    return None


def _cells(row: Row | None) -> tuple[Cell | None, ...]:
    if row is None:
        return ()
    return row.cells


def _cell(cells: tuple[Cell | None, ...], column: int) -> Cell | None:
    if column < len(cells):
        return cells[column]
    return None


def _read(cell: Cell | None) -> tuple[object, ...]:
    """All that a formula may read of a cell."""
    if cell is None:
        return (type(None), None, False, {})
    number_format = render.number_format_of(cell.style)
    return type(cell.entered), cell.entered, cell.is_check_box, number_format
