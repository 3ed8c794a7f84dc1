"""Cells as CellData: what was put into them, and what they show."""

import json
import re
from typing import Any

from sheets.local.content import banding, colours, conditional, masks
from sheets.local.content.cells import user_entered
from sheets.local.formats import render
from sheets.local.formats.locales import locale_format
from sheets.local.formats.whole import whole
from sheets.local.formulas.evaluate import Calculator
from sheets.local.formulas.values import TYPES, message
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import items_of, part_of
from sheets.local.model.spreadsheet import Book, Cell, Failure, Formula, Json, Scalar

COMPUTED = frozenset(
    {"effectiveValue", "formattedValue", "effectiveFormat", "hyperlink"}
)
"""What a cell shows, beside what was put into it."""
ATOMIC = frozenset({"numberFormat", "textRotation", "link"})
"""Parts of a format that are replaced as a whole."""
LINKED = re.compile(r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
ALIGNMENT = {bool: "CENTER", int: "RIGHT", float: "RIGHT"}
FORMAT = "effectiveFormat"


class CellWriter:
    """Writes the cells of one area as JSON; equal formats are worked out once."""

    def __init__(self, book: Book, area: Area, mask: masks.Mask) -> None:
        self.book = book
        self.area = area
        self.mask = mask
        self.calculator = Calculator(book)
        self.locale = locale_format(book.locale)
        self.theme = part_of(book.properties, "spreadsheetTheme")
        self.default = book.properties["defaultFormat"]
        self.painted = conditional.Painted(area.sheet, self.calculator)
        self.bands = banding.Bands(area.sheet)
        self.computes = not mask or not COMPUTED.isdisjoint(mask)
        self.shows_format = not mask or FORMAT in mask
        self.formats: dict[tuple[Any, ...], tuple[Any, str]] = {}

    def row(self, row_index: int) -> str:
        """A row up to the last cell with anything, as Google ends it; "" where there is
        none.
        """
        row = self.area.sheet.rows[row_index]
        if row is None:
            return ""
        texts = []
        cells = row.cells[self.area.left : self.area.right]
        for column, cell in enumerate(cells, self.area.left):
            texts.append(self._cell(row_index, column, cell) if cell else "")
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            return ""
        parts = []
        for text in texts:
            parts.append(text or "{}")
        return '{"values":[' + ",".join(parts) + "]}"

    def _cell(self, row: int, column: int, cell: Cell) -> str:
        """CellData of one cell; "" of one without anything.

        What it shows is looked at only where the mask asks for it: it takes longest.
        """
        data = user_entered(cell)
        format_text = ""
        value = None
        style = cell.style
        if self.computes or not data:
            value = self.calculator.value(self.area.sheet, row, column)
            style = self.calculator.style(self.area.sheet, row, column, cell)
            if value is not None:
                data["effectiveValue"] = _effective(value)
                text = render.formatted(value, style, self.locale)
                data["formattedValue"] = text
        if not data:
            return ""
        if self.shows_format and (value is not None or style):
            format_text = self._format(row, column, style, cell, value)
        link = hyperlink(cell)
        if link:
            data["hyperlink"] = link
        shown = masks.pick(data, self.mask)
        text = json.dumps(shown, separators=(",", ":"))
        if not format_text:
            return text
        comma = ""
        if shown:
            comma = ","
        return f'{text[:-1]}{comma}"{FORMAT}":{format_text}}}'

    def _format(
        self, row: int, column: int, style: Json | None, cell: Cell, value: Scalar
    ) -> str:
        rule = None
        if self.painted.rules:
            rule = self.painted.format(row, column, value)
        band = self.bands.colour(row, column)
        kind = type(value)
        # A formula's own format is another object each time.
        brought = ""
        if style is not cell.style:
            brought = str(render.number_format_of(style))
        key = (id(cell.style), brought, id(rule), id(band), kind)
        if key not in self.formats:
            shown = self._worked_out(style, rule, band, kind)
            picked = masks.pick(shown, self.mask.get(FORMAT, {}))
            text = json.dumps(picked, separators=(",", ":"))
            # What was looked at is held, or its identity could be used again.
            self.formats[key] = ((cell.style, rule, band), text)
        return self.formats[key][1]

    def _worked_out(
        self, style: Json | None, rule: Json | None, band: Json | None, kind: type
    ) -> Json:
        """The default, then the band, the cell's own and the conditional format, each
        over those before.
        """
        shown: Json = {}
        for name, item in self.default.items():
            if name == "verticalAlignment" and kind is not type(None):
                shown["horizontalAlignment"] = ALIGNMENT.get(kind, "LEFT")
            if name == "backgroundColorStyle":
                shown["hyperlinkDisplayType"] = "PLAIN_TEXT"
            shown[name] = item
        for layer in (band, style, rule):
            if layer:
                shown = _over(shown, colours.twinned(layer, self.theme))
        return shown


def _over(base: Json, layer: Json) -> Json:
    """A format with another laid over it; colours are not mixed."""
    merged = dict(base)
    for name, value in layer.items():
        is_whole = name in ATOMIC or name in colours.TWINS or name in colours.STYLES
        if isinstance(value, dict) and not is_whole:
            merged[name] = _over(merged.get(name) or {}, value)
        else:
            merged[name] = value
    return merged


def hyperlink(cell: Cell) -> str:
    """The address that a whole cell links to; "" where there is none."""
    if type(cell.entered) is Formula:
        match = LINKED.match(cell.entered)
        if match:
            return match[1].replace('""', '"')
        return ""
    link = part_of(part_of(cell.style, "textFormat"), "link")
    if link.get("uri"):
        return str(link["uri"])
    runs = items_of(cell.more, "textFormatRuns")
    uris = set()
    for run in runs:
        uris.add(part_of(part_of(run, "format"), "link").get("uri"))
    # Several links in one cell are told by their runs only.
    uri = None
    if len(uris) == 1:
        uri = uris.pop()
    return str(uri or "")


def _effective(value: Scalar) -> Json:
    if isinstance(value, Failure):
        error = {"type": TYPES.get(value, "ERROR"), "message": message(value)}
        return {"errorValue": error}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": str(value)}
    return {"numberValue": whole(value or 0)}
