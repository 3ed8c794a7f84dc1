"""The tab *Today*: the app's own list of what there is to do. It is written as a whole,
and nothing in it is ever read as data.

It is known by its mark. Whatever people do in it (sorting, typing, deleting rows) is
put right by writing it anew; deleted, it is made again.
"""

import secrets
from collections.abc import Collection, Sequence
from typing import Any

from programme.model import Programme
from sheets import marks
from sheets.client import Spreadsheet
from sheets.setup.requests import HEADER, column_width, free_title, protect

Lines = Sequence[Sequence[str]]
WIDTHS = (170, 380, 200, 240, 180, 140, 110, 150, 150, 300)
"""Pixels of its columns, the first one first."""
ABOVE = 2
"""Rows above the list: as of when it is, and the headers."""
LATE = {"red": 0.98, "green": 0.9, "blue": 0.87}
WHITE = {"red": 1.0, "green": 1.0, "blue": 1.0}


def make_tab(
    programme: Programme, title: str, titles: Collection[str]
) -> tuple[str, list[dict[str, Any]]]:
    """What a new tab is called, and the requests that make it, in front of all others.

    `titles`: of the tabs that there are; one of the team's by the
    wanted title stays theirs.
    """
    name = free_title(title, titles)
    sheet_id = secrets.randbelow(2**31 - 2) + 1
    grid = {"rowCount": ABOVE + 1, "columnCount": len(WIDTHS), "frozenRowCount": ABOVE}
    properties = {
        "sheetId": sheet_id,
        "title": name,
        "index": 0,
        "gridProperties": grid,
    }
    widths = [
        column_width(sheet_id, index, pixels) for index, pixels in enumerate(WIDTHS)
    ]
    marked = marks.mark_today_tab(sheet_id)
    return name, [
        {"addSheet": {"properties": properties}},
        *marked,
        protect(programme, {"sheetId": sheet_id}),
        *widths,
    ]


def write_tab(
    spreadsheet: Spreadsheet, sheet_id: int, lines: Lines, late: Collection[int]
) -> None:
    """Writes the whole tab in one call: the first line says as of when it is,
    the second has the headers.

    `late`: the indexes of the lines that are coloured. What stood there
    besides is gone afterwards.
    """
    grid = {
        "rowCount": max(len(lines), ABOVE + 1),
        "columnCount": len(WIDTHS),
        "frozenRowCount": ABOVE,
    }
    fields = ",".join(f"gridProperties.{name}" for name in grid)
    size = {
        "updateSheetProperties": {
            "properties": {"sheetId": sheet_id, "gridProperties": grid},
            "fields": fields,
        }
    }
    rows = [
        _row(line, index, is_late=index in late) for index, line in enumerate(lines)
    ]
    area = {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": grid["rowCount"]}
    area |= {"startColumnIndex": 0, "endColumnIndex": len(WIDTHS)}
    written = "userEnteredValue,userEnteredFormat"
    # A range, and not a start: cells of it that have no row here are cleared.
    spreadsheet.batch(
        [size, {"updateCells": {"range": area, "rows": rows, "fields": written}}]
    )


def stands(present: Sequence[Sequence[Any]], lines: Lines) -> bool:
    """Whether what was read of the tab is what should stand there."""
    return _trimmed(present) == _trimmed(lines)


def _trimmed(lines: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Without blank cells at the end of rows and blank rows at the end:
    an answer leaves these out.
    """
    trimmed: list[list[Any]] = []
    for line in lines:
        cells = list(line)
        while cells and cells[-1] in ("", None):
            cells.pop()
        trimmed.append(cells)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _row(line: Sequence[str], index: int, *, is_late: bool) -> dict[str, Any]:
    if is_late:
        background_color = LATE
    else:
        background_color = WHITE
    style: dict[str, Any] = {
        "backgroundColor": background_color,
        "verticalAlignment": "TOP",
    }
    if index == ABOVE - 1:
        style = dict(HEADER)
    elif index >= ABOVE:
        style["wrapStrategy"] = "WRAP"
    cells = [
        {"userEnteredValue": {"stringValue": text}, "userEnteredFormat": style}
        for text in line
    ]
    return {"values": cells}
