"""The request that draws lines around and between cells."""

from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import Cell, Json
from sheets.local.requests.batch import Batch

WIDTHS = {"SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}
"""Pixels of the styles that are wider than one."""


def update_borders(batch: Batch, request: Json) -> None:
    """Draws the sides that are given; any other stays as it is, and the
    style NONE takes a line away.
    """
    area = batch.area(part_of(request, "range"))
    for row in range(area.top, area.bottom):
        old = {
            column: area.sheet.cell(row, column)
            for column in range(area.left, area.right)
        }
        area.sheet.put(
            row,
            {c: _drawn(cell, _sides(area, row, c), request) for c, cell in old.items()},
        )


def _sides(area: Area, row: int, column: int) -> dict[str, str]:
    """Which line of the range each side of a cell is."""
    sides = {
        "top": "innerHorizontal",
        "bottom": "innerHorizontal",
        "left": "innerVertical",
        "right": "innerVertical",
    }
    at_edge = {
        "top": row == area.top,
        "bottom": row == area.bottom - 1,
        "left": column == area.left,
        "right": column == area.right - 1,
    }
    for side, is_outer in at_edge.items():
        if is_outer:
            sides[side] = side
    return sides


def _drawn(cell: Cell, sides: dict[str, str], given: Json) -> Cell:
    style = dict(cell.style or {})
    lines = style.pop("borders", None) or {}
    for side, name in sides.items():
        # A side between two cells is an inner line of the range.
        if given.get(name):
            lines = {**lines, side: _line(given[name])}
    drawn_lines = {}
    for side, line in lines.items():
        if line.get("style", "NONE") != "NONE":
            drawn_lines[side] = line
    if drawn_lines:
        style["borders"] = drawn_lines
    return cell._replace(style=style or None)


def _line(given: Json) -> Json:
    """A border as Google tells it: how wide its style is, and its colour in
    the old form and in the new.
    """
    style = given.get("style") or "SOLID"
    return {
        "style": style,
        "width": WIDTHS.get(style, 1),
        "color": given.get("color", {}),
        "colorStyle": given.get("colorStyle", {"rgbColor": {}}),
    }
