"""The very first look at the spreadsheet: when it was, and
which tables had rows already.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.schema import first_looks as table


def keep(connection: Connection, filled_tables: Collection[str], now: datetime) -> None:
    """Keeps a look, if it is the first."""
    if connection.execute(sa.select(table.c.looked_at)).first() is None:
        connection.execute(
            sa.insert(table).values(looked_at=now, filled_tables=sorted(filled_tables))
        )


def filled_tables(connection: Connection, since: datetime) -> frozenset[str]:
    """The tables that had rows at the first look, if that was after `since`."""
    tables = connection.execute(
        sa.select(table.c.filled_tables).where(table.c.looked_at > since)
    ).scalar()
    return frozenset(tables or ())
