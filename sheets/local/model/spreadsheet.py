"""A spreadsheet in memory.

Cells and rows are never changed in place: a change puts new ones into a copied sheet. A
copy of a whole book is therefore cheap, a failed batch is forgotten by dropping its
copy, and what has to be stored is what is no longer the same object.
"""

import itertools
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Json = dict[str, Any]
MAX_CELLS = 10_000_000
ROWS, COLUMNS = "ROWS", "COLUMNS"


class Formula(str):
    """A formula as it was typed, with its leading "="."""

    __slots__ = ()


class Failure(str):
    """An error value as a cell shows it, such as "#NAME?"."""

    __slots__ = ()


Scalar = bool | int | float | str | None


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
    the row names other cells.
    """

    __slots__ = ("cells", "filled", "formulas", "id", "points")

    def __init__(self, cells: Iterable[Cell | None], id: int | None = None) -> None:
        self.cells: Cells = tuple(cells)
        self.id = ROW_IDS.next() if id is None else id
        self.filled = 0
        self.formulas = self.points = False
        for number, cell in enumerate(self.cells, 1):
            if cell is None:
                continue
            self.points |= cell.has_range_rule
            if not cell.has_data:
                continue
            self.filled = number
            self.formulas |= type(cell.entered) is Formula
        self.points |= self.formulas


@dataclass(frozen=True)
class Metadata:
    """Developer metadata. `start` and `end` say which rows or columns it sits on."""

    id: int
    key: str
    value: str | None
    visibility: str
    kind: str
    sheet_id: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass
class Sheet:
    """A tab.

    `properties` has everything but the index, which is its place in the book.
    """

    properties: Json
    rows: list[Row | None] = field(default_factory=list)
    merges: list[Json] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    filter_views: list[Json] = field(default_factory=list)
    banded: list[Json] = field(default_factory=list)
    groups: dict[str, list[Json]] = field(
        default_factory=lambda: {ROWS: [], COLUMNS: []}
    )
    sizes: dict[str, dict[int, Json]] = field(
        default_factory=lambda: {ROWS: {}, COLUMNS: {}}
    )

    @property
    def id(self) -> int:
        """The number by which requests name the tab."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The words on the tab."""
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        """How many rows the grid has, filled or not."""
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        """How many columns the grid has, filled or not."""
        return int(self.properties["gridProperties"]["columnCount"])

    def count(self, dimension: str) -> int:
        """How many rows or columns the grid has."""
        if dimension == ROWS:
            return self.row_count
        return self.column_count

    def resize(self, dimension: str, count: int) -> None:
        """Sets the number of rows or columns; what lies beyond
        is dropped by the caller.
        """
        name = "rowCount" if dimension == ROWS else "columnCount"
        self.properties["gridProperties"][name] = count

    def copy(self) -> "Sheet":
        """A sheet to change without changing this one; rows are shared until
        replaced.
        """
        return Sheet(
            deepcopy(self.properties),
            list(self.rows),
            deepcopy(self.merges),
            deepcopy(self.protected),
            deepcopy(self.conditional),
            deepcopy(self.basic_filter),
            deepcopy(self.filter_views),
            deepcopy(self.banded),
            deepcopy(self.groups),
            {name: dict(sizes) for name, sizes in self.sizes.items()},
        )

    def cell(self, row: int, column: int) -> Cell:
        """The cell at this place, EMPTY where nothing is."""
        stored = self.rows[row] if row < len(self.rows) else None
        if stored is None or column >= len(stored.cells):
            return EMPTY
        return stored.cells[column] or EMPTY

    def put(self, row: int, cells: Mapping[int, Cell]) -> None:
        """Replaces some cells of one row."""
        old = self.rows[row] if row < len(self.rows) else None
        line: list[Cell | None] = list(old.cells) if old else []
        line.extend([None] * (max(cells, default=-1) + 1 - len(line)))
        for column, cell in cells.items():
            line[column] = None if cell == EMPTY else cell
        self.set_row(row, line, old.id if old else None)

    def set_row(self, row: int, line: list[Cell | None], id: int | None = None) -> None:
        """Puts a whole row in place; an empty one leaves nothing behind."""
        # Trailing blanks would make a row look longer than what it holds.
        while line and line[-1] is None:
            line.pop()
        if row >= len(self.rows):
            self.rows.extend([None] * (row + 1 - len(self.rows)))
        self.rows[row] = Row(line, id) if line else None
        self.trim()

    def trim(self) -> None:
        """Drops the empty rows at the end."""
        while self.rows and self.rows[-1] is None:
            self.rows.pop()

    def last_data_row(self, *, check_boxes: bool = True) -> int:
        """Index after the last row with data: values and, if wanted, check boxes that
        are not ticked; not formats.
        """
        for index in range(len(self.rows), 0, -1):
            row = self.rows[index - 1]
            if row is None:
                continue
            filled = [cell for cell in row.cells if cell and cell.has_data]
            if any(check_boxes or not cell.is_unticked for cell in filled):
                return index
        return 0


@dataclass
class Book:
    """A spreadsheet: what Sheets and Drive know of it."""

    id: str
    properties: Json
    sheets: list[Sheet] = field(default_factory=list)
    metadata: dict[int, Metadata] = field(default_factory=dict)
    named: list[Json] = field(default_factory=list)
    permissions: list[Json] = field(default_factory=list)
    drive: Json = field(default_factory=dict)
    """What Drive alone knows of it: its owner, parents and marks."""
    created: str = ""
    modified: str = ""
    version: int = 1
    memo: dict[Any, Any] | None = field(default=None, compare=False, repr=False)
    """What formulas came to; only a published book, which no
    longer changes, remembers it.
    """

    def copy(self) -> "Book":
        """A book to change without changing this one."""
        return replace(
            self,
            properties=deepcopy(self.properties),
            sheets=[sheet.copy() for sheet in self.sheets],
            metadata=dict(self.metadata),
            named=deepcopy(self.named),
            permissions=deepcopy(self.permissions),
            drive=deepcopy(self.drive),
            # A draft changes: what formulas came to in the published
            # state does not hold for it.
            memo=None,
        )

    @property
    def locale(self) -> str:
        """How numbers and dates are typed and shown, such as "es_EC"."""
        return str(self.properties["locale"])

    @property
    def time_zone(self) -> str:
        """The zone in which it is today, such as "America/Guayaquil"."""
        return str(self.properties["timeZone"])

    def find(self, sheet_id: int) -> Sheet | None:
        """The sheet with this id, if there is one."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def titled(self, title: str) -> Sheet | None:
        """The sheet with this title; Google compares titles without case."""
        folded = title.casefold()
        return next(
            (sheet for sheet in self.sheets if sheet.title.casefold() == folded), None
        )

    def cell_count(self) -> int:
        """How many cells all grids have together."""
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)
