"""Answers that somebody changed after sending: what they typed then, kept together with
the cells that are to be written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from journal.database import Journal
from journal.forms import submissions
from journal.forms.submissions import Upload
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import SENDER
from journal.rows import all_rows, as_columns, first_row, select_rows
from journal.schema import answer_changes as table
from programme.records.record import Cell, Value


@dataclass(frozen=True)
class AnswerChange:
    """One sending of changed answers.

    `key`: the one-time key of the page; `answers`: all of them as typed, the unchanged
    too; `digest`: of what they mean.
    """

    key: str
    submission: str
    digest: str
    version: str
    language: str
    answers: Mapping[str, object]
    changed_at: datetime


@dataclass(frozen=True)
class ChangedCell:
    """A cell that follows from it: what was shown, and what is wanted there."""

    cell: Cell
    shown: Value
    wanted: Value


SELECT = select_rows(table, AnswerChange)


def keep(
    journal: Journal,
    change: AnswerChange,
    cells: Sequence[ChangedCell],
    uploads: Sequence[Upload] = (),
) -> bool:
    """Keeps a change, its files and the commands that follow, in one commit; False, and
    nothing is kept, where its key was used for other answers.

    Raises UploadsGoneError where one of the files was swept before.
    """

    def insert(connection: Connection) -> bool:
        earlier = by_key(connection, change.key)
        if earlier is not None:
            return is_same(earlier, change)
        connection.execute(sa.insert(table).values(as_columns(change)))
        submissions.add_uploads(connection, change.submission, uploads)
        for changed in cells:
            cell_commands.ask(
                connection,
                changed.cell,
                changed.shown,
                changed.wanted,
                SENDER,
                change.key,
                change.changed_at,
            )
        return True

    try:
        return journal.keep(insert)
    except IntegrityError:
        # Sent twice at the same moment: the first one stands there by now.
        return journal.keep(insert)


def is_same(earlier: AnswerChange, change: AnswerChange) -> bool:
    """Whether two changes of one key say the same of the same submission."""
    return (earlier.submission, earlier.digest) == (change.submission, change.digest)


def by_key(connection: Connection, key: str) -> AnswerChange | None:
    """The change that used a one-time key, or None."""
    return first_row(connection, SELECT.where(table.c.key == key), AnswerChange)


def of_submission(connection: Connection, reference: str) -> list[AnswerChange]:
    """The changes of a submission, the oldest first."""
    query = SELECT.where(table.c.submission == reference).order_by(
        table.c.changed_at, table.c.key
    )
    return all_rows(connection, query, AnswerChange)
