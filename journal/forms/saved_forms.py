"""What somebody typed into a form and goes on with later, by a secret link.

Nothing of it is a submission.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import as_columns, first_row, put_row, select_rows
from journal.schema import saved_forms as table

LIFE = timedelta(days=30)
"""How long it waits."""


@dataclass(frozen=True)
class SavedForm:
    """`answers`: question → what was typed or chosen, as a page sends it;
    `bytes`: the room that it takes.

    `client`: whose room that is, as a digest of their network; the
    network cannot be told from it.
    """

    id: str
    form: str
    answers: Mapping[str, Sequence[str]]
    bytes: int
    saved_at: datetime
    client: str


def save(connection: Connection, saved: SavedForm) -> None:
    """Keeps it in the place of what was saved under its id before."""
    put_row(connection, table, {"id": saved.id}, as_columns(saved))


def by_id(connection: Connection, id: str, since: datetime) -> SavedForm | None:
    """What was saved under an id since a moment, or None."""
    query = select_rows(table, SavedForm).where(
        table.c.id == id, table.c.saved_at >= since
    )
    return first_row(connection, query, SavedForm)


def total_bytes(connection: Connection, without: str, client: str | None = None) -> int:
    """The bytes of all that is saved, or of one client; but for one id."""
    query = sa.select(sa.func.coalesce(sa.func.sum(table.c.bytes), 0)).where(
        table.c.id != without
    )
    if client is not None:
        query = query.where(table.c.client == client)
    return int(connection.execute(query).scalar_one())


def forget(connection: Connection, id: str) -> None:
    """Takes it away: it has been sent."""
    connection.execute(sa.delete(table).where(table.c.id == id))


def forget_old(connection: Connection, before: datetime) -> bool:
    """Takes away what was saved before a moment; True where there was any."""
    return bool(
        connection.execute(sa.delete(table).where(table.c.saved_at < before)).rowcount
    )
