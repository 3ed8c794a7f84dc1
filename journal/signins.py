"""One-time sign-in links of staff: only a digest of each is kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest
from journal import messages
from journal.schema import signins

LINK_LIFE = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(days=7)
"""So long after its end a link's row is kept: links of a day are counted."""


def add(connection: Connection, token: str, email: str, until: datetime) -> None:
    """Keeps a link's token for an address, and forgets links that are long over."""
    connection.execute(sa.delete(signins).where(signins.c.until < until - FORGOTTEN_AFTER))
    connection.execute(sa.insert(signins).values(digest=digest(token), email=email, until=until))


def mail_link(
    connection: Connection, token: str, until: datetime, message: Mapping[str, Any], *, is_for_somebody: bool
) -> None:
    """Keeps a link's token and the message that carries it at its `due_at`. For nobody, the same is done and taken back.

    So nobody can tell by the time that the answer takes whether an address is one of the team's.
    """
    savepoint = connection.begin_nested()
    add(connection, token, str(message["email"]), until)
    messages.add(connection, (), message, message["due_at"])
    if is_for_somebody:
        savepoint.commit()
    else:
        savepoint.rollback()


def valid(connection: Connection, token: str, now: datetime) -> str | None:
    """The address that a token signs in, or None where it is unknown, used or too old."""
    query = sa.select(signins.c.email).where(
        signins.c.digest == digest(token), signins.c.until > now, signins.c.used_at.is_(None)
    )
    return connection.execute(query).scalar_one_or_none()


def use(connection: Connection, token: str, now: datetime) -> str | None:
    """Uses a token up and gives its address; None where it cannot be used (again)."""
    email = valid(connection, token, now)
    query = sa.update(signins).where(signins.c.digest == digest(token), signins.c.used_at.is_(None))
    if email is None or not connection.execute(query.values(used_at=now)).rowcount:
        return None
    return email


def recent(connection: Connection, email: str, since: datetime) -> int:
    """How many links an address was sent that are good beyond `since` (to send no flood)."""
    query = sa.select(sa.func.count()).where(signins.c.email == email, signins.c.until > since)
    return int(connection.execute(query).scalar_one())
