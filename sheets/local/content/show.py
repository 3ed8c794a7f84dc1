"""A spreadsheet as `spreadsheets.get` answers it."""

import json
from collections.abc import Iterator
from functools import partial
from itertools import repeat
from typing import Any, cast

from sheets.local.content import colours, filtering, masks, metadata
from sheets.local.content.cell_json import CellWriter
from sheets.local.content.encoding import Texts
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import (
    COLUMNS,
    ROWS,
    Book,
    Json,
    Metadata,
    Sheet,
)

# The sizes of a new tab at Google.
PIXELS = {ROWS: 21, COLUMNS: 100}
KEPT_ZEROS = frozenset({"sheetId", "index", "startIndex", "endIndex"})
PUBLIC_ADDRESS = "https://docs.google.com/spreadsheets/d/"


def spreadsheet(
    book: Book, mask: masks.Mask, areas: list[Area] | None, *, grid_data: bool
) -> Json:
    """The spreadsheet; `areas` limits it to some ranges, None means all of it."""
    sheets = []
    for sheet in book.sheets:
        if areas is None or _areas_on(sheet, areas):
            sheets.append(sheet)
    answer: Json = {
        "spreadsheetId": book.id,
        "properties": book.properties,
        "sheets": [sheet_json(book, sheet) for sheet in sheets],
    }
    if _wants_data(mask, grid_data=grid_data):
        cell_mask = masked(mask, "sheets", "data")
        for sheet, shown in zip(sheets, answer["sheets"], strict=True):
            if areas:
                sheet_areas = _areas_on(sheet, areas)
            else:
                sheet_areas = [a1.whole(sheet)]
            shown["data"] = [grid(book, area, cell_mask) for area in sheet_areas]
    if book.named:
        answer["namedRanges"] = [
            entry | {"range": range_json(entry["range"])} for entry in book.named
        ]
    answer["spreadsheetUrl"] = f"{PUBLIC_ADDRESS}{book.id}/edit"
    items = []
    for item in book.metadata.values():
        if item.kind == "SPREADSHEET":
            items.append(metadata.as_json(item))
    if items:
        answer["developerMetadata"] = items
    picked: Json = masks.pick(answer, mask)
    return picked


def _areas_on(sheet: Sheet, areas: list[Area]) -> list[Area]:
    return [area for area in areas if area.sheet is sheet]


def _wants_data(mask: masks.Mask, *, grid_data: bool) -> bool:
    """Whether cells are asked for: by the mask where there is one,
    else by `includeGridData`.
    """
    if not mask:
        return grid_data
    if "sheets" not in mask:
        return False
    # All of a sheet, its data among it.
    return mask["sheets"] == {} or "data" in mask["sheets"]


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
    shown: Json = plain(
        ordered
        | {name: value for name, value in properties.items() if name not in order}
    )
    return shown


def plain(value: Any) -> Any:
    """JSON as Google writes it: fields at their default left out,
    colours in single precision.
    """
    if isinstance(value, dict):
        shown = {name: plain(item) for name, item in value.items()}
        # Protobuf's JSON leaves out what is at its default; a few
        # numbers are kept all the same.
        return {
            name: item
            for name, item in shown.items()
            if name in KEPT_ZEROS or item not in (False, None, "", [])
        }
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return colours.single(value)
    return value


def range_json(grid: Json) -> Json:
    """A GridRange as Google shows it: without the id of the sheet whose id is 0."""
    return {name: value for name, value in grid.items() if name != "sheetId" or value}


def sheet_json(book: Book, sheet: Sheet) -> Json:
    """A tab without its cells."""
    answer: Json = {"properties": sheet_properties(book, sheet)}
    parts: Json = {
        "merges": [range_json(merge) for merge in sheet.merges],
        "conditionalFormats": [rule_json(rule) for rule in sheet.conditional],
        "protectedRanges": [protected_json(entry) for entry in sheet.protected],
        "basicFilter": sheet.basic_filter and ranged(sheet.basic_filter),
        "filterViews": [ranged(view) for view in sheet.filter_views],
        "bandedRanges": [ranged(entry) for entry in sheet.banded],
        "developerMetadata": _metadata_on(book, sheet),
        "rowGroups": sheet.groups[ROWS],
        "columnGroups": sheet.groups[COLUMNS],
    }
    for name, part in parts.items():
        if part:
            answer[name] = part
    return answer


def ranged(entry: Json) -> Json:
    """What has a range, with that as Google shows it."""
    return entry | {"range": range_json(entry.get("range", {}))}


def rule_json(rule: Json) -> Json:
    """A conditional format with its ranges as Google shows them."""
    return rule | {"ranges": [range_json(part) for part in rule["ranges"]]}


def _metadata_on(book: Book, sheet: Sheet) -> list[Json]:
    """The metadata of the tab itself, not of its rows and columns."""
    items = []
    for item in book.metadata.values():
        if item.kind == "SHEET" and item.sheet_id == sheet.id:
            items.append(item)
    return [metadata.as_json(item) for item in items]


def protected_json(entry: Json) -> Json:
    """A protected range as Google shows it."""
    order = (
        "protectedRangeId",
        "range",
        "description",
        "warningOnly",
        "requestingUserCanEdit",
        "editors",
    )
    fields = entry | {"range": range_json(entry.get("range", {}))}
    ordered = {}
    for name in order:
        if fields.get(name) not in (None, False, ""):
            ordered[name] = fields[name]
    return ordered | {
        name: value for name, value in fields.items() if name not in order
    }


def grid(book: Book, area: Area, mask: masks.Mask) -> Json:
    """GridData of an area: the cells, and the sizes of rows and columns.

    Both are `Texts`: worked out when they are written.
    """
    data: Json = {}
    if area.top:
        data["startRow"] = area.top
    if area.left:
        data["startColumn"] = area.left
    if not mask or "rowData" in mask:
        rows = Texts(lambda: _lines(book, area, masked(mask, "rowData", "values")))
        if rows:
            data["rowData"] = rows
    for name, dimension, start, end in (
        ("rowMetadata", ROWS, area.top, area.bottom),
        ("columnMetadata", COLUMNS, area.left, area.right),
    ):
        if not mask or name in mask:
            span = range(start, end)
            inner = masked(mask, name)
            data[name] = Texts(
                partial(_sizes, book, area.sheet, dimension, span, inner)
            )
    return data


def _sizes(
    book: Book, sheet: Sheet, dimension: str, span: range, mask: masks.Mask
) -> Iterator[str]:
    on = _metadata_of(book, sheet, dimension)
    if dimension == ROWS:
        hidden = filtering.hidden(book, sheet)
    else:
        hidden = frozenset()
    plain_text = json.dumps(masks.pick({"pixelSize": PIXELS[dimension]}, mask))
    for index in span:
        # Most rows are as they were made.
        if index in sheet.sizes[dimension] or index in on or index in hidden:
            size = _size(sheet, dimension, index, on)
            if index in hidden:
                size["hiddenByFilter"] = True
            yield json.dumps(masks.pick(size, mask))
        else:
            yield plain_text


def _metadata_of(book: Book, sheet: Sheet, dimension: str) -> dict[int, list[Metadata]]:
    kind = metadata.KINDS[dimension]
    on: dict[int, list[Metadata]] = {}
    for item in book.metadata.values():
        if item.kind == kind and item.sheet_id == sheet.id and item.start is not None:
            on.setdefault(item.start, []).append(item)
    return on


def _size(
    sheet: Sheet, dimension: str, index: int, on: dict[int, list[Metadata]]
) -> Json:
    size: Json = {"pixelSize": PIXELS[dimension]} | sheet.sizes[dimension].get(
        index, {}
    )
    shown = {}
    for name, value in size.items():
        if value not in (False, None):
            shown[name] = value
    if index in on:
        shown["developerMetadata"] = [metadata.as_json(item) for item in on[index]]
    return shown


def _lines(book: Book, area: Area, mask: masks.Mask) -> Iterator[str]:
    """The rows of an area; empty ones at its end are left out."""
    writer = CellWriter(book, area, mask)
    empty = 0
    for row_index in range(area.top, min(area.bottom, len(area.sheet.rows))):
        text = writer.row(row_index)
        if not text:
            empty += 1
            continue
        yield from repeat("{}", empty)
        empty = 0
        yield text
