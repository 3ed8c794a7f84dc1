"""Who works here: the active people of the tab People, as last seen."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from journal.schema import seen
from programme.app_tables import PEOPLE


def active(connection: Connection, email: str) -> Row[Any] | None:
    """The active person with this address, or None."""
    query = sa.select(seen).where(seen.c.table == PEOPLE, seen.c.gone_at.is_(None))
    for row in connection.execute(query):
        values = row.values
        if values.get("active") and email and str(values.get("email", "")).casefold() == email.casefold():
            return row
    return None
