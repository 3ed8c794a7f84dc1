"""Single values that belong to the installation: its id, the demonstration's clock, whether the outbox is open."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.database import Journal
from journal.schema import facts

CLOCK = "clock_seconds_on"
OUTBOX_OPEN = "outbox_open"
SPREADSHEET = "spreadsheet"
INSTALLATION = "installation"
GENERATION = "generation"
LAST = "last_"


def get(connection: Connection, name: str, default: Any = None) -> Any:
    """The value of a fact, or the default."""
    row = connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).first()
    return default if row is None else row.value


def put(connection: Connection, name: str, value: Any) -> None:
    """Sets a fact to a JSON-able value."""
    changed = connection.execute(sa.update(facts).where(facts.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(sa.insert(facts).values(name=name, value=value))


def clock_offset(journal: Journal) -> timedelta:
    """How far the demonstration's clock is ahead."""
    with journal.read() as connection:
        return timedelta(seconds=get(connection, CLOCK, 0))
