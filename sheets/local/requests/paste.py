"""Requests that copy, cut, paste, find and replace."""

import csv
import io
import re
from collections.abc import Callable, Iterator

from sheets.local.content import dimensions
from sheets.local.content.ranges import Writer
from sheets.local.errors import Unserved, invalid
from sheets.local.formulas import references
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import COLUMNS, EMPTY, ROWS, Cell, Formula, Json
from sheets.local.requests.batch import Batch


def _values(new: Cell, old: Cell) -> Cell:
    return old._replace(entered=new.entered)


def _format(new: Cell, old: Cell) -> Cell:
    return old._replace(style=new.style)


def _validation(new: Cell, old: Cell) -> Cell:
    return old._replace(rule=new.rule)


def _all(new: Cell, _old: Cell) -> Cell:
    return new


PASTE: dict[str, Callable[[Cell, Cell], Cell]] = {
    "PASTE_NORMAL": _all,
    "PASTE_NO_BORDERS": _all,
    "PASTE_VALUES": _values,
    "PASTE_FORMULA": _values,
    "PASTE_FORMAT": _format,
    "PASTE_DATA_VALIDATION": _validation,
}


def _kind(request: Json) -> Callable[[Cell, Cell], Cell]:
    name = request.get("pasteType") or "PASTE_NORMAL"
    if name not in PASTE:
        raise invalid(f"Paste type {name} is not known to the local server.")
    return PASTE[name]


Taken = tuple[int, int, Cell]
"""A cell and the row and column that it was taken from."""


def _taken(area: Area) -> list[list[Taken]]:
    columns = range(area.left, area.right)
    return [
        [(r, c, area.sheet.cell(r, c)) for c in columns]
        for r in range(area.top, area.bottom)
    ]


def copy_paste(batch: Batch, request: Json) -> None:
    """Copies a range; a larger destination is filled by repeating it."""
    source, target = (
        batch.area(request.get("source") or {}),
        batch.area(request.get("destination") or {}),
    )
    block = _taken(source)
    if request.get("pasteOrientation") == "TRANSPOSE":
        block = [list(line) for line in zip(*block, strict=True)]
    height = max(len(block), target.height // max(len(block), 1) * len(block))
    width = max(len(block[0]), target.width // len(block[0]) * len(block[0]))
    filled = [
        [block[r % len(block)][c % len(block[0])] for c in range(width)]
        for r in range(height)
    ]
    pasted = [
        [
            references.copied(cell, r - row, c - column)
            for c, (row, column, cell) in enumerate(line, target.left)
        ]
        for r, line in enumerate(filled, target.top)
    ]
    _put(target, pasted, request)


def cut_paste(batch: Batch, request: Json) -> None:
    """Moves the cells of a range to another corner."""
    source, corner = (
        batch.area(request.get("source") or {}),
        request.get("destination") or {},
    )
    block = [[cell for _, _, cell in line] for line in _taken(source)]
    for row in range(source.top, source.bottom):
        # Emptied before it is put in: source and target may overlap.
        source.sheet.put(row, dict.fromkeys(range(source.left, source.right), EMPTY))
    sheet = batch.sheet(corner.get("sheetId"))
    top, left = int(corner.get("rowIndex") or 0), int(corner.get("columnIndex") or 0)
    target = Area(sheet, top, top + source.height, left, left + source.width)
    _put(target, block, request)
    # Last: formulas inside of the block point at their new places, too.
    references.move(batch.book, source, target)


def _put(target: Area, block: list[list[Cell]], request: Json) -> None:
    paste, sheet = _kind(request), target.sheet
    if (
        target.top + len(block) > sheet.row_count
        or target.left + len(block[0]) > sheet.column_count
    ):
        raise a1.beyond(target)
    for row, line in enumerate(block, target.top):
        cells = enumerate(line, target.left)
        sheet.put(row, {c: paste(cell, sheet.cell(row, c)) for c, cell in cells})


def paste_data(batch: Batch, request: Json) -> None:
    """Pastes text as a person would: each part is read as if typed, and the
    grid grows where it must.
    """
    if request.get("html"):
        raise Unserved("pasteData of HTML")
    delimiter = str(request.get("delimiter") or "")
    if not delimiter:
        raise invalid("Either a delimiter or html must be given.")
    corner, writer = request.get("coordinate") or {}, Writer(batch.book, "USER_ENTERED")
    sheet, paste = batch.sheet(corner.get("sheetId")), _kind(request)
    top, left = int(corner.get("rowIndex") or 0), int(corner.get("columnIndex") or 0)
    lines = _split(str(request.get("data") or ""), delimiter)
    dimensions.grow(batch.book, sheet, ROWS, top + len(lines) - sheet.row_count)
    dimensions.grow(
        batch.book,
        sheet,
        COLUMNS,
        left + max(map(len, lines), default=0) - sheet.column_count,
    )
    for row, line in enumerate(lines, top):
        old = {
            column: sheet.cell(row, column) for column in range(left, left + len(line))
        }
        typed = zip(old, line, strict=True)
        sheet.put(
            row, {c: paste(writer.cell(old[c], text), old[c]) for c, text in typed}
        )


def _split(text: str, delimiter: str) -> list[list[str]]:
    """Lines and their parts; with a delimiter of one letter,
    quotes keep a part together.
    """
    if len(delimiter) > 1:
        return [line.split(delimiter) for line in text.splitlines()]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def find_replace(batch: Batch, request: Json) -> Json:
    """Replaces text in values (and in formulas where asked), and counts what it did."""
    pattern = _pattern(request)
    replacement = request.get("replacement") or ""
    writer = Writer(batch.book, "USER_ENTERED")
    counts = {"values": 0, "formulas": 0, "occurrences": 0}
    rows, sheets = set(), set()
    for area in _searched(batch, request):
        for row, column, cell in _texts(
            area, with_formulas=bool(request.get("includeFormulas"))
        ):
            # A function and not the text itself: in that, a
            # backslash would mean a group.
            replaced, times = pattern.subn(lambda _: replacement, str(cell.entered))
            if not times:
                continue
            counts["formulas" if isinstance(cell.entered, Formula) else "values"] += 1
            counts["occurrences"] += times
            area.sheet.put(row, {column: writer.cell(cell, replaced)})
            rows.add((area.sheet.id, row))
            sheets.add(area.sheet.id)
    answer = {
        "valuesChanged": counts["values"],
        "formulasChanged": counts["formulas"],
        "rowsChanged": len(rows),
        "sheetsChanged": len(sheets),
        "occurrencesChanged": counts["occurrences"],
    }
    return {name: count for name, count in answer.items() if count}


def _pattern(request: Json) -> re.Pattern[str]:
    find = str(request.get("find") or "")
    if not find:
        raise invalid("The find field must not be empty.")
    text = find if request.get("searchByRegex") else re.escape(find)
    if request.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if request.get("matchCase") else re.IGNORECASE)
    except re.error:
        raise invalid(f"Invalid regular expression: {find}") from None


def _searched(batch: Batch, request: Json) -> list[Area]:
    if request.get("allSheets"):
        return [a1.whole(sheet) for sheet in batch.book.sheets]
    if "range" in request:
        return [batch.area(request["range"])]
    return [a1.whole(batch.sheet(request.get("sheetId")))]


def _texts(area: Area, *, with_formulas: bool) -> Iterator[tuple[int, int, Cell]]:
    for row in range(area.top, min(area.bottom, len(area.sheet.rows))):
        for column in range(area.left, area.right):
            cell = area.sheet.cell(row, column)
            if cell.entered is None or isinstance(cell.entered, bool):
                continue
            if with_formulas or not isinstance(cell.entered, Formula):
                yield row, column, cell
