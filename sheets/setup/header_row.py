"""Putting the header row of a tab back into the first row: one that was deleted, or
sorted in among the records.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldtypes.cells import as_text
from programme.model import Programme
from sheets.cells import says_nothing
from sheets.columns import Layout
from sheets.header import is_reference
from sheets.setup.plan import Plan
from sheets.setup.requests import HEADER
from sheets.tab_schema import TabSchema
from sheets.team_columns import header_cell

Grid = Sequence[Sequence[Any]]


def put_back_header_row(
    plan: Plan,
    programme: Programme,
    title: str,
    layout: Layout,
    grid: Grid,
    schema: TabSchema | None,
) -> bool:
    """Adds to the plan what brings a header row back on top; False where it stands
    well, or below a banner of the team's.

    `schema`: what the tab looked like when it had its headers.
    """
    if layout.header_row is None:
        headers = _headers(programme, layout, schema)
        plan.add(
            f"put the header row of “{title}” back",
            *_new_row(layout.sheet_id, grid, headers),
        )
    elif _has_records_above(layout, grid):
        row = {"sheetId": layout.sheet_id, "dimension": "ROWS"}
        source = {
            **row,
            "startIndex": layout.header_row,
            "endIndex": layout.header_row + 1,
        }
        move = {"moveDimension": {"source": source, "destinationIndex": 0}}
        plan.add(
            f"move the header row of “{title}” from row {layout.header_row + 1} to the first",
            move,
        )
    else:
        return False
    # What the columns lack can only be seen once they have their headers.
    plan.unfinished = True
    return True


def _has_records_above(layout: Layout, grid: Grid) -> bool:
    index = layout.columns.get("reference")
    if index is None:
        return False
    rows_above = grid[: layout.first_row - 1]
    return any(
        is_reference(layout.table, as_text(row[index]))
        for row in rows_above
        if index < len(row)
    )


def _headers(
    programme: Programme, layout: Layout, schema: TabSchema | None
) -> dict[int, str]:
    """Index → header: what stood there last, as far as the columns are where
    they were; else the label.
    """
    if schema:
        headers = _last_headers(layout, schema)
    else:
        headers = {}
    for column in layout.table.columns:
        index = layout.columns.get(column.name)
        if index is None or index in headers:
            continue
        column_schema = None
        if schema:
            column_schema = schema.column(column.name)
        last_header = ""
        if column_schema:
            last_header = column_schema.header
        headers[index] = last_header or column.label[programme.language]
    return headers


def _last_headers(layout: Layout, schema: TabSchema) -> dict[int, str]:
    """Index → header as the tab was last seen; none where columns have moved since, for
    they would stand over others.
    """
    headers: dict[int, str] = {}
    for index, column_schema in enumerate(schema.places):
        if (
            column_schema.name
            and layout.columns.get(column_schema.name, index) != index
        ):
            return {}
        if column_schema.header:
            headers[index] = column_schema.header
    return headers


def _new_row(
    sheet_id: int, grid: Grid, headers: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The requests that write headers into the first row, or above it
    where something stands in it.
    """
    requests: list[dict[str, Any]] = []
    # Something stands in the first row: a record, maybe. It moves
    # down and is not written over.
    if grid and not all(says_nothing(cell) for cell in grid[0]):
        row = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
        requests.append({"insertDimension": {"range": row, "inheritFromBefore": False}})
    # The new row takes over the drop-downs of the records.
    requests.append(
        {
            "setDataValidation": {
                "range": {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1}
            }
        }
    )
    for index, header in sorted(headers.items()):
        requests.append(header_cell(sheet_id, 0, index, header, HEADER))
    return requests
