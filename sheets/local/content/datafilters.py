"""Data filters: by A1 range, by grid range, or by the developer
metadata that sits on a place.
"""

from sheets.local.content.metadata import matches
from sheets.local.errors import invalid
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import Book, Json, Metadata


def areas(book: Book, data_filter: Json) -> list[Area]:
    """The areas that a filter selects now, in the order of the sheets."""
    if "a1Range" in data_filter:
        return [a1.parse(str(data_filter["a1Range"]), book)]
    if "gridRange" in data_filter:
        return [_in_grid(data_filter["gridRange"], book)]
    if "developerMetadataLookup" in data_filter:
        items = selected(book, data_filter["developerMetadataLookup"])
        return [area for item in items for area in _areas_of(book, item)]
    raise invalid(
        "Must specify at least one of developerMetadataLookup, a1Range or gridRange in the data filter."
    )


def selected(book: Book, lookup: Json) -> list[Metadata]:
    """The metadata that a lookup matches, by id."""
    items: list[Metadata] = []
    for item in book.metadata.values():
        if matches(item, lookup):
            items.append(item)
    return items


def searched(book: Book, data_filter: Json) -> list[Metadata]:
    """The metadata that a filter selects: by lookup, or by lying inside of an area."""
    if "developerMetadataLookup" in data_filter:
        return selected(book, data_filter["developerMetadataLookup"])
    candidates = areas(book, data_filter)
    items: list[Metadata] = []
    for item in book.metadata.values():
        if any(_inside(item, area, book) for area in candidates):
            items.append(item)
    return items


def _in_grid(grid: Json, book: Book) -> Area:
    return a1.within(a1.from_grid(grid, book))


def _areas_of(book: Book, item: Metadata) -> list[Area]:
    if item.kind == "SPREADSHEET":
        return [a1.whole(sheet) for sheet in book.sheets]
    sheet = book.find(item.sheet_id or 0)
    if sheet is None:
        return []
    if item.kind == "SHEET":
        return [a1.whole(sheet)]
    start = item.start or 0
    end = item.end or 0
    if item.kind == "ROW":
        return [Area(sheet, start, end, 0, sheet.column_count)]
    return [Area(sheet, 0, sheet.row_count, start, end)]


def _inside(item: Metadata, area: Area, book: Book) -> bool:
    if item.sheet_id != area.sheet.id or item.kind == "SPREADSHEET":
        return False
    return all(_covers(area, part) for part in _areas_of(book, item))


def _covers(area: Area, part: Area) -> bool:
    rows = area.top <= part.top and part.bottom <= area.bottom
    return rows and area.left <= part.left and part.right <= area.right
