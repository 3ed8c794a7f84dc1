"""A spreadsheet as `spreadsheets.get` answers it."""

import struct
from typing import Any, cast

from sheets.local import a1, masks, metadata, render
from sheets.local.a1 import Area
from sheets.local.cells import user_entered
from sheets.local.formulas import Calculator
from sheets.local.locales import locale_format
from sheets.local.model import COLUMNS, ROWS, Book, Cell, Failure, Json, Metadata, Scalar, Sheet
from sheets.local.whole import whole

PIXELS = {ROWS: 21, COLUMNS: 100}
KEPT_ZEROS = frozenset({"sheetId", "index", "startIndex", "endIndex"})
PUBLIC_ADDRESS = "https://docs.google.com/spreadsheets/d/"


def spreadsheet(book: Book, mask: masks.Mask, areas: list[Area] | None, *, grid_data: bool) -> Json:
    """The spreadsheet; `areas` limits it to some ranges, None means all of it."""
    sheets = [sheet for sheet in book.sheets if areas is None or any(a.sheet is sheet for a in areas)]
    with_data = grid_data if not mask else "data" in mask.get("sheets", {}) or mask.get("sheets") == {}
    answer: Json = {
        "spreadsheetId": book.id,
        "properties": book.properties,
        "sheets": [sheet_json(book, sheet) for sheet in sheets],
    }
    if with_data and (not mask or "sheets" in mask):
        for sheet, shown in zip(sheets, answer["sheets"], strict=True):
            spots = [a for a in areas if a.sheet is sheet] if areas else [a1.whole(sheet)]
            shown["data"] = [grid(book, spot, masked(mask, "sheets", "data")) for spot in spots]
    if book.named:
        answer["namedRanges"] = [entry | {"range": range_json(entry["range"])} for entry in book.named]
    answer["spreadsheetUrl"] = f"{PUBLIC_ADDRESS}{book.id}/edit"
    items = [metadata.as_json(m) for m in book.metadata.values() if m.kind == "SPREADSHEET"]
    if items:
        answer["developerMetadata"] = items
    picked: Json = masks.pick(answer, mask)
    return picked


def masked(mask: masks.Mask, *path: str) -> masks.Mask:
    """The mask of a field further in; empty (all of it) where the mask ends before."""
    for name in path:
        mask = cast("masks.Mask", mask.get(name, {}))
    return mask


def sheet_properties(book: Book, sheet: Sheet) -> Json:
    """Title, place, size and the like, in Google's order, without what is not set."""
    order = ("sheetId", "title", "index", "sheetType", "gridProperties")
    properties = sheet.properties | {"index": book.sheets.index(sheet)}
    ordered = {name: properties[name] for name in order}
    shown: Json = plain(ordered | {name: value for name, value in properties.items() if name not in order})
    return shown


def plain(value: Any) -> Any:
    """JSON as Google writes it: fields at their default left out, colours in single precision."""
    if isinstance(value, dict):
        shown = {name: plain(item) for name, item in value.items()}
        # Protobuf's JSON leaves out what is at its default; a few numbers are kept all the same.
        return {n: v for n, v in shown.items() if n in KEPT_ZEROS or v not in (False, None, "", [])}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return single(value) if isinstance(value, float) else value


def single(value: float) -> int | float:
    """A number rounded to single precision and written as shortly as that allows."""
    if value.is_integer():
        return int(value)
    packed = struct.pack("f", value)
    # Google keeps colours in 32 bits: 0.1 is told as 0.1 and not as 0.10000000149.
    shortest = (short for size in range(1, 18) if struct.pack("f", short := float(f"{value:.{size}g}")) == packed)
    return next(shortest)


def range_json(grid: Json) -> Json:
    """A GridRange as Google shows it: without the id of the sheet whose id is 0."""
    return {name: value for name, value in grid.items() if name != "sheetId" or value}


def sheet_json(book: Book, sheet: Sheet) -> Json:
    """A tab without its cells."""
    answer: Json = {"properties": sheet_properties(book, sheet)}
    if sheet.merges:
        answer["merges"] = [range_json(merge) for merge in sheet.merges]
    if sheet.conditional:
        answer["conditionalFormats"] = [
            rule | {"ranges": [range_json(part) for part in rule["ranges"]]} for rule in sheet.conditional
        ]
    if sheet.protected:
        answer["protectedRanges"] = [protected_json(entry) for entry in sheet.protected]
    if sheet.basic_filter:
        shown = sheet.basic_filter
        answer["basicFilter"] = shown | {"range": range_json(shown.get("range", {}))}
    items = [m for m in book.metadata.values() if m.kind == "SHEET" and m.sheet_id == sheet.id]
    if items:
        answer["developerMetadata"] = [metadata.as_json(item) for item in items]
    for dimension, name in ((ROWS, "rowGroups"), (COLUMNS, "columnGroups")):
        if sheet.groups[dimension]:
            answer[name] = sheet.groups[dimension]
    return answer


def protected_json(entry: Json) -> Json:
    """A protected range as Google shows it."""
    order = ("protectedRangeId", "range", "description", "warningOnly", "requestingUserCanEdit", "editors")
    fields = entry | {"range": range_json(entry.get("range", {}))}
    ordered = {name: fields[name] for name in order if fields.get(name) not in (None, False, "")}
    return ordered | {name: value for name, value in fields.items() if name not in order}


def grid(book: Book, area: Area, mask: masks.Mask) -> Json:
    """GridData of an area: the cells, and the sizes of rows and columns."""
    data: Json = {}
    if area.top:
        data["startRow"] = area.top
    if area.left:
        data["startColumn"] = area.left
    if not mask or "rowData" in mask:
        lines = _lines(book, area, masked(mask, "rowData", "values"))
        if lines:
            data["rowData"] = lines
    for name, dimension, start, end in (
        ("rowMetadata", ROWS, area.top, area.bottom),
        ("columnMetadata", COLUMNS, area.left, area.right),
    ):
        if not mask or name in mask:
            on = _metadata_of(book, area.sheet, dimension)
            data[name] = [_size(area.sheet, dimension, index, on) for index in range(start, end)]
    return data


def _metadata_of(book: Book, sheet: Sheet, dimension: str) -> dict[int, list[Metadata]]:
    kind = metadata.KINDS[dimension]
    on: dict[int, list[Metadata]] = {}
    for item in book.metadata.values():
        if item.kind == kind and item.sheet_id == sheet.id and item.start is not None:
            on.setdefault(item.start, []).append(item)
    return on


def _size(sheet: Sheet, dimension: str, index: int, on: dict[int, list[Metadata]]) -> Json:
    size: Json = {"pixelSize": PIXELS[dimension]} | sheet.sizes[dimension].get(index, {})
    shown = {name: value for name, value in size.items() if value not in (False, None)}
    if index in on:
        shown["developerMetadata"] = [metadata.as_json(item) for item in on[index]]
    return shown


def _lines(book: Book, area: Area, mask: masks.Mask) -> list[Json]:
    calculator = Calculator(book)
    lines: list[Json] = []
    for row_index in range(area.top, min(area.bottom, len(area.sheet.rows))):
        row = area.sheet.rows[row_index]
        cells = row.cells[area.left : area.right] if row else ()
        shown = [
            cell_json(book, area.sheet, row_index, column, cell, calculator) if cell else {}
            for column, cell in enumerate(cells, area.left)
        ]
        # Google ends a row at its last cell with anything, and the list at its last row.
        while shown and not shown[-1]:
            shown.pop()
        lines.append({"values": [masks.pick(cell, mask) for cell in shown]} if shown else {})
    while lines and not lines[-1]:
        lines.pop()
    return lines


def cell_json(book: Book, sheet: Sheet, row: int, column: int, cell: Cell, calculator: Calculator) -> Json:
    """CellData of one cell."""
    data = user_entered(cell)
    value = calculator.value(sheet, row, column)
    if value is not None:
        data["effectiveValue"] = _effective(value)
        data["formattedValue"] = render.formatted(value, cell.style, locale_format(book.locale))
    if value is not None or cell.style:
        data["effectiveFormat"] = book.properties["defaultFormat"] | (cell.style or {})
    return data


def _effective(value: Scalar) -> Json:
    if isinstance(value, Failure):
        kind = "NAME" if value == "#NAME?" else value.strip("#/0!?") or "ERROR"
        return {"errorValue": {"type": kind, "message": str(value)}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": str(value)}
    return {"numberValue": whole(value or 0)}
