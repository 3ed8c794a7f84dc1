"""Values of areas: read as the API gives them, written as the API takes them."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from sheets.local.errors import bad_field, invalid
from sheets.local.formats import render, serial, typed
from sheets.local.formats.locales import locale_format
from sheets.local.formulas.evaluate import Calculator
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import (
    COLUMNS,
    EMPTY,
    Book,
    Cell,
    Formula,
    Json,
    Scalar,
)

# Google's limit of a cell, and the words of its error.
MAX_CHARACTERS = 50_000


class Reader:
    """Reads areas of one state of a book with one set of render options."""

    def __init__(self, book: Book, options: Json) -> None:
        self.book = book
        self.locale = locale_format(book.locale)
        self.render = options.get("valueRenderOption") or "FORMATTED_VALUE"
        self.dates_as_text = options.get("dateTimeRenderOption") == "FORMATTED_STRING"
        self.dimension = options.get("majorDimension") or "ROWS"
        self.calculator = Calculator(book)

    def value_range(self, area: Area) -> Json:
        """The ValueRange of an area: without empty cells and rows at its ends."""
        dimension = self.dimension
        answer: Json = {"range": a1.range_name(area), "majorDimension": dimension}
        values = self.values(area)
        if dimension == COLUMNS:
            columns = zip_longest(*values, fillvalue="")
            values = [_without_tail(list(column)) for column in columns]
        if values:
            answer["values"] = values
        return answer

    def values(self, area: Area) -> list[list[Scalar]]:
        """Rows of shown or raw values; empty cells and rows at the ends are left
        out.
        """
        lines = [
            self._line(area, row)
            for row in range(area.top, min(area.bottom, len(area.sheet.rows)))
        ]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def _line(self, area: Area, row_index: int) -> list[Scalar]:
        row = area.sheet.rows[row_index]
        # Most rows of a tab that was set up have formats and drop-downs only, and would
        # be most of the work of a reading.
        if row is None or row.filled <= area.left:
            return []
        line: list[Scalar] = []
        for column, cell in enumerate(
            row.cells[area.left : min(area.right, row.filled)], area.left
        ):
            if cell is None:
                line.append("")
            # Plain texts are most of all cells: no other way
            # to show them is looked for.
            elif type(cell.entered) is str and self.render != "FORMULA":
                line.append(cell.entered)
            else:
                line.append(self.shown(area, row_index, column, cell))
        return _without_tail(line)

    def shown(self, area: Area, row: int, column: int, cell: Cell) -> Scalar:
        """One cell in the wanted form."""
        if self.render == "FORMULA" and isinstance(cell.entered, str):
            return str(cell.entered)
        if type(cell.entered) is Formula or cell.entered is None:
            value = self.calculator.value(area.sheet, row, column)
        else:
            value = cell.entered
        style = self.calculator.style(area.sheet, row, column, cell)
        if self.render == "FORMATTED_VALUE":
            return render.formatted(value, style, self.locale)
        return render.unformatted(
            value, style, self.locale, dates_as_text=self.dates_as_text
        )


def _without_tail(line: list[Scalar]) -> list[Scalar]:
    while line and line[-1] == "" and isinstance(line[-1], str):
        line.pop()
    return line


class Writer:
    """Writes values into a book that may be changed, as RAW or
    as if typed (USER_ENTERED).
    """

    def __init__(self, book: Book, option: object) -> None:
        if option not in ("RAW", "USER_ENTERED"):
            raise invalid("'valueInputOption' is required but not specified")
        self.book = book
        self.as_typed = option == "USER_ENTERED"
        self.locale = locale_format(book.locale)
        self.year = serial.today(book.time_zone).year

    def update(self, area: Area, values: Any, dimension: str | None) -> Json:
        """Writes rows (or columns) from the area's corner on; gives
        the UpdateValuesResponse.

        None leaves a cell as it is; "" empties it. Values beyond the area are refused.
        """
        rows = in_rows(values, dimension)
        width = max(map(len, rows), default=0)
        _check_fit(area, len(rows), width)
        columns: set[int] = set()
        counts = []
        for row, line in enumerate(rows, area.top):
            written = {}
            for i, value in enumerate(line):
                if value is not None:
                    written[area.left + i] = value
            cells = {
                c: self.cell(area.sheet.cell(row, c), value)
                for c, value in written.items()
            }
            # A row of which all cells are None is not even made.
            if cells:
                area.sheet.put(row, cells)
                columns |= cells.keys()
                counts.append(len(cells))
        right = area.left + max(width, 1)
        bottom = area.top + max(len(rows), 1)
        done = Area(area.sheet, area.top, bottom, area.left, right)
        answer: Json = {
            "spreadsheetId": self.book.id,
            "updatedRange": a1.range_name(done),
        }
        totals = {
            "updatedRows": len(counts),
            "updatedColumns": len(columns),
            "updatedCells": sum(counts),
        }
        return answer | {name: count for name, count in totals.items() if count}

    def cell(self, old: Cell, value: Scalar) -> Cell:
        """The cell after this value was written into it."""
        if isinstance(value, str) and len(value) > MAX_CHARACTERS:
            raise invalid(
                f"Your input contains more than the maximum of {MAX_CHARACTERS} characters in a single cell."
            )
        # A cell of the format “plain text” takes everything as it stands.
        if not isinstance(value, str) or not self.as_typed or _is_text(old):
            if value == "" and isinstance(value, str):
                entered = None
            else:
                entered = value
            return old._replace(entered=entered)
        parsed = typed.parse(value, self.locale, self.year)
        style = old.style
        if parsed.number_format and not render.number_format_of(style):
            style = (style or {}) | {"numberFormat": parsed.number_format}
        return old._replace(entered=parsed.value, style=style)


def _is_text(cell: Cell) -> bool:
    number_format = render.number_format_of(cell.style)
    return number_format.get("type") == "TEXT" or number_format.get("pattern") == "@"


def _check_fit(area: Area, height: int, width: int) -> None:
    if area.is_single:
        bottom = area.top + height
        right = area.left + width
        if bottom > area.sheet.row_count or right > area.sheet.column_count:
            raise a1.beyond(
                Area(area.sheet, area.top, max(bottom, 1), area.left, max(right, 1))
            )
        return
    name = a1.range_name(area)
    if height > area.height:
        raise invalid(
            f"Requested writing within range [{name}], but tried writing to row [{area.bottom + 1}]"
        )
    if width > area.width:
        column = a1.column_name(area.right)
        raise invalid(
            f"Requested writing within range [{name}], but tried writing to column [{column}]"
        )


def in_rows(values: Any, dimension: str | None) -> list[list[Scalar]]:
    """The values as rows. Refuses what is no list of lists of plain values."""
    lines = checked(values)
    if dimension != COLUMNS:
        return lines
    height = max(map(len, lines), default=0)
    rows: list[list[Scalar]] = []
    for index in range(height):
        rows.append([line[index] if index < len(line) else None for line in lines])
    return rows


def checked(values: Any) -> list[list[Scalar]]:
    """The values, or Google's error about their shape."""
    if values is None:
        return []
    if not isinstance(values, list):
        raise _no_list("data.values", values)
    for index, line in enumerate(values):
        if not isinstance(line, list):
            raise _no_list(f"data.values[{index}]", line)
        for column, value in enumerate(line):
            if isinstance(value, dict | list):
                if isinstance(value, dict):
                    kind = "struct_value"
                else:
                    kind = "list_value"
                raise invalid(f"Invalid data[0].values[{index}][{column}]: {kind} {{}}")
    return values


def _no_list(field: str, value: object) -> Exception:
    if isinstance(value, str):
        shown = f'"{value}"'
    else:
        shown = str(value)
    kind = "type.googleapis.com/google.protobuf.ListValue"
    return bad_field(field, f"Invalid value at '{field}' ({kind}), {shown}")


def clear(areas: Iterable[Area]) -> None:
    """Empties the values of areas; formats, rules and notes stay."""
    for area in areas:
        for row_index in range(area.top, min(area.bottom, len(area.sheet.rows))):
            # Rows at the end may have been trimmed meanwhile.
            row = None
            if row_index < len(area.sheet.rows):
                row = area.sheet.rows[row_index]
            if row is None:
                continue
            indexed = enumerate(row.cells[area.left : area.right], area.left)
            area.sheet.put(
                row_index,
                {c: (cell or EMPTY)._replace(entered=None) for c, cell in indexed},
            )


def table_in(area: Area) -> Area | None:
    """The table that `values.append` sees in an area: what
    surrounds its last filled cell.
    """
    corner = _last_filled(area)
    if corner is None:
        return None
    sheet = area.sheet
    top, left = corner
    box = (top, top + 1, left, left + 1)
    # It grows in all directions until nothing touches it any more.
    while (grown := _grown(area, box)) != box:
        box = grown
    return Area(sheet, *box)


def _last_filled(area: Area) -> tuple[int, int] | None:
    rows = area.sheet.rows
    columns = _bits(area.left, area.right)
    row = rows.last_filled(area.top, area.bottom, columns)
    if row is None:
        return None
    return row, (rows.mask(row) & columns).bit_length() - 1


def _bits(left: int, right: int) -> int:
    """Columns as bits."""
    left = max(left, 0)
    return ((1 << max(right - left, 0)) - 1) << left


def _grown(area: Area, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The box with all rows above and below that touch it, and a column more on
    each side that touches it.
    """
    top, bottom, left, right = box
    rows = area.sheet.rows
    columns = _bits(left - 1, right + 1)
    top = rows.filled_up(top, columns)
    bottom = rows.filled_down(bottom, columns)
    before = left > 0 and rows.has_data(top - 1, bottom + 1, 1 << (left - 1))
    after = rows.has_data(top - 1, bottom + 1, 1 << right)
    return top, bottom, left - bool(before), right + bool(after)
