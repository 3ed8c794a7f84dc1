"""Rows of the tab of mails that have stood there for long enough: the journal
forgets that they were there.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.schema import deliveries, known_records, messages
from journal.states import CLOSED
from programme.app_tables import OUTBOX

AT_ONCE = 500
"""References in one statement."""


def settled_before(connection: Connection, moment: datetime) -> set[str]:
    """References of the rows of messages that were settled, or
    emptied, before a moment.
    """
    c = messages.c
    is_old = sa.and_(c.state.in_(CLOSED), c.changed_at < moment)
    is_old = sa.and_(is_old, sa.or_(c.erased_at.is_(None), c.erased_at < moment))
    in_tab = sa.select(known_records.c.reference).where(known_records.c.table == OUTBOX)
    return set(
        connection.execute(sa.select(c.tag).where(is_old, c.tag.in_(in_tab))).scalars()
    )


def forget_rows(connection: Connection, references: Collection[str]) -> None:
    """Forgets rows that are not in the tab any more, and never will be again."""
    for part in batches(sorted(references), AT_ONCE):
        for table in (known_records, deliveries):
            connection.execute(
                sa.delete(table).where(
                    table.c.table == OUTBOX, table.c.reference.in_(part)
                )
            )
