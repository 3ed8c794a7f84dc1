"""Filters: basic ones and views. Their two forms, and which rows one hides."""

from sheets.local.content import colours, conditional
from sheets.local.formats import render
from sheets.local.formats.locales import locale_format
from sheets.local.formulas.evaluate import Calculator
from sheets.local.model import a1
from sheets.local.model.json_parts import items_of, number_of, part_of
from sheets.local.model.spreadsheet import Book, Cell, Json, Scalar, Sheet

COLOURS = {
    "visibleBackgroundColor": ("backgroundColor",),
    "visibleForegroundColor": ("textFormat", "foregroundColor"),
}


def completed(given: Json, area: a1.Area) -> Json:
    """A filter as Google keeps it: its four edges, and its criteria both as the list
    that is newer and by column.
    """
    entry = {}
    for name, value in given.items():
        if value not in (None, {}, []):
            entry[name] = value
    entry["range"] = a1.to_grid(area)
    if entry.get("filterSpecs"):
        entry["criteria"] = {
            str(column): held for column, held in criteria_of(entry).items()
        }
    elif entry.get("criteria"):
        entry["filterSpecs"] = [
            {"columnIndex": int(column), "filterCriteria": held}
            for column, held in entry["criteria"].items()
        ]
    return entry


def criteria_of(given: Json) -> dict[int, Json]:
    """What a filter asks of each filtered column, by the column's index.

    The newer list of specifications wins, as in Google.
    """
    criteria: dict[int, Json] = {}
    specs = given.get("filterSpecs")
    if specs:
        for spec in specs:
            criteria[number_of(spec, "columnIndex")] = part_of(spec, "filterCriteria")
        return criteria
    for column, held in part_of(given, "criteria").items():
        criteria[int(column)] = held
    return criteria


def hidden(book: Book, sheet: Sheet) -> frozenset[int]:
    """The rows that a tab's basic filter hides."""
    given = sheet.basic_filter or {}
    criteria = criteria_of(given)
    if not criteria:
        return frozenset()
    look = _Look(book, sheet, criteria)
    grid = part_of(given, "range")
    top = number_of(grid, "startRowIndex") + 1
    bottom = min(int(grid.get("endRowIndex", sheet.row_count)), len(sheet.rows))
    rows = set()
    for row in range(top, bottom):
        if not all(look.passes(row, column) for column in criteria):
            rows.add(row)
    return frozenset(rows)


class _Look:
    """What a filter looks at in the cells of a tab."""

    def __init__(self, book: Book, sheet: Sheet, criteria: dict[int, Json]) -> None:
        self.sheet = sheet
        self.criteria = criteria
        # Of a column in which each row says something else, nearly all are hidden:
        # a list would be gone through for every row.
        self.hidden_texts = {
            column: frozenset(map(str, items_of(held, "hiddenValues")))
            for column, held in criteria.items()
        }
        self.calculator = Calculator(book)
        self.locale = locale_format(book.locale)
        self.default = book.properties["defaultFormat"]

    def passes(self, row: int, column: int) -> bool:
        """Whether a cell is shown."""
        criteria = self.criteria[column]
        cell = self.sheet.cell(row, column)
        value: Scalar = self.calculator.value(self.sheet, row, column)
        if self.hidden_texts[column]:
            style = self.calculator.style(self.sheet, row, column, cell)
            text = render.formatted(value, style, self.locale)
            if text in self.hidden_texts[column]:
                return False
        condition = criteria.get("condition")
        if condition and not conditional.holds(condition, value):
            return False
        return all(
            self._colour(cell, path) == criteria[name]
            for name, path in COLOURS.items()
            if name in criteria
        )

    def _colour(self, cell: Cell, path: tuple[str, ...]) -> Json:
        return colour_of(cell, path) or colour_in(self.default, path) or colours.BLACK


def colour_of(cell: Cell, path: tuple[str, ...]) -> Json | None:
    """The colour that a cell's own format has at a path."""
    return colour_in(cell.style or {}, path)


def colour_in(style: Json, path: tuple[str, ...]) -> Json | None:
    """The colour at a path of a format."""
    part: Json | None = style
    for name in path:
        part = (part or {}).get(name)
    return part
