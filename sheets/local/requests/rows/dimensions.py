"""Requests about rows and columns."""

from math import ceil

from sheets.local.content import dimensions, masks
from sheets.local.errors import invalid
from sheets.local.model.json_parts import number_of, part_of
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Json, Sheet
from sheets.local.requests.batch import Batch

WIDTHS = (
    dict.fromkeys("iljI|.,:;'! /tf", 0.278)
    | dict.fromkeys("cksvxyzJ", 0.5)
    | dict.fromkeys("mMW", 0.833)
)
NAMES = {ROWS: "row", COLUMNS: "column"}
PADDING = 6
EM = 12.715
"""Size of the default letters in pixels, as Google's own fitting of columns comes
out.
"""


def insert_dimension(batch: Batch, request: Json) -> None:
    """Puts in empty rows or columns, formatted as those before
    (inheritFromBefore) or after.
    """
    sheet, dimension, start, end = batch.span(part_of(request, "range"))
    before = bool(request.get("inheritFromBefore"))
    if start > sheet.count(dimension):
        name = NAMES[dimension]
        raise invalid(f"Cannot insert a {name} beyond the last {name} of the sheet.")
    if before and start == 0:
        raise invalid(
            "Cannot inherit from before when inserting at the start of the sheet."
        )
    dimensions.insert(
        batch.book, sheet, dimension, start, end - start, start - 1 if before else start
    )


def append_dimension(batch: Batch, request: Json) -> None:
    """Adds empty rows or columns at the end."""
    sheet = batch.sheet(request.get("sheetId"))
    dimension = request.get("dimension")
    if dimension not in (ROWS, COLUMNS):
        raise invalid("No dimension specified.")
    dimensions.grow(batch.book, sheet, dimension, number_of(request, "length"))


def delete_dimension(batch: Batch, request: Json) -> None:
    """Takes rows or columns out."""
    sheet, dimension, start, end = batch.span(part_of(request, "range"))
    count = sheet.count(dimension)
    name = NAMES[dimension]
    if end > count:
        raise invalid(
            f"Cannot delete a {name} that doesn't exist. Tried to delete {name} index {end - 1} "
            f"but there are only {count} {name}s."
        )
    if end - start == count:
        raise invalid(f"You can't delete all the {name}s on the sheet.")
    frozen = f"frozen{name.capitalize()}Count"
    still = sheet.properties["gridProperties"].get(frozen) or 0
    # Something must be left to scroll.
    if still and count - (end - start) <= still - max(0, min(end, still) - start):
        raise invalid(f"You can't delete all non-frozen {name}s on the sheet.")
    dimensions.delete(batch.book, sheet, dimension, start, end)


def move_dimension(batch: Batch, request: Json) -> None:
    """Moves rows or columns to stand before what is now at the destination."""
    sheet, dimension, start, end = batch.span(part_of(request, "source"))
    to = number_of(request, "destinationIndex")
    if end > sheet.count(dimension) or to > sheet.count(dimension) or to < 0:
        raise invalid(f"Cannot move {NAMES[dimension]}s beyond the end of the sheet.")
    if start < to < end:
        raise invalid("The destination must not lie within the source.")
    dimensions.move(batch.book, sheet, dimension, start, end, to)


def update_dimension_properties(batch: Batch, request: Json) -> None:
    """Sizes or hides rows or columns."""
    sheet, dimension, start, end = batch.span(part_of(request, "range"))
    mask = masks.required(request)
    given = part_of(request, "properties")
    for index in range(start, min(end, sheet.count(dimension))):
        size = masks.merge(sheet.sizes[dimension].get(index, {}), given, mask)
        set_size(
            sheet, dimension, index, {n: v for n, v in size.items() if v is not False}
        )


def set_size(sheet: Sheet, dimension: str, index: int, size: Json) -> None:
    """Keeps what differs from a row or column that nobody touched."""
    if size:
        sheet.sizes[dimension][index] = size
    else:
        sheet.sizes[dimension].pop(index, None)


def auto_resize_dimensions(batch: Batch, request: Json) -> None:
    """Makes columns as wide as their longest text, by the widths of Arial's letters."""
    sheet, dimension, start, end = batch.span(part_of(request, "dimensions"))
    if dimension != COLUMNS:
        return
    for column in range(start, min(end, sheet.column_count)):
        texts = []
        for row in range(len(sheet.rows)):
            texts.append(str(sheet.cell(row, column).entered or ""))
        longest = max(map(_ems, texts), default=0)
        if longest:
            size = {"pixelSize": ceil(longest * EM) + PADDING}
            set_size(
                sheet, dimension, column, sheet.sizes[dimension].get(column, {}) | size
            )


def _ems(text: str) -> float:
    """About how long a text is, in the height of its letters."""
    return sum(
        WIDTHS.get(letter, 0.667 if letter.isupper() else 0.556) for letter in text
    )


def add_dimension_group(batch: Batch, request: Json) -> Json:
    """Groups rows or columns."""
    sheet, dimension, start, end = batch.span(part_of(request, "range"))
    groups = sheet.groups[dimension]
    spans = [(g["range"]["startIndex"], g["range"]["endIndex"]) for g in groups]
    depth = 1 + sum(first <= start and end <= last for first, last in spans)
    span: Json
    if sheet.id:
        span = {"sheetId": sheet.id}
    else:
        span = {}
    span |= {"dimension": dimension, "startIndex": start, "endIndex": end}
    groups.append({"range": span, "depth": depth})
    if dimension == ROWS:
        control = "rowGroupControlAfter"
    else:
        control = "columnGroupControlAfter"
    sheet.properties["gridProperties"].setdefault(control, True)
    return {"dimensionGroups": groups}


def update_dimension_group(batch: Batch, request: Json) -> None:
    """Folds a group up or open; its rows or columns are hidden or shown with it."""
    masks.required(request)
    given = part_of(request, "dimensionGroup")
    sheet, dimension, start, end = batch.span(part_of(given, "range"))
    for group in sheet.groups[dimension]:
        same = (group["range"]["startIndex"], group["range"]["endIndex"]) == (
            start,
            end,
        )
        if same and group["depth"] == given.get("depth"):
            break
    else:
        raise invalid("No dimension group was found for the range and depth.")
    folded = bool(given.get("collapsed"))
    group.pop("collapsed", None)
    group |= {"collapsed": True} if folded else {}
    for index in range(start, min(end, sheet.count(dimension))):
        size = {}
        for name, value in sheet.sizes[dimension].get(index, {}).items():
            if name != "hiddenByUser":
                size[name] = value
        set_size(
            sheet, dimension, index, size | ({"hiddenByUser": True} if folded else {})
        )


def delete_dimension_group(batch: Batch, request: Json) -> Json:
    """Takes the deepest group of just this range off."""
    sheet, dimension, start, end = batch.span(part_of(request, "range"))
    groups = sheet.groups[dimension]
    same = []
    for g in groups:
        if (g["range"]["startIndex"], g["range"]["endIndex"]) == (start, end):
            same.append(g)
    if not same:
        raise invalid("No dimension group was found for the range.")
    groups.remove(max(same, key=lambda group: int(group["depth"])))
    if groups:
        return {"dimensionGroups": groups}
    return {}
