"""Requests that clean texts up and take them apart."""

import re

from sheets.local.content import dimensions
from sheets.local.content.ranges import Writer
from sheets.local.errors import invalid
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import COLUMNS, Cell, Formula, Json
from sheets.local.requests.batch import Batch

BLANKS = re.compile(r"[^\S\u00a0]+")
"""A space that does not break stays one."""
DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def _texts(area: Area) -> list[tuple[int, int, str]]:
    """Row, column and text of the cells that hold one."""
    texts = []
    for row in range(area.top, min(area.bottom, len(area.sheet.rows))):
        for column in range(area.left, area.right):
            entered = area.sheet.cell(row, column).entered
            if isinstance(entered, str) and not isinstance(entered, Formula):
                texts.append((row, column, str(entered)))
    return texts


def trim_whitespace(batch: Batch, request: Json) -> Json:
    """Takes blanks off both ends of texts and leaves one between words.

    What remains stays text, whatever it looks like.
    """
    area = batch.area(part_of(request, "range"))
    changed = 0
    for row, column, text in _texts(area):
        trimmed = BLANKS.sub(" ", text).strip(" ")
        if trimmed != text:
            cell: Cell = area.sheet.cell(row, column)
            area.sheet.put(row, {column: cell._replace(entered=trimmed or None)})
            changed += 1
    if changed:
        return {"cellsChangedCount": changed}
    return {}


def text_to_columns(batch: Batch, request: Json) -> None:
    """Takes the texts of one column apart; the parts, read as if typed, go over
    the columns to its right.
    """
    area = batch.area(part_of(request, "source"))
    if area.width != 1:
        raise invalid("The source must span exactly one column.")
    texts = _texts(area)
    writer = Writer(batch.book, "USER_ENTERED")
    sheet = area.sheet
    delimiter = _delimiter(request, [text for _, _, text in texts])
    split = {}
    for row, _, text in texts:
        if delimiter in text:
            split[row] = text.split(delimiter)
    width = max(map(len, split.values()), default=0)
    # The parts go over what stands to the right, as at Google.
    dimensions.grow(batch.book, sheet, COLUMNS, area.left + width - sheet.column_count)
    for row, parts in split.items():
        sheet.put(
            row,
            {
                c: writer.cell(sheet.cell(row, c), part.strip())
                for c, part in enumerate(parts, area.left)
            },
        )


def _delimiter(request: Json, texts: list[str]) -> str:
    kind = request.get("delimiterType")
    if kind in DELIMITERS:
        return DELIMITERS[kind]
    if kind == "AUTODETECT":
        return max(
            DELIMITERS.values(),
            key=lambda delimiter: sum(delimiter in text for text in texts),
        )
    if kind == "CUSTOM" and request.get("delimiter"):
        return str(request["delimiter"])
    raise invalid("A delimiter must be given.")
