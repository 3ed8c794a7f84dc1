"""Where the rows of each tab stood at the last look, for links of
pages that ask no spreadsheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, first_row, put_row, select_rows
from journal.schema import sheet_rows as table


@dataclass(frozen=True)
class SheetRows:
    """A table's tab: its number in the spreadsheet, column → its place from 0,
    reference → row, from 1 as people see it.
    """

    table: str
    sheet_id: int
    columns: Mapping[str, int]
    rows: Mapping[str, int]


SELECT = select_rows(table, SheetRows)


def of_table(connection: Connection, name: str) -> SheetRows | None:
    """Where the rows of a table stand; None where its tab was never read."""
    return first_row(connection, SELECT.where(table.c.table == name), SheetRows)


def keep(connection: Connection, present: Mapping[str, SheetRows]) -> None:
    """Keeps where rows stand by now; what has not moved is not written again."""
    before = {tab.table: tab for tab in all_rows(connection, SELECT, SheetRows)}
    for name, tab in present.items():
        if before.get(name) != tab:
            values = {
                "sheet_id": tab.sheet_id,
                "columns": dict(tab.columns),
                "rows": dict(tab.rows),
            }
            put_row(connection, table, {"table": name}, values)
    absent = before.keys() - present.keys()
    if absent:
        connection.execute(sa.delete(table).where(table.c.table.in_(sorted(absent))))
