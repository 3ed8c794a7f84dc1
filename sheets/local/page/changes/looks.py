"""What the menu does to how a tab looks: what stays in sight, what is hidden, widths;
and the notes of cells.
"""

from collections.abc import Iterable

from sheets.local.errors import ApiError
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Json, Sheet

WIDEST = 2000
"""Pixels; no screen shows a wider column."""


def freeze(sheet: Sheet, dimension: str, count: int) -> Json:
    """Keeps the first rows or columns in sight; 0 lets all of them scroll."""
    if dimension == ROWS:
        name = "frozenRowCount"
    else:
        name = "frozenColumnCount"
    properties = {"sheetId": sheet.id, "gridProperties": {name: count}}
    return {
        "updateSheetProperties": {
            "properties": properties,
            "fields": f"gridProperties.{name}",
        }
    }


def hidden(sheet: Sheet, dimension: str, index: int, *, hide: bool) -> Json:
    """Hides a row or column, or shows it again."""
    return {
        "updateDimensionProperties": {
            "range": _one(sheet, dimension, index),
            "properties": {"hiddenByUser": hide},
            "fields": "hiddenByUser",
        }
    }


def to_show(sheet: Sheet, dimension: str, selected: Iterable[int]) -> list[int]:
    """The hidden rows or columns among and right beside those selected; all of the tab
    where none is there.
    """
    all_hidden = []
    for index, size in sorted(sheet.sizes[dimension].items()):
        if size.get("hiddenByUser"):
            all_hidden.append(index)
    indexes = sorted(selected)
    # A run of hidden ones that touches the selection is shown as a whole.
    first = indexes[0]
    last = indexes[-1]
    hidden_indexes = set(all_hidden)
    while first - 1 in hidden_indexes:
        first -= 1
    while last + 1 in hidden_indexes:
        last += 1
    near = []
    for index in all_hidden:
        if first <= index <= last:
            near.append(index)
    return near or all_hidden


def width(sheet: Sheet, column: int, pixels: object) -> Json:
    """Makes a column so many pixels wide. Raises ApiError 400 for no such width."""
    if not isinstance(pixels, int) or not 1 <= pixels <= WIDEST:
        raise ApiError(400, "A column has no such width.")
    return {
        "updateDimensionProperties": {
            "range": _one(sheet, COLUMNS, column),
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def _one(sheet: Sheet, dimension: str, index: int) -> Json:
    return {
        "sheetId": sheet.id,
        "dimension": dimension,
        "startIndex": index,
        "endIndex": index + 1,
    }
