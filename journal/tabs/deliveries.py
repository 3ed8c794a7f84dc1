"""Rows on their way to the sheet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.rows import all_rows, first_row, select_rows
from journal.schema import deliveries, submission_rows, submissions
from journal.states import DeliveryState
from programme.records.record import Value

ON_THEIR_WAY = (DeliveryState.queued, DeliveryState.appending)
AT_ONCE = 500
"""References in one statement."""


@dataclass(frozen=True)
class Delivery:
    """A row on its way.

    `id` grows as rows are queued; `team_cells`: what stood beside a row that is brought
    back (the JSON of `TeamCells`); `from_form`: a form brought it; `asked_at`: when
    Google was last asked to append it.
    """

    id: int
    table: str
    reference: str
    values: Mapping[str, Value]
    team_cells: Mapping[str, Mapping[str, Value]] | None
    from_form: bool
    state: DeliveryState
    asked_at: datetime | None
    error: str


SELECT = select_rows(deliveries, Delivery)
IS_ON_ITS_WAY = deliveries.c.state.in_(ON_THEIR_WAY)
OF_TABLE = deliveries.c.table == sa.bindparam("table")
OF_TABLES = deliveries.c.table.in_(sa.bindparam("tables", expanding=True))
OF_REFERENCES = deliveries.c.reference.in_(sa.bindparam("references", expanding=True))
IN_STATE = (
    SELECT.where(deliveries.c.state == sa.bindparam("state"))
    .order_by(deliveries.c.id)
    .limit(sa.bindparam("limit"))
)
IN_STATE_OF_TABLES = IN_STATE.where(OF_TABLES)
ON_THEIR_WAY_BY_TABLE = sa.select(deliveries.c.table, deliveries.c.reference).where(
    IS_ON_ITS_WAY
)
ON_THEIR_WAY_OF = SELECT.where(OF_TABLE, OF_REFERENCES, IS_ON_ITS_WAY)
REFERENCES = sa.select(deliveries.c.reference).where(OF_TABLE)


def _select_to_append() -> "sa.Select[Any]":
    own = deliveries.alias()
    is_behind = sa.and_(
        submission_rows.c.reference == deliveries.c.reference,
        own.c.reference == submission_rows.c.submission,
        sa.or_(
            own.c.state == DeliveryState.appending,
            sa.and_(
                own.c.state == DeliveryState.queued,
                own.c.table.not_in(sa.bindparam("tables", expanding=True)),
            ),
        ),
    )
    waits = sa.exists().where(is_behind).correlate(deliveries)
    queued = SELECT.where(deliveries.c.state == DeliveryState.queued, OF_TABLES, ~waits)
    return queued.order_by(deliveries.c.id).limit(sa.bindparam("limit"))


TO_APPEND = _select_to_append()


def enqueue(
    connection: Connection, table: str, reference: str, values: Mapping[str, Value]
) -> None:
    """Queues a row that no form brought (example data)."""
    connection.execute(
        sa.insert(deliveries).values(
            table=table,
            reference=reference,
            values=dict(values),
            from_form=False,
            state=DeliveryState.queued,
        )
    )


def enqueue_rows(
    connection: Connection, table: str, rows: Iterable[tuple[str, Mapping[str, Value]]]
) -> None:
    """Queues many rows that no form brought, in their order: (reference, values)."""
    queued = []
    for reference, values in rows:
        queued.append(
            {
                "table": table,
                "reference": reference,
                "values": dict(values),
                "from_form": False,
                "state": DeliveryState.queued,
            }
        )
    if queued:
        connection.execute(sa.insert(deliveries), queued)


def send_again(
    connection: Connection,
    table: str,
    rows: Mapping[str, tuple[Mapping[str, Value], Mapping[str, Mapping[str, Value]]]],
) -> None:
    """Sends rows on their way once more: reference → (values, what stood beside them).

    Those on their way stay as they are.
    """
    for part in batches(list(rows), AT_ONCE):
        is_part = deliveries.c.reference.in_(part)
        is_over = deliveries.c.state.not_in(ON_THEIR_WAY)
        connection.execute(sa.delete(deliveries).where(is_part, is_over))
        pending = set(
            connection.execute(
                sa.select(deliveries.c.reference).where(is_part)
            ).scalars()
        )
        added = []
        for reference in part:
            values, cells = rows[reference]
            row = {
                "table": table,
                "reference": reference,
                "values": values,
                "team_cells": cells,
            }
            if reference not in pending:
                added.append({**row, "from_form": False, "state": DeliveryState.queued})
        if added:
            connection.execute(sa.insert(deliveries), added)


def in_state(
    connection: Connection,
    state: DeliveryState,
    limit: int,
    tables: Iterable[str] | None = None,
) -> Sequence[Delivery]:
    """The oldest deliveries in a state, of some tables only where they are named."""
    asked: dict[str, object] = {"state": state, "limit": limit}
    if tables is None:
        return all_rows(connection, IN_STATE, Delivery, asked)
    return all_rows(
        connection, IN_STATE_OF_TABLES, Delivery, {**asked, "tables": list(tables)}
    )


def to_append(
    connection: Connection, limit: int, tables: Collection[str]
) -> Sequence[Delivery]:
    """The oldest queued deliveries of some tables.

    A row that a submission becomes beside its own refers to that one, and never
    comes before it: not while that one's tab is lost, and not while nobody
    knows yet whether it came.
    """
    asked = {"tables": list(tables), "limit": limit}
    return all_rows(connection, TO_APPEND, Delivery, asked)


def move(
    connection: Connection,
    ids: Iterable[int],
    to: DeliveryState,
    *,
    asked_at: datetime | None = None,
    error: str = "",
) -> None:
    """Moves deliveries to a state; `asked_at` is when Google was asked to append
    them.
    """
    values: dict[str, object] = {"state": to, "error": error}
    if asked_at is not None:
        values["asked_at"] = asked_at
    connection.execute(
        sa.update(deliveries).where(deliveries.c.id.in_(list(ids))).values(values)
    )


def give_back(connection: Connection, ids: Iterable[int], asked_at: datetime) -> None:
    """Queues again what was marked at `asked_at` and never asked for; not what another
    worker has settled since.
    """
    is_ours = sa.and_(
        deliveries.c.state == DeliveryState.appending, deliveries.c.asked_at == asked_at
    )
    query = sa.update(deliveries).where(deliveries.c.id.in_(list(ids)), is_ours)
    connection.execute(query.values(state=DeliveryState.queued))


def waiting(connection: Connection) -> int:
    """How many rows have not arrived yet."""
    query = sa.select(sa.func.count()).where(deliveries.c.state.in_(ON_THEIR_WAY))
    return int(connection.execute(query).scalar_one())


def oldest_waiting(connection: Connection) -> datetime | None:
    """When the form was received that has waited for longest, None where none waits;
    rows that a rule has made are not counted.
    """
    own = submissions.c.reference == deliveries.c.reference
    query = (
        sa.select(sa.func.min(submissions.c.received_at))
        .select_from(deliveries.join(submissions, own))
        .where(deliveries.c.state.in_(ON_THEIR_WAY))
    )
    moment: datetime | None = connection.execute(query).scalar()
    return moment


def pending_references(connection: Connection, table: str) -> set[str]:
    """References of a table that are on their way: a row with one of them in the
    sheet was not typed by hand.
    """
    query = sa.select(deliveries.c.reference).where(
        deliveries.c.table == table, deliveries.c.state.in_(ON_THEIR_WAY)
    )
    return set(connection.execute(query).scalars())


def pending_by_table(connection: Connection) -> dict[str, set[str]]:
    """Table → the references that are on their way, as `pending_references`; only
    tables that have any, in one query.
    """
    references: dict[str, set[str]] = {}
    for table, reference in connection.execute(ON_THEIR_WAY_BY_TABLE):
        references.setdefault(table, set()).add(reference)
    return references


def by_references(
    connection: Connection, table: str, references: Collection[str]
) -> list[Delivery]:
    """The rows of a table on their way that have one of these references."""
    rows: list[Delivery] = []
    for part in batches(sorted(references), AT_ONCE):
        asked = {"table": table, "references": part}
        rows.extend(all_rows(connection, ON_THEIR_WAY_OF, Delivery, asked))
    return rows


def of_submission(
    connection: Connection, table: str, reference: str
) -> Delivery | None:
    """The row of a submission as it was sent, whatever has become of it; None once it
    was brought back as it was last seen.
    """
    is_row = sa.and_(
        deliveries.c.table == table,
        deliveries.c.reference == reference,
        deliveries.c.from_form,
    )
    return first_row(connection, SELECT.where(is_row), Delivery)


def references(connection: Connection, table: str) -> set[str]:
    """References of a table's rows that were ever sent on their way."""
    return set(connection.execute(REFERENCES, {"table": table}).scalars())


def order(connection: Connection, table: str) -> dict[str, int]:
    """Reference → a number that grows as rows were sent."""
    query = sa.select(deliveries.c.reference, deliveries.c.id).where(
        deliveries.c.table == table
    )
    return {row.reference: row.id for row in connection.execute(query)}


def change(connection: Connection, reference: str, values: Mapping[str, Value]) -> None:
    """Changes values of a row that has not left yet; nothing once it has."""
    is_queued = sa.and_(
        deliveries.c.reference == reference, deliveries.c.state == DeliveryState.queued
    )
    before = connection.execute(
        sa.select(deliveries.c["values"]).where(is_queued)
    ).scalar_one_or_none()
    if before is not None:
        query = sa.update(deliveries).where(is_queued)
        connection.execute(query.values({"values": {**before, **values}}))
