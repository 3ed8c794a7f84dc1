"""Where a sheet comes from: a file, or a Google spreadsheet, which is only read."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from authoring.adoption.tabs import Cell, Tab, read_tabs, visible
from core.errors import HojaError
from core.notation.spelling import nearest
from fieldtypes.cells import SECONDS_A_DAY
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


def tabs_of_file(content: bytes, name: str, *, is_whole: bool = False) -> list[Tab]:
    """The tabs of an XLSX or CSV file, opened in a process of its own.

    `is_whole`: nothing is cut off; a table that is too large is an error. Raises
    SheetError.
    """
    suffix = Path(name).suffix.lower().removeprefix(".")
    if suffix not in ("xlsx", "csv"):
        raise SheetError(f"“{name}” is neither a workbook (.xlsx) nor a table (.csv).")
    if len(content) > MOST_BYTES:
        raise SheetError(f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        return read_tabs(
            table_cells(content, suffix, is_whole=is_whole), Path(name).stem
        )
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


def whole_tab(spreadsheet: Spreadsheet, title: str) -> Tab:
    """All of one tab of a spreadsheet, by reading alone. Raises HojaError."""
    titles = []
    for sheet in spreadsheet.structure()["sheets"]:
        properties = sheet["properties"]
        if properties["title"].casefold() != title.casefold():
            titles.append(properties["title"])
            continue
        area = {"gridRange": {"sheetId": properties["sheetId"]}}
        [grid] = spreadsheet.grids([area], FIELDS)
        rows = []
        for row in grid.get("data", [{}])[0].get("rowData", []):
            rows.append([_whole_cell(cell) for cell in row.get("values", [])])
        return Tab(properties["title"], rows)
    raise SheetError(
        f"The spreadsheet has no tab “{title}”{nearest(title, titles)}".rstrip(".")
        + "."
    )


def _whole_cell(data: dict[str, Any]) -> Cell:
    """A cell with all of its text, and the hour of a moment."""
    effective = data.get("effectiveValue", {})
    cell = _cell(data)
    if "stringValue" in effective and cell.value is not None:
        return Cell(visible(str(effective["stringValue"])), cell.is_formula)
    if isinstance(cell.value, date) and effective["numberValue"] % 1:
        seconds = round(float(effective["numberValue"]) * SECONDS_A_DAY)
        moment = datetime.combine(DAY_ZERO, time()) + timedelta(seconds=seconds)
        return Cell(moment, cell.is_formula)
    return cell


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
