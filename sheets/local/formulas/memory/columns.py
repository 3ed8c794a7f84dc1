"""What is kept of ranges while nothing changes, so that thousands of formulas over the
same cells do not read them thousands of times.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from sheets.local.formulas.values import Key, Table
from sheets.local.model.spreadsheet import Failure, Scalar, is_number

TABLES = 64
"""So many ranges are kept: each may have all cells of a tab."""
Corners = tuple[int, int, int, int, int]
Term = tuple[str, object]


def term(value: Scalar) -> Term:
    """What makes two values the same for a lookup: texts without their case; a number
    is no text, and no truth value.
    """
    if isinstance(value, bool):
        return "truth", value
    if isinstance(value, str):
        return "text", value.casefold()
    return "number", value


@dataclass
class Running:
    """The sums of a column from one row on, down to each row that was asked for.

    Added in their order: they are what adding anew would come to.
    """

    sums: list[float] = field(default_factory=list)
    failure: Failure | None = None

    def add(self, value: Scalar) -> None:
        """Adds the next row; texts and truth values count nothing."""
        before = 0.0
        if self.sums:
            before = self.sums[-1]
        if is_number(value):
            assert isinstance(value, int | float)
            before += value
        self.sums.append(before)


class Columns:
    """Tables, running sums and indexes of the ranges of one state of a book."""

    def __init__(self) -> None:
        self.tables: OrderedDict[Corners, Table] = OrderedDict()
        self.running: dict[Key, Running] = {}
        self.indexes: OrderedDict[Corners, dict[Term, list[int]]] = OrderedDict()

    def keep_table(self, corners: Corners, table: Table) -> None:
        """Keeps a table; the one that was kept longest goes."""
        self.tables[corners] = table
        if len(self.tables) > TABLES:
            self.tables.popitem(last=False)

    def index(self, corners: Corners, table: Table) -> dict[Term, list[int]]:
        """Where each value stands in a single row or column, from the first on."""
        index = self.indexes.get(corners)
        if index is not None:
            return index
        index = {}
        for offset, value in enumerate(table.filled()):
            if value is not None:
                index.setdefault(term(value), []).append(offset)
        self.indexes[corners] = index
        if len(self.indexes) > TABLES:
            self.indexes.popitem(last=False)
        return index
