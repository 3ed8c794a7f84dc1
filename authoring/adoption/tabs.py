"""What stands in a sheet, wherever it came from."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.notation.spreadsheet_text import column_letters

Value = str | float | bool | date | None
INVISIBLE = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
)
"""Signs outside of YAML's printable ones (YAML 1.1, section 5.1)."""


@dataclass(frozen=True)
class Cell:
    """One cell: what it shows, and whether a formula gives it."""

    value: Value = None
    is_formula: bool = False

    @property
    def text(self) -> str:
        """As somebody would type it; "" where nothing stands."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return str(self.value).upper()
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, date):
            return self.value.isoformat()
        return " ".join(str(self.value).split())


NOTHING = Cell()


@dataclass(frozen=True)
class Tab:
    """A tab with its rows, from the first one on."""

    title: str
    rows: Sequence[Sequence[Cell]]

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place, counted from 0; an empty one beyond the last."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return NOTHING

    def address(self, row: int, column: int) -> str:
        """As people call a cell: Schools!C4."""
        return f"{self.title}!{column_letters(column)}{row + 1}"


def read_cell(data: Any) -> Cell:
    """A cell as `uploads/examiner.py` describes it."""
    is_formula = isinstance(data, dict) and "formula" in data
    if is_formula:
        value = data["formula"]
    else:
        value = data
    if isinstance(value, dict):
        return Cell(_day(value["day"]), is_formula)
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    # 1e999 in a file: no spreadsheet shows a number without end.
    if isinstance(value, float) and not math.isfinite(value):
        value = str(value)
    if isinstance(value, str):
        value = visible(value)
    if isinstance(value, str) and not value.strip():
        value = None
    return Cell(value, is_formula)


def _day(written: str) -> date:
    """A day; a moment (a day to Python, too) where a whole table has its hour."""
    if "T" in written:
        return datetime.fromisoformat(written)
    return date.fromisoformat(written)


def visible(text: str) -> str:
    """A text without what no YAML file may hold."""
    return INVISIBLE.sub("", text)


def read_tabs(data: Sequence[Any], name: str) -> list[Tab]:
    """Tabs as `uploads/examiner.py` gives them. `name`: of one without a title."""
    tabs = []
    for title, rows in data:
        cells = []
        for row in rows:
            cells.append([read_cell(cell) for cell in row])
        tabs.append(Tab(visible(title or name), cells))
    return tabs
