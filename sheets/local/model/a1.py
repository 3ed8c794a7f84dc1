"""A1 notation and areas of a sheet."""

import re
from dataclasses import dataclass

from sheets.local.errors import invalid
from sheets.local.model.json_parts import number_of
from sheets.local.model.spreadsheet import Book, Json, Sheet

CELL = re.compile(r"^\$?([A-Za-z]{1,3})?\$?([1-9][0-9]{0,7})?$")
R1C1 = re.compile(r"(?=[Rr]\d|[Cc]\d)(?:[Rr]([1-9]\d{0,7}))?(?:[Cc]([1-9]\d{0,4}))?")
"""Absolute places only: the API knows no cell from which others could be counted."""
LOOKS_LIKE_CELL = re.compile(r"^([A-Za-z]{1,3}[0-9]+|[rR][0-9]*[cC][0-9]*|[rRcC])$")
PLAIN_TITLE = re.compile(r"^[^\W\d]\w*$")


@dataclass(frozen=True)
class Area:
    """A part of a sheet, 0-based and half open, within the grid
    unless it says otherwise.
    """

    sheet: Sheet
    top: int
    bottom: int
    left: int
    right: int
    is_single: bool = False
    """Written as one cell (or as a whole tab): values may reach beyond it."""

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left


def column_name(index: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        name = chr(65 + remainder) + name
    return name


def column_index(name: str) -> int:
    """A is 0, AA is 26."""
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def quoted(title: str) -> str:
    """A title as it stands before "!", in quotes where it needs them."""
    if PLAIN_TITLE.match(title) and not LOOKS_LIKE_CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def range_name(area: Area) -> str:
    """An area in A1 notation, with the tab's title."""
    start = f"{column_name(area.left)}{area.top + 1}"
    end = f"{column_name(area.right - 1)}{area.bottom}"
    return f"{quoted(area.sheet.title)}!{start if start == end else f'{start}:{end}'}"


def whole(sheet: Sheet) -> Area:
    """All of a tab's grid."""
    return Area(sheet, 0, sheet.row_count, 0, sheet.column_count, is_single=True)


def parse(text: str, book: Book) -> Area:
    """The area that a range in A1 notation, a tab's title or a named range means."""
    title, part = _split(text)
    if title is None:
        # A named range wins over a cell's address: no name may look like one.
        return _named(text, book) or _bare(text, book)
    sheet = book.titled(title)
    if sheet is None:
        raise invalid(f"Unable to parse range: {text}")
    if part is None:
        return whole(sheet)
    return _named(part, book) or _area(sheet, part, text)


def _split(text: str) -> tuple[str | None, str | None]:
    """Title and cells of a range; the title is None where the text has none."""
    match = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL)
    if match:
        return match[1].replace("''", "'"), match[2]
    if "!" in text:
        title, _, part = text.rpartition("!")
        return title, part
    return None, None


def _bare(text: str, book: Book) -> Area:
    try:
        return _area(book.sheets[0], text, text)
    except _NotCells:
        sheet = book.titled(text)
        if sheet is None:
            raise invalid(f"Unable to parse range: {text}") from None
        return whole(sheet)


def _named(text: str, book: Book) -> Area | None:
    for entry in book.named:
        if entry["name"].casefold() == text.casefold():
            return from_grid(entry["range"], book)
    return None


class _NotCells(Exception):
    pass


def _corner(text: str) -> tuple[int | None, int | None]:
    match = CELL.match(text)
    if not match or not text:
        raise _NotCells
    column = match[1]
    row = match[2]
    return (int(row) - 1 if row else None), (column_index(column) if column else None)


def _is_r1c1(text: str) -> bool:
    """Whether a corner is in R1C1 notation, which nothing in A1 notation looks like:
    `RC1` is a cell of the column RC.
    """
    return bool(R1C1.fullmatch(text)) and not CELL.match(text)


def _r1c1_corner(text: str) -> tuple[int | None, int | None]:
    match = R1C1.fullmatch(text)
    if not match:
        raise _NotCells
    row = match[1]
    column = match[2]
    return (int(row) - 1 if row else None), (int(column) - 1 if column else None)


def _area(sheet: Sheet, part: str, text: str) -> Area:
    first, colon, second = part.partition(":")
    if _is_r1c1(first):
        corner = _r1c1_corner
    else:
        corner = _corner
    try:
        start = corner(first)
        end = corner(second if colon else first)
        # `R2` is a whole row, which `2` is not.
        if not colon and None in start and corner is _corner:
            raise _NotCells
    except _NotCells:
        # Without a tab's title it may still be the title itself.
        if part == text:
            raise
        raise invalid(f"Unable to parse range: {text}") from None
    top, bottom = _span(start[0], end[0], sheet.row_count)
    left, right = _span(start[1], end[1], sheet.column_count)
    return within(Area(sheet, top, bottom, left, right, is_single=not colon))


def _span(first: int | None, last: int | None, count: int) -> tuple[int, int]:
    """Start and end of `B:D` or `B2:D`; a side that is not written is open."""
    if first is not None and last is not None:
        return min(first, last), max(first, last) + 1
    if first is not None:
        return first, count
    return last or 0, count


def within(area: Area) -> Area:
    """The area cut to its grid. Refuses one that starts beyond it."""
    rows = area.sheet.row_count
    columns = area.sheet.column_count
    if area.top >= rows or area.left >= columns:
        raise beyond(area)
    # Google cuts a range that ends beyond the grid and refuses one that begins there.
    bottom = min(area.bottom, rows)
    right = min(area.right, columns)
    return Area(area.sheet, area.top, bottom, area.left, right, area.is_single)


def beyond(area: Area) -> Exception:
    """The error for an area that does not lie in the grid."""
    rows = area.sheet.row_count
    columns = area.sheet.column_count
    return invalid(
        f"Range ({range_name(area)}) exceeds grid limits. Max rows: {rows}, max columns: {columns}"
    )


def from_grid(grid: Json, book: Book) -> Area:
    """The area of a GridRange; a missing side reaches to the end of the grid."""
    # Google's JSON leaves zero out, so no id means the tab with the id 0.
    sheet = book.find(number_of(grid, "sheetId"))
    if sheet is None:
        raise invalid(f"No grid with id: {grid.get('sheetId') or 0}")
    top = number_of(grid, "startRowIndex")
    left = number_of(grid, "startColumnIndex")
    bottom = _end(grid.get("endRowIndex"), sheet.row_count)
    right = _end(grid.get("endColumnIndex"), sheet.column_count)
    if top < 0 or left < 0:
        raise invalid("The range's start must not be negative.")
    if bottom < top or right < left:
        raise invalid("The range's end must not lie before its start.")
    # Google cuts a range that ends beyond the grid and refuses one that begins there.
    if top >= sheet.row_count or left >= sheet.column_count:
        raise beyond(Area(sheet, top, max(bottom, top + 1), left, max(right, left + 1)))
    return Area(
        sheet, top, min(bottom, sheet.row_count), left, min(right, sheet.column_count)
    )


def _end(value: int | None, count: int) -> int:
    if value is None:
        return count
    return int(value)


def to_grid(area: Area) -> Json:
    """The GridRange of an area, as kept in the model (with the sheet's id)."""
    return {
        "sheetId": area.sheet.id,
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }
