"""Requests about whole tabs, and about the spreadsheet's properties."""

from copy import deepcopy
from secrets import randbelow
from typing import Any

from sheets.local.content import dimensions, masks, metadata
from sheets.local.content.show import plain, sheet_properties
from sheets.local.content.spreadsheet_properties import check_properties
from sheets.local.errors import Unserved, invalid
from sheets.local.files.workbooks import new_sheet_id
from sheets.local.formulas import references
from sheets.local.model.json_parts import number_of, part_of, text_of
from sheets.local.model.spreadsheet import (
    COLUMNS,
    MAX_CELLS,
    ROWS,
    Json,
    Row,
    Rows,
    Sheet,
)
from sheets.local.requests.batch import Batch

GRID = {"rowCount": 1000, "columnCount": 26}
EXISTS = 'A sheet with the name "{}" already exists. Please enter another name.'

COPIED = (
    "merges",
    "protected",
    "conditional",
    "basic_filter",
    "filter_views",
    "banded",
    "groups",
    "sizes",
)
"""What a copy of a tab has of the tab, beside its cells."""


def add_sheet(batch: Batch, request: Json) -> Json:
    """Adds an empty tab."""
    given = dict(part_of(request, "properties"))
    sheet = new_sheet(batch, given)
    batch.book.sheets.insert(_place(batch, given.get("index")), sheet)
    return {"properties": plain(sheet_properties(batch.book, sheet))}


def _place(batch: Batch, index: int | None) -> int:
    """Where a tab goes; last where nothing is said."""
    count = len(batch.book.sheets)
    if index is None:
        return count
    if not 0 <= index <= count:
        raise invalid(f"Invalid sheet index: {index}.")
    return index


def new_sheet(batch: Batch, given: Json) -> Sheet:
    """A tab that fits in the book; not yet put in."""
    book = batch.book
    title = given.get("title") or _free_title(batch)
    if book.titled(title):
        raise invalid(EXISTS.format(title))
    id = given.get("sheetId")
    if id is not None and book.find(int(id)):
        raise invalid(f"Sheet with id {id} already exists.")
    if id is not None and id < 0:
        raise invalid(f"Invalid sheet id: {id}. It must not be negative.")
    extra = _given_values(given)
    if extra.get("sheetType") == "DATA_SOURCE" or "dataSourceSheetProperties" in extra:
        raise Unserved("sheets of the type DATA_SOURCE")
    if extra.get("sheetType") != "OBJECT":
        extra["sheetType"] = "GRID"
    # Its index is the place in the book, which is not kept twice.
    extra.pop("index", None)
    grid = GRID | _given_values(extra.pop("gridProperties", {}))
    for name in ("rowCount", "columnCount"):
        if grid[name] < 1:
            raise invalid(f"{name} must be at least 1.")
    if book.cell_count() + grid["rowCount"] * grid["columnCount"] > MAX_CELLS:
        raise invalid(
            f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
        )
    properties: Json = extra | {"title": title, "gridProperties": grid}
    properties["sheetId"] = new_sheet_id(book) if id is None else int(id)
    _colours(properties, {"tabColor": {}, "tabColorStyle": {}})
    sheet = Sheet(properties)
    _check_frozen(sheet, {"frozenRowCount": {}, "frozenColumnCount": {}})
    return sheet


def _given_values(given: Json) -> Json:
    """What is given; null stands for nothing, in Google's JSON too."""
    values = {}
    for name, value in given.items():
        if value is not None:
            values[name] = value
    return values


def _free_title(batch: Batch) -> str:
    number = len(batch.book.sheets) + 1
    while batch.book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def delete_sheet(batch: Batch, request: Json) -> None:
    """Takes a tab out, with its metadata and named ranges."""
    book = batch.book
    id = number_of(request, "sheetId")
    sheet = book.find(id)
    if sheet is None:
        raise invalid(f"No sheet with id: {id}")
    if len(book.sheets) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    # Before the tab goes: what pointed into it becomes #REF!.
    references.change_all(book, sheet, lambda _: None)
    book.sheets.remove(sheet)
    # Refused after the change: the caller forgets the draft.
    if all(tab.properties.get("hidden") for tab in book.sheets):
        raise invalid("You can't remove all the visible sheets in a document.")
    book.metadata = {
        item.id: item for item in book.metadata.values() if item.sheet_id != id
    }
    book.named = [
        entry for entry in book.named if number_of(entry["range"], "sheetId") != id
    ]


def update_sheet_properties(batch: Batch, request: Json) -> None:
    """Renames, moves, hides, resizes or colours a tab."""
    mask = masks.required(request)
    given = dict(part_of(request, "properties"))
    id = number_of(given, "sheetId")
    sheet = batch.book.find(id)
    if sheet is None:
        raise invalid(f"No sheet with id: {id}")
    if not mask:
        mask = {}
        for name in given:
            if name != "sheetId":
                mask[name] = {}
    if "title" in mask:
        _check_title(batch, sheet, text_of(given, "title"))
        references.rename(batch.book, sheet.title, str(given["title"]))
    if "gridProperties" in mask:
        _resize(batch, sheet, mask["gridProperties"], part_of(given, "gridProperties"))
    if "dataSourceSheetProperties" in mask:
        raise Unserved("dataSourceSheetProperties")
    _merge_properties(sheet, given, mask)
    grid_mask = mask.get(
        "gridProperties", {"frozenRowCount": 0, "frozenColumnCount": 0}
    )
    _check_frozen(sheet, grid_mask or given.get("gridProperties") or {})
    if all(tab.properties.get("hidden") for tab in batch.book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    _colours(sheet.properties, mask)
    if "index" in mask:
        _move(batch, sheet, _place(batch, number_of(given, "index")))


def _merge_properties(sheet: Sheet, given: Json, mask: masks.Mask) -> None:
    """Takes over what is masked; the size of the grid has been seen to, with
    the cells that it cuts off.
    """
    rows = sheet.row_count
    columns = sheet.column_count
    own = {}
    for name, inner in mask.items():
        if name not in ("sheetId", "sheetType", "index"):
            own[name] = inner
    if own:
        sheet.properties = masks.merge(sheet.properties, given, own)
    sheet.properties["gridProperties"] = {
        "rowCount": rows,
        "columnCount": columns,
    } | sheet.properties.get("gridProperties", {})


def _check_frozen(sheet: Sheet, mask: masks.Mask) -> None:
    """Something must be left to scroll."""
    for dimension, name in ((ROWS, "row"), (COLUMNS, "column")):
        field = f"frozen{name.capitalize()}Count"
        frozen = sheet.properties["gridProperties"].get(field) or 0
        if field in mask and frozen < 0:
            raise invalid(f"{field} must not be negative.")
        if field in mask and frozen >= sheet.count(dimension):
            raise invalid(f"You can't freeze all visible {name}s on the sheet.")


def _check_title(batch: Batch, sheet: Sheet, title: str) -> None:
    namesake = batch.book.titled(title)
    if not title:
        raise invalid("You can't have an empty sheet name.")
    if namesake is not None and namesake is not sheet:
        raise invalid(EXISTS.format(title))


def _move(batch: Batch, sheet: Sheet, index: int) -> None:
    """Google counts the place as it is before the tab is taken out."""
    sheets = batch.book.sheets
    before = sheets.index(sheet)
    sheets.remove(sheet)
    sheets.insert(index - 1 if index > before else index, sheet)


def _colours(properties: Json, mask: masks.Mask) -> None:
    """Keeps the old colour field and the newer colour style
    alike; an empty colour is none.
    """
    if "tabColorStyle" in mask:
        colour = (properties.pop("tabColorStyle", None) or {}).get("rgbColor")
    elif "tabColor" in mask:
        colour = properties.get("tabColor")
    else:
        return
    properties.pop("tabColor", None)
    properties.pop("tabColorStyle", None)
    if colour:
        # Google keeps a tab's colour in eight bits a part.
        rounded = {}
        for part, value in colour.items():
            if value:
                rounded[part] = int(value * 255 + 1e-6) / 255
        properties |= {"tabColor": rounded, "tabColorStyle": {"rgbColor": rounded}}


def _resize(batch: Batch, sheet: Sheet, mask: masks.Mask, given: Json) -> None:
    for dimension, name in ((ROWS, "rowCount"), (COLUMNS, "columnCount")):
        if (mask and name not in mask) or (not mask and name not in given):
            continue
        count = int(given.get(name) or 0)
        now = sheet.count(dimension)
        if count < 1:
            raise invalid(f"{name} must be at least 1.")
        if count < now:
            dimensions.delete(batch.book, sheet, dimension, count, now)
        else:
            dimensions.grow(batch.book, sheet, dimension, count - now)


def update_spreadsheet_properties(batch: Batch, request: Json) -> None:
    """Changes the title, the locale, the time zone and the like."""
    mask = masks.required(request)
    given = part_of(request, "properties")
    own = mask or {name: {} for name in given}
    # Read-only, as Google says.
    own.pop("defaultFormat", None)
    properties = masks.merge(batch.book.properties, given, own)
    properties.setdefault("autoRecalc", "ON_CHANGE")
    check_properties(properties)
    batch.book.properties = properties


def duplicate_sheet(batch: Batch, request: Json) -> Json:
    """Makes a copy of a tab, with its cells, beside the others."""
    source = batch.sheet(request.get("sourceSheetId"))
    properties = deepcopy(source.properties)
    properties["title"] = request.get("newSheetName") or f"Copy of {source.title}"
    properties["sheetId"] = request.get("newSheetId")
    sheet = new_sheet(batch, properties)
    copied: Any = source.copy()
    for name in COPIED:
        setattr(sheet, name, getattr(copied, name))
    for held in _ranges(sheet):
        held["sheetId"] = sheet.id
    _give_ids(sheet)
    # New ids: the page finds a row by its id, and these are others.
    sheet.rows = Rows(Row(row.cells) if row else None for row in source.rows)
    batch.book.sheets.insert(_place(batch, request.get("insertSheetIndex")), sheet)
    if batch.switches.metadata_on_duplicate == "copy":
        metadata.copy(batch.book, source.id, sheet.id)
    return {"properties": plain(sheet_properties(batch.book, sheet))}


def _give_ids(sheet: Sheet) -> None:
    """New ids for what a copied tab has: each is one of its spreadsheet's."""
    for entries, name in (
        (sheet.protected, "protectedRangeId"),
        (sheet.filter_views, "filterViewId"),
        (sheet.banded, "bandedRangeId"),
    ):
        for entry in entries:
            entry[name] = randbelow(2**31 - 1) + 1


def _ranges(sheet: Sheet) -> list[Json]:
    held = [
        *sheet.merges,
        *(part for rule in sheet.conditional for part in rule["ranges"]),
    ]
    entries = [*sheet.protected, *sheet.filter_views, *sheet.banded]
    for entry in entries:
        if "range" in entry:
            held.append(entry["range"])
    groups = [group for groups in sheet.groups.values() for group in groups]
    for group in groups:
        held.append(group["range"])
    if sheet.basic_filter:
        held.append(sheet.basic_filter["range"])
    return held
