"""Developer metadata: read from and shown as JSON, and looked up."""

import secrets
from dataclasses import replace

from sheets.local.errors import invalid, not_found
from sheets.local.model.json_parts import number_of
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Book, Json, Metadata

KINDS = {ROWS: "ROW", COLUMNS: "COLUMN"}


def create(book: Book, given: Json, *, refuse_repeats: bool) -> Metadata:
    """Puts new metadata into the book; an id of one's own is kept."""
    for name, label in (("location", "location"), ("visibility", "visibility")):
        if not given.get(name):
            raise invalid(f"Must specify a {label} when creating developer metadata.")
    if not given.get("metadataKey"):
        raise invalid("Must specify a key when creating developer metadata.")
    # Zero is no id: Google's JSON leaves it out.
    id = number_of(given, "metadataId") or _new_id(book)
    if id in book.metadata and refuse_repeats:
        raise invalid(f"Developer metadata with id {id} already exists.")
    kind, sheet_id, start, end = _location(book, given["location"])
    value = given.get("metadataValue")
    item = Metadata(
        id, given["metadataKey"], value, given["visibility"], kind, sheet_id, start, end
    )
    # By their ids, as the file gives them when it is opened again.
    book.metadata = dict(sorted({**book.metadata, id: item}.items()))
    return item


def update(book: Book, item: Metadata, given: Json, mask: Json) -> Metadata:
    """Gives metadata a new key, value, visibility or location."""
    fields = as_json(item) | {
        name: given.get(name) for name in mask or given if name != "metadataId"
    }
    kind, sheet_id, start, end = _location(book, fields["location"])
    new = Metadata(
        item.id,
        fields["metadataKey"],
        fields.get("metadataValue"),
        fields["visibility"],
        kind,
        sheet_id,
        start,
        end,
    )
    book.metadata[item.id] = new
    return new


def copy(book: Book, source_id: int, sheet_id: int) -> None:
    """Gives a copied tab what its source has on itself, its rows and
    its columns, under new ids.
    """
    for item in list(book.metadata.values()):
        if item.sheet_id == source_id:
            id = _new_id(book)
            book.metadata[id] = replace(item, id=id, sheet_id=sheet_id)
    book.metadata = dict(sorted(book.metadata.items()))


def get(book: Book, id: int) -> Metadata:
    """The metadata of this id. Raises Google's 404 for one that is not there."""
    if id not in book.metadata:
        raise not_found()
    return book.metadata[id]


def _new_id(book: Book) -> int:
    while True:
        id = secrets.randbelow(2**31 - 1) + 1
        if id not in book.metadata:
            return id


def _location(
    book: Book, location: Json
) -> tuple[str, int | None, int | None, int | None]:
    if location.get("spreadsheet"):
        return "SPREADSHEET", None, None, None
    span = location.get("dimensionRange")
    sheet_id = number_of(span or location, "sheetId")
    sheet = book.find(sheet_id)
    if sheet is None:
        raise invalid(f"No grid with id: {sheet_id}")
    if span is None:
        return "SHEET", sheet_id, None, None
    dimension = str(span.get("dimension"))
    start = span.get("startIndex")
    end = span.get("endIndex")
    # Google takes metadata on one row or one column, and on no wider range.
    if dimension not in KINDS or start is None or end is None or end - start != 1:
        raise invalid("Developer metadata must be on exactly one row or one column.")
    if not 0 <= start < sheet.count(dimension):
        raise invalid(f"Dimension range [{start}, {end}) is outside of the grid.")
    return KINDS[dimension], sheet_id, int(start), int(end)


def location_json(item: Metadata) -> Json:
    """Where metadata sits now, as Google shows it."""
    location: Json = {"locationType": item.kind}
    if item.kind == "SPREADSHEET":
        return location | {"spreadsheet": True}
    if item.kind == "SHEET":
        return location | {"sheetId": item.sheet_id}
    if item.kind == "ROW":
        dimension = ROWS
    else:
        dimension = COLUMNS
    span: Json
    if item.sheet_id:
        span = {"sheetId": item.sheet_id}
    else:
        span = {}
    span |= {"dimension": dimension, "startIndex": item.start, "endIndex": item.end}
    return location | {"dimensionRange": span}


def as_json(item: Metadata) -> Json:
    """Metadata as Google shows it."""
    data: Json = {"metadataId": item.id, "metadataKey": item.key}
    if item.value is not None:
        data["metadataValue"] = item.value
    return data | {"location": location_json(item), "visibility": item.visibility}


def matches(item: Metadata, lookup: Json) -> bool:
    """Whether a DeveloperMetadataLookup selects this item; it
    must agree in all it names.
    """
    # Not by `as_json`: a look at the sheet asks this of every column that it knows.
    shown = {
        "metadataId": item.id,
        "metadataKey": item.key,
        "metadataValue": item.value,
        "visibility": item.visibility,
    }
    for name, value in shown.items():
        expected = lookup.get(name)
        if expected is not None and str(expected) != str(value):
            return False
    kind = lookup.get("locationType")
    if kind and kind != item.kind:
        return False
    location = lookup.get("metadataLocation")
    return location is None or _is_located(
        item, location, lookup.get("locationMatchingStrategy")
    )


def _is_located(item: Metadata, location: Json, strategy: str | None) -> bool:
    """Whether metadata sits at a location, or with this strategy on a part of it."""
    intersecting = strategy == "INTERSECTING_LOCATION"
    if location.get("spreadsheet"):
        return intersecting or item.kind == "SPREADSHEET"
    span = location.get("dimensionRange")
    sheet_id = number_of(span or location, "sheetId")
    if sheet_id != item.sheet_id:
        return False
    if span is None:
        return intersecting or item.kind == "SHEET"
    return _is_on_span(item, span, intersecting=intersecting)


def _is_on_span(item: Metadata, span: Json, *, intersecting: bool) -> bool:
    if KINDS.get(str(span.get("dimension"))) != item.kind:
        return False
    if item.start is None or item.end is None:
        return False
    start = number_of(span, "startIndex")
    end = span.get("endIndex")
    if not intersecting:
        return start == item.start and end == item.end
    # An open end reaches as far as the grid does.
    return start < item.end and (end is None or item.start < int(end))
