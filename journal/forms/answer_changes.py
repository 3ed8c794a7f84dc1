"""Answers that somebody changed after sending: what they typed then, kept together with
the cells that are to be written.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from journal.database import Journal
from journal.forms import repetition_rows, submissions
from journal.forms.submissions import SubmissionRow, Upload
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


@dataclass(frozen=True)
class ChangedRows:
    """What becomes of the rows beside the submission's own.

    `changed_before`: how often the submission had been changed when this was thought
    out; `added`: behind those that it has, from `first_position` on; `left_out`: the
    references of those that are not among the answers any more; `taken_out`: of those
    that its sender has taken out; `row_of_upload`: id → the row of a file;
    `own_repeat`: the repeat whose first repetition is the submission's own row.
    """

    changed_before: int = 0
    added: Sequence[SubmissionRow] = ()
    first_position: int = 0
    left_out: Collection[str] = ()
    taken_out: Collection[str] = ()
    row_of_upload: Mapping[str, str] = field(default_factory=dict)
    own_repeat: str = ""


NO_ROWS = ChangedRows()
SELECT = select_rows(table, AnswerChange)


def keep(
    journal: Journal,
    change: AnswerChange,
    cells: Sequence[ChangedCell],
    uploads: Sequence[Upload] = (),
    rows: ChangedRows = NO_ROWS,
) -> bool:
    """Keeps a change, its files, the commands and the rows that follow, in one commit;
    False, and nothing is kept, where its key was used for other answers, or where
    another change has come between, whose answers these do not know.

    Raises UploadsGoneError where one of the files was swept before.
    """

    def insert(connection: Connection) -> bool:
        # Two changes at one moment: the second one sees the first.
        submissions.lock(connection, change.submission)
        earlier = by_key(connection, change.key)
        if earlier is not None:
            return is_same(earlier, change)
        # Also one that adds and takes out nothing: its answers as typed are those of
        # the rows that it knew.
        if len(of_submission(connection, change.submission)) != rows.changed_before:
            return False
        connection.execute(sa.insert(table).values(as_columns(change)))
        row_of_upload = dict(rows.row_of_upload)
        if rows.added:
            row_of_upload |= submissions.insert_rows(
                connection,
                rows.added,
                change.submission,
                change.changed_at,
                rows.first_position,
            )
        if change.submission in rows.left_out:
            repetition_rows.note_own(connection, change.submission, rows.own_repeat)
        if rows.left_out:
            repetition_rows.leave_out(
                connection,
                rows.left_out,
                rows.taken_out,
                change.key,
                change.changed_at,
            )
        submissions.add_uploads(connection, change.submission, uploads, row_of_upload)
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
