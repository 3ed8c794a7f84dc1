"""What every request of a batch is given."""

from dataclasses import dataclass

from sheets.local.errors import invalid
from sheets.local.files.workbooks import Switches
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import number_of
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Book, Json, Sheet


@dataclass(frozen=True)
class Batch:
    """The copy of the spreadsheet that the batch changes, and the server's switches."""

    book: Book
    switches: Switches

    def sheet(self, id: object) -> Sheet:
        """The sheet of this id. Raises Google's error for an unknown one."""
        result = self.book.find(int(id) if isinstance(id, int | str) else 0)
        if result is None:
            raise invalid(f"No grid with id: {id or 0}")
        return result

    def area(self, grid: Json) -> Area:
        """The part of the grid that a GridRange names."""
        return a1.from_grid(grid, self.book)

    def span(self, given: Json) -> tuple[Sheet, str, int, int]:
        """Sheet, dimension, start and end of a DimensionRange; a
        missing end is the grid's.
        """
        sheet = self.sheet(given.get("sheetId"))
        dimension = given.get("dimension")
        if dimension not in (ROWS, COLUMNS):
            raise invalid("No dimension specified.")
        end = given.get("endIndex")
        start = number_of(given, "startIndex")
        if end is None:
            stop = sheet.count(dimension)
        else:
            stop = int(end)
        if start < 0 or stop <= start:
            raise invalid(f"Invalid dimension range: start {start}, end {stop}.")
        return sheet, dimension, start, stop
