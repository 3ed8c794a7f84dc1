"""Who works here: the active people of the tab People, as last seen."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from journal.schema import seen
from programme.app_tables import PEOPLE
from programme.values import addresses


def active(connection: Connection, email: str) -> Row[Any] | None:
    """The active person with this address, or None."""
    query = sa.select(seen).where(seen.c.table == PEOPLE, seen.c.gone_at.is_(None))
    for row in connection.execute(query):
        if row.values.get("active") and address_of(row, email):
            return row
    return None


def address_of(row: Row[Any], email: str) -> str:
    """The address as the person's cell writes it, which may hold several; "" where it is none of theirs."""
    known = [address for _name, address in addresses(str(row.values.get("email") or ""))]
    return next((address for address in known if address.casefold() == email.casefold()), "")
