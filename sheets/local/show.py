"""A spreadsheet as `spreadsheets.get` answers it."""

import struct
from typing import Any, cast

from sheets.local import a1, masks, metadata, render
from sheets.local.a1 import Area
from sheets.local.cells import user_entered
from sheets.local.formulas import Sums
from sheets.local.locales import place
from sheets.local.model import COLUMNS, ROWS, Book, Cell, Failure, Json, Metadata, Scalar, Sheet
from sheets.local.whole import whole

PIXELS = {ROWS: 21, COLUMNS: 100}
KEPT_ZEROS = frozenset({"sheetId", "index", "startIndex", "endIndex"})
PUBLIC_ADDRESS = "https://docs.google.com/spreadsheets/d/"


def spreadsheet(book: Book, mask: masks.Mask, areas: list[Area] | None, *, grid_data: bool) -> Json:
    """The spreadsheet; `areas` limits it to some ranges, None means all of it."""
    sheets = [sheet for sheet in book.sheets if areas is None or any(a.sheet is sheet for a in areas)]
    with_data = grid_data if not mask else "data" in mask.get("sheets", {}) or mask.get("sheets") == {}
    made: Json = {
        "spreadsheetId": book.id,
        "properties": book.properties,
        "sheets": [sheet_json(book, sheet) for sheet in sheets],
    }
    if with_data and (not mask or "sheets" in mask):
        for sheet, shown in zip(sheets, made["sheets"], strict=True):
            spots = [a for a in areas if a.sheet is sheet] if areas else [a1.whole(sheet)]
            shown["data"] = [grid(book, spot, masked(mask, "sheets", "data")) for spot in spots]
    if book.named:
        made["namedRanges"] = [entry | {"range": range_json(entry["range"])} for entry in book.named]
    made["spreadsheetUrl"] = f"{PUBLIC_ADDRESS}{book.id}/edit"
    found = [metadata.as_json(m) for m in book.metadata.values() if m.kind == "SPREADSHEET"]
    if found:
        made["developerMetadata"] = found
    picked: Json = masks.pick(made, mask)
    return picked


def masked(mask: masks.Mask, *path: str) -> masks.Mask:
    """The mask of a field further in; empty (all of it) where the mask ends before."""
    for name in path:
        mask = cast("masks.Mask", mask.get(name, {}))
    return mask


def sheet_properties(book: Book, sheet: Sheet) -> Json:
    """Title, place, size and the like, in Google's order, without what is not set."""
    order = ("sheetId", "title", "index", "sheetType", "gridProperties")
    known = sheet.properties | {"index": book.sheets.index(sheet)}
    made = {name: known[name] for name in order}
    shown: Json = plain(made | {name: value for name, value in known.items() if name not in order})
    return shown


def plain(value: Any) -> Any:
    """JSON as Google writes it: fields at their default left out, colours in single precision."""
    if isinstance(value, dict):
        shown = {name: plain(item) for name, item in value.items()}
        return {n: v for n, v in shown.items() if n in KEPT_ZEROS or v not in (False, None, "", [])}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return single(value) if isinstance(value, float) else value


def single(value: float) -> int | float:
    """A number rounded to single precision and written as shortly as that allows."""
    if value.is_integer():
        return int(value)
    packed = struct.pack("f", value)
    shortest = (short for size in range(1, 18) if struct.pack("f", short := float(f"{value:.{size}g}")) == packed)
    return next(shortest)


def range_json(grid: Json) -> Json:
    """A GridRange as Google shows it: without the id of the sheet whose id is 0."""
    return {name: at for name, at in grid.items() if name != "sheetId" or at}


def sheet_json(book: Book, sheet: Sheet) -> Json:
    """A tab without its cells."""
    made: Json = {"properties": sheet_properties(book, sheet)}
    if sheet.merges:
        made["merges"] = [range_json(merge) for merge in sheet.merges]
    if sheet.conditional:
        made["conditionalFormats"] = [
            rule | {"ranges": [range_json(part) for part in rule["ranges"]]} for rule in sheet.conditional
        ]
    if sheet.protected:
        made["protectedRanges"] = [protected_json(entry) for entry in sheet.protected]
    if sheet.basic_filter:
        shown = sheet.basic_filter
        made["basicFilter"] = shown | {"range": range_json(shown.get("range", {}))}
    found = [m for m in book.metadata.values() if m.kind == "SHEET" and m.sheet_id == sheet.id]
    if found:
        made["developerMetadata"] = [metadata.as_json(item) for item in found]
    for dimension, name in ((ROWS, "rowGroups"), (COLUMNS, "columnGroups")):
        if sheet.groups[dimension]:
            made[name] = sheet.groups[dimension]
    return made


def protected_json(entry: Json) -> Json:
    """A protected range as Google shows it."""
    order = ("protectedRangeId", "range", "description", "warningOnly", "requestingUserCanEdit", "editors")
    known = entry | {"range": range_json(entry.get("range", {}))}
    made = {name: known[name] for name in order if known.get(name) not in (None, False, "")}
    return made | {name: value for name, value in known.items() if name not in order}


def grid(book: Book, area: Area, mask: masks.Mask) -> Json:
    """GridData of an area: the cells, and the sizes of rows and columns."""
    made: Json = {}
    if area.top:
        made["startRow"] = area.top
    if area.left:
        made["startColumn"] = area.left
    if not mask or "rowData" in mask:
        lines = _lines(book, area, masked(mask, "rowData", "values"))
        if lines:
            made["rowData"] = lines
    for name, dimension, start, end in (
        ("rowMetadata", ROWS, area.top, area.bottom),
        ("columnMetadata", COLUMNS, area.left, area.right),
    ):
        if not mask or name in mask:
            on = _metadata_of(book, area.sheet, dimension)
            made[name] = [_size(area.sheet, dimension, at, on) for at in range(start, end)]
    return made


def _metadata_of(book: Book, sheet: Sheet, dimension: str) -> dict[int, list[Metadata]]:
    kind = metadata.KINDS[dimension]
    on: dict[int, list[Metadata]] = {}
    for item in book.metadata.values():
        if item.kind == kind and item.sheet_id == sheet.id and item.start is not None:
            on.setdefault(item.start, []).append(item)
    return on


def _size(sheet: Sheet, dimension: str, at: int, on: dict[int, list[Metadata]]) -> Json:
    known: Json = {"pixelSize": PIXELS[dimension]} | sheet.sizes[dimension].get(at, {})
    made = {name: value for name, value in known.items() if value not in (False, None)}
    if at in on:
        made["developerMetadata"] = [metadata.as_json(item) for item in on[at]]
    return made


def _lines(book: Book, area: Area, mask: masks.Mask) -> list[Json]:
    sums = Sums(book)
    lines: list[Json] = []
    for at in range(area.top, min(area.bottom, len(area.sheet.rows))):
        row = area.sheet.rows[at]
        cells = row.cells[area.left : area.right] if row else ()
        shown = [
            cell_json(book, area.sheet, at, column, cell, sums) if cell else {}
            for column, cell in enumerate(cells, area.left)
        ]
        while shown and not shown[-1]:
            shown.pop()
        lines.append({"values": [masks.pick(cell, mask) for cell in shown]} if shown else {})
    while lines and not lines[-1]:
        lines.pop()
    return lines


def cell_json(book: Book, sheet: Sheet, row: int, column: int, cell: Cell, sums: Sums) -> Json:
    """CellData of one cell."""
    made = user_entered(cell)
    value = sums.value(sheet, row, column)
    if value is not None:
        made["effectiveValue"] = _effective(value)
        made["formattedValue"] = render.formatted(value, cell.style, place(book.locale))
    if value is not None or cell.style:
        made["effectiveFormat"] = book.properties["defaultFormat"] | (cell.style or {})
    return made


def _effective(value: Scalar) -> Json:
    if isinstance(value, Failure):
        kind = "NAME" if value == "#NAME?" else value.strip("#/0!?") or "ERROR"
        return {"errorValue": {"type": kind, "message": str(value)}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": str(value)}
    return {"numberValue": whole(value or 0)}
