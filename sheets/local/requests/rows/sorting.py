"""Rows put in another order: sorted, shuffled, those that say the same twice taken
out.
"""

from secrets import SystemRandom
from typing import Any

from sheets.local.content import dimensions
from sheets.local.content.colours import BLACK
from sheets.local.content.filtering import colour_in, colour_of
from sheets.local.content.ranges import clear
from sheets.local.errors import Unserved, invalid
from sheets.local.formats import collation
from sheets.local.formulas import references
from sheets.local.formulas.evaluate import Calculator
from sheets.local.formulas.references import Span
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import items_of, number_of, part_of
from sheets.local.model.spreadsheet import (
    COLUMNS,
    ROWS,
    Failure,
    Json,
    Row,
    Rows,
    Scalar,
    Sheet,
)
from sheets.local.requests.batch import Batch

COLOURS = {
    "backgroundColor": ("backgroundColor",),
    "foregroundColor": ("textFormat", "foregroundColor"),
}
"""What a row may be sorted by beside its values, and where a format has it."""


def sort_range(batch: Batch, request: Json) -> None:
    """Sorts the rows of a range, as often as there are specs;
    empty cells always come last.
    """
    area = batch.area(part_of(request, "range"))
    sort_area(batch, area, items_of(request, "sortSpecs"))


def sort_area(batch: Batch, area: Area, specs: list[Json]) -> None:
    """Sorts the rows of an area."""
    rearrange(batch, area, sorted_order(batch, area, specs))


def randomize_range(batch: Batch, request: Json) -> None:
    """Shuffles the rows of a range down to its last one that holds anything."""
    area = _filled(batch.area(part_of(request, "range")))
    order = list(range(area.top, area.bottom))
    SystemRandom().shuffle(order)
    rearrange(batch, area, order)


def delete_duplicates(batch: Batch, request: Json) -> Json:
    """Takes out of a range the rows that say what one above says, whatever their case
    or format; others move up.

    Rows that say nothing are nobody's double.
    """
    area = _filled(batch.area(part_of(request, "range")))
    columns = _compared_columns(batch, area, items_of(request, "comparisonColumns"))
    first_rows, doubles = _split_duplicates(batch, area, columns)
    rearrange(batch, area, first_rows + doubles)
    emptied = Area(
        area.sheet, area.top + len(first_rows), area.bottom, area.left, area.right
    )
    clear([emptied])
    if doubles:
        return {"duplicatesRemovedCount": len(doubles)}
    return {}


def _compared_columns(batch: Batch, area: Area, spans: list[Json]) -> list[int]:
    """The columns of a range that spans name; all of it where there is none."""
    columns: set[int] = set()
    for given in spans:
        _, dimension, start, end = batch.span(given)
        if dimension != COLUMNS:
            raise invalid("The columns to compare must be columns.")
        # Whatever end was given: only what lies in the range is compared.
        columns.update(range(max(start, area.left), min(end, area.right)))
    return sorted(columns) or list(range(area.left, area.right))


def _split_duplicates(
    batch: Batch, area: Area, columns: list[int]
) -> tuple[list[int], list[int]]:
    """The rows that say something first (or nothing), and those that say it again."""
    calculator = Calculator(batch.book)
    seen = set()
    first_rows = list[int]()
    doubles = list[int]()
    for row in range(area.top, area.bottom):
        values = [calculator.value(area.sheet, row, column) for column in columns]
        key = tuple(_said(value) for value in values)
        is_double = key in seen and any(value not in (None, "") for value in values)
        (doubles if is_double else first_rows).append(row)
        seen.add(key)
    return first_rows, doubles


def _said(value: Scalar) -> Scalar | tuple[str, bool]:
    """What a cell says, whatever its case."""
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, str):
        return value.casefold()
    if value is None:
        return ""
    return value


def _filled(area: Area) -> Area:
    bottom = max(area.top, min(area.bottom, len(area.sheet.rows)))
    return Area(area.sheet, area.top, bottom, area.left, area.right)


def rearrange(batch: Batch, area: Area, order: list[int]) -> None:
    """Puts the rows of an area in this order."""
    sheet = area.sheet
    rows = area.sheet.rows
    # Whole rows keep their ids; of a part only the cells move.
    if area.left == 0 and area.width == sheet.column_count:
        whole = []
        for to, source in enumerate(order, area.top):
            whole.append(
                _row(rows[source], to - source) if source < len(rows) else None
            )
        sheet.rows = Rows([*rows[: area.top], *whole, *rows[area.bottom :]])
        sheet.trim()
    else:
        _place_rows(area, order)
    if batch.switches.row_metadata_on_sort == "follow":
        _take_metadata(
            batch, sheet, {old: new for new, old in enumerate(order, area.top)}
        )


def _take_metadata(batch: Batch, sheet: Sheet, new_rows: dict[int, int]) -> None:
    def follow(start: int | None, end: int | None) -> Span:
        if start not in new_rows:
            return start, end
        return new_rows[start], new_rows[start] + 1

    dimensions.carry_metadata(batch.book, sheet, ROWS, follow)


def _row(row: Row | None, down: int) -> Row | None:
    """A row as it is so much further down: formulas look at their
    own row wherever it stands.
    """
    if row is None or not row.formulas:
        return row
    return Row(
        [cell and references.copied(cell, down, 0) for cell in row.cells], row.id
    )


def _place_rows(area: Area, order: list[int]) -> None:
    columns = range(area.left, area.right)
    pairs = list(enumerate(order, area.top))
    taken = []
    for to, row in pairs:
        taken.append(
            {
                c: references.copied(area.sheet.cell(row, c), to - row, 0)
                for c in columns
            }
        )
    for row, cells in enumerate(taken, area.top):
        area.sheet.put(row, cells)


def sorted_order(batch: Batch, area: Area, specs: list[Json]) -> list[int]:
    """The rows of an area in their sorted order."""
    calculator = Calculator(batch.book)
    language = batch.book.locale.partition("_")[0]
    order = list(range(area.top, area.bottom))
    # Sorting is stable: the last key first gives the order of all keys.
    for spec in reversed(specs):
        column = number_of(spec, "dimensionIndex")
        is_reversed = spec.get("sortOrder") == "DESCENDING"
        if "dataSourceColumnReference" in spec:
            raise Unserved("sorts by a column of a data source")
        if any(name in spec for name in COLOURS):
            order = _by_colour(batch, area, spec, order)
            continue
        values = {row: calculator.value(area.sheet, row, column) for row in order}
        blank = []
        failed = []
        filled = []
        for row in order:
            if values[row] in (None, ""):
                blank.append(row)
            elif isinstance(values[row], Failure):
                failed.append(row)
            else:
                filled.append(row)
        keys = {row: _sort_key(values[row], language) for row in filled}
        filled.sort(key=keys.__getitem__, reverse=is_reversed)
        # Errors and blank cells come last in both directions.
        order = [*filled, *failed, *blank]
    return order


def _by_colour(batch: Batch, area: Area, spec: Json, order: list[int]) -> list[int]:
    """The cells of a colour first, or last where the order is descending."""
    column = number_of(spec, "dimensionIndex")
    default = batch.book.properties["defaultFormat"]

    def has_colours(row: int) -> bool:
        cell = area.sheet.cell(row, column)
        for name, path in COLOURS.items():
            colour = colour_of(cell, path) or colour_in(default, path)
            if name in spec and (colour or BLACK) != spec[name]:
                return False
        return True

    first = [row for row in order if has_colours(row)]
    remaining = [row for row in order if row not in set(first)]
    if spec.get("sortOrder") == "DESCENDING":
        return remaining + first
    return first + remaining


def _sort_key(value: Scalar, language: str) -> tuple[int, float, Any]:
    """Numbers before texts before truth values."""
    if isinstance(value, bool):
        return 2, value, ()
    if isinstance(value, str):
        return 1, 0, collation.key(value, language)
    return 0, value or 0, ()
