"""One-time sign-in links of staff: only a digest of each is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest
from journal.mails import messages
from journal.schema import signins

# Mail can take half an hour (greylisting). Who asks again and again gets later links,
# but none for longer than a morning.
LINK_LIFE, LONGEST_LIFE = timedelta(minutes=30), timedelta(hours=3)
LINKS_AT_ONCE = 5
"""Links that an address gets without a pause: they count among the
mails that a provider allows.
"""
# A link that ends while its mail is on the way helps nobody: another is sent.
ABOUT_TO_END = timedelta(minutes=10)
DAY = timedelta(days=1)
FORGOTTEN_AFTER = timedelta(days=7)
"""So long after its end a link's row is kept: links of a day are counted."""


def add(connection: Connection, token: str, email: str, until: datetime) -> None:
    """Keeps a link's token for an address, and forgets links that are long over."""
    connection.execute(
        sa.delete(signins).where(signins.c.until < until - FORGOTTEN_AFTER)
    )
    connection.execute(
        sa.insert(signins).values(digest=digest(token), email=email, until=until)
    )


def mail_link(
    connection: Connection,
    token: str,
    until: datetime,
    message: Mapping[str, Any],
    *,
    is_for_somebody: bool,
) -> None:
    """Keeps a link's token and the message that carries it at its `due_at`. For nobody,
    the same is done and taken back.

    So nobody can tell by the time that the answer takes whether an
    address is one of the team's.
    """
    savepoint = connection.begin_nested()
    add(connection, token, str(message["email"]), until)
    messages.add(connection, (), message, message["due_at"])
    if is_for_somebody:
        savepoint.commit()
    else:
        savepoint.rollback()


def valid(connection: Connection, token: str, now: datetime) -> str | None:
    """The address that a token signs in, or None where it is unknown, used or too
    old.
    """
    query = sa.select(signins.c.email).where(
        signins.c.digest == digest(token),
        signins.c.until > now,
        signins.c.used_at.is_(None),
    )
    return connection.execute(query).scalar_one_or_none()


def use(connection: Connection, token: str, now: datetime) -> str | None:
    """Uses a token up and gives its address; None where it cannot be used (again)."""
    email = valid(connection, token, now)
    query = sa.update(signins).where(
        signins.c.digest == digest(token), signins.c.used_at.is_(None)
    )
    if email is None or not connection.execute(query.values(used_at=now)).rowcount:
        return None
    return email


def unused_until(
    connection: Connection, email: str, now: datetime
) -> tuple[datetime, ...]:
    """The ends of an address's links of the past day that nobody has used since one
    was used, in their order.
    """
    query = sa.select(signins.c.until, signins.c.used_at).where(
        signins.c.email == email, signins.c.until > now - DAY
    )
    rows = connection.execute(query.order_by(signins.c.until)).all()
    used = []
    for row in rows:
        if row.used_at is not None:
            used.append(row.used_at)
    # Whoever uses a link reads the mails of this address: what strangers
    # asked for before is over.
    since = max(used, default=now - DAY - LONGEST_LIFE)
    ends = []
    for row in rows:
        if row.used_at is None and row.until > since + LINK_LIFE:
            ends.append(row.until)
    return tuple(ends)


def life_of_next_link(unused: Sequence[datetime], now: datetime) -> timedelta | None:
    """How long another link to an address is to be good; None where it gets
    none, because the last one is.

    1. The first few are mailed at once, each for half an hour.
    2. Then one is mailed only when the last one is about to end, and each is
       good for twice as long: who asks without end has fewer and fewer mails
       sent, some fifteen a day.
    3. At each moment a link is open in the mailbox, or asking brings one: nobody is
       locked out by what others ask for.
    """
    if len(unused) < LINKS_AT_ONCE:
        return LINK_LIFE
    if unused[-1] - now > ABOUT_TO_END:
        return None
    doublings = len(unused) - LINKS_AT_ONCE
    return min(LINK_LIFE * int(2**doublings), LONGEST_LIFE)
