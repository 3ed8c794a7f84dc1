"""What formulas work with beside plain values: errors that say why, numbers that bring
a format along, tables, and regions of a tab.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from sheets.local.model.spreadsheet import Failure, Json, Scalar, Sheet

DIV, ERROR, NA, NAME, NUM, REF, VALUE = (
    "#DIV/0!",
    "#ERROR!",
    "#N/A",
    "#NAME?",
    "#NUM!",
    "#REF!",
    "#VALUE!",
)
TYPES = {
    DIV: "DIVIDE_BY_ZERO",
    ERROR: "ERROR",
    NA: "N_A",
    NAME: "NAME",
    NUM: "NUM",
    REF: "REF",
    VALUE: "VALUE",
}
"""The names that the API has for the error values of cells."""
LONGEST = 50_000
"""No cell holds more letters."""
Key = tuple[int, int, int]
"""A cell: id of the sheet, row, column."""


class Fault(Failure):
    """An error value, and what Sheets tells about it beside the cell."""

    __slots__ = ("is_unserved", "message")
    message: str
    is_unserved: bool
    """Sheets may come to a value where this server does not."""

    def __new__(
        cls, code: str, message: str = "", *, is_unserved: bool = False
    ) -> Self:
        """An error value such as "#REF!"."""
        fault = super().__new__(cls, code)
        fault.message = message
        fault.is_unserved = is_unserved
        return fault


def message(failure: Failure) -> str:
    """What Sheets tells about an error value."""
    return getattr(failure, "message", "") or str(failure)


class FormulaError(Exception):
    """A formula, or a part of it, comes to an error value."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class NotServed(FormulaError):
    """A formula asks for what this server does not work out.

    No IFERROR may take it for an error of Sheets.
    """


class Unsettled(Exception):
    """A formula needs cells whose own formulas have not been worked out yet."""

    def __init__(self, keys: list[Key]) -> None:
        super().__init__(len(keys))
        self.keys = keys


class Formatted(float):
    """A number with the number format that a cell takes on which shows it.

    Arithmetic gives plain numbers again: an operator says itself what becomes of the
    formats.
    """

    __slots__ = ("format",)
    format: Json

    def __new__(cls, value: float, number_format: Json) -> Self:
        """The number with its format."""
        number = super().__new__(cls, value)
        number.format = number_format
        return number


@dataclass(frozen=True)
class Table:
    """Values in rows.

    Rows that hold nothing may be left out at the end: `height` counts them.
    """

    rows: list[list[Scalar]]
    height: int
    width: int

    def filled(self) -> Iterator[Scalar]:
        """The values row by row, without the rows that are left out."""
        for row in self.rows:
            yield from row

    def full(self) -> list[list[Scalar]]:
        """All rows, also those that hold nothing."""
        missing = self.height - len(self.rows)
        return self.rows + [[None] * self.width for _ in range(missing)]

    def vector(self) -> list[Scalar]:
        """The values of a single row or column, those at the end that are left out
        not among them.
        """
        return list(self.filled())


@dataclass(frozen=True)
class Region:
    """Cells of a tab, counted from 0 and half open.

    `is_open`: it reaches to the end of the tab, wherever that will be.
    """

    sheet: Sheet
    top: int
    bottom: int
    left: int
    right: int
    is_open: bool = False

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left

    def part(self, top: int, left: int, height: int, width: int) -> "Region":
        """Some of its cells, counted from its corner."""
        first_row = self.top + top
        first_column = self.left + left
        return Region(
            self.sheet,
            first_row,
            first_row + height,
            first_column,
            first_column + width,
        )


Value = Scalar | Table | Region


def failed(code: str, message: str = "") -> FormulaError:
    """An error to raise."""
    return FormulaError(Fault(code, message))


def check_length(length: int) -> None:
    """Raises #VALUE! for a text with more letters than a cell holds."""
    if length > LONGEST:
        raise failed(
            VALUE, f"Text result is longer than the limit of {LONGEST} characters."
        )


def within_a_cell(text: str) -> str:
    """The text. Raises #VALUE! where it is longer than a cell holds."""
    check_length(len(text))
    return text


def unserved(what: str) -> FormulaError:
    """The error for what Sheets can do and this server cannot."""
    message = f"{what} is not worked out by this server."
    return NotServed(Fault(NAME, message, is_unserved=True))


def served(value: Scalar) -> Scalar:
    """The value of a formula's cell. Raises NotServed for one that this server does
    not work out.
    """
    if isinstance(value, Fault) and value.is_unserved:
        raise NotServed(value)
    return value
