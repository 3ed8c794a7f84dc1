"""Works formulas out, in the order in which they need each other."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sheets.local.formats import render
from sheets.local.formats.locales import locale_format
from sheets.local.formats.whole import whole
from sheets.local.formulas import functions
from sheets.local.formulas.coerce import Habits
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.memory.cells import Cells
from sheets.local.formulas.memory.memo import Memo, Result, Trace
from sheets.local.formulas.parsing.parser import parse
from sheets.local.formulas.values import (
    ERROR,
    REF,
    Fault,
    Formatted,
    FormulaError,
    Key,
    Unsettled,
)
from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import Book, Cell, Formula, Json, Scalar, Sheet

CIRCLE = Fault(
    REF,
    "Circular dependency detected. "
    "To resolve with iterative calculation, see File > Settings.",
)
functions.load()


class Calculator:
    """What the cells of one state of a book come to.

    A published state remembers it, for all that read it; a draft only for this reader.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        if isinstance(book.memo, Memo):
            self.memo = book.memo
        else:
            self.memo = Memo()
        now = _now(book.time_zone)
        self.habits = Habits(locale_format(book.locale), now.year)
        with self.memo.lock:
            before = self.memo.moment
            # Nothing changed, and yet TODAY is another day.
            if before is not None and before.date() != now.date():
                self.memo.forget(list(self.memo.volatile))
                before = None
            self.memo.moment = self.moment = before or now

    def value(self, sheet: Sheet, row: int, column: int) -> Scalar:
        """The effective value of a cell; an unchecked check box reads False."""
        cell = sheet.cell(row, column)
        if type(cell.entered) is Formula:
            return self._settled((sheet.id, row, column)).value
        if cell.entered is None and cell.is_check_box:
            return False
        return cell.entered

    def values(self, area: Area) -> list[Scalar]:
        """The values of an area row by row, without rows at its end that hold
        nothing.
        """
        bottom = min(area.bottom, len(area.sheet.rows))
        return [
            self.value(area.sheet, row, column)
            for row in range(area.top, bottom)
            for column in range(area.left, area.right)
        ]

    def style(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Json | None:
        """The format of a cell; a formula in a cell without a number format brings
        one along: `=TODAY()` shows a date.
        """
        if type(cell.entered) is not Formula or render.number_format_of(cell.style):
            return cell.style
        number_format = self._settled((sheet.id, row, column)).number_format
        if number_format is None:
            return cell.style
        return (cell.style or {}) | {"numberFormat": number_format}

    def result(self, formula: Formula, sheet: Sheet, row: int, column: int) -> Scalar:
        """What a formula that stands in no cell comes to, seen from a place."""
        with self.memo.lock:
            while True:
                try:
                    return self._worked_out(formula, sheet, row, column)[0].value
                except Unsettled as unsettled:
                    # It needs cells that are not worked out yet: these first, then once
                    # more. No recursion: a column of 20,000 cells may hang together.
                    for key in unsettled.keys:
                        self._settle(key)

    def _settled(self, key: Key) -> Result:
        with self.memo.lock:
            result = self.memo.results.get(key)
            if result is None:
                self._settle(key)
                result = self.memo.results[key]
            return result

    def _settle(self, first: Key) -> None:
        """Works out a formula and all that it needs.

        1. A formula that needs others which are not worked out is put off: they come
           onto the stack above it, and it is begun again after them. However long the
           chain, the stack of this process does not grow.
        2. What was begun and not ended is the path down to the formula that is worked
           out now. If this one needs one of the path, all from there on go in a circle.
        """
        results = self.memo.results
        waiting = [first]
        path: dict[Key, Trace] = {}
        while waiting:
            key = waiting[-1]
            if key in results:
                waiting.pop()
                path.pop(key, None)
                continue
            sheet = self.book.find(key[0])
            assert sheet is not None
            formula = sheet.cell(key[1], key[2]).entered
            assert isinstance(formula, Formula)
            cells = self._cells(sheet)
            try:
                result = self._worked_in(cells, formula, key)
            except Unsettled as unsettled:
                path[key] = cells.trace()
                begun = set()
                for need in unsettled.keys:
                    if need in path:
                        begun.add(need)
                if begun:
                    self._break(begun, path)
                else:
                    waiting.extend(unsettled.keys)
                continue
            self.memo.keep(key, result, cells.trace())

    def _break(self, begun: set[Key], path: dict[Key, Trace]) -> None:
        """Gives all cells of a circle their error: those from the first on that is
        needed again.
        """
        keys = list(path)
        first = next(index for index, key in enumerate(keys) if key in begun)
        for key in keys[first:]:
            self.memo.keep(key, Result(CIRCLE), path.pop(key))

    def _cells(self, sheet: Sheet) -> Cells:
        return Cells(self.book, self.memo, self.habits, sheet, self.moment)

    def _worked_out(
        self, formula: Formula, sheet: Sheet, row: int, column: int
    ) -> tuple[Result, Trace]:
        cells = self._cells(sheet)
        result = self._worked_in(cells, formula, (sheet.id, row, column))
        return result, cells.trace()

    def _worked_in(self, cells: Cells, formula: Formula, key: Key) -> Result:
        try:
            node = parse(formula, self.habits.locale.decimal)
            value = Frame(cells, key[1], key[2]).finished(node)
        except FormulaError as error:
            return Result(error.failure)
        # Operators within operators, to the right without brackets.
        except RecursionError:
            return Result(Fault(ERROR, "Formula parse error."))
        if isinstance(value, Formatted):
            return Result(whole(float(value)), value.format)
        if isinstance(value, float):
            return Result(whole(value))
        return Result(value)


def _now(time_zone: str) -> datetime:
    """Now in a time zone, without the zone."""
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        # As Google's own default of a new spreadsheet.
        return datetime.now(UTC).replace(tzinfo=None)
    return datetime.now(zone).replace(tzinfo=None)
