"""A spreadsheet in memory.

Cells and rows are never changed in place: a change puts new ones into a copied sheet. A
copy of a whole book is therefore cheap, a failed batch is forgotten by dropping its
copy, and what has to be stored is what is no longer the same object.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

from sheets.local.model.cells import (
    EMPTY,
    ROW_IDS,
    Cell,
    Cells,
    Failure,
    Formula,
    Json,
    Row,
    Scalar,
    is_number,
    is_text,
)
from sheets.local.model.rows import Rows

__all__ = [
    "COLUMNS", "EMPTY", "MAX_CELLS", "ROWS", "ROW_IDS", "Book", "Cell", "Cells",
    "Failure", "Formula", "Json", "Metadata", "Row", "Rows", "Scalar", "Sheet",
    "is_number", "is_text",
]  # fmt: skip
MAX_CELLS = 10_000_000
ROWS, COLUMNS = "ROWS", "COLUMNS"
ANY_COLUMN = -1
"""All bits of a mask of columns."""


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
    rows: Rows = field(default_factory=Rows)
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
        if dimension == ROWS:
            name = "rowCount"
        else:
            name = "columnCount"
        self.properties["gridProperties"][name] = count

    def copy(self) -> "Sheet":
        """A sheet to change without changing this one; rows are shared until
        replaced.
        """
        return Sheet(
            deepcopy(self.properties),
            self.rows.copy(),
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
        stored = None
        if row < len(self.rows):
            stored = self.rows[row]
        if stored is None or column >= len(stored.cells):
            return EMPTY
        return stored.cells[column] or EMPTY

    def put(self, row: int, cells: Mapping[int, Cell]) -> None:
        """Replaces some cells of one row."""
        old = None
        if row < len(self.rows):
            old = self.rows[row]
        line: list[Cell | None]
        if old:
            line = list(old.cells)
        else:
            line = []
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
        end = len(self.rows)
        while (last := self.rows.last_filled(0, end, ANY_COLUMN)) is not None:
            row = self.rows[last]
            assert row is not None
            filled = []
            for cell in row.cells:
                if cell and cell.has_data:
                    filled.append(cell)
            if any(check_boxes or not cell.is_unticked for cell in filled):
                return last + 1
            end = last
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
    memo: object = field(default=None, compare=False, repr=False)
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
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        return None

    def titled(self, title: str) -> Sheet | None:
        """The sheet with this title; Google compares titles without case."""
        folded = title.casefold()
        for sheet in self.sheets:
            if sheet.title.casefold() == folded:
                return sheet
        return None

    def cell_count(self) -> int:
        """How many cells all grids have together."""
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)
