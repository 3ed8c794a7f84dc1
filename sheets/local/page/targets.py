"""Where on a tab the page's wishes land, though rows and columns may have
moved since it was drawn.
"""

from functools import cached_property
from typing import Any

from sheets.local.errors import ApiError
from sheets.local.formats.locales import locale_format
from sheets.local.formats.render import formatted
from sheets.local.formulas.evaluate import Calculator
from sheets.local.model.json_parts import items_of, number_of
from sheets.local.model.spreadsheet import Book, Json, Sheet

CONFLICT, GONE, UNPROCESSABLE = 409, 410, 422
# The largest id of a tab has ten.
DIGITS_OF_ID = 12


class Refusal(Exception):
    """What a person wished is not done; the page shows why and keeps what was typed."""

    def __init__(self, status: int, **answer: object) -> None:
        super().__init__(str(answer))
        self.status = status
        self.answer = answer


def target_tab(book: Book, given: Json) -> Sheet:
    """The tab that is named.

    Raises Refusal 410 once it is gone, so that no other one is changed instead.
    """
    sheet = tab_of_id(book, given.get("gid"))
    if sheet is None:
        raise Refusal(GONE, tab=True)
    return sheet


def tab_of_id(book: Book, gid: object) -> Sheet | None:
    """The tab of an id as a browser sends it; None where it is none."""
    text = str(gid)
    # Other digits than these, and thousands of them, are no number for `int`.
    if text.isascii() and text.isdigit() and len(text) <= DIGITS_OF_ID:
        return book.find(int(text))
    return None


def index_of(given: object, name: str) -> int:
    """The number of a row or a column. Refuses anything else with 400."""
    index = None
    if isinstance(given, dict):
        index = given.get(name)
    if type(index) is not int or index < 0:
        raise ApiError(400, f"Invalid value at '{name}': a whole number is needed.")
    return index


def cells_of(given: Json) -> list[Json]:
    """The cells that a page wants written. Refuses anything else with 400."""
    cells = _list_of(given, "cells")
    for cell in cells:
        if not isinstance(cell, dict) or "value" not in cell:
            raise ApiError(400, "Invalid value at 'cells': each needs a 'value'.")
        if not isinstance(cell.get("from") or {}, dict):
            raise ApiError(400, "Invalid value at 'from': a cell is needed.")
    return cells


def places_of(given: Json, name: str) -> list[int]:
    """Places in a list that the page was given. Refuses anything else with 400."""
    places = _list_of(given, name)
    for place in places:
        if type(place) is not int:
            raise ApiError(400, f"Invalid value at '{name}': whole numbers are needed.")
    return places


def _list_of(given: Json, name: str) -> list[Any]:
    items = items_of(given, name)
    if not isinstance(items, list):
        raise ApiError(400, f"Invalid value at '{name}': a list is needed.")
    return items


def frozen(sheet: Sheet) -> int:
    """How many rows always stay in sight."""
    return number_of(sheet.properties["gridProperties"], "frozenRowCount")


def frozen_columns(sheet: Sheet) -> int:
    """How many columns always stay in sight."""
    return number_of(sheet.properties["gridProperties"], "frozenColumnCount")


def header_row(sheet: Sheet) -> int:
    """The row with the names of the columns."""
    return max(frozen(sheet), 1) - 1


def headers(book: Book, sheet: Sheet) -> list[str]:
    """The names of all columns, as they are shown."""
    calculator = Calculator(book)
    row = header_row(sheet)
    habits = locale_format(book.locale)
    cells = ((column, sheet.cell(row, column)) for column in range(sheet.column_count))
    return [
        formatted(
            calculator.value(sheet, row, column),
            calculator.style(sheet, row, column, cell),
            habits,
        )
        for column, cell in cells
    ]


class Targets:
    """Finds the rows of one tab by their ids and its columns by their names."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book = book
        self.sheet = sheet

    @cached_property
    def _rows(self) -> dict[int, int]:
        rows: dict[int, int] = {}
        for index, row in enumerate(self.sheet.rows):
            if row:
                rows[row.id] = index
        return rows

    @cached_property
    def headers(self) -> list[str]:
        """The names of the columns before anything is changed."""
        return headers(self.book, self.sheet)

    def row(self, given: Json) -> int:
        """The row of this id, or one that was drawn empty (its
        id is null) and still is.

        Raises Refusal 410.
        """
        index = index_of(given, "row")
        id = given.get("id")
        if id is not None:
            index = self._rows.get(id, -1)
        # Somebody has filled the row since it was drawn empty:
        # nothing is typed over it.
        elif "id" in given and index in self._filled:
            index = -1
        if index < 0:
            raise Refusal(GONE)
        return index

    @cached_property
    def _filled(self) -> set[int]:
        return set(self._rows.values())

    def column(self, given: Json, version: object = None) -> int:
        """The column of this name, wherever it is now. Raises Refusal
        409 if that cannot be told.

        With the `version` that was drawn, a column whose name does not single it out
        counts only while nothing changed.
        """
        index = index_of(given, "column")
        name = given.get("header")
        if name is None:
            return index
        alone = bool(name) and self.headers.count(name) == 1
        stale = version is not None and version != self.book.version and not alone
        if not stale and name == (
            self.headers[index] if index < len(self.headers) else ""
        ):
            return index
        # Only a row of headers that stays in sight says for
        # sure what a column is called.
        if alone and frozen(self.sheet):
            return self.headers.index(name)
        raise Refusal(CONFLICT, moved=True)
