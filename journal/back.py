"""Rows that are gone from the sheet, and how they come back: as they were last seen, by the way that every row takes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from core.errors import Refused
from core.texts import mark as _
from journal import alarms, beside, deliveries, seen
from journal.beside import NOTHING
from journal.schema import deliveries as sent
from journal.schema import seen as records
from journal.states import AlarmKind
from programme.app_tables import STEERING

WAITS = _("the row was brought back: it waits until somebody has looked")


def gone_since(connection: Connection, since: datetime, limit: int = 200) -> Sequence[Row[Any]]:
    """Records that disappeared from the sheet since a moment and are not on their way back, the last ones first."""
    pending = sa.select(sent.c.reference).where(sent.c.state.in_(deliveries.ON_THEIR_WAY))
    elsewhere = sa.select(records.c.reference).where(records.c.gone_at.is_(None))
    query = sa.select(records).where(
        records.c.gone_at >= since,
        records.c.table.not_in(STEERING),
        records.c.reference.not_in(pending),
        records.c.reference.not_in(elsewhere),
    )
    return connection.execute(query.order_by(records.c.gone_at.desc(), records.c.reference).limit(limit)).all()


def gone_last(connection: Connection, table: str, since: datetime | None) -> list[Row[Any]]:
    """A table's records that disappeared since a moment; with None, those of the last time that any did."""
    query = sa.select(records).where(records.c.table == table, records.c.gone_at.is_not(None))
    rows = connection.execute(query).all()
    since = since or max((row.gone_at for row in rows), default=None)
    return [row for row in rows if since and row.gone_at >= since]


def gone(connection: Connection, reference: str) -> Row[Any]:
    """The record of a reference, which is gone. Raises Refused where it never was, is there, or is on its way."""
    known = seen.everywhere(connection, reference)
    if not known:
        raise Refused(f"no row with the reference {reference} was ever seen")
    if any(row.gone_at is None for row in known):
        raise Refused(f"the row {reference} is in the spreadsheet")
    if reference in deliveries.pending_references(connection, known[0].table):
        raise Refused(f"the row {reference} is on its way already")
    return max(known, key=lambda row: (row.gone_at, row.table))


def send(connection: Connection, table: str, rows: Iterable[Row[Any]], now: datetime) -> int:
    """Sends rows on their way as they were last seen, with the team's own cells; what would be told about them waits.

    Gives how many. Those that are on their way already are left out.
    """
    pending = deliveries.pending_references(connection, table)
    order = deliveries.order(connection, table)
    ready = [row for row in rows if row.reference not in pending]
    ready.sort(key=lambda row: (str(row.values.get("received") or ""), order.get(row.reference, 0), row.reference))
    stood = beside.of_table(connection, table) if ready else {}
    coming = {row.reference: ({**row.own, **row.values}, stood.get(row.reference, NOTHING).kept()) for row in ready}
    deliveries.again(connection, table, coming)
    if coming and table not in STEERING:
        alarms.add(connection, AlarmKind.back, table, "", list(coming), WAITS, now)
    return len(coming)
