"""Making a table's tab, new or as it was when it was lost."""

import secrets
from collections.abc import Collection, Iterator
from typing import Any

from fieldtypes.normalise import plain
from programme.model import Programme, Table
from programme.parts import Column
from sheets import marks
from sheets.setup.colours import colour_flags
from sheets.setup.column_order import fold_groups, in_order
from sheets.setup.plan import Plan
from sheets.setup.requests import (
    HEADER,
    column_parts,
    column_width,
    format_cells,
    protect,
    whole_column,
)
from sheets.tab_schema import ColumnSchema, TabSchema
from sheets.team_columns import header_cell

NAMED = 2
"""Columns of a new tab that stay in view: the reference and the name."""
ROWS = 250
"""Rows of a new tab; an append adds what it needs, and rows added by hand take
the format of the last one.
"""


def add_tab(
    plan: Plan,
    programme: Programme,
    table: Table,
    schema: TabSchema | None,
    taken: Collection[str],
) -> None:
    """Adds to the plan a tab for a table.

    `schema`: what its lost tab looked like; `taken`: titles that others have.
    """
    # Chosen by us, so that marks and formats can name the tab
    # in the batch that makes it.
    sheet_id = secrets.randbelow(2**31 - 2) + 1
    title = table.label[programme.language]
    # The name that staff gave it, where no other tab bears it by now.
    if schema and plain(schema.title) not in taken:
        title = schema.title
    columns = _as_it_was(table, schema)
    grid = {
        "rowCount": ROWS,
        "columnCount": len(columns),
        "frozenRowCount": 1,
        "frozenColumnCount": 1 if table.app else NAMED,
        # A group folds behind its first column, which stays.
        "columnGroupControlAfter": False,
    }
    plan.add(
        f"make the tab “{title}”",
        {
            "addSheet": {
                "properties": {
                    "sheetId": sheet_id,
                    "title": title,
                    "gridProperties": grid,
                }
            }
        },
        *marks.mark_tab(table.name, sheet_id),
        protect(programme, {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1}),
    )
    for index, (column, column_schema) in enumerate(columns):
        if column is None:
            plan.requests.extend(_team_column(sheet_id, index, column_schema))
        else:
            parts = column_parts(
                programme,
                table,
                column,
                sheet_id,
                index,
                column_schema.header,
                column_schema.width,
            )
            plan.requests.extend(parts)
    # A tab that comes back has what people made of it: only its
    # cells and columns are known.
    if schema is None:
        plan.requests.extend(
            fold_groups(
                table, sheet_id, [column for column, _schema in columns if column]
            )
        )
    indexes = {}
    for index, (column, _schema) in enumerate(columns):
        if column:
            indexes[column.name] = index
    plan.requests.extend(colour_flags(sheet_id, indexes, 1))
    plan.requests.append(marks.mark_look(sheet_id))


def _as_it_was(
    table: Table, schema: TabSchema | None
) -> list[tuple[Column | None, ColumnSchema]]:
    """The columns of a new tab: as they stood last, the team's own among them (None);
    then those that were not there.
    """
    if schema:
        column_schemas = schema.places
    else:
        column_schemas = ()
    columns = [
        (table.column(column_schema.name), column_schema)
        for column_schema in column_schemas
    ]
    names = set()
    for column, _place in columns:
        if column:
            names.add(column.name)
    new = []
    for column in in_order(table):
        if column.name not in names:
            new.append((column, ColumnSchema(column.name, "", "")))
    return [*columns, *new]


def _team_column(
    sheet_id: int, index: int, column_schema: ColumnSchema
) -> Iterator[dict[str, Any]]:
    """A column of the team's own, made again."""
    if column_schema.header:
        yield header_cell(sheet_id, 0, index, column_schema.header, HEADER)
    if column_schema.format:
        yield format_cells(
            whole_column(sheet_id, index), {"numberFormat": dict(column_schema.format)}
        )
    if column_schema.width:
        yield column_width(sheet_id, index, column_schema.width)
