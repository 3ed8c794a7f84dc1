"""Whole files for other programs: a tab as CSV or TSV, a
spreadsheet as an Excel workbook.
"""

import csv
import io
import re
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from sheets.local.content.ranges import Reader
from sheets.local.formats import date_format, render
from sheets.local.formats.locales import locale_format
from sheets.local.formats.number_format import DEFAULTS
from sheets.local.formulas.evaluate import Calculator
from sheets.local.model import a1
from sheets.local.model.json_parts import number_of, part_of, text_of
from sheets.local.model.spreadsheet import (
    COLUMNS,
    ROWS,
    Book,
    Cell,
    Formula,
    Json,
    Scalar,
    Sheet,
)
from sheets.local.page.shown import data as page_data
from sheets.local.page.shown import validation

EXCEL_TEXT = 32_767
EXCEL_TITLE = 31
EXCEL_LIST = 255
"""Characters that Excel allows in a cell, in a tab's name, in the list of a
drop-down.
"""
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
PIXELS_A_CHARACTER = 7


def as_csv(book: Book, sheet: Sheet, separator: str = ",") -> str:
    """A tab's shown texts, one line a row, without a line end after the last."""
    rows = Reader(book, {}).values(a1.whole(sheet))
    width = max(map(len, rows), default=0)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    # As Google's export: no line end after the last row.
    return text.getvalue().removesuffix("\r\n")


def as_xlsx(book: Book) -> bytes:
    """The spreadsheet as Excel reads it: values, formulas, formats, drop-downs, notes,
    widths, frozen rows, filters.

    Texts beyond what an Excel cell holds are cut there.
    """
    file = io.BytesIO()
    with Workbook(
        file,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    ) as workbook:
        titles: set[str] = set()
        for sheet in book.sheets:
            _Tab(workbook, book, sheet, _title(sheet.title, titles)).write()
    return file.getvalue()


def _title(title: str, taken: set[str]) -> str:
    bare = NOT_IN_A_TITLE.sub(" ", title).strip("'")[:EXCEL_TITLE].strip() or "Sheet"
    unique_title = bare
    number = 1
    while unique_title.casefold() in taken:
        number += 1
        # Excel compares titles without case and takes 31 letters.
        unique_title = f"{bare[: EXCEL_TITLE - 4]} {number}"
    taken.add(unique_title.casefold())
    return unique_title


class _Tab:
    """Writes one tab into a workbook; each look is made once."""

    def __init__(
        self, workbook: Workbook, book: Book, sheet: Sheet, title: str
    ) -> None:
        self.workbook = workbook
        self.book = book
        self.sheet = sheet
        self.tab: Worksheet = workbook.add_worksheet(title)
        self.locale = locale_format(book.locale)
        self.calculator = Calculator(book)
        self.looks: dict[str, Any] = {}

    def write(self) -> None:
        """Everything of the tab."""
        for index, row in enumerate(self.sheet.rows):
            for column, cell in enumerate(row.cells if row else ()):
                if cell is not None:
                    self._cell(index, column, cell)
        grid = self.sheet.properties["gridProperties"]
        self.tab.freeze_panes(
            number_of(grid, "frozenRowCount"),
            number_of(grid, "frozenColumnCount"),
        )
        for index, size in self.sheet.sizes[COLUMNS].items():
            width = size.get("pixelSize", page_data.WIDTH) / PIXELS_A_CHARACTER
            self.tab.set_column(
                index, index, width, None, {"hidden": bool(size.get("hiddenByUser"))}
            )
        for index, size in self.sheet.sizes[ROWS].items():
            if size.get("hiddenByUser"):
                self.tab.set_row(index, None, None, {"hidden": True})
        for merge in self.sheet.merges:
            self.tab.merge_range(*self._corners(merge), "")
            # XlsxWriter writes a blank into a merged range: its
            # first cell is written over it.
            self._again(merge)
        if self.sheet.basic_filter and "range" in self.sheet.basic_filter:
            self.tab.autofilter(*self._corners(self.sheet.basic_filter["range"]))
        if self.sheet.properties.get("hidden"):
            self.tab.hide()

    def _corners(self, grid_range: Json) -> tuple[int, int, int, int]:
        area = a1.from_grid(grid_range, self.book)
        return area.top, area.left, area.bottom - 1, area.right - 1

    def _again(self, merge: Json) -> None:
        top, left, _, _ = self._corners(merge)
        self._cell(top, left, self.sheet.cell(top, left))

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        style = self.calculator.style(self.sheet, row, column, cell)
        look = self._look(cell._replace(style=style))
        value = self.calculator.value(self.sheet, row, column)
        if isinstance(cell.entered, Formula):
            self.tab.write_formula(row, column, str(cell.entered), look, value)
        else:
            self._value(row, column, value, look)
        if cell.note:
            self.tab.write_comment(row, column, cell.note)
        if cell.rule:
            self._rule(row, column, cell.rule)

    def _value(self, row: int, column: int, value: Scalar, look: Any) -> None:
        match value:
            case None:
                self.tab.write_blank(row, column, None, look)
            case bool():
                self.tab.write_boolean(row, column, value, look)
            case int() | float():
                self.tab.write_number(row, column, value, look)
            case _:
                self.tab.write_string(row, column, str(value)[:EXCEL_TEXT], look)

    def _rule(self, row: int, column: int, rule: Json) -> None:
        options = validation.options(rule, self.book)
        # Excel refuses a file with a longer list.
        if not options or len(",".join(options)) > EXCEL_LIST:
            return
        strict = bool(rule.get("strict"))
        if strict:
            error_type = "stop"
        else:
            error_type = "warning"
        settings = {"validate": "list", "source": options, "error_type": error_type}
        self.tab.data_validation(row, column, row, column, settings)

    def _look(self, cell: Cell) -> Any:
        properties = _look(cell.style, date_format.default("DATE", self.locale))
        if not properties:
            return None
        # A format for each cell would reach Excel's limit of formats.
        key = repr(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.workbook.add_format(properties)
        return self.looks[key]


def _look(style: Json | None, day: str) -> Json:
    """A cell's format in XlsxWriter's words."""
    if not style:
        return {}
    number = render.number_format_of(style)
    text = part_of(style, "textFormat")
    kind = text_of(number, "type")
    pattern = (
        number.get("pattern")
        or {"DATE": day, "TEXT": "@"}.get(kind)
        or DEFAULTS.get(kind)
    )
    properties = {
        "num_format": pattern,
        "bg_color": page_data.color(style, "backgroundColor"),
        "font_color": page_data.color(text, "foregroundColor"),
        "bold": bool(text.get("bold")),
        "italic": bool(text.get("italic")),
        "text_wrap": style.get("wrapStrategy") == "WRAP",
    }
    return {name: value for name, value in properties.items() if value}
