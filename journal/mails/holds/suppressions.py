"""Addresses that get no mail: those who want no more reminders, and those that a mail
server has refused for good.

Both may be so of one address. Addresses are kept in small letters.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import suppressions
from journal.states import SuppressionReason

STOPPED = sa.select(suppressions.c.address).where(
    suppressions.c.reason == SuppressionReason.stopped
)
REFUSED = sa.select(suppressions.c.address, suppressions.c.said).where(
    suppressions.c.reason == SuppressionReason.refused
)


def stop(connection: Connection, email: str, now: datetime) -> None:
    """From now on, no reminder goes to this address."""
    _put(connection, email, SuppressionReason.stopped, "", now)


def resume(connection: Connection, email: str) -> None:
    """Reminders go to this address again."""
    _remove(connection, email, SuppressionReason.stopped)


def is_stopped(connection: Connection, email: str) -> bool:
    """Whether this address wants none."""
    query = sa.select(suppressions.c.address).where(
        _is(email, SuppressionReason.stopped)
    )
    return connection.execute(query).first() is not None


def stopped(connection: Connection) -> set[str]:
    """All such addresses, in small letters."""
    return set(connection.execute(STOPPED).scalars())


def refuse(connection: Connection, email: str, answer: str, now: datetime) -> None:
    """Nothing goes to an address until a person says so; `answer`:
    the mail server's own words.
    """
    _put(connection, email, SuppressionReason.refused, answer, now)


def lift_refusal(connection: Connection, email: str) -> None:
    """Mail to an address is tried again."""
    _remove(connection, email, SuppressionReason.refused)


def refused(connection: Connection) -> dict[str, str]:
    """Address in small letters → what the mail server said of it."""
    return {row.address: row.said for row in connection.execute(REFUSED)}


def _put(
    connection: Connection,
    email: str,
    reason: SuppressionReason,
    answer: str,
    now: datetime,
) -> None:
    key = {"address": email.casefold(), "reason": reason}
    put_row(connection, suppressions, key, {"said": answer, "since": now})


def _remove(connection: Connection, email: str, reason: SuppressionReason) -> None:
    connection.execute(sa.delete(suppressions).where(_is(email, reason)))


def _is(email: str, reason: SuppressionReason) -> sa.ColumnElement[bool]:
    return sa.and_(
        suppressions.c.address == email.casefold(), suppressions.c.reason == reason
    )
