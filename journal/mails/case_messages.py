"""The messages about a case that have gone out."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.mails.messages import SELECT_SUMMARY, MessageSummary
from journal.rows import all_rows
from journal.schema import messages
from journal.states import MessageState


def sent_about(
    connection: Connection, case: str, limit: int
) -> Sequence[MessageSummary]:
    """The last messages about a case, or about what belongs to it, that
    were sent; the newest first.
    """
    m = messages.c
    is_about = sa.and_(
        sa.or_(m.case == case, m.reference == case), m.state == MessageState.sent
    )
    query = (
        SELECT_SUMMARY.where(is_about).order_by(m.changed_at.desc(), m.id).limit(limit)
    )
    return all_rows(connection, query, MessageSummary)
