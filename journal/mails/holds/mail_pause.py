"""While the mail server takes nothing: why, what it said, and until when."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.errors import Closing
from journal.rows import as_columns, first_row, select_rows
from journal.schema import mail_pauses as table


@dataclass(frozen=True)
class MailPause:
    """Nothing but sign-in links is sent `until` then.

    `said`: the mail server's own words.
    """

    why: Closing
    said: str
    until: datetime


def begin(connection: Connection, pause: MailPause) -> None:
    """From now on all mail waits, for this reason alone."""
    end(connection)
    connection.execute(sa.insert(table).values(as_columns(pause)))


def current(connection: Connection, now: datetime) -> MailPause | None:
    """The pause that is not over, or None."""
    return first_row(
        connection, select_rows(table, MailPause).where(table.c.until > now), MailPause
    )


def end(connection: Connection) -> None:
    """Mail is tried again at once."""
    connection.execute(sa.delete(table))
