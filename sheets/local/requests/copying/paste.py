"""Requests that copy, cut, paste, find and replace."""

import csv
import io
from collections.abc import Callable

from sheets.local.content import dimensions
from sheets.local.content.ranges import Writer
from sheets.local.errors import Unserved, invalid
from sheets.local.formulas import references
from sheets.local.formulas.evaluate import Calculator
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.cells import literal
from sheets.local.model.json_parts import number_of, part_of, text_of
from sheets.local.model.spreadsheet import COLUMNS, EMPTY, ROWS, Cell, Formula, Json
from sheets.local.requests.batch import Batch
from sheets.local.requests.copying.pasted_ranges import (
    Pasting,
    paste_conditional_formats,
    paste_merges,
)


def _values(new: Cell, old: Cell) -> Cell:
    return old._replace(entered=new.entered)


def _format(new: Cell, old: Cell) -> Cell:
    return old._replace(style=new.style, rule=new.rule)


def _validation(new: Cell, old: Cell) -> Cell:
    return old._replace(rule=new.rule)


def _nothing(_new: Cell, old: Cell) -> Cell:
    return old


def _all(new: Cell, _old: Cell) -> Cell:
    return new


def _no_borders(new: Cell, old: Cell) -> Cell:
    style = dict(new.style or {})
    style.pop("borders", None)
    if old.style and "borders" in old.style:
        style["borders"] = old.style["borders"]
    return new._replace(style=style or None)


PASTE: dict[str, Callable[[Cell, Cell], Cell]] = {
    "PASTE_NORMAL": _all,
    "PASTE_NO_BORDERS": _no_borders,
    "PASTE_VALUES": _values,
    "PASTE_FORMULA": _values,
    "PASTE_FORMAT": _format,
    "PASTE_DATA_VALIDATION": _validation,
    "PASTE_CONDITIONAL_FORMATTING": _nothing,
}
"""What becomes of a cell."""
WITH_MERGES = ("PASTE_NORMAL", "PASTE_NO_BORDERS")
WITH_RULES = (*WITH_MERGES, "PASTE_FORMAT", "PASTE_CONDITIONAL_FORMATTING")


def _type(given: object) -> str:
    """The paste type that is meant; pasteData calls it `type`."""
    name = str(given or "PASTE_NORMAL")
    if name not in PASTE:
        raise Unserved(f"the paste type {name}")
    return name


Taken = tuple[int, int, Cell]
"""A cell and the row and column that it was taken from."""


def _taken(batch: Batch, area: Area, request: Json) -> list[list[Taken]]:
    """The cells of an area; with their values in place of formulas where only values
    are pasted.
    """
    calculator = None
    if request.get("pasteType") == "PASTE_VALUES":
        calculator = Calculator(batch.book)
    block = []
    for row in range(area.top, area.bottom):
        line = []
        for column in range(area.left, area.right):
            cell = area.sheet.cell(row, column)
            if calculator and isinstance(cell.entered, Formula):
                value = literal(calculator.value(area.sheet, row, column))
                cell = cell._replace(entered=value)
            line.append((row, column, cell))
        block.append(line)
    return block


def copy_paste(batch: Batch, request: Json) -> None:
    """Copies a range; a larger destination is filled by repeating it."""
    source = batch.area(part_of(request, "source"))
    target = batch.area(part_of(request, "destination"))
    if not source.height or not source.width:
        raise invalid("The source range must not be empty.")
    block = _taken(batch, source, request)
    if request.get("pasteOrientation") == "TRANSPOSE":
        block = [list(line) for line in zip(*block, strict=True)]
    height = max(len(block), target.height // max(len(block), 1) * len(block))
    width = max(len(block[0]), target.width // len(block[0]) * len(block[0]))
    filled = []
    for r in range(height):
        filled.append([block[r % len(block)][c % len(block[0])] for c in range(width)])
    pasted = []
    for r, line in enumerate(filled, target.top):
        pasted.append(
            [
                references.copied(cell, r - row, c - column)
                for c, (row, column, cell) in enumerate(line, target.left)
            ]
        )
    whole = Area(
        target.sheet, target.top, target.top + height, target.left, target.left + width
    )
    _put(whole, pasted, request)
    is_turned = request.get("pasteOrientation") == "TRANSPOSE"
    _put_ranges(Pasting(source, whole, is_turned=is_turned), request)


def _put_ranges(pasting: Pasting, request: Json) -> None:
    name = _type(request.get("pasteType"))
    if name in WITH_MERGES:
        paste_merges(pasting)
    if name in WITH_RULES:
        paste_conditional_formats(pasting)


def cut_paste(batch: Batch, request: Json) -> None:
    """Moves the cells of a range to another corner."""
    source = batch.area(part_of(request, "source"))
    corner = part_of(request, "destination")
    if not source.height or not source.width:
        raise invalid("The source range must not be empty.")
    taken = _taken(batch, source, request)
    block = []
    for line in taken:
        block.append([cell for _, _, cell in line])
    for row in range(source.top, source.bottom):
        # Emptied before it is put in: source and target may overlap.
        source.sheet.put(row, dict.fromkeys(range(source.left, source.right), EMPTY))
    sheet = batch.sheet(corner.get("sheetId"))
    top, left = _corner(corner)
    target = Area(sheet, top, top + source.height, left, left + source.width)
    _put(target, block, request)
    _put_ranges(Pasting(source, target, is_cut=True), request)
    # Last: formulas inside of the block point at their new places, too.
    references.move(batch.book, source, target)


def _corner(given: Json) -> tuple[int, int]:
    row = number_of(given, "rowIndex")
    column = number_of(given, "columnIndex")
    if row < 0 or column < 0:
        raise invalid("The coordinate must not be negative.")
    return row, column


def _put(target: Area, block: list[list[Cell]], request: Json) -> None:
    paste = PASTE[_type(request.get("pasteType"))]
    sheet = target.sheet
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
    delimiter = text_of(request, "delimiter")
    if not delimiter:
        raise invalid("Either a delimiter or html must be given.")
    corner = part_of(request, "coordinate")
    writer = Writer(batch.book, "USER_ENTERED")
    sheet = batch.sheet(corner.get("sheetId"))
    paste = PASTE[_type(request.get("type"))]
    top, left = _corner(corner)
    lines = _split(text_of(request, "data"), delimiter)
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
