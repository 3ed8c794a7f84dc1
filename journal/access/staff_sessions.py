"""Sessions of signed-in staff: one a device.

Only a digest of the token that a browser carries is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest, new_id
from journal.rows import all_rows, first_row, select_rows
from journal.schema import staff_sessions as table

LIFE = timedelta(days=30)
"""So long after its last use a session is still good."""
LONGEST = timedelta(days=180)
"""So long after the sign-in a session ends, however it is used: a cookie that was
copied is good for no longer.
"""
SEEN_EVERY = timedelta(hours=1)
"""How exactly it is kept when a session was last used: looking at pages must not become
a write for each of them.
"""
FRESH = timedelta(minutes=15)
"""So long after the sign-in a session may end others: the time to open the page and to
find the right device. A telephone that was left lying open must not end them.
"""
FORGOTTEN_AFTER = timedelta(days=90)
"""So long after its end a session is kept, for whoever asks who was signed in."""


@dataclass(frozen=True)
class StaffSession:
    """A device on which somebody is, or was, signed in.

    `device`: what people call it; `until`: when it ends unless used.
    """

    id: str
    email: str
    device: str
    created_at: datetime
    seen_at: datetime
    until: datetime
    ended_at: datetime | None

    def is_fresh(self, now: datetime) -> bool:
        """Whether somebody has just signed in here, by a link from their mailbox."""
        return now - self.created_at < FRESH


SELECT = select_rows(table, StaffSession)


def begin(
    connection: Connection, token: str, email: str, device: str, now: datetime
) -> str:
    """Begins a session that `token` opens, and gives its id.

    What ended long ago is forgotten.
    """
    connection.execute(sa.delete(table).where(table.c.until < now - FORGOTTEN_AFTER))
    id = new_id()
    moments = {"created_at": now, "seen_at": now, "until": now + LIFE}
    connection.execute(
        sa.insert(table).values(
            id=id, digest=digest(token), email=email, device=device, **moments
        )
    )
    return id


def of_token(connection: Connection, token: str, now: datetime) -> StaffSession | None:
    """The session that a token opens; None where it is unknown, ended or
    was not used for too long.
    """
    return first_row(
        connection,
        SELECT.where(table.c.digest == digest(token), _is_open(now)),
        StaffSession,
    )


def renew(connection: Connection, id: str, now: datetime) -> bool:
    """Notes that a session is used: it is good for its whole life again.

    False where it has ended in the meantime.
    """
    query = sa.update(table).where(table.c.id == id, _is_open(now))
    return bool(
        connection.execute(query.values(seen_at=now, until=now + LIFE)).rowcount
    )


def of_person(
    connection: Connection, addresses: Iterable[str], now: datetime
) -> list[StaffSession]:
    """The open sessions of somebody who has these addresses, the last used first."""
    query = SELECT.where(
        sa.func.lower(table.c.email).in_(_folded(addresses)), _is_open(now)
    )
    return all_rows(
        connection, query.order_by(table.c.seen_at.desc(), table.c.id), StaffSession
    )


def end(
    connection: Connection, ids: Iterable[str], addresses: Iterable[str], now: datetime
) -> int:
    """Ends sessions of somebody who has these addresses, and gives how many:
    nobody ends those of another.
    """
    is_own = sa.func.lower(table.c.email).in_(_folded(addresses))
    query = sa.update(table).where(table.c.id.in_(list(ids)), is_own, _is_open(now))
    return int(connection.execute(query.values(ended_at=now, until=now)).rowcount)


def _is_open(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.ended_at.is_(None),
        table.c.until > now,
        table.c.created_at > now - LONGEST,
    )


def _folded(addresses: Iterable[str]) -> list[str]:
    return [address.lower() for address in addresses]
