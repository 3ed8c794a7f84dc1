"""Lines of the desk that somebody of the team has taken on, by what each line is
about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, first_row, insert_new, select_rows
from journal.schema import taken_lines as table

KEPT = timedelta(days=180)
"""What was taken longer ago was either done or forgotten."""


@dataclass(frozen=True)
class TakenLine:
    """Who has taken a line on, and when.

    `line`: what the line is about; it stays the same while that does.
    """

    line: str
    email: str
    taken_at: datetime


SELECT = select_rows(table, TakenLine)


def by_line(connection: Connection) -> Mapping[str, TakenLine]:
    """Every line that somebody has taken on, also of things that are
    done by now: they are few.
    """
    return {row.line: row for row in all_rows(connection, SELECT, TakenLine)}


def take(connection: Connection, line: str, email: str, now: datetime) -> TakenLine:
    """Takes a line on for somebody, and gives who has it: whoever was first keeps
    it.
    """
    connection.execute(sa.delete(table).where(table.c.taken_at < now - KEPT))
    taken = TakenLine(line, email, now)
    of_line = SELECT.where(table.c.line == line)
    present = first_row(connection, of_line, TakenLine)
    if present is None and not insert_new(connection, table, as_columns(taken)):
        present = first_row(connection, of_line, TakenLine)
    return present or taken


def release(connection: Connection, line: str) -> bool:
    """Gives a line back. False: nobody had it."""
    return bool(
        connection.execute(sa.delete(table).where(table.c.line == line)).rowcount
    )
