"""A spreadsheet in memory, asked for what formulas come to."""

from typing import Any

from sheets.local.content.defaults import new_properties
from sheets.local.content.ranges import Reader, Writer
from sheets.local.files.workbooks import first_sheet
from sheets.local.formulas.evaluate import Calculator
from sheets.local.formulas.memory import memo
from sheets.local.model import a1
from sheets.local.model.spreadsheet import Book, Scalar, Sheet


class Spreadsheet:
    """Changed and read as the API does it, without HTTP."""

    def __init__(self, locale: str = "en_US") -> None:
        self.book = Book("book", new_properties({"locale": locale, "title": "Towns"}))
        first_sheet(self.book)
        memo.published(self.book)

    @property
    def memo(self) -> memo.Memo:
        assert isinstance(self.book.memo, memo.Memo)
        return self.book.memo

    def add_tab(self, title: str) -> None:
        new = self.book.copy()
        grid = {"rowCount": 100, "columnCount": 26}
        properties = {
            "sheetId": len(new.sheets),
            "title": title,
            "gridProperties": grid,
        }
        new.sheets.append(Sheet(properties))
        self.publish(new)

    def put(self, range: str, values: list[list[Any]]) -> None:
        new = self.book.copy()
        Writer(new, "USER_ENTERED").update(a1.parse(range, new), values, None)
        self.publish(new)

    def publish(self, new: Book) -> None:
        memo.published(new, self.book)
        self.book = new

    def value(self, range: str) -> Scalar:
        area = a1.parse(range, self.book)
        return Calculator(self.book).value(area.sheet, area.top, area.left)

    def shown(self, range: str) -> Any:
        values = Reader(self.book, {}).values(a1.parse(range, self.book))
        return values[0][0] if values else ""

    def result(self, formula: str, cell: str = "Z50") -> Scalar:
        self.put(cell, [[formula]])
        return self.value(cell)
