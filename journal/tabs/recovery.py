"""Rows that are gone from the sheet, and how they come back: as they were last seen, by
the way that every row takes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.errors import Refused
from core.texts import mark as _
from journal.mails.holds import alarms
from journal.records import known_records
from journal.records.cells import team_cells
from journal.records.cells.team_cells import NO_CELLS
from journal.records.known_records import SELECT, KnownRecord
from journal.rows import all_rows, select_rows
from journal.schema import changes as changes_table
from journal.schema import deliveries as deliveries_table
from journal.schema import known_records as records_table
from journal.states import AlarmKind, DeliveryState, Happening
from journal.tabs import deliveries
from programme.app_tables import STEERING

WAITS = _("the row was brought back: it waits until somebody has looked")


def gone_since(
    connection: Connection, since: datetime, limit: int = 200
) -> Sequence[KnownRecord]:
    """Records that disappeared from the sheet since a moment and are not on their way
    back, the last ones first.
    """
    r = records_table.c
    d = deliveries_table.c
    pending = sa.select(d.reference).where(d.state.in_(deliveries.ON_THEIR_WAY))
    elsewhere = sa.select(r.reference).where(r.gone_at.is_(None))
    query = SELECT.where(
        r.gone_at >= since,
        r.table.not_in(STEERING),
        r.reference.not_in(pending),
        r.reference.not_in(elsewhere),
    )
    return all_rows(
        connection,
        query.order_by(r.gone_at.desc(), r.reference).limit(limit),
        KnownRecord,
    )


@dataclass(frozen=True)
class GoneRow:
    """A record that is gone from the sheet, and since when."""

    table: str
    reference: str
    gone_at: datetime


def _select_gone_unedited() -> "sa.Select[Any]":
    r = records_table.c
    d = deliveries_table.c
    c = changes_table.c
    delivered = (d.table == r.table) & (d.state == DeliveryState.delivered)
    from_form = sa.select(d.reference).where(d.from_form, delivered)
    edited = sa.select(c.reference).where(
        c.table == r.table, c.happening == Happening.edited
    )
    elsewhere = sa.select(r.reference).where(r.gone_at.is_(None))
    query = select_rows(records_table, GoneRow).where(
        r.gone_at >= sa.bindparam("since"),
        r.reference.in_(from_form),
        r.reference.not_in(edited),
        r.reference.not_in(elsewhere),
    )
    return query.order_by(r.gone_at, r.reference)


GONE_UNEDITED = _select_gone_unedited()


def gone_unedited(connection: Connection, since: datetime) -> list[GoneRow]:
    """What forms brought, disappeared since a moment, and had never been
    edited; the first ones first.

    Not what is on its way back, or stands in another tab.
    """
    return all_rows(connection, GONE_UNEDITED, GoneRow, {"since": since})


def gone_last(
    connection: Connection, table: str, since: datetime | None
) -> list[KnownRecord]:
    """A table's records that disappeared since a moment; with None, those of
    the last time that any did.
    """
    r = records_table.c
    if since is None:
        last = sa.select(sa.func.max(r.gone_at)).where(r.table == table)
        since = connection.execute(last).scalar_one_or_none()
    if since is None:
        return []
    return all_rows(
        connection, SELECT.where(r.table == table, r.gone_at >= since), KnownRecord
    )


def gone_record(connection: Connection, reference: str) -> KnownRecord:
    """The record of a reference, which is gone.

    Raises Refused where it never was, is there, or is on its way.
    """
    records = known_records.all_by_reference(connection, reference)
    if not records:
        raise Refused(f"no row with the reference {reference} was ever seen")
    if any(record.gone_at is None for record in records):
        raise Refused(f"the row {reference} is in the spreadsheet")
    if reference in deliveries.pending_references(connection, records[0].table):
        raise Refused(f"the row {reference} is on its way already")
    return max(records, key=_gone_order)


def bring_back(
    connection: Connection, table: str, records: Iterable[KnownRecord], now: datetime
) -> int:
    """Sends rows on their way as they were last seen, with the team's own cells; what
    would be told about them waits.

    Gives how many. Those that are on their way already are left out.
    """
    pending = deliveries.pending_references(connection, table)
    order = deliveries.order(connection, table)
    ready = [record for record in records if record.reference not in pending]
    if not ready:
        return 0
    ready.sort(key=lambda record: _delivery_order(record, order))
    cells = team_cells.of_table(connection, table)
    rows = {}
    for record in ready:
        beside = cells.get(record.reference, NO_CELLS)
        rows[record.reference] = ({**record.own, **record.values}, beside.as_json())
    deliveries.send_again(connection, table, rows)
    if table not in STEERING:
        alarms.add(connection, AlarmKind.back, table, "", list(rows), WAITS, now)
    return len(rows)


def _gone_order(record: KnownRecord) -> tuple[datetime, str]:
    assert record.gone_at is not None  # asked about records that are gone
    return record.gone_at, record.table


def _delivery_order(record: KnownRecord, order: dict[str, int]) -> tuple[str, int, str]:
    """As the rows came: by when they were received, then by when they were first
    sent.
    """
    return (
        str(record.values.get("received") or ""),
        order.get(record.reference, 0),
        record.reference,
    )
