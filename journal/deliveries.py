"""Rows on their way to the sheet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from journal.schema import deliveries
from journal.states import DeliveryState

ON_THEIR_WAY = (DeliveryState.queued, DeliveryState.appending)
AT_ONCE = 500
"""References in one statement."""


def enqueue(connection: Connection, table: str, reference: str, values: dict[str, Any]) -> None:
    """Queues a row that no form brought (example data)."""
    connection.execute(
        sa.insert(deliveries).values(
            table=table, reference=reference, values=values, from_form=False, state=DeliveryState.queued
        )
    )


def again(connection: Connection, table: str, rows: Mapping[str, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Sends rows on their way once more: reference → (values, what stood beside them). Those on their way stay as they are."""
    every = list(rows)
    for at in range(0, len(every), AT_ONCE):
        part = every[at : at + AT_ONCE]
        over = deliveries.c.state.not_in(ON_THEIR_WAY)
        connection.execute(sa.delete(deliveries).where(deliveries.c.reference.in_(part), over))
        left = set(
            connection.execute(sa.select(deliveries.c.reference).where(deliveries.c.reference.in_(part))).scalars()
        )
        new = [
            {"table": table, "reference": r, "values": rows[r][0], "beside": rows[r][1]} for r in part if r not in left
        ]
        if new:
            values = {"from_form": False, "state": DeliveryState.queued}
            connection.execute(sa.insert(deliveries), [row | values for row in new])


def in_state(
    connection: Connection, state: DeliveryState, limit: int, tables: Iterable[str] | None = None
) -> Sequence[Row[Any]]:
    """The oldest deliveries in a state, of some tables only where they are named."""
    query = sa.select(deliveries).where(deliveries.c.state == state)
    if tables is not None:
        query = query.where(deliveries.c.table.in_(list(tables)))
    return connection.execute(query.order_by(deliveries.c.id).limit(limit)).all()


def move(
    connection: Connection, ids: Iterable[int], to: DeliveryState, *, asked_at: datetime | None = None, error: str = ""
) -> None:
    """Moves deliveries to a state; `asked_at` is when Google was asked to append them."""
    values: dict[str, Any] = {"state": to, "error": error}
    if asked_at is not None:
        values["asked_at"] = asked_at
    connection.execute(sa.update(deliveries).where(deliveries.c.id.in_(list(ids))).values(values))


def give_back(connection: Connection, ids: Iterable[int], asked_at: datetime) -> None:
    """Queues again what was marked at `asked_at` and never asked for; not what another worker has settled since."""
    mine = sa.and_(
        deliveries.c.id.in_(list(ids)), deliveries.c.state == DeliveryState.appending, deliveries.c.asked_at == asked_at
    )
    connection.execute(sa.update(deliveries).where(mine).values(state=DeliveryState.queued))


def waiting(connection: Connection) -> int:
    """How many rows have not arrived yet."""
    query = sa.select(sa.func.count()).where(deliveries.c.state.in_(ON_THEIR_WAY))
    return int(connection.execute(query).scalar_one())


def pending_references(connection: Connection, table: str) -> set[str]:
    """References of a table that are on their way: a row with one of them in the sheet was not typed by hand."""
    query = sa.select(deliveries.c.reference).where(deliveries.c.table == table, deliveries.c.state.in_(ON_THEIR_WAY))
    return set(connection.execute(query).scalars())


def references(connection: Connection, table: str) -> set[str]:
    """References of a table's rows that were ever sent on their way."""
    return set(connection.execute(sa.select(deliveries.c.reference).where(deliveries.c.table == table)).scalars())


def order(connection: Connection, table: str) -> dict[str, int]:
    """Reference → a number that grows as rows were sent."""
    query = sa.select(deliveries.c.reference, deliveries.c.id).where(deliveries.c.table == table)
    return {row.reference: row.id for row in connection.execute(query)}


def change(connection: Connection, reference: str, values: dict[str, Any]) -> None:
    """Changes values of a row that has not left yet; nothing once it has."""
    query = sa.select(deliveries.c["values"]).where(
        deliveries.c.reference == reference, deliveries.c.state == DeliveryState.queued
    )
    before = connection.execute(query).scalar_one_or_none()
    if before is not None:
        changed = sa.update(deliveries).where(deliveries.c.reference == reference)
        connection.execute(changed.values({"values": {**before, **values}}))
