"""The rows that a submission became beside its own: which repetition each is, and which
its sender has taken out since.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

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
