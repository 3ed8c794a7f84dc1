"""Addresses that a mail server has refused for good: nothing goes to them until a person says so."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.schema import refusals


def add(connection: Connection, email: str, said: str, now: datetime) -> None:
    """Remembers an address and what the mail server said of it."""
    end(connection, email)
    connection.execute(sa.insert(refusals).values(email=email.casefold(), said=said, at=now))


def end(connection: Connection, email: str) -> None:
    """Forgets an address: mail to it is tried again."""
    connection.execute(sa.delete(refusals).where(refusals.c.email == email.casefold()))


def known(connection: Connection) -> dict[str, str]:
    """Address in small letters → what the mail server said of it."""
    return {row.email: row.said for row in connection.execute(sa.select(refusals))}
