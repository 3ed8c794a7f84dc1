"""What people changed in cells, so that it can be undone and done again.

Kept in memory: after a restart nothing can be undone. Only what a change did is taken
back; what others have put into other cells, or into other rows, stays.
"""

import secrets
import threading
from collections.abc import Collection
from dataclasses import dataclass
from itertools import zip_longest

from sheets.local.formats.locales import locale_format
from sheets.local.formats.render import formatted
from sheets.local.model.spreadsheet import EMPTY, Book, Cell, Formula, Json, Row, Sheet
from sheets.local.page.changes.restore import carried, restore_held, tab
from sheets.local.page.changes.states import StateChange
from sheets.local.page.shown.data import editable
from sheets.local.page.targets import (
    CONFLICT,
    GONE,
    Refusal,
    Targets,
    header_row,
    headers,
    places_of,
)

PASTED = ("merges", "conditional")
"""What copies and fills bring along beside cells."""
KEPT = 500
"""So many changes are remembered, of all spreadsheets together."""


@dataclass(frozen=True)
class CellChange:
    """One cell before and after a change; the row's id and the column's name are those
    after it.
    """

    row: int
    id: int | None
    column: int
    header: str
    before: Cell
    after: Cell


@dataclass(frozen=True)
class Change:
    """The cells of one tab that were changed at once."""

    book: str
    gid: int
    cells: tuple[CellChange, ...]
    states: tuple[Book, Book] | None = None
    """The spreadsheet before and after it, where merges or rules went along."""


AnyChange = Change | StateChange


class History:
    """The changes of all spreadsheets, each by a token of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes: dict[str, AnyChange] = {}

    def keep(self, change: AnyChange | None) -> str | None:
        """Remembers a change; gives the token by which it can be undone, None if it
        changed nothing.
        """
        if change is None or change == Change(change.book, change.gid, ()):
            return None
        token = secrets.token_hex(8)
        with self._lock:
            self._changes[token] = change
            # The oldest goes: a mapping keeps the order of its keys.
            if len(self._changes) > KEPT:
                del self._changes[next(iter(self._changes))]
        return token

    def get(self, token: object, book: Book) -> AnyChange:
        """The change of this token. Raises Refusal 410 for one that is forgotten, or of
        another spreadsheet.
        """
        with self._lock:
            change = self._changes.get(str(token))
        if change is None or change.book != book.id:
            raise Refusal(GONE, forgotten=True)
        return change


def recorded(before: Book, after: Book, gid: int) -> Change:
    """What differs between two states of a tab in which no row has moved."""
    cells: list[CellChange] = []
    sheet = tab(after, gid)
    names = headers(after, sheet)
    pairs = zip_longest(tab(before, gid).rows, sheet.rows)
    for index, (old, new) in enumerate(pairs):
        # Rows are replaced, never changed: the same object is the same row.
        if old is not new:
            cells += _differences(index, old, new, names)
    states = None
    if any(_is_pasted(old, after.find(old.id)) for old in before.sheets):
        states = (before, after)
    return Change(after.id, gid, tuple(cells), states)


def _is_pasted(before: Sheet, after: Sheet | None) -> bool:
    """Whether what is pasted beside cells differs."""
    return any(getattr(before, name) != getattr(after, name) for name in PASTED)


def _differences(
    index: int, old: Row | None, new: Row | None, names: list[str]
) -> list[CellChange]:
    if old:
        old_cells = old.cells
    else:
        old_cells = ()
    if new:
        new_cells = new.cells
        id = new.id
    else:
        new_cells = ()
        id = None
    pairs = zip_longest(old_cells, new_cells)
    differences: list[CellChange] = []
    for column, (before, after) in enumerate(pairs):
        if before != after:
            differences.append(
                CellChange(
                    index, id, column, names[column], before or EMPTY, after or EMPTY
                )
            )
    return differences


def undo(
    book: Book, sheet: Sheet, change: Change, given: Json, answered: Collection[int]
) -> list[tuple[int, int]]:
    """Puts back what stood in the cells of a change; gives their places.

    `given["overwrite"]` and `given["skip"]` are the cells (places in the change) of
    which a person said what is to become of them; both are in `answered`.
    Raises Refusal 409 with the first cell (`at`) that somebody has changed since.
    """
    targets = Targets(book, sheet)
    skipped = set(places_of(given, "skip"))
    spots: dict[int, tuple[int, int]] = {}
    for index, cell in enumerate(change.cells):
        if index not in skipped:
            try:
                spots[index] = _spot(targets, sheet, cell)
            except Refusal as refusal:
                raise Refusal(refusal.status, at=index, **refusal.answer) from None
    # All are looked at before the first is put: all of them or none.
    for index, spot in spots.items():
        changed_since = not _still_holds(change.cells[index], sheet.cell(*spot))
        if changed_since and index not in answered:
            raise Refusal(CONFLICT, at=index, now=shown_in_field(book, sheet, *spot))
    for index, (row, column) in spots.items():
        sheet.put(
            row, {column: _put_back(change.cells[index], sheet.cell(row, column))}
        )
    if change.states is not None:
        before, after = (carried(state, book) for state in change.states)
        restore_held(book, after, before, PASTED)
    return list(spots.values())


def _spot(targets: Targets, sheet: Sheet, cell: CellChange) -> tuple[int, int]:
    row = targets.row({"row": cell.row, "id": cell.id})
    # What the header said before the change is what is being put back.
    if row == header_row(sheet):
        return row, cell.column
    return row, targets.column({"column": cell.column, "header": cell.header})


def _still_holds(change: CellChange, current: Cell) -> bool:
    """Whether what the change put into a cell still stands there."""
    return all(
        getattr(current, name) == getattr(change.after, name) for name in _parts(change)
    )


def _parts(change: CellChange) -> list[str]:
    """What the change did to a cell: its value, format, rule, note, the rest."""
    parts: list[str] = []
    for name in Cell._fields:
        if getattr(change.before, name) != getattr(change.after, name):
            parts.append(name)
    return parts


def _put_back(change: CellChange, current: Cell) -> Cell:
    parts = {name: getattr(change.before, name) for name in _parts(change)}
    return current._replace(**parts)


def shown_in_field(book: Book, sheet: Sheet, row: int, column: int) -> str:
    """What stands in the field when a person starts to edit a cell."""
    cell = sheet.cell(row, column)
    locale = locale_format(book.locale)
    # A formula is edited as it was typed: what it comes to need not be worked out.
    if isinstance(cell.entered, Formula):
        return str(cell.entered)
    return editable(cell, formatted(cell.entered, cell.style, locale), locale)
