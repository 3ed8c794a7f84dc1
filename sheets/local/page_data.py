"""One tab as the page shows it."""

from functools import lru_cache
from typing import Any

from sheets.local import a1, conditional, render, validation
from sheets.local.formulas import Sums
from sheets.local.locales import Place, place
from sheets.local.model import COLUMNS, ROWS, Book, Cell, Formula, Json, Scalar, Sheet

SPARE_ROWS = 20
WIDTH = 100


def page(book: Book, sheet: Sheet) -> Json:
    """The tabs of a book and all filled rows of one of them, ready to be drawn."""
    drawing = Drawing(book, sheet)
    grid = sheet.properties["gridProperties"]
    hidden = [at for at, size in sheet.sizes[ROWS].items() if size.get("hiddenByUser")]
    return {
        "version": book.version,
        "title": book.properties["title"],
        "gid": sheet.id,
        "tabs": [{"gid": tab.id, "title": tab.title} for tab in book.sheets if not tab.properties.get("hidden")],
        "rowCount": min(sheet.row_count, len(sheet.rows) + SPARE_ROWS),
        "frozen": int(grid.get("frozenRowCount") or 0),
        "hiddenRows": hidden,
        "columns": [_column(sheet, at) for at in range(sheet.column_count)],
        "rows": [drawing.row(at) for at in range(len(sheet.rows))],
        "rules": drawing.rules,
        "protected": [_protected(book, entry) for entry in sheet.protected],
    }


def _column(sheet: Sheet, at: int) -> Json:
    size = sheet.sizes[COLUMNS].get(at, {})
    made = {"name": a1.column_name(at), "width": size.get("pixelSize", WIDTH)}
    return made | ({"hidden": True} if size.get("hiddenByUser") else {})


def _protected(book: Book, entry: Json) -> Json:
    area = a1.from_grid(entry["range"], book)
    sides = {"top": area.top, "bottom": area.bottom, "left": area.left, "right": area.right}
    return sides | {"description": entry.get("description") or ""}


class Drawing:
    """Draws the cells of one tab; validation rules are told once and then by number."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.place = place(book.locale)
        self.sums = Sums(book)
        self.rules: list[Json] = []
        self._numbers: dict[int, int] = {}
        self.painted = conditional.Painted(sheet)

    def row(self, at: int) -> Json | None:
        """A row with its id, by which the page finds it again; None for an empty one."""
        row = self.sheet.rows[at]
        if row is None:
            return None
        return {"id": row.id, "cells": [cell and self.cell(at, c, cell) for c, cell in enumerate(row.cells)]}

    def cell(self, row: int, column: int, cell: Cell) -> Any:
        """Just the text of a plain cell, else an object: text, what to edit, kind, looks."""
        value = self.sums.value(self.sheet, row, column)
        text = render.formatted(value, cell.style, self.place)
        made: Json = {}
        if (edited := editable(cell, text, self.place)) != text:
            made["edit"] = edited
        if isinstance(value, bool):
            made["checked"] = value
        elif isinstance(value, int | float):
            made["number"] = True
        made |= _looks(cell.style, self.painted.color(row, column, value))
        if cell.note:
            made["note"] = cell.note
        if cell.rule:
            made["rule"] = self._rule(cell.rule)
            if value is not None and not validation.allows(cell.rule, value, text):
                made["wrong"] = True
        return {"text": text, **made} if made else text

    def _rule(self, rule: Json) -> int:
        if id(rule) not in self._numbers:
            self._numbers[id(rule)] = len(self.rules)
            self.rules.append(validation.shown(rule, self.book))
        return self._numbers[id(rule)]


def editable(cell: Cell, text: str, place: Place) -> str:
    """What stands in the field when a person starts to edit; an apostrophe keeps text text."""
    entered: Scalar = cell.entered
    if isinstance(entered, Formula) or entered is None:
        return str(entered or "")
    if isinstance(entered, str):
        return "'" + entered if entered[:1] in ("=", "'", "+") else entered
    if isinstance(entered, bool) or render.is_date(cell.style):
        return text
    return render.general(entered, place)


def _looks(style: Json | None, painted: str | None) -> Json:
    if not style:
        return {"fill": painted} if painted else {}
    text = style.get("textFormat") or {}
    looks = {
        "fill": painted or color(style, "backgroundColor"),
        "ink": color(text, "foregroundColor"),
        "bold": bool(text.get("bold")),
    }
    return {name: value for name, value in looks.items() if value}


def color(holder: Json, name: str) -> str | None:
    """A colour of Google's as CSS; the style field wins over the older one."""
    given = (holder.get(f"{name}Style") or {}).get("rgbColor") or holder.get(name)
    if given is None:
        return None
    return _css(*(float(given.get(part) or 0) for part in ("red", "green", "blue")))


@lru_cache(maxsize=256)
def _css(red: float, green: float, blue: float) -> str | None:
    if (red, green, blue) == (1, 1, 1):
        return None
    return "#" + "".join(f"{round(part * 255):02x}" for part in (red, green, blue))
