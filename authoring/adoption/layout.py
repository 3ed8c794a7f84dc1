"""Where a tab's table is: its heading row, its columns, and which rows are records."""

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.adoption.tabs import Cell, Tab
from fieldtypes.normalise import plain

ROWS_LOOKED_AT = 15
"""A heading stands in one of these; above it are titles and notes."""
# One column alone is a list of notes, not a table.
FEWEST_COLUMNS = 2
# Headers are texts, nearly all of them, and stand over most of the columns.
TEXT_SHARE, FILLED_SHARE = 0.8, 0.5
TOTALS = {
    "total",
    "totales",
    "totals",
    "totais",
    "suma",
    "soma",
    "sum",
    "summe",
    "somme",
}
"""Words that a row begins with that is no record."""


@dataclass(frozen=True)
class Heading:
    """A column of the table: its place, and the words above it."""

    column: int
    label: str


@dataclass(frozen=True)
class Layout:
    """A table in a tab. `row`: of its heading, from 0; `records`: rows of records;
    `totals`: rows that sum others up; `doubles`: headings that stand there twice;
    `nameless`: columns with cells and no heading.
    """

    tab: Tab
    row: int
    headings: Sequence[Heading]
    records: Sequence[int]
    totals: Sequence[int]
    doubles: Sequence[Heading]
    nameless: Sequence[int]

    def cells(self, heading: Heading) -> list[tuple[int, Cell]]:
        """The cells of a column that are filled, with their rows."""
        filled = []
        for row in self.records:
            cell = self.tab.cell(row, heading.column)
            if cell.value is not None:
                filled.append((row, cell))
        return filled

    def formulas(self, heading: Heading) -> int:
        """How many cells of a column are given by formulas, filled or not."""
        cells = [self.tab.cell(row, heading.column) for row in self.records]
        return sum(cell.is_formula for cell in cells)


def find_layout(tab: Tab) -> Layout | None:
    """The table of a tab; None where nothing looks like one."""
    row = _heading_row(tab)
    if row is None:
        return None
    headings: list[Heading] = []
    doubles = []
    nameless = []
    width = max(len(cells) for cells in tab.rows)
    for column in range(width):
        label = tab.cell(row, column).text
        is_filled = any(
            tab.cell(below, column).value is not None
            for below in range(row + 1, len(tab.rows))
        )
        heading = Heading(column, label)
        if not label:
            if is_filled:
                nameless.append(column)
        elif plain(label) in {plain(before.label) for before in headings}:
            doubles.append(heading)
        else:
            headings.append(heading)
    records, totals = _rows(tab, row, headings)
    return Layout(tab, row, headings, records, totals, doubles, nameless)


def _heading_row(tab: Tab) -> int | None:
    """The first row of words, none of them twice, that is as wide as what is below."""
    widest = max((_filled(cells) for cells in tab.rows), default=0)
    if widest < FEWEST_COLUMNS:
        return None
    for number, cells in enumerate(tab.rows[:ROWS_LOOKED_AT]):
        filled = []
        for cell in cells:
            if cell.value is not None:
                filled.append(cell)
        texts = []
        for cell in filled:
            if isinstance(cell.value, str):
                texts.append(cell)
        is_wide = len(filled) >= max(FEWEST_COLUMNS, FILLED_SHARE * widest)
        # A year or a number may be a heading; a row of numbers is none.
        if is_wide and len(texts) >= TEXT_SHARE * len(filled):
            return number
    return None


def _filled(cells: Sequence[Cell]) -> int:
    return sum(cell.value is not None for cell in cells)


def _rows(
    tab: Tab, heading_row: int, headings: Sequence[Heading]
) -> tuple[list[int], list[int]]:
    """Rows with a record, and those that sum up."""
    records: list[int] = []
    totals: list[int] = []
    for row in range(heading_row + 1, len(tab.rows)):
        cells = [tab.cell(row, heading.column) for heading in headings]
        filled = []
        for cell in cells:
            if cell.value is not None:
                filled.append(cell)
        if not filled:
            continue
        first = plain(filled[0].text).rstrip(":").split(" ")[0]
        is_total = first in TOTALS and any(cell.is_formula for cell in filled[1:])
        is_total = is_total or (first in TOTALS and len(filled) < len(cells))
        (totals if is_total else records).append(row)
    return records, totals
