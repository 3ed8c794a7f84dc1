"""journal → sheet: every accepted row is appended once.

A row is marked `appending` before Google is asked. What Google did is then told by a
look at the sheet, never by its answer: a row that the look finds has arrived; one that
it does not find is asked for again only when the call can no longer take effect.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.clock import Clock, steady_seconds
from core.errors import HojaError, Later, LeaseLost, Refused, Unknown
from core.logs import effect
from core.problem import Problem, ProblemCode
from core.texts import mark as _
from core.texts import texts
from journal.records.record_changes import Arrived
from journal.states import WAITING, WORDS, DeliveryState
from journal.tabs import deliveries, problems
from journal.tabs.deliveries import Delivery
from programme.app_tables import OUTBOX, PROBLEMS, STEERING
from programme.model import Table
from programme.records.record import Value
from rules.findings.urgency import is_urgent
from sheets.columns import Layout
from sheets.reading.snapshot import Snapshot, Tab
from sheets.writing.append import (
    NOTHING_RESTORED,
    RestoredCells,
    append_requests,
    insert_requests,
)
from sync.context import SyncContext
from sync.rows.listed_names import ListedNames, listed_names
from sync.rows.matches import Kind, Matches
from sync.tabs.tab_schemas import remember
from sync.team_columns import own_columns

STEP = "deliver"
# A call takes as long for one row as for hundreds; a larger one comes near Google's
# limit of ten megabytes where rows are long.
BATCH = 500
FILLED_FROM_TOP = (OUTBOX, PROBLEMS)
"""Tabs in which what waits for somebody stands on top."""
FRESH_SECONDS = 2.0
"""So old may the look be by which rows are appended that may be there already: those
that come back, or were asked for before.
"""
MISPLACED = _(
    "columns were being moved at that moment and its cells stand one off; put them right by hand"
)


@dataclass(frozen=True)
class Delivered:
    """`wrote`: rows were asked for: look whether they came; `look_first`: a look must
    show that they are not there already.
    """

    wrote: bool = False
    look_first: bool = False


@dataclass(frozen=True)
class Settlement:
    """What a look shows of deliveries. `arrived` and `misplaced`: by delivery;
    `overdue`: ids of those that can come no more.

    `unsettled`: how many were asked for, and may still come.
    """

    arrived: Mapping[int, Arrived] = field(default_factory=dict)
    misplaced: Sequence[Delivery] = ()
    overdue: Sequence[int] = ()
    unsettled: int = 0

    @property
    def settled(self) -> bool:
        """Whether it shows an end of any."""
        return bool(self.arrived or self.misplaced or self.overdue)

    def joined(self, second: "Settlement") -> "Settlement":
        """Both as one."""
        return Settlement(
            {**self.arrived, **second.arrived},
            [*self.misplaced, *second.misplaced],
            [*self.overdue, *second.overdue],
            self.unsettled + second.unsettled,
        )


def settle(
    table: Table,
    awaited: Mapping[str, Delivery],
    matches: Matches,
    overdue_ids: Collection[int],
) -> Settlement:
    """What has become of the deliveries of a table.

    Pure. `overdue_ids`: those that can no longer come if they are not there.
    """
    arrived: dict[int, Arrived] = {}
    misplaced: list[Delivery] = []
    overdue: list[int] = []
    unsettled = 0
    references = {match.reference for match in matches.of_kind(Kind.arrived)}
    for reference, delivery in awaited.items():
        if reference in references:
            arrived[delivery.id] = _arrived(table, delivery)
        elif delivery.state != DeliveryState.appending:
            continue
        elif reference in matches.misplaced:
            misplaced.append(delivery)
        elif delivery.id in overdue_ids:
            overdue.append(delivery.id)
        else:
            unsettled += 1
    return Settlement(arrived, misplaced, overdue, unsettled)


def overdue_before_look(
    context: SyncContext, awaited: Iterable[Delivery], began: float, began_at: datetime
) -> frozenset[int]:
    """The ids of rows that could no longer come when a look began: the calls for them
    could not take effect any more.

    What this worker has asked for is measured on its own clock, which cannot jump:
    a row asked for again too early stands twice. What another one has asked for
    (before a restart, say) is over by the moment that is kept with it, or when
    this worker has known of it for as long. `began`, `began_at`: by
    steady_seconds(), and by the wall clock.
    """
    overdue: set[int] = set()
    since: dict[tuple[int, datetime], float] = {}
    for delivery in awaited:
        if delivery.state != DeliveryState.appending or delivery.asked_at is None:
            continue
        key = (delivery.id, delivery.asked_at)
        since[key] = context.asked_since.get(key, steady_seconds())
        age = began - since[key]
        if key not in context.asked_here:
            age = max(age, (began_at - delivery.asked_at).total_seconds())
        if age > context.effect_seconds:
            overdue.add(delivery.id)
    context.asked_since = since
    context.asked_here &= since.keys()
    return frozenset(overdue)


def keep_settlement(
    connection: sa.Connection, settlement: Settlement, now: datetime
) -> None:
    """Writes down which deliveries are refused, and which are to be asked for again.

    Arrived ones go with their records.
    """
    for delivery in settlement.misplaced:
        _refuse(connection, delivery, MISPLACED, now)
    deliveries.move(connection, settlement.overdue, DeliveryState.queued)


def _arrived(table: Table, delivery: Delivery) -> Arrived:
    """A record begins as it was sent, not as it was read back: an edit
    since then is seen as one.
    """
    staff: dict[str, Value] = {}
    own: dict[str, Value] = {}
    own_names = set()
    for column in table.columns:
        if column.own:
            own_names.add(column.name)
    for name, value in delivery.values.items():
        if name in own_names:
            own[name] = value
        if name not in own_names or name == "received":
            staff[name] = value
    is_submission = delivery.from_form and table.name not in STEERING
    return Arrived(delivery.reference, staff, own, is_submission)


def deliver(context: SyncContext, snapshot: Snapshot) -> Delivered:
    """Appends the oldest queued rows of the tabs that are there: rows of a lost tab
    wait without holding up the others.
    """
    with context.journal.read() as connection:
        rows = deliveries.to_append(connection, BATCH, snapshot.writable)
    if not rows:
        return Delivered()
    # After a backup came back, what a rule makes may stand there: its reference follows
    # from what it is.
    if any(_stands(snapshot, row) for row in rows):
        return Delivered(look_first=True)
    if any(_may_stand(row) for row in rows):
        if steady_seconds() - snapshot.taken > FRESH_SECONDS:
            return Delivered(look_first=True)
        remember(context, snapshot)
    _append_by_halves(context, snapshot, rows)
    return Delivered(wrote=True)


def _may_stand(row: Delivery) -> bool:
    """Whether staff may have put a row back by hand: one that comes
    back, or was asked for before.
    """
    return row.team_cells is not None or row.asked_at is not None


def _stands(snapshot: Snapshot, row: Delivery) -> bool:
    return row.reference in snapshot.tabs[row.table].rows


def _append_by_halves(
    context: SyncContext, snapshot: Snapshot, rows: Sequence[Delivery]
) -> None:
    """Appends rows in one call.

    Google refuses a batch whole: then its halves are asked for, down
    to what it will not have.
    """
    parts = [rows]
    while parts:
        part = parts.pop()
        try:
            _append(context, snapshot, part)
        except Unknown:
            break  # a look tells; what is left of the parts is still queued
        except Refused as refusal:
            is_alone = len(part) == 1
            moved = is_alone and _rows_were_taken_away(context, snapshot, part[0].table)
            with context.journal.write() as connection:
                if is_alone and not moved:
                    _refuse(connection, part[0], str(refusal), context.now())
                else:
                    deliveries.move(
                        connection, [row.id for row in part], DeliveryState.queued
                    )
            middle = len(part) // 2
            if middle:
                parts += [part[middle:], part[:middle]]


def _rows_were_taken_away(context: SyncContext, snapshot: Snapshot, table: str) -> bool:
    """Whether a row was to go between rows that have been taken away meanwhile: then it
    is not the row that was refused.
    """
    layout = snapshot.tabs[table].layout
    if layout.filled_rows <= layout.next_row and table not in FILLED_FROM_TOP:
        return False
    tab = context.reader.read().tabs.get(table)
    return tab is None or tab.layout.filled_rows != layout.filled_rows


def _append(context: SyncContext, snapshot: Snapshot, rows: Sequence[Delivery]) -> None:
    """Asks for rows in one call.

    Raises as the client does; after Later they are queued as before.
    """
    requests = _requests(context, snapshot, rows)
    ids = [row.id for row in rows]
    context.guard()
    asked_at = Clock().now()
    began = steady_seconds()
    with context.journal.write() as connection:
        deliveries.move(connection, ids, DeliveryState.appending, asked_at=asked_at)
    keys = [(id, asked_at) for id in ids]
    context.asked_since |= dict.fromkeys(keys, steady_seconds())
    context.asked_here |= set(keys)
    try:
        if steady_seconds() - began > context.settings.call_limit:
            # a look could no longer tell its end in time
            raise Later("this machine was held up before the call")
        context.spreadsheet.batch(requests)
    except (Unknown, Refused, LeaseLost):
        raise  # after the last, whoever has the lease settles these rows
    except HojaError:
        # nothing was done: it may be asked for again at any time
        with context.journal.write() as connection:
            deliveries.give_back(connection, ids, asked_at)
        raise
    for row in rows:
        effect(STEP, "delivered", reference=row.reference, table=row.table)


def _requests(
    context: SyncContext, snapshot: Snapshot, rows: Sequence[Delivery]
) -> list[dict[str, Any]]:
    """The requests that append rows, in columns of the team's own
    too where rows come back.
    """
    layouts = context.reader.layouts(snapshot)
    names = listed_names(context.programme, snapshot.tabs, rows)
    by_table: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row)
    requests: list[dict[str, Any]] = []
    for table, of_table in by_table.items():
        if table in FILLED_FROM_TOP:
            requests.extend(
                _requests_on_top(
                    context, snapshot.tabs[table], layouts[table], of_table, names
                )
            )
        else:
            requests.extend(
                _requests_of_table(context, layouts[table], of_table, names)
            )
    return requests


def _requests_on_top(
    context: SyncContext,
    tab: Tab,
    layout: Layout,
    rows: Sequence[Delivery],
    names: ListedNames,
) -> list[dict[str, Any]]:
    """What waits for somebody goes on top of the tabs of messages and problems, the
    rest below the last line, as in any tab.
    """
    urgent = _urgent(context, tab, rows)
    start = row_below_urgent(tab, urgent)
    on_top: list[Delivery] = []
    if start < layout.next_row:
        on_top = []
        for row in rows:
            if row.reference in urgent and row.team_cells is None:
                on_top.append(row)
    below = []
    for row in rows:
        if row not in on_top:
            below.append(row)
    if below:
        requests = _requests_of_table(context, layout, below, names)
    else:
        requests = []
    if on_top:
        cells = [{**row.values, "reference": row.reference} for row in on_top]
        requests.extend(insert_requests(context.programme, layout, cells, start))
    return requests


def _urgent(context: SyncContext, tab: Tab, rows: Sequence[Delivery]) -> set[str]:
    """The references of lines that wait for somebody: of those that stand,
    and of those on their way.
    """
    if tab.layout.table.name == PROBLEMS:
        with context.journal.read() as connection:
            tags: set[str] = set()
            for item in problems.standing(connection):
                if is_urgent(item.problem):
                    tags.add(item.tag)
            return tags
    gettext = texts(context.programme.language).gettext
    waiting = {gettext(WORDS[state]) for state in WAITING}
    standing = set()
    for reference, row in tab.rows.items():
        if row.own.get("state") in waiting:
            standing.add(reference)
    return standing | {
        row.reference for row in rows if row.values.get("state") in waiting
    }


def row_below_urgent(tab: Tab, urgent: Collection[str]) -> int:
    """The index of the first row below the headers that is not one of these: settled
    ones move down, none moves otherwise.
    """
    references = {row.index: reference for reference, row in tab.rows.items()}
    index = tab.layout.first_row
    while references.get(index) in urgent:
        index += 1
    return index


def _requests_of_table(
    context: SyncContext, layout: Layout, rows: Sequence[Delivery], names: ListedNames
) -> list[dict[str, Any]]:
    cells = [
        {
            **names.shown(layout.table, row.reference, row.values),
            "reference": row.reference,
        }
        for row in rows
    ]
    if not any(row.team_cells for row in rows):
        return append_requests(context.programme, layout, cells)
    restored = []
    for row in rows:
        restored.append(
            RestoredCells(**row.team_cells) if row.team_cells else NOTHING_RESTORED
        )
    own, missing_columns = own_columns(context, layout, restored)
    return [
        *missing_columns,
        *append_requests(context.programme, layout, cells, restored, own),
    ]


def _refuse(
    connection: sa.Connection, delivery: Delivery, reason: str, now: datetime
) -> None:
    deliveries.move(connection, [delivery.id], DeliveryState.refused, error=reason)
    problem = Problem(
        ProblemCode.not_delivered,
        _("The row {reference} could not be put into the spreadsheet: {reason}"),
        (("reason", reason), ("reference", delivery.reference)),
        table=delivery.table,
        reference=delivery.reference,
    )
    problems.replace(connection, delivery.reference, [problem], now)
    effect(STEP, "refused", reference=delivery.reference, table=delivery.table)
