"""Cells and rows. Neither is ever changed in place."""

import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeGuard

Json = dict[str, Any]


class Formula(str):
    """A formula as it was typed, with its leading "="."""

    __slots__ = ()


class Failure(str):
    """An error value as a cell shows it, such as "#NAME?"."""

    __slots__ = ()


Scalar = bool | int | float | str | None


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number; a truth value is none, though Python takes
    it for one.
    """
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_text(value: object) -> TypeGuard[str]:
    """Whether a value is a text; an error value is none."""
    return isinstance(value, str) and not isinstance(value, Failure)


def literal(value: Scalar) -> Scalar:
    """A value as a cell keeps it that has no formula any more.

    An error value is its code alone: why its formula failed is not stored, and the
    cell would tell something else once the file is opened anew.
    """
    if isinstance(value, Failure):
        return Failure(value)
    return value


class Cell(NamedTuple):
    """One cell: what was entered (str, Formula, number, bool)
    and what is attached to it.
    """

    entered: Scalar = None
    style: Json | None = None
    rule: Json | None = None
    note: str = ""
    more: Json | None = None

    @property
    def is_check_box(self) -> bool:
        """Whether the cell shows a check box, which reads FALSE
        while nothing is entered.
        """
        return (
            self.rule is not None
            and self.rule.get("condition", {}).get("type") == "BOOLEAN"
        )

    @property
    def has_range_rule(self) -> bool:
        """Whether the cell offers what stands in a range, which the rule names."""
        return (
            self.rule is not None
            and self.rule.get("condition", {}).get("type") == "ONE_OF_RANGE"
        )

    @property
    def is_unticked(self) -> bool:
        """Whether the cell shows a check box without a tick."""
        return self.is_check_box and self.entered in (None, False)

    @property
    def has_data(self) -> bool:
        """Whether the cell counts as data: it holds a value or shows a check box."""
        return self.entered is not None or self.is_check_box


EMPTY = Cell()
Cells = tuple[Cell | None, ...]


class RowIds:
    """Hands out ids of rows, each once in this process whatever it stores them in."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)

    def after(self, last: int) -> None:
        """Hands out only greater ids from now on (called when stored rows are read)."""
        # Ids never come again, or a page would take a new row for one that was deleted.
        self._ids = itertools.count(max(next(self._ids), last + 1))

    def next(self) -> int:
        """An id that no row has yet."""
        return next(self._ids)


ROW_IDS = RowIds()


class Row:
    """A row that holds something. The id stays while its cells are
    edited or the row is moved.

    `filled` is the index after the last cell with data; what lies beyond it has
    formats, rules and notes at most. `points`: whether a formula or a rule of
    the row names other cells; `mask`: a bit for each column with data.
    """

    __slots__ = ("cells", "filled", "formulas", "id", "mask", "points")

    def __init__(self, cells: Iterable[Cell | None], id: int | None = None) -> None:
        self.cells: Cells = tuple(cells)
        if id is None:
            self.id = ROW_IDS.next()
        else:
            self.id = id
        self.filled = self.mask = 0
        self.formulas = self.points = False
        for number, cell in enumerate(self.cells, 1):
            if cell is None:
                continue
            self.points |= cell.has_range_rule
            if not cell.has_data:
                continue
            self.filled = number
            self.mask |= 1 << (number - 1)
            self.formulas |= type(cell.entered) is Formula
        self.points |= self.formulas
