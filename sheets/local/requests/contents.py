"""What a new spreadsheet is made with, as the requests that would put it in."""

from secrets import randbelow

from sheets.local.errors import Unserved, invalid
from sheets.local.files.workbooks import first_sheet
from sheets.local.model.json_parts import items_of, part_of
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Book, Json

UNSERVED_IN_SHEET = ("charts", "slicers", "tables")
UNSERVED = ("dataSources", "dataSourceSchedules")

REQUESTS = {
    "merges": ("mergeCells", "range"),
    "protectedRanges": ("addProtectedRange", "protectedRange"),
    "conditionalFormats": ("addConditionalFormatRule", "rule"),
    "filterViews": ("addFilterView", "filter"),
    "bandedRanges": ("addBanding", "bandedRange"),
    "developerMetadata": ("createDeveloperMetadata", "developerMetadata"),
}
"""What a tab may be made with, and the request that puts one of it in."""


def requests(book: Book, given: Json) -> list[Json]:
    """The requests that fill a new, empty book.

    Raises ApiError for what a spreadsheet here cannot have.
    """
    for name in UNSERVED:
        if given.get(name):
            raise Unserved(name)
    sheets = items_of(given, "sheets")
    if not sheets:
        first_sheet(book)
    batch: list[Json] = []
    ids = _ids(sheets)
    for index, (entry, id) in enumerate(zip(sheets, ids, strict=True)):
        properties: Json = {"title": f"Sheet{index + 1}"} | part_of(entry, "properties")
        properties |= {"sheetId": id, "index": index}
        batch.append({"addSheet": {"properties": properties}})
    for entry, id in zip(sheets, ids, strict=True):
        batch += _of_sheet(entry, id)
    for entry in items_of(given, "namedRanges"):
        batch.append({"addNamedRange": {"namedRange": entry}})
    for entry in items_of(given, "developerMetadata"):
        batch.append({"createDeveloperMetadata": {"developerMetadata": entry}})
    return batch


def _ids(sheets: list[Json]) -> list[int]:
    """The tabs' ids: the first has 0, unless it or another says otherwise."""
    given = []
    for entry in sheets:
        given.append(part_of(entry, "properties").get("sheetId"))
    taken = set()
    for id in given:
        if id is not None:
            taken.add(id)
    if len(taken) < sum(id is not None for id in given):
        raise invalid("Two sheets have the same id.")
    ids: list[int] = []
    for index, id in enumerate(given):
        if index == 0 and 0 not in taken:
            new = 0
        else:
            new = randbelow(2**31 - 1) + 1
        ids.append(new if id is None else id)
    return ids


def _of_sheet(entry: Json, id: int) -> list[Json]:
    for name in UNSERVED_IN_SHEET:
        if entry.get(name):
            raise Unserved(f"sheets.{name}")
    batch: list[Json] = []
    for data in items_of(entry, "data"):
        batch += _of_data(data, id)
    for field, (kind, name) in REQUESTS.items():
        parts = list(entry.get(field) or [])
        # Each rule goes in before the one put in last.
        if field == "conditionalFormats":
            parts.reverse()
        for part in parts:
            batch.append({kind: {name: part}})
    for field in ("rowGroups", "columnGroups"):
        for group in entry.get(field) or []:
            batch.append({"addDimensionGroup": {"range": group.get("range")}})
    if entry.get("basicFilter"):
        batch.append({"setBasicFilter": {"filter": entry["basicFilter"]}})
    return batch


def _of_data(data: Json, id: int) -> list[Json]:
    row = data.get("startRow", 0)
    column = data.get("startColumn", 0)
    batch: list[Json] = []
    if data.get("rowData"):
        start = {"sheetId": id, "rowIndex": row, "columnIndex": column}
        update = {"start": start, "rows": data["rowData"], "fields": "*"}
        batch.append({"updateCells": update})
    for field, dimension, first in (
        ("rowMetadata", ROWS, row),
        ("columnMetadata", COLUMNS, column),
    ):
        for index, size in enumerate(data.get(field) or [], first):
            span = {"sheetId": id, "dimension": dimension}
            span |= {"startIndex": index, "endIndex": index + 1}
            fields = []
            for name in ("pixelSize", "hiddenByUser"):
                if name in size:
                    fields.append(name)
            if fields:
                update = {"range": span, "properties": size, "fields": ",".join(fields)}
                batch.append({"updateDimensionProperties": update})
    return batch
