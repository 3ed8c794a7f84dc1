"""One tab as the page shows it."""

import json
import threading
from functools import lru_cache
from typing import Any

from sheets.local.content import conditional, filtering
from sheets.local.formats import render, serial
from sheets.local.formats.locales import LocaleFormat, locale_format
from sheets.local.formulas.evaluate import Calculator
from sheets.local.model import a1
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import (
    COLUMNS,
    ROWS,
    Book,
    Cell,
    Formula,
    Json,
    Row,
    Scalar,
    Sheet,
)
from sheets.local.page.shown import filter as page_filter
from sheets.local.page.shown import validation
from sheets.local.page.targets import frozen, frozen_columns, headers

# The page stays scrollable while the rest of a long tab is on its way.
SPARE_ROWS = 20
WIDTH = 100
KEPT_TABS, KEPT_RULES = 16, 1000


class Drawn:
    """Tabs drawn before.

    Of a tab that changed only the rows that are no longer the same are drawn anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tabs: dict[tuple[str, int], Drawing] = {}

    def page(self, book: Book, sheet: Sheet, first: int | None = None) -> str:
        """The tabs of a book and the filled rows of one of them (or the first ones),
        as JSON ready to be drawn.
        """
        with self._lock:
            drawing = Drawing(book, sheet)
            before = self._tabs.pop((book.id, sheet.id), None)
            # Rules only grow in a drawing: after a thousand it begins anew.
            if (
                before
                and before.look == drawing.look
                and len(before.rules) < KEPT_RULES
            ):
                drawing.take_over(before)
            self._tabs[book.id, sheet.id] = drawing
            # The oldest goes: a mapping keeps the order of its keys.
            if len(self._tabs) > KEPT_TABS:
                del self._tabs[next(iter(self._tabs))]
            return drawing.page(first)


def _column(sheet: Sheet, index: int) -> Json:
    size = sheet.sizes[COLUMNS].get(index, {})
    column = {"name": a1.column_name(index), "width": size.get("pixelSize", WIDTH)}
    return column | ({"hidden": True} if size.get("hiddenByUser") else {})


def _protected(book: Book, entry: Json) -> Json:
    area = a1.from_grid(entry["range"], book)
    sides = {
        "top": area.top,
        "bottom": area.bottom,
        "left": area.left,
        "right": area.right,
    }
    return sides | {"description": entry.get("description") or ""}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Drawing:
    """Draws the cells of one tab; validation rules are told once and then by number."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book = book
        self.sheet = sheet
        self.locale = locale_format(book.locale)
        self.calculator = Calculator(book)
        self.painted = conditional.Painted(sheet, self.calculator)
        self.look = _json([book.locale, sheet.conditional])
        """Rows drawn under another look are of no use."""
        self.lines: dict[int, tuple[Row, int, str]] = {}
        self.rules: list[Json] = []
        self.numbers: dict[int, int] = {}

    def take_over(self, before: "Drawing") -> None:
        """Keeps the rows of an earlier drawing, and the numbers of the rules in
        them.
        """
        self.rules, self.numbers = before.rules, before.numbers
        if self.painted.by_row:
            self.lines = before.lines

    def page(self, first: int | None) -> str:
        """The whole, or the first rows of a long tab: then `partial` is true, and
        the rest is to be asked for.
        """
        sheet = self.sheet
        total = len(sheet.rows)
        asked_for = first or 0
        # A filter needs all rows to know which are hidden.
        is_part = asked_for != 0 and total > asked_for and sheet.basic_filter is None
        if is_part:
            count = asked_for
        else:
            count = total
        lines = [self.line(index) for index in range(count)]
        if not is_part:
            self._forget_old_lines()
        if is_part:
            row_count = count
        else:
            row_count = min(sheet.row_count, count + SPARE_ROWS)
        head = self._head() | {"partial": is_part, "rowCount": row_count}
        return f'{_json(head)[:-1]},"rows":[{",".join(lines)}]}}'

    def _forget_old_lines(self) -> None:
        """Drops the rows that are not in the tab any more."""
        ids = set()
        for row in self.sheet.rows:
            if row:
                ids.add(row.id)
        self.lines = {id: line for id, line in self.lines.items() if id in ids}

    def _head(self) -> Json:
        """All but the rows.

        Asked for when these are drawn, which gives the rules their numbers.
        """
        sheet = self.sheet
        book = self.book
        tabs = []
        for tab in book.sheets:
            if not tab.properties.get("hidden"):
                tabs.append({"gid": tab.id, "title": tab.title})
        hidden_rows = []
        for index, size in sheet.sizes[ROWS].items():
            if size.get("hiddenByUser"):
                hidden_rows.append(index)
        protected = []
        for entry in sheet.protected:
            if "range" in entry:
                protected.append(_protected(book, entry))
        return {
            "version": book.version,
            "title": book.properties["title"],
            "gid": sheet.id,
            "tabs": tabs,
            "frozen": frozen(sheet),
            "frozenColumns": frozen_columns(sheet),
            "headers": headers(book, sheet),
            "hiddenRows": hidden_rows,
            "filter": page_filter.shown(sheet),
            "filteredRows": sorted(filtering.hidden(book, sheet)),
            "columns": [_column(sheet, index) for index in range(sheet.column_count)],
            "rules": [validation.shown(rule, book) for rule in self.rules],
            "protected": protected,
        }

    def line(self, index: int) -> str:
        """A row as JSON, drawn now or before."""
        row = self.sheet.rows[index]
        if row is None:
            return "null"
        earlier = self.lines.get(row.id)
        if (
            earlier
            and earlier[0] is row
            and (earlier[1] == index or not self.painted.rules)
        ):
            return earlier[2]
        text = _json(self.row(index, row))
        # What a formula comes to may change without its row.
        if not row.formulas:
            self.lines[row.id] = (row, index, text)
        return text

    def row(self, index: int, row: Row) -> Json:
        """A row with its id, by which the page finds it again."""
        has_rules = bool(self.painted.rules)
        cells: list[Any] = []
        for column, cell in enumerate(row.cells):
            if cell is None:
                cells.append(None)
            elif not has_rules and _is_plain(cell):
                cells.append(cell.entered)
            else:
                cells.append(self.cell(index, column, cell))
        return {"id": row.id, "cells": cells}

    def cell(self, row: int, column: int, cell: Cell) -> Any:
        """Just the text of a plain cell, else an object: text,
        what to edit, kind, looks.
        """
        if _is_open(cell):
            value = self.calculator.value(self.sheet, row, column)
        else:
            value = cell.entered
        style = self.calculator.style(self.sheet, row, column, cell)
        text = render.formatted(value, style, self.locale)
        painted = None
        if self.painted.rules:
            painted = self.painted.format(row, column, value)
        drawn = {
            **self._edited(cell, text),
            **_kind_of(value, style),
            **_looks(cell.style, painted),
        }
        if cell.note:
            drawn["note"] = cell.note
        if cell.rule:
            drawn["rule"] = self._rule(cell.rule)
            if value is not None and not validation.allows(cell.rule, value, text):
                drawn["wrong"] = True
        if drawn:
            return {"text": text, **drawn}
        return text

    def _edited(self, cell: Cell, text: str) -> Json:
        """What stands in the field when a person edits the cell, where
        that is not what it shows.
        """
        # Plain numbers are shown in full: no other way to edit them is looked for.
        if cell.style is None and type(cell.entered) in (int, float):
            return {}
        edited = editable(cell, text, self.locale)
        if edited != text:
            return {"edit": edited}
        return {}

    def _rule(self, rule: Json) -> int:
        if id(rule) not in self.numbers:
            self.numbers[id(rule)] = len(self.rules)
            # Held, so that no other one gets its identity.
            self.rules.append(rule)
        return self.numbers[id(rule)]


def _is_open(cell: Cell) -> bool:
    """Whether what a cell comes to is not just what was entered."""
    return type(cell.entered) is Formula or cell.entered is None


def _is_plain(cell: Cell) -> bool:
    """Whether a cell is a text without anything attached, shown and edited as it is."""
    entered = cell.entered
    if type(entered) is not str:
        return False
    if cell[1:4] != (None, None, ""):
        return False
    return entered[:1] not in ("=", "'", "+")


def _kind_of(value: Scalar, style: Json | None) -> Json:
    """Whether a value is a tick or a number, which one, and the day of a date."""
    if isinstance(value, bool):
        return {"checked": value}
    if not isinstance(value, int | float):
        return {}
    day = _day(value, style)
    if day:
        return {"number": value, "day": day}
    return {"number": value}


def _day(value: float, style: Json | None) -> str | None:
    """A date as browsers write it, for their calendars; None for a time of a day, which
    a calendar would take away.
    """
    if not render.is_date(style) or value % 1:
        return None
    try:
        return serial.to_datetime(value).date().isoformat()
    except OverflowError:
        return None


def editable(cell: Cell, text: str, locale: LocaleFormat) -> str:
    """What stands in the field when a person starts to edit; an
    apostrophe keeps text text.
    """
    entered: Scalar = cell.entered
    if isinstance(entered, Formula) or entered is None:
        return str(entered or "")
    if isinstance(entered, str):
        if entered[:1] in ("=", "'", "+"):
            return "'" + entered
        return entered
    if isinstance(entered, bool) or render.is_date(cell.style):
        return text
    return render.general(entered, locale)


def _looks(style: Json | None, painted: Json | None) -> Json:
    """Fill, ink and weight; a conditional format wins over the cell's own."""
    looks: Json = {}
    for source in (style, painted):
        if not source:
            continue
        text = part_of(source, "textFormat")
        own = {
            "fill": color(source, "backgroundColor"),
            "ink": color(text, "foregroundColor"),
            "bold": bool(text.get("bold")),
        }
        looks |= {name: value for name, value in own.items() if value}
    return looks


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
