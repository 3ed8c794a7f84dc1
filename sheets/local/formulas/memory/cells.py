"""The cells that a formula reads, and what it read of them."""

from collections.abc import Iterator
from datetime import date, datetime

from sheets.local.errors import ApiError
from sheets.local.formats import render
from sheets.local.formulas.coerce import Habits
from sheets.local.formulas.memory.columns import Corners, Running, Term
from sheets.local.formulas.memory.memo import CHANGE, DAY, ENDLESS, Area, Memo, Trace
from sheets.local.formulas.parsing.syntax import Reference
from sheets.local.formulas.values import (
    NAME,
    REF,
    Formatted,
    FormulaError,
    Key,
    Region,
    Table,
    Unsettled,
    failed,
    served,
)
from sheets.local.model import a1
from sheets.local.model.spreadsheet import (
    Book,
    Failure,
    Formula,
    Json,
    Row,
    Scalar,
    Sheet,
    is_number,
)


class Cells:
    """Reads cells for one formula that stands on a tab."""

    def __init__(
        self, book: Book, memo: Memo, habits: Habits, sheet: Sheet, moment: datetime
    ) -> None:
        self.book = book
        self.memo = memo
        self.habits = habits
        self.sheet = sheet
        self.moment = moment
        self.read_cells: set[Key] = set()
        self.read_areas: set[Area] = set()
        self.ages = ""

    def trace(self) -> Trace:
        """What was read until now."""
        return Trace(tuple(self.read_cells), tuple(self.read_areas), self.ages)

    def now(self) -> datetime:
        """The moment in the spreadsheet's time zone; the formula is worked out again
        with every change.
        """
        self.ages = CHANGE
        return self.moment

    def today(self) -> date:
        """The day in the spreadsheet's time zone; the formula is worked out again on
        another one.
        """
        self.ages = self.ages or DAY
        return self.moment.date()

    def region(self, reference: Reference) -> Region:
        """The cells of a reference, within the grid. Raises #REF!."""
        sheet = self.sheet
        if reference.title is not None:
            sheet = self.titled(reference.title)
        top = reference.top or 0
        left = reference.left or 0
        if top >= sheet.row_count or left >= sheet.column_count:
            raise failed(REF, "Reference does not exist.")
        bottom = sheet.row_count
        right = sheet.column_count
        if reference.bottom is not None:
            bottom = min(bottom, reference.bottom + 1)
        if reference.right is not None:
            right = min(right, reference.right + 1)
        is_open = None in (reference.bottom, reference.right)
        region = Region(sheet, top, bottom, left, right, is_open)
        # What it comes to may depend on the size of the tab alone, as with ROWS.
        if is_open:
            self.read_areas.add(_area(region))
        return region

    def titled(self, title: str) -> Sheet:
        """The tab of a title. Raises #REF!."""
        sheet = self.book.titled(title)
        if sheet is None:
            raise failed(REF, f"Unresolved sheet name '{title}'.")
        return sheet

    def named(self, text: str) -> Region:
        """The cells of a named range. Raises #NAME?."""
        title, mark, name = text.rpartition("!")
        if mark:
            self.titled(title.strip("'").replace("''", "'"))
        for entry in self.book.named:
            if entry["name"].casefold() == name.casefold():
                return self._of_grid(entry["range"])
        raise failed(NAME, f"Unknown range name: '{text.upper()}'.")

    def _of_grid(self, grid: Json) -> Region:
        try:
            area = a1.from_grid(grid, self.book)
        except ApiError:
            raise failed(REF, "Reference does not exist.") from None
        return Region(area.sheet, area.top, area.bottom, area.left, area.right)

    def single(self, sheet: Sheet, row: int, column: int) -> Scalar:
        """The value of one cell, which may be an error value."""
        self.read_cells.add((sheet.id, row, column))
        cell = sheet.cell(row, column)
        if type(cell.entered) is Formula:
            return self._settled((sheet.id, row, column))
        if cell.entered is None and cell.is_check_box:
            return False
        return cell.entered

    def _settled(self, key: Key) -> Scalar:
        result = self.memo.results.get(key)
        if result is None:
            raise Unsettled([key])
        return served(result.value)

    def shown(self, sheet: Sheet, row: int, column: int) -> Scalar:
        """The value of one cell; a number brings its format along."""
        value = self.single(sheet, row, column)
        if not is_number(value):
            return value
        number_format = self.number_format(sheet, row, column)
        if number_format is None:
            return value
        assert isinstance(value, int | float)
        return Formatted(value, number_format)

    def number_format(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """The number format of a cell: its own, or the one that its formula brings."""
        cell = sheet.cell(row, column)
        own = render.number_format_of(cell.style)
        if own:
            if own.get("type") == "TEXT":
                return None
            return own
        result = self.memo.results.get((sheet.id, row, column))
        if result is None:
            return None
        return result.number_format

    def format_of(self, region: Region) -> Json | None:
        """The number format of the first number of a range."""
        bottom = min(region.bottom, len(region.sheet.rows))
        for row in range(region.top, bottom):
            for column in range(region.left, region.right):
                if is_number(self.single(region.sheet, row, column)):
                    return self.number_format(region.sheet, row, column)
        return None

    def table(self, region: Region) -> Table:
        """The values of a range."""
        self.read_areas.add(_area(region))
        corners = _corners(region)
        table = self.memo.columns.tables.get(corners)
        if table is None:
            rows = self._rows(region)
            table = Table(rows, region.height, region.width)
            self.memo.columns.keep_table(corners, table)
        return table

    def index(self, region: Region) -> dict[Term, list[int]]:
        """Where each value stands in a range of one row or column."""
        table = self.table(region)
        return self.memo.columns.index(_corners(region), table)

    def _rows(self, region: Region) -> list[list[Scalar]]:
        """Rows down to the last that holds anything."""
        sheet = region.sheet
        unsettled = list[Key]()
        bottom = min(region.bottom, len(sheet.rows))
        rows: list[list[Scalar]] = []
        for index in range(region.top, bottom):
            row = sheet.rows[index]
            if row is None:
                rows.append([None] * region.width)
            else:
                line = self._line(row, sheet.id, index, region, unsettled)
                rows.append(line)
        if unsettled:
            # The last that is put on the stack is worked out first.
            raise Unsettled(unsettled[::-1])
        return rows

    def _line(
        self, row: Row, sheet: int, index: int, region: Region, unsettled: list[Key]
    ) -> list[Scalar]:
        line: list[Scalar] = []
        for column, cell in enumerate(row.cells[region.left : region.right]):
            if cell is None:
                line.append(None)
            elif type(cell.entered) is Formula:
                key = (sheet, index, region.left + column)
                result = self.memo.results.get(key)
                if result is None:
                    unsettled.append(key)
                line.append(served(result.value) if result else None)
            elif cell.entered is None and cell.is_check_box:
                line.append(False)
            else:
                line.append(cell.entered)
        line.extend([None] * (region.width - len(line)))
        return line

    def sum_of_column(self, region: Region) -> float:
        """The sum of a range of one column. Raises FormulaError for an error in it."""
        self.read_areas.add(_area(region))
        sheet = region.sheet
        start = (sheet.id, region.top, region.left)
        running = self.memo.columns.running.setdefault(start, Running())
        bottom = min(region.bottom, len(sheet.rows))
        for value in self._further(region, len(running.sums), bottom):
            if isinstance(value, Failure):
                raise FormulaError(value)
            running.add(value)
        height = bottom - region.top
        if height <= 0:
            return 0.0
        return running.sums[height - 1]

    def _further(self, region: Region, start: int, bottom: int) -> Iterator[Scalar]:
        """The values of a column from an offset on."""
        rest = Region(
            region.sheet, region.top + start, bottom, region.left, region.right
        )
        for row in self._rows(rest):
            yield row[0]


def _corners(region: Region) -> Corners:
    return region.sheet.id, region.top, region.bottom, region.left, region.right


def _area(region: Region) -> Area:
    bottom = region.bottom
    right = region.right
    if region.is_open and bottom == region.sheet.row_count:
        bottom = ENDLESS
    return Area(region.sheet.id, region.top, bottom, region.left, right)
