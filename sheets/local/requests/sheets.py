"""Requests about whole tabs, and about the spreadsheet's properties."""

from copy import deepcopy
from typing import Any

from sheets.local.content import dimensions, masks, metadata
from sheets.local.content.show import plain, sheet_properties
from sheets.local.errors import invalid
from sheets.local.files.workbooks import new_sheet_id
from sheets.local.formulas import references
from sheets.local.model.spreadsheet import COLUMNS, MAX_CELLS, ROWS, Json, Row, Sheet
from sheets.local.requests.batch import Batch

GRID = {"rowCount": 1000, "columnCount": 26}
EXISTS = 'A sheet with the name "{}" already exists. Please enter another name.'


def add_sheet(batch: Batch, request: Json) -> Json:
    """Adds an empty tab."""
    given = dict(request.get("properties") or {})
    sheet = new_sheet(batch, given)
    index = given.get("index")
    batch.book.sheets.insert(
        len(batch.book.sheets) if index is None else int(index), sheet
    )
    return {"properties": plain(sheet_properties(batch.book, sheet))}


def new_sheet(batch: Batch, given: Json) -> Sheet:
    """A tab that fits in the book; not yet put in."""
    book = batch.book
    title = given.get("title") or _free_title(batch)
    if book.titled(title):
        raise invalid(EXISTS.format(title))
    id = given.get("sheetId")
    if id is not None and book.find(int(id)):
        raise invalid(f"Sheet with id {id} already exists.")
    extra = _given_values(given)
    # Its index is the place in the book, which is not kept twice.
    extra.pop("index", None)
    grid = GRID | _given_values(extra.pop("gridProperties", {}))
    if book.cell_count() + grid["rowCount"] * grid["columnCount"] > MAX_CELLS:
        raise invalid(
            f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
        )
    properties: Json = (
        {"sheetType": "GRID"} | extra | {"title": title, "gridProperties": grid}
    )
    properties["sheetId"] = new_sheet_id(book) if id is None else int(id)
    return Sheet(properties)


def _given_values(given: Json) -> Json:
    """What is given; null stands for nothing, in Google's JSON too."""
    return {name: value for name, value in given.items() if value is not None}


def _free_title(batch: Batch) -> str:
    number = len(batch.book.sheets) + 1
    while batch.book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def delete_sheet(batch: Batch, request: Json) -> None:
    """Takes a tab out, with its metadata and named ranges."""
    book, id = batch.book, int(request.get("sheetId") or 0)
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
        entry for entry in book.named if int(entry["range"].get("sheetId") or 0) != id
    ]


def update_sheet_properties(batch: Batch, request: Json) -> None:
    """Renames, moves, hides, resizes or colours a tab."""
    mask, given = masks.required(request), dict(request.get("properties") or {})
    id = int(given.get("sheetId") or 0)
    sheet = batch.book.find(id)
    if sheet is None:
        raise invalid(f"No sheet with id: {id}")
    if not mask:
        mask = {name: {} for name in given if name != "sheetId"}
    if "title" in mask:
        _check_title(batch, sheet, str(given.get("title") or ""))
        references.rename(batch.book, sheet.title, str(given["title"]))
    if "gridProperties" in mask:
        _resize(batch, sheet, mask["gridProperties"], given.get("gridProperties") or {})
    _merge_properties(sheet, given, mask)
    _check_frozen(sheet, mask.get("gridProperties", {}))
    if all(tab.properties.get("hidden") for tab in batch.book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    _colours(sheet.properties, mask)
    if "index" in mask:
        _move(batch, sheet, int(given.get("index") or 0))


def _merge_properties(sheet: Sheet, given: Json, mask: masks.Mask) -> None:
    """Takes over what is masked; the size of the grid has been seen to, with
    the cells that it cuts off.
    """
    rows, columns = sheet.row_count, sheet.column_count
    own = {
        name: inner
        for name, inner in mask.items()
        if name not in ("sheetId", "sheetType", "index")
    }
    if own:
        sheet.properties = masks.merge(sheet.properties, given, own)
    sheet.properties["gridProperties"] = {
        "rowCount": rows,
        "columnCount": columns,
    } | sheet.properties["gridProperties"]


def _check_frozen(sheet: Sheet, mask: masks.Mask) -> None:
    """Something must be left to scroll."""
    for dimension, name in ((ROWS, "row"), (COLUMNS, "column")):
        field = f"frozen{name.capitalize()}Count"
        if field in mask and (
            sheet.properties["gridProperties"].get(field) or 0
        ) >= sheet.count(dimension):
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
        rounded = {
            part: int(value * 255 + 1e-6) / 255
            for part, value in colour.items()
            if value
        }
        properties |= {"tabColor": rounded, "tabColorStyle": {"rgbColor": rounded}}


def _resize(batch: Batch, sheet: Sheet, mask: masks.Mask, given: Json) -> None:
    for dimension, name in ((ROWS, "rowCount"), (COLUMNS, "columnCount")):
        if (mask and name not in mask) or (not mask and name not in given):
            continue
        count, now = int(given.get(name) or 0), sheet.count(dimension)
        if count < 1:
            raise invalid(f"{name} must be at least 1.")
        if count < now:
            dimensions.delete(batch.book, sheet, dimension, count, now)
        else:
            dimensions.grow(batch.book, sheet, dimension, count - now)


def update_spreadsheet_properties(batch: Batch, request: Json) -> None:
    """Changes the title, the locale, the time zone and the like."""
    mask, given = masks.required(request), request.get("properties") or {}
    properties = masks.merge(
        batch.book.properties, given, mask or {name: {} for name in given}
    )
    if not properties.get("title"):
        raise invalid("The spreadsheet's title must not be empty.")
    batch.book.properties = properties


def duplicate_sheet(batch: Batch, request: Json) -> Json:
    """Makes a copy of a tab, with its cells, beside the others."""
    source = batch.sheet(request.get("sourceSheetId"))
    properties = deepcopy(source.properties)
    properties["title"] = request.get("newSheetName") or f"Copy of {source.title}"
    properties["sheetId"] = request.get("newSheetId")
    sheet = new_sheet(batch, properties)
    copied: Any = source.copy()
    for name in ("merges", "protected", "conditional", "groups", "sizes"):
        setattr(sheet, name, getattr(copied, name))
    sheet.basic_filter = copied.basic_filter
    for held in _ranges(sheet):
        held["sheetId"] = sheet.id
    # New ids: the page finds a row by its id, and these are others.
    sheet.rows = [Row(row.cells) if row else None for row in source.rows]
    index = request.get("insertSheetIndex")
    batch.book.sheets.insert(
        len(batch.book.sheets) if index is None else int(index), sheet
    )
    if batch.switches.metadata_on_duplicate == "copy":
        metadata.copy(batch.book, source.id, sheet.id)
    return {"properties": plain(sheet_properties(batch.book, sheet))}


def _ranges(sheet: Sheet) -> list[Json]:
    held = [
        *sheet.merges,
        *(part for rule in sheet.conditional for part in rule["ranges"]),
    ]
    held += [entry["range"] for entry in sheet.protected if "range" in entry]
    return held + ([sheet.basic_filter["range"]] if sheet.basic_filter else [])
