"""The installation: which one it is, how new its journal is, and
what holds for all of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import select_rows
from journal.schema import installation as table


@dataclass(frozen=True)
class Installation:
    """What is kept of it.

    `generation`: grows; of two copies of a journal, the one with the greater is the
    newer. `outbox_is_open`: whether mail may leave to the world. `example_added_at`:
    when example data was put on its way. `clock_seconds_ahead`: of the demonstration's
    clock; `clock_goal`: where it is on its way to, and `clock_from`: from where.
    `text_rows_wanted_at`: since when somebody waits for the tab with the texts of
    mails, or for rows that it lacks.
    """

    id: str
    generation: int
    outbox_is_open: bool
    example_added_at: datetime | None
    clock_seconds_ahead: float
    clock_from: datetime | None = None
    clock_goal: datetime | None = None
    text_rows_wanted_at: datetime | None = None

    @property
    def clock_ahead(self) -> timedelta:
        """How far the demonstration's clock is ahead."""
        return timedelta(seconds=self.clock_seconds_ahead)


def read(connection: Connection) -> Installation:
    """This installation."""
    return Installation(*connection.execute(select_rows(table, Installation)).one())


def advance_generation(connection: Connection, beyond: int = 0) -> int:
    """Makes the generation greater than it is, and than `beyond`; gives the new one."""
    greater = sa.case((table.c.generation > beyond, table.c.generation), else_=beyond)
    connection.execute(sa.update(table).values(generation=greater + 1))
    return read(connection).generation


def set_outbox(connection: Connection, *, is_open: bool) -> None:
    """Whether mail may leave to the world from now on."""
    connection.execute(sa.update(table).values(outbox_is_open=is_open))


def note_example(connection: Connection, now: datetime) -> None:
    """Keeps that example data has been put on its way."""
    connection.execute(sa.update(table).values(example_added_at=now))


def set_clock(connection: Connection, ahead: timedelta) -> None:
    """Sets how far the demonstration's clock is ahead."""
    connection.execute(
        sa.update(table).values(clock_seconds_ahead=ahead.total_seconds())
    )


def send_clock(connection: Connection, start: datetime, goal: datetime) -> None:
    """Sends the demonstration's clock on its way."""
    connection.execute(sa.update(table).values(clock_from=start, clock_goal=goal))


def end_journey(connection: Connection) -> None:
    """The demonstration's clock has arrived, or stays where it is."""
    connection.execute(sa.update(table).values(clock_from=None, clock_goal=None))


def probe(connection: Connection, now: datetime) -> None:
    """Writes something, to learn whether the journal still can."""
    connection.execute(sa.update(table).values(probed_at=now))


def want_text_rows(connection: Connection, moment: datetime | None) -> None:
    """Keeps that the tab with the texts of mails, or rows that it lacks, are wanted;
    None: that they are there.
    """
    connection.execute(sa.update(table).values(text_rows_wanted_at=moment))
