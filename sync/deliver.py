"""journal → sheet: every accepted row is appended once.

A row is marked `appending` before Google is asked. What Google did is then told by a look at the sheet, never by its answer:
a row whose reference is there has arrived; one that is not there is asked for again only when the first call can no longer
take effect.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import Clock, steady_seconds
from core.errors import HojaError, Later, LeaseLost, Refused, Unknown
from core.problem import Problem
from core.texts import mark as _
from journal import changes, deliveries, facts, known_records, problems
from journal.deliveries import Delivery
from journal.states import DeliveryState, Happening
from programme.app_tables import STEERING
from programme.record import Value
from sheets.append import NOTHING, Other, append_request
from sheets.columns import Layout
from sheets.snapshot import Tab
from sync.arrival import Landed
from sync.context import SyncContext
from sync.tab_schemas import remember
from sync.team_columns import own_columns

BATCH = 500
SETTLE_LOOKS = 9
"""How often we look, within the server's time limit, for rows whose end is not known."""
MISPLACED = _("columns were being moved at that moment and its cells stand one off; put them right by hand")


def deliver(shop: SyncContext) -> bool:
    """Settles rows whose end is unknown, then appends the oldest queued ones in one call and reads them back."""
    with shop.journal.read() as connection:
        asked = deliveries.in_state(connection, DeliveryState.appending, 1)
        queued = deliveries.in_state(connection, DeliveryState.queued, 1)
    if asked and steady_seconds() >= shop.settle_at:
        if _settle(shop):
            return True
        shop.settle_at = steady_seconds() + shop.settings.server_limit / SETTLE_LOOKS
    return bool(queued) and _append_next(shop)


def _append_next(shop: SyncContext) -> bool:
    """The oldest queued rows of the tabs that are there: rows of a lost tab wait without holding up the others."""
    look = shop.look = shop.look or shop.reader.read()
    with shop.journal.read() as connection:
        rows = deliveries.in_state(connection, DeliveryState.queued, BATCH, look.tabs)
    if any(row.team_cells is not None or row.asked_at for row in rows):
        return _once_more(shop, rows)
    return bool(rows) and _append(shop, rows)


def _once_more(shop: SyncContext, rows: Sequence[Delivery]) -> bool:
    """Rows among which some come back, or were asked for before: one that staff have put back meanwhile has arrived."""
    look = shop.look = shop.reader.read()
    there = [row for row in rows if row.table in look.tabs and row.reference in look.tabs[row.table].rows]
    with shop.journal.write() as connection:
        for row in there:
            if row.team_cells is None:
                _arrived(shop, connection, row, look.tabs[row.table])
        deliveries.move(connection, [row.id for row in there], DeliveryState.delivered)
    remember(shop)
    coming = [row for row in rows if row not in there]
    return bool(there) or (bool(coming) and _append(shop, coming))


def _append(shop: SyncContext, rows: Sequence[Delivery]) -> bool:
    look = shop.look or shop.reader.read()
    layouts = shop.reader.layouts(look)
    by_table: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.table in look.tabs:
            by_table[row.table].append(row)
    ready = [row for table in by_table.values() for row in table]
    if not ready:
        return False
    requests = [request for table, some in by_table.items() for request in _requests(shop, layouts[table], some)]
    shop.guard()
    asked_at, began = Clock().now(), steady_seconds()
    with shop.journal.write() as connection:
        deliveries.move(connection, [row.id for row in ready], DeliveryState.appending, asked_at=asked_at)
    try:
        if steady_seconds() - began > shop.settings.call_limit:
            raise Later("this machine was held up before the call")  # a look could no longer tell its end in time
        shop.spreadsheet.batch(requests)
    except Refused as refusal:
        return _set_aside(shop, ready, refusal)
    except Unknown:
        pass  # the look below tells
    except LeaseLost:
        raise  # whoever has the lease now settles these rows
    except HojaError:
        with shop.journal.write() as connection:  # nothing was done: it may be asked for again at any time
            deliveries.give_back(connection, [row.id for row in ready], asked_at)
        raise
    return _settle(shop)


def _requests(shop: SyncContext, layout: Layout, rows: Sequence[Delivery]) -> list[dict[str, Any]]:
    """The requests that append a table's rows, in columns of the team's own too where rows come back."""
    cells = [{**row.values, "reference": row.reference} for row in rows]
    if not any(row.team_cells for row in rows):
        return [append_request(shop.programme, layout, cells)]
    others = [Other(**row.team_cells) if row.team_cells else NOTHING for row in rows]
    own, made = own_columns(shop, layout, others)
    return [*made, append_request(shop.programme, layout, cells, others, own)]


def _settle(shop: SyncContext) -> bool:
    """Marks what is in the sheet as delivered, and queues again what can no longer come."""
    over = Clock().now() - timedelta(seconds=shop.effect_seconds)  # before the look: what comes during it may be unseen
    look = shop.look = shop.reader.read()
    again = []
    moved = False
    with shop.journal.write() as connection:
        asked = deliveries.in_state(connection, DeliveryState.appending, BATCH)
        for table, tab in look.tabs.items():
            landed = Landed(shop, connection, tab, [row for row in asked if row.table == table])
            for row in landed.asked:
                if row.reference in tab.rows or landed.without_reference(row):
                    _arrived(shop, connection, row, tab)
                    moved = True
                elif landed.misplaced(row):
                    _refuse(shop, connection, row, MISPLACED)
                elif row.asked_at < over:
                    again.append(row.id)
        deliveries.move(connection, again, DeliveryState.queued)
        facts.put(connection, facts.LAST + "deliver", Clock().now().isoformat())
    return moved or bool(again)


def _arrived(shop: SyncContext, connection: sa.Connection, row: Any, tab: Tab) -> None:
    """Seeds the record from what was sent, not from what was read back: an edit since then is seen as one."""
    deliveries.move(connection, [row.id], DeliveryState.delivered)
    known = known_records.by_reference(connection, row.reference)
    if known and known.table == row.table:  # not a row that staff have cut out and put into another tab
        return
    staff, own = split(tab.layout.table, row.values)
    now = shop.now()
    known_records.add(connection, row.table, row.reference, staff, own=own, occasion=row.reference, now=now)
    if row.from_form and row.table not in STEERING:
        changes.add(connection, Happening.received, row.table, row.reference, now)


def split(table: Any, values: dict[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """A row's values as (staff's and the received date, the app's own)."""
    own_names = {column.name for column in table.columns if column.own}
    staff = {name: value for name, value in values.items() if name not in own_names or name == "received"}
    return staff, {name: value for name, value in values.items() if name in own_names}


def _set_aside(shop: SyncContext, rows: Sequence[Delivery], refusal: Refused) -> bool:
    """Google refused the whole batch and did nothing: one row alone tells which it is; the others go on."""
    with shop.journal.write() as connection:
        if len(rows) == 1:
            _refuse(shop, connection, rows[0], str(refusal))
        else:
            deliveries.move(connection, [row.id for row in rows], DeliveryState.queued)
    if len(rows) > 1:
        for row in rows:
            _append(shop, [row])
    return True


def _refuse(shop: SyncContext, connection: sa.Connection, row: Delivery, reason: str) -> None:
    deliveries.move(connection, [row.id], DeliveryState.refused, error=reason)
    problem = Problem(
        "not_delivered",
        _("The row {reference} could not be put into the spreadsheet: {reason}"),
        (("reason", reason), ("reference", row.reference)),
        table=row.table,
        reference=row.reference,
    )
    problems.replace(connection, row.reference, [problem], shop.now())
