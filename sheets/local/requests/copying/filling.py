"""The request that carries on what some cells begin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sheets.local.errors import invalid
from sheets.local.formats.locales import LocaleFormat, locale_format
from sheets.local.formats.render import number_format_of
from sheets.local.formats.whole import whole
from sheets.local.formulas import references
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import number_of, part_of
from sheets.local.model.spreadsheet import (
    COLUMNS,
    ROWS,
    Cell,
    Formula,
    Json,
    Scalar,
    is_number,
)
from sheets.local.requests.batch import Batch
from sheets.local.requests.copying import series

DATES = ("DATE", "DATE_TIME")
NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)
ENOUGH = 2
"""So many numbers make a series; a single one is repeated."""


@dataclass(frozen=True)
class Fill:
    """What is carried on, along which dimension, and how far: below zero
    is upwards or to the left.
    """

    source: Area
    dimension: str
    length: int

    @property
    def goes_down(self) -> bool:
        """Whether it goes from row to row, and not from column to column."""
        return self.dimension == ROWS

    @property
    def span(self) -> tuple[int, int]:
        """The first row (or column) of what is carried on, and the one behind it."""
        if self.goes_down:
            return self.source.top, self.source.bottom
        return self.source.left, self.source.right

    @property
    def lines(self) -> range:
        """The columns (or rows) each of which is carried on by itself."""
        if self.goes_down:
            return range(self.source.left, self.source.right)
        return range(self.source.top, self.source.bottom)

    @property
    def targets(self) -> range:
        """The rows (or columns) that are filled."""
        start, end = self.span
        if self.length > 0:
            return range(end, end + self.length)
        return range(start + self.length, start)

    def cell(self, index: int, line: int) -> Cell:
        """The cell of a line at a place of it."""
        if self.goes_down:
            return self.source.sheet.cell(index, line)
        return self.source.sheet.cell(line, index)

    def put(self, index: int, line: int, cell: Cell) -> None:
        """Puts a cell at a place of a line."""
        if self.goes_down:
            self.source.sheet.put(index, {line: cell})
        else:
            self.source.sheet.put(line, {index: cell})

    def copied(self, cell: Cell, distance: int) -> Cell:
        """A formula so much further on."""
        if self.goes_down:
            return references.copied(cell, distance, 0)
        return references.copied(cell, 0, distance)


def auto_fill(batch: Batch, request: Json) -> None:
    """Goes on with numbers and dates in equal steps and with "Town 1" by
    counting; all else is repeated.

    A single number is repeated too, a single date counts days; the alternate series
    has it the other way round.
    """
    fill = _fill_of_request(batch, request)
    alternate = bool(request.get("useAlternateSeries"))
    for line in fill.lines:
        _fill_line(fill, line, locale_format(batch.book.locale), alternate=alternate)


def _fill_line(fill: Fill, line: int, locale: LocaleFormat, *, alternate: bool) -> None:
    start, end = fill.span
    cells = [fill.cell(index, line) for index in range(start, end)]
    for index in fill.targets:
        step = index - start
        old = cells[step % len(cells)]
        if isinstance(old.entered, Formula):
            distance = step - step % len(cells)
            filled = fill.copied(old, distance)
        else:
            entered = _next(cells, step, locale, alternate=alternate)
            filled = old._replace(entered=entered)
        fill.put(index, line, filled)


def _next(
    cells: Sequence[Cell], step: int, locale: LocaleFormat, *, alternate: bool
) -> Scalar:
    """The value so many places after the first one."""
    entered = [cell.entered for cell in cells]
    repeated = entered[step % len(cells)]
    numbers = []
    for value in entered:
        if is_number(value):
            numbers.append(value)
    if len(numbers) == len(entered):
        number = _next_number(cells[0], numbers, step, alternate=alternate)
        return repeated if number is None else number
    if alternate:
        return repeated
    name = series.next_name(entered, step, locale)
    if name is not None:
        return name
    prefix = _prefix(entered)
    if prefix is None:
        return repeated
    return _next_numbered(prefix, [str(value) for value in entered], step)


def _next_number(
    first: Cell, numbers: Sequence[float], step: int, *, alternate: bool
) -> float | None:
    """The number so many places after the first one; None for one that is repeated."""
    is_date = number_format_of(first.style).get("type") in DATES
    if is_date and not alternate:
        month = series.next_month(numbers, step)
        if month is not None:
            return month
    counts_alone = is_date != alternate
    if counts_alone or len(numbers) >= ENOUGH:
        return _on_line(numbers, step)
    return None


def _next_numbered(prefix: str, texts: Sequence[str], step: int) -> str:
    """The text after "Town 1", "Town 2", with as many digits as the first one has."""
    digits = [text.removeprefix(prefix) for text in texts]
    number = max(round(_on_line([int(each) for each in digits], step)), 0)
    return f"{prefix}{number:0{len(digits[0])}}"


def _prefix(entered: Sequence[Scalar]) -> str | None:
    """What stands before the numbers of "Town 1", "Town 2"; None
    where they are no such texts.
    """
    matches = []
    for value in entered:
        matches.append(NUMBERED.fullmatch(value) if isinstance(value, str) else None)
    prefixes = set()
    for match in matches:
        prefixes.add(match[1] if match else None)
    if len(prefixes) == 1:
        return prefixes.pop()
    return None


def _on_line(numbers: Sequence[float], step: int) -> int | float:
    """The value on the line that lies nearest to all numbers; a
    single one goes on by one.
    """
    count = len(numbers)
    if count == 1:
        return whole(numbers[0] + step)
    middle = (count - 1) / 2
    mean = sum(numbers) / count
    slope = sum(
        (index - middle) * (value - mean) for index, value in enumerate(numbers)
    )
    slope /= sum((index - middle) ** 2 for index in range(count))
    # Twelve places hide what binary fractions add.
    return whole(round(mean + slope * (step - middle), 12))


def _fill_of_request(batch: Batch, request: Json) -> Fill:
    if "range" in request:
        return _fill_of_range(batch.area(request["range"] or {}))
    given = part_of(request, "sourceAndDestination")
    source = batch.area(part_of(given, "source"))
    dimension = given.get("dimension")
    if dimension not in (ROWS, COLUMNS):
        raise invalid("No dimension specified.")
    length = number_of(given, "fillLength")
    fill = Fill(source, dimension, length)
    start, end = fill.span
    longest = source.sheet.count(dimension) - end
    if start == end or not -start <= length <= longest:
        raise invalid("The fill reaches beyond the sheet.")
    return fill


def _fill_of_range(area: Area) -> Fill:
    """What a range has at its top or left is carried on in the rest of it; at its
    bottom or right, backwards.
    """
    filled_rows: set[int] = set()
    filled_columns: set[int] = set()
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            if area.sheet.cell(row, column).has_data:
                filled_rows.add(row)
                filled_columns.add(column)
    if not filled_rows:
        return Fill(area, ROWS, 0)
    top = min(filled_rows)
    bottom = max(filled_rows) + 1
    if bottom - top < area.height:
        source = Area(area.sheet, top, bottom, area.left, area.right)
        return Fill(source, ROWS, area.bottom - bottom or area.top - top)
    left = min(filled_columns)
    right = max(filled_columns) + 1
    source = Area(area.sheet, area.top, area.bottom, left, right)
    return Fill(source, COLUMNS, area.right - right or area.left - left)
