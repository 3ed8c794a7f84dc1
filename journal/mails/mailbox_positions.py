"""Up to where a mailbox of incoming mail has been read."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import mailbox_positions as table


def of(connection: Connection, key: str) -> tuple[int, int] | None:
    """(validity of the numbers, number of the last mail) of a mailbox,
    None where it was never read.
    """
    row = connection.execute(
        sa.select(table.c.validity, table.c.last).where(table.c.key == key)
    ).one_or_none()
    if row:
        return (row.validity, row.last)
    return None


def put(connection: Connection, key: str, validity: int, last: int) -> None:
    """Moves the position on."""
    put_row(connection, table, {"key": key}, {"validity": validity, "last": last})


def rename(connection: Connection, before: str, key: str) -> None:
    """A mailbox goes by another key from now on; nothing where it already does."""
    if of(connection, key) is None:
        query = sa.update(table).where(table.c.key == before)
        connection.execute(query.values(key=key))
