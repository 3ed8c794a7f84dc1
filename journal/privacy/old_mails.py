"""Mails that were settled long ago: that they were is kept, what they said is not."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.privacy.mails import EMPTY
from journal.schema import message_files, messages
from journal.states import CLOSED

AT_ONCE = 200
"""Messages in one transaction."""


def empty(connection: Connection, before: datetime, now: datetime) -> int:
    """Empties the oldest messages that were settled before a moment, and takes their
    files away; gives how many.
    """
    is_old = sa.and_(
        messages.c.state.in_(CLOSED),
        messages.c.changed_at < before,
        messages.c.erased_at.is_(None),
    )
    query = (
        sa.select(messages.c.id)
        .where(is_old)
        .order_by(messages.c.changed_at)
        .limit(AT_ONCE)
    )
    ids = list(connection.execute(query).scalars())
    if not ids:
        return 0
    connection.execute(sa.delete(message_files).where(message_files.c.message.in_(ids)))
    connection.execute(
        sa.update(messages)
        .where(messages.c.id.in_(ids))
        .values({**EMPTY, "reason": "", "erased_at": now})
    )
    return len(ids)
