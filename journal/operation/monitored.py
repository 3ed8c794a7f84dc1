"""Signs of the worker and of backups that other processes go by: when the worker was
last at work, whether its absence was told, when the last backup was made.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import select_rows
from journal.schema import monitoring as table


@dataclass(frozen=True)
class Monitored:
    """`beat_at`: when the worker last ended a round; `looks`, `reads`, `writes`: how
    often it has looked at the spreadsheet, and called for that and for writing, ever.

    `absence_told_at`: when somebody was told by mail that the worker is gone; None
    where nobody was, or it was told that it is back.
    """

    beat_at: datetime | None
    absence_told_at: datetime | None
    backed_up_at: datetime | None
    looks: int
    reads: int
    writes: int


def read(connection: Connection) -> Monitored:
    """How they stand."""
    return Monitored(*connection.execute(select_rows(table, Monitored)).one())


def note_beat(
    connection: Connection, now: datetime, *, looks: int, reads: int, writes: int
) -> None:
    """The worker has ended a round; the counts are those since the last note."""
    counts = {
        "looks": table.c.looks + looks,
        "reads": table.c.reads + reads,
        "writes": table.c.writes + writes,
    }
    connection.execute(sa.update(table).values(beat_at=now, **counts))


def note_backup(connection: Connection, now: datetime) -> None:
    """A backup was made."""
    connection.execute(sa.update(table).values(backed_up_at=now))


def forget_beat(connection: Connection) -> None:
    """No worker has run here yet: the journal was just put back from a backup."""
    connection.execute(sa.update(table).values(beat_at=None, absence_told_at=None))


def claim_absence(
    connection: Connection, monitored: Monitored, told_at: datetime | None
) -> bool:
    """Keeps that it is told now (or, with None, that it is over).

    False where another process of the web was quicker: it tells.
    """
    is_unchanged = table.c.absence_told_at.is_not_distinct_from(
        monitored.absence_told_at
    )
    query = sa.update(table).where(is_unchanged).values(absence_told_at=told_at)
    return bool(connection.execute(query).rowcount)
