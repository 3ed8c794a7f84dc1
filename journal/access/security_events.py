"""The security log: who came in or out, and what people did on the staff pages.

Kept for half a year.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, select_rows
from journal.schema import security_events as table
from journal.states import SecurityAction

# Half a year: a break-in is often found months later; longer would keep data about
# people for nothing.
KEPT = timedelta(days=180)
# A stranger decides how long an address or a browser's name is, not our table.
LONGEST_ABOUT = 400


@dataclass(frozen=True)
class SecurityEvent:
    """Something that was done.

    `email`: by whom, as far as that is known; `client`: what stands for the browser's
    address; `about`: references of what it was done to.
    """

    id: str
    at: datetime
    action: SecurityAction
    email: str
    client: str
    about: str


SELECT = select_rows(table, SecurityEvent)


def add(connection: Connection, event: SecurityEvent) -> None:
    """Keeps an event, and forgets what is too old."""
    connection.execute(sa.delete(table).where(table.c.at < event.at - KEPT))
    connection.execute(
        sa.insert(table).values(
            {**as_columns(event), "about": event.about[:LONGEST_ABOUT]}
        )
    )


def of_client(
    connection: Connection, client: str, action: SecurityAction, since: datetime
) -> int:
    """How often a client did something since a moment."""
    is_it = sa.and_(
        table.c.client == client, table.c.action == action, table.c.at > since
    )
    return int(connection.execute(sa.select(sa.func.count()).where(is_it)).scalar_one())


def last(connection: Connection, action: SecurityAction, about: str) -> datetime | None:
    """When something was done last to just this reference; None where it never was, or
    so long ago that it is forgotten.
    """
    query = sa.select(table.c.at).where(
        table.c.action == action, table.c.about == about
    )
    return connection.execute(query.order_by(table.c.at.desc()).limit(1)).scalar()


def newest(
    connection: Connection, limit: int, *, by_somebody: bool
) -> list[SecurityEvent]:
    """The last events, the newest first: what people of the team did, or
    what nobody knows who did.

    Apart, because strangers can make any number of theirs.
    """
    if by_somebody:
        query = SELECT.where(table.c.email != "")
    else:
        query = SELECT.where(table.c.email == "")
    return all_rows(
        connection,
        query.order_by(table.c.at.desc(), table.c.id).limit(limit),
        SecurityEvent,
    )
