"""Where a sheet comes from: a file, or a Google spreadsheet, which is only read."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from authoring.adoption.tabs import Cell, Tab, read_tabs, visible
from core.errors import HojaError
from sheets.client import Spreadsheet
from uploads.examiner import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TABS,
    TOO_MUCH,
)
from uploads.opening import BUSY, CannotBeOpenedError, table_cells

# It is opened whole in memory, and there is more in it than it looks.
MOST_BYTES = 10_000_000
FIELDS = (
    "sheets(properties(title),data(rowData(values(effectiveValue,"
    "userEnteredValue(formulaValue),effectiveFormat(numberFormat(type))))))"
)
KEY = re.compile(r"(?:/d/)?([A-Za-z0-9_-]{20,})")
DAY_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers."""
DAYS = {"DATE", "DATE_TIME"}
# Day 200,000 of a spreadsheet is in the year 2447: larger numbers are no dates.
LAST_DAY = 200_000


class SheetError(HojaError):
    """A sheet that cannot be read; the text says why."""


def tabs_of_file(content: bytes, name: str) -> list[Tab]:
    """The tabs of an XLSX or CSV file, opened in a process of its own.

    Raises SheetError.
    """
    suffix = Path(name).suffix.lower().removeprefix(".")
    if suffix not in ("xlsx", "csv"):
        raise SheetError(f"“{name}” is neither a workbook (.xlsx) nor a table (.csv).")
    if len(content) > MOST_BYTES:
        raise SheetError(f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        return read_tabs(table_cells(content, suffix), Path(name).stem)
    except CannotBeOpenedError as error:
        if error.why == BUSY:
            raise SheetError("Too many files are being read now: try again.") from error
        if error.why == TOO_MUCH:
            why = "needs too much time or memory"
        else:
            why = "is damaged"
        raise SheetError(
            f"“{name}” {why}. Save it once more as .xlsx or .csv, and try again."
        ) from error


def key_of(address: str) -> str:
    """The key in the address of a Google spreadsheet; "" where there is none."""
    match = KEY.search(address)
    if match:
        return match[1]
    return ""


def tabs_of_spreadsheet(spreadsheet: Spreadsheet) -> list[Tab]:
    """The tabs of a spreadsheet, by reading alone. Raises HojaError."""
    tabs: list[Tab] = []
    for sheet in spreadsheet.structure()["sheets"]:
        properties = sheet["properties"]
        is_grid = properties.get("sheetType", "GRID") == "GRID"
        if properties.get("hidden") or not is_grid or len(tabs) == MOST_TABS:
            continue
        area = {
            "sheetId": properties["sheetId"],
            "startRowIndex": 0,
            "endRowIndex": MOST_ROWS,
            "startColumnIndex": 0,
            "endColumnIndex": MOST_COLUMNS,
        }
        [grid] = spreadsheet.grids([{"gridRange": area}], FIELDS)
        rows = []
        for row in grid.get("data", [{}])[0].get("rowData", []):
            rows.append([_cell(cell) for cell in row.get("values", [])])
        tabs.append(Tab(properties["title"], rows))
    return tabs


def _cell(data: dict[str, Any]) -> Cell:
    effective = data.get("effectiveValue", {})
    is_formula = "formulaValue" in data.get("userEnteredValue", {})
    if "boolValue" in effective:
        return Cell(bool(effective["boolValue"]), is_formula)
    if "numberValue" in effective:
        number = float(effective["numberValue"])
        kind = data.get("effectiveFormat", {}).get("numberFormat", {}).get("type")
        if kind in DAYS and 0 < number < LAST_DAY:
            return Cell(DAY_ZERO + timedelta(days=int(number)), is_formula)
        return Cell(number, is_formula)
    text = visible(str(effective.get("stringValue", "")))[:MOST_CHARACTERS]
    return Cell(text if text.strip() else None, is_formula)
