"""Leases: one holder at a time, for a while."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from journal.database import Journal
from journal.schema import leases


def take(journal: Journal, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Takes or prolongs a lease by compare-and-set. False: somebody else holds it."""
    try:
        with journal.write() as connection:
            mine_or_over = sa.or_(leases.c.holder == holder, leases.c.until < now)
            query = sa.update(leases).where(leases.c.name == name, mine_or_over).values(holder=holder, until=until)
            if connection.execute(query).rowcount:
                return True
            if _held(connection, name):
                return False
            connection.execute(sa.insert(leases).values(name=name, holder=holder, until=until))
            return True
    except IntegrityError:  # another one inserted the row between our look and our insert
        return False


def give_back(journal: Journal, name: str, holder: str) -> None:
    """Ends a lease that `holder` has; nothing where it has not."""
    with journal.write() as connection:
        connection.execute(sa.delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def _held(connection: Connection, name: str) -> bool:
    return connection.execute(sa.select(leases.c.name).where(leases.c.name == name)).first() is not None
