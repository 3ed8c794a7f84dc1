"""The rows that a submission became beside its own: which repetition each is, and which
its sender has taken out since.

Where repetitions are rows of the form's own table, the submission's own row is the
first of them. It stands among these rows from when its sender has taken it out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.records import known_records
from journal.rows import all_rows
from journal.schema import deliveries
from journal.schema import submission_rows as table
from programme.records.record import Value

TAKEN_OUT_SINCE = (
    sa.select(deliveries.c.table, table.c.reference, table.c.taken_out_at)
    .join(deliveries, deliveries.c.reference == table.c.reference)
    .where(table.c.taken_out_at >= sa.bindparam("moment"))
    .order_by(table.c.taken_out_at, table.c.position)
)
OWN_KEY = 0
"""The key of the repetition that is the submission's own row."""
BEFORE_ALL = -1
"""Its position: the rows beside it are counted from 0."""


@dataclass(frozen=True)
class RepetitionRow:
    """A row beside a submission's own.

    `values`: as it was sent, {} where the row was brought back since and nobody knows;
    `repeat`, `key`: which repetition it is, None of rows that came before this was
    kept; `left_out_by`: the key of the change from which on it is not among the
    answers, None for none; `taken_out_at`: when its sender took it out.
    """

    reference: str
    table: str
    values: Mapping[str, Value]
    position: int
    repeat: str | None
    key: int | None
    left_out_by: str | None
    taken_out_at: datetime | None


@dataclass(frozen=True)
class TakenOut:
    """A row that whoever sent it has taken out: the team deletes it, or does not."""

    table: str
    reference: str
    taken_out_at: datetime


def of_submission(connection: Connection, submission: str) -> list[RepetitionRow]:
    """The rows of a submission beside its own, in the order in which they came."""
    query = (
        sa.select(
            table.c.reference,
            deliveries.c.table,
            deliveries.c["values"],
            deliveries.c.from_form,
            table.c.position,
            table.c.repeat,
            table.c.key,
            table.c.left_out_by,
            table.c.taken_out_at,
        )
        .join(deliveries, deliveries.c.reference == table.c.reference)
        .where(table.c.submission == submission)
        .order_by(table.c.position)
    )
    rows: list[RepetitionRow] = []
    for row in connection.execute(query).mappings():
        columns = dict(row)
        if not columns.pop("from_form"):
            columns["values"] = {}
        rows.append(RepetitionRow(**columns))
    return rows


def is_gone(connection: Connection, submission: str) -> bool:
    """Whether the row of a submission was in the sheet and is there no more, nor any
    other one that it became in the same table.
    """
    if not known_records.is_gone(connection, submission):
        return False
    rows = of_submission(connection, submission)
    own_tables = {
        record.table
        for record in known_records.all_by_reference(connection, submission)
    }
    return all(
        known_records.is_gone(connection, row.reference)
        for row in rows
        if row.table in own_tables
    )


def note_own(connection: Connection, submission: str, repeat: str) -> None:
    """Notes the submission's own row as the first repetition of a repeat, once."""
    is_own = table.c.reference == submission
    if connection.execute(sa.select(table.c.reference).where(is_own)).first():
        return
    own = {
        "reference": submission,
        "submission": submission,
        "position": BEFORE_ALL,
        "repeat": repeat,
        "key": OWN_KEY,
    }
    connection.execute(sa.insert(table).values(own))


def leave_out(
    connection: Connection,
    references: Collection[str],
    taken_out: Collection[str],
    change: str,
    now: datetime,
) -> None:
    """Notes rows that a change has no more among its answers, and those of them that
    its sender has taken out; the others are gone from the sheet.
    """
    is_listed = table.c.reference.in_(list(references))
    connection.execute(sa.update(table).where(is_listed).values(left_out_by=change))
    is_taken_out = table.c.reference.in_(list(taken_out))
    connection.execute(sa.update(table).where(is_taken_out).values(taken_out_at=now))


def taken_out_since(connection: Connection, moment: datetime) -> Sequence[TakenOut]:
    """The rows that were taken out since a moment, the oldest first."""
    return all_rows(connection, TAKEN_OUT_SINCE, TakenOut, {"moment": moment})
