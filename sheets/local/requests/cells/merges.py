"""Requests that merge cells and take merged ones apart."""

from sheets.local.errors import invalid
from sheets.local.model import a1
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import Json
from sheets.local.requests.batch import Batch


def merge_cells(batch: Batch, request: Json) -> None:
    """Merges a range whole, by columns or by rows, over merges inside of it; only the
    first cell of each keeps its value.
    """
    area = batch.area(part_of(request, "range"))
    kind = request.get("mergeType", "MERGE_ALL")
    if not area.height or not area.width:
        raise invalid("The range to merge must not be empty.")
    # A merge inside of the new one goes; one that reaches beyond it is an error.
    take_apart(area)
    for part in _merged_parts(area, kind):
        area.sheet.merges.append(a1.to_grid(part))
        _keep_first_value(part)


def _merged_parts(area: a1.Area, kind: str) -> list[a1.Area]:
    if kind == "MERGE_ROWS":
        return [
            a1.Area(area.sheet, row, row + 1, area.left, area.right)
            for row in range(area.top, area.bottom)
        ]
    if kind == "MERGE_COLUMNS":
        columns = range(area.left, area.right)
        return [
            a1.Area(area.sheet, area.top, area.bottom, column, column + 1)
            for column in columns
        ]
    return [area]


def _keep_first_value(part: a1.Area) -> None:
    # Below the last row that holds anything there is nothing to empty.
    for row in range(part.top, min(part.bottom, len(part.sheet.rows))):
        cells = {
            column: part.sheet.cell(row, column)
            for column in range(part.left, part.right)
        }
        if row == part.top:
            cells.pop(part.left, None)
        part.sheet.put(
            row, {column: cell._replace(entered=None) for column, cell in cells.items()}
        )


def unmerge_cells(batch: Batch, request: Json) -> None:
    """Takes apart every merge inside of a range, which must
    not hold a part of one only.
    """
    take_apart(batch.area(part_of(request, "range")))


def take_apart(area: a1.Area) -> None:
    """Takes apart the merges inside of an area. Refuses where one reaches beyond it."""
    if is_torn(area):
        raise invalid(
            "You must select all cells in a merged range to merge or unmerge them."
        )
    area.sheet.merges = [
        merge for merge in area.sheet.merges if not _overlap(area, merge)
    ]


def is_torn(area: a1.Area) -> bool:
    """Whether an area has a part only of some merge."""
    return any(
        _overlap(area, merge) and not within(area, merge) for merge in area.sheet.merges
    )


def within(area: a1.Area, merge: Json) -> bool:
    """Whether all of a merge lies in an area."""
    rows = area.top <= merge["startRowIndex"] and merge["endRowIndex"] <= area.bottom
    return bool(
        rows
        and area.left <= merge["startColumnIndex"]
        and merge["endColumnIndex"] <= area.right
    )


def _overlap(area: a1.Area, merge: Json) -> bool:
    rows = area.top < merge["endRowIndex"] and merge["startRowIndex"] < area.bottom
    return bool(
        rows
        and area.left < merge["endColumnIndex"]
        and merge["startColumnIndex"] < area.right
    )
