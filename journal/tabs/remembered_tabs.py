"""What is remembered of each table's tab: what it looked like, and which of
its columns a look has read.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import remembered_tabs as table


def shapes(connection: Connection) -> dict[str, Mapping[str, object]]:
    """Table → what its tab looked like when it was last seen, as JSON; also
    of tables that are no more.
    """
    query = sa.select(table.c.table, table.c.shape).where(table.c.shape.is_not(None))
    return {row.table: row.shape for row in connection.execute(query)}


def keep_shape(connection: Connection, name: str, shape: Mapping[str, object]) -> None:
    """Keeps what the tab of a table looks like."""
    put_row(connection, table, {"table": name}, {"shape": shape})


def read_columns(connection: Connection) -> dict[str, Sequence[str]]:
    """Table → the columns of it that looks have read, of each table that was looked
    at.
    """
    query = sa.select(table.c.table, table.c.read_columns).where(
        table.c.read_columns.is_not(None)
    )
    return {row.table: row.read_columns for row in connection.execute(query)}


def keep_read_columns(
    connection: Connection, name: str, columns: Sequence[str]
) -> None:
    """Keeps which columns of a table looks have read."""
    put_row(connection, table, {"table": name}, {"read_columns": list(columns)})
