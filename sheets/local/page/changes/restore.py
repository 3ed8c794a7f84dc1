"""What a change had altered, and nobody since, put back as it was.

Three states are compared: the present one, the one that a change alone would have left
once it was turned back, and the one before it. Where the first two say the same, the
third is put in.
"""

from collections.abc import Collection, Iterator
from copy import deepcopy
from itertools import zip_longest
from typing import Any

from sheets.local.content import dimensions
from sheets.local.formulas import references
from sheets.local.formulas.references import Span
from sheets.local.model.spreadsheet import EMPTY, ROWS, Book, Cell, Json, Row, Sheet

Runs = tuple[tuple[int, int], ...]
BY_PART = ("properties", "sizes", "groups")
"""What is put back part by part: a width stays that somebody else has given."""
WHOLE = ("merges", "protected", "conditional", "filter_views", "banded")


def row_places(sheet: Sheet) -> dict[int, int]:
    """Where each row is, by its id."""
    return {row.id: index for index, row in enumerate(sheet.rows) if row}


def cells_of(row: Row | None) -> tuple[Cell | None, ...]:
    """The cells of a row, none of one that holds nothing."""
    if row:
        return row.cells
    return ()


class RowFollow:
    """Where the rows of an older state of a tab are now, as spans are followed.

    Empty rows have no ids: they stand below the row that they stood below. A row whose
    id is gone was emptied if there is still room for it among its neighbours, else it
    was deleted.
    """

    def __init__(self, older: Sheet, now: Sheet) -> None:
        places = row_places(now)
        rows = list(older.rows)
        room = _room(rows, places, now.row_count - older.row_count)
        self._places: list[int | None] = []
        self._offset = 0
        for index, row in enumerate(rows):
            place: int | None = index + self._offset
            if row is not None and row.id in places:
                place = places[row.id]
                self._offset = place - index
            elif row is not None and room[index] < self._offset:
                # What stands below a row that is gone has moved up.
                place = None
                self._offset -= 1
            self._places.append(place)

    @property
    def has_moved(self) -> bool:
        """Whether any row is not where it was."""
        return self._offset != 0 or self._places != list(range(len(self._places)))

    def __call__(self, start: int | None, end: int | None) -> Span | None:
        """Where a span is now; None once all its rows are gone."""
        if start is not None and start == end:
            return self._place(start), self._place(start)
        low = self._first_left(start or 0, end)
        high = self._last_left(low, end)
        if high == low:
            return None
        first = None
        if start is not None:
            first = self._place(low)
        if high is None:
            return first, None
        last = self._place(high - 1) + 1
        # Rows that stand in another order by now: a span stays where it is.
        if last <= (first or 0):
            return start, end
        return first, last

    def _first_left(self, index: int, end: int | None) -> int:
        while index != end and self._is_gone(index):
            index += 1
        return index

    def _last_left(self, start: int, end: int | None) -> int | None:
        while end is not None and end > start and self._is_gone(end - 1):
            end -= 1
        return end

    def _is_gone(self, index: int) -> bool:
        return index < len(self._places) and self._places[index] is None

    def _place(self, index: int) -> int:
        place = None
        if index < len(self._places):
            place = self._places[index]
        if place is None:
            return max(index + self._offset, 0)
        return place


def _room(rows: list[Row | None], places: dict[int, int], end_offset: int) -> list[int]:
    """For each row how far the next one below that is still there has moved."""
    offset = end_offset
    room: list[int] = []
    for index in range(len(rows) - 1, -1, -1):
        row = rows[index]
        if row is not None and row.id in places:
            offset = places[row.id] - index
        room.append(offset)
    return room[::-1]


def carried(book: Book, now: Book) -> Book:
    """A state with all that it holds where its rows are now, and formulas that call
    its tabs by their names of now; the rows themselves stay in their places.
    """
    copy = book
    for older in book.sheets:
        sheet = now.find(older.id)
        if sheet is None:
            continue
        follow = RowFollow(older, sheet)
        if not follow.has_moved and sheet.title == older.title:
            continue
        if copy is book:
            copy = book.copy()
        own = tab(copy, older.id)
        dimensions.carry(copy, own, ROWS, follow)
        references.rename(copy, older.title, sheet.title)
        own.properties["title"] = sheet.title
    return copy


def tab(book: Book, gid: int) -> Sheet:
    """The tab of a state that is known to have it."""
    sheet = book.find(gid)
    assert sheet is not None
    return sheet


def restore(now: Book, alone: Book, before: Book) -> bool:
    """Puts back all of a spreadsheet; says whether anything was."""
    is_changed = restore_held(now, alone, before)
    for old, turned, sheet in _tabs(now, alone, before):
        is_changed |= _restore_cells(sheet, turned, old)
    return is_changed


def restore_held(
    now: Book, alone: Book, before: Book, names: Collection[str] = ()
) -> bool:
    """Puts back what tabs hold beside their cells, all of it or what is named; says
    whether anything was.
    """
    is_changed = False
    if not names:
        is_changed = _restore_book(now, alone, before)
    for old, turned, sheet in _tabs(now, alone, before):
        for name in names or (*BY_PART, *WHOLE, "basic_filter"):
            values = [getattr(state, name) for state in (sheet, turned, old)]
            if name in BY_PART:
                value = _merged(*values) or {}
            elif name == "basic_filter":
                value = _filter(*values)
            else:
                value = _whole(*values)
            if value != values[0]:
                setattr(sheet, name, deepcopy(value))
                is_changed = True
    return is_changed


def _restore_book(now: Book, alone: Book, before: Book) -> bool:
    names = [_by_id(state.named) for state in (now, alone, before)]
    named = list((_merged(*names) or {}).values())
    metadata = _merged(now.metadata, alone.metadata, before.metadata) or {}
    is_changed = named != now.named or metadata != now.metadata
    now.named = deepcopy(named)
    now.metadata = dict(metadata)
    return is_changed


def _by_id(named: list[Json]) -> dict[str, Json]:
    return {entry["namedRangeId"]: entry for entry in named}


def _tabs(now: Book, alone: Book, before: Book) -> Iterator[tuple[Sheet, Sheet, Sheet]]:
    for old in before.sheets:
        turned = alone.find(old.id)
        sheet = now.find(old.id)
        if turned is not None and sheet is not None:
            yield old, turned, sheet


def _whole(now: Any, alone: Any, before: Any) -> Any:
    if now == alone:
        return before
    return now


def _merged(now: Any, alone: Any, before: Any) -> Any:
    """Goes into mappings; what a mapping has not is None."""
    if alone == before:
        return now
    if now == alone:
        return before
    states = [now, alone, before]
    if not all(state is None or isinstance(state, dict) for state in states):
        return now
    present, turned, old = ({} if state is None else state for state in states)
    parts = {}
    for key in present | old:
        part = _merged(present.get(key), turned.get(key), old.get(key))
        if part is not None:
            parts[key] = part
    # What was not there before goes with the last of its parts.
    if not parts and before is None:
        return None
    return parts


def _filter(now: Json | None, alone: Json | None, before: Json | None) -> Json | None:
    """What is filtered; its range grows by itself when rows are added."""
    if now is None or before is None or alone is None:
        if _without_range(now) == _without_range(alone):
            return before
        return now
    if _without_range(now) == _without_range(alone) and alone != before:
        return before | {"range": now["range"]}
    return now


def _without_range(given: Json | None) -> Json | None:
    if given is None:
        return None
    return {name: value for name, value in given.items() if name != "range"}


def _restore_cells(sheet: Sheet, turned: Sheet, old: Sheet) -> bool:
    indexes = row_places(sheet)
    is_changed = False
    for row, row_before in zip_longest(turned.rows, old.rows):
        if row is row_before or row is None or row.id not in indexes:
            continue
        position = indexes[row.id]
        for column, cell, cell_before in _differences(row, row_before):
            if sheet.cell(position, column) == cell:
                sheet.put(position, {column: cell_before})
                is_changed = True
    return is_changed


def _differences(row: Row, before: Row | None) -> Iterator[tuple[int, Cell, Cell]]:
    pairs = zip_longest(row.cells, cells_of(before))
    for column, (cell, cell_before) in enumerate(pairs):
        if cell != cell_before:
            yield column, cell or EMPTY, cell_before or EMPTY
