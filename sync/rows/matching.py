"""What stands in the tabs of a snapshot: what the journal knows about each table, and
which row is which record.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.problem import Problem
from fieldtypes.cells import as_text
from journal.records import known_records
from journal.records.cells import team_cells
from journal.records.cells.team_cells import TeamCells
from journal.records.known_records import KnownRecord
from journal.states import DeliveryState
from journal.tabs import deliveries, remembered_tabs
from journal.tabs.deliveries import Delivery
from programme.app_tables import STEERING
from programme.model import Table
from programme.records.record import Value
from sheets.reading.snapshot import Row, Snapshot, Tab
from sync.context import SyncContext
from sync.rows.identity import match
from sync.rows.listed_names import ListedNames, listed_names
from sync.rows.matches import InFlight, Kind, Known, LastSeen, Matches, TabRows
from sync.rows.name_index import NameIndex, name_index, resolve

ASKED_AT_MOST = 5_000
"""Rows that were asked for and have no end yet, in all tabs: far
more than one call asks for.
"""


@dataclass(frozen=True)
class TableState:
    """A table before a look. `deliveries`: those that the look may show to
    have arrived, by reference.

    `team_cells`: what is kept of the team's own columns; `new_columns`: columns that no
    look has read before; `read_columns`: which have been read after this one.
    """

    known: Known
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    in_flight: Sequence[InFlight] = ()
    team_cells: Mapping[str, TeamCells] = field(default_factory=dict)
    new_columns: Collection[str] = ()
    read_columns: Sequence[str] = ()


@dataclass(frozen=True)
class TabView:
    """A tab, what was known of its table, and what its rows are.

    `unnamed`: cells that name no record, though they should.
    """

    tab: Tab
    state: TableState
    matches: Matches
    unnamed: Sequence[Problem] = ()


def load_states(
    context: SyncContext, connection: sa.Connection, snapshot: Snapshot
) -> dict[str, TableState]:
    """Reads the state of each table that has a tab."""
    appending: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries.in_state(
        connection, DeliveryState.appending, ASKED_AT_MOST, snapshot.tabs
    ):
        appending[delivery.table].append(delivery)
    # One query for all tables each: an idle look is little else.
    stored = known_records.by_table(connection, snapshot.tabs)
    pending_of = deliveries.pending_by_table(connection)
    cells = _team_cells(context, connection, snapshot.tabs)
    records: dict[str, dict[str, LastSeen]] = {}
    for name in snapshot.tabs:
        references_sent = None
        if appending[name]:
            references_sent = deliveries.references(connection, name)
        records[name] = _last_seen(stored[name].values(), references_sent)
    holders = _holders(snapshot, records)
    on_their_way = []
    for of_table in appending.values():
        on_their_way.extend(of_table)
    names = listed_names(context.programme, snapshot.tabs, on_their_way)
    columns_before = remembered_tabs.read_columns(connection)
    states: dict[str, TableState] = {}
    for name, tab in snapshot.tabs.items():
        standing = set()
        for row in tab.all_rows():
            if row.reference:
                standing.add(row.reference)
        pending = pending_of.get(name, set())
        returned = deliveries.by_references(connection, name, pending & standing)
        awaited = {
            delivery.reference: delivery for delivery in [*returned, *appending[name]]
        }
        is_foreign = standing - records[name].keys() - pending
        if is_foreign:
            elsewhere = known_records.references_elsewhere(connection, name) & standing
        else:
            elsewhere = set()
        taken = set()
        for reference in standing:
            if holders.get(reference, name) != name:
                taken.add(reference)
        read_before = columns_before.get(name, ())
        states[name] = TableState(
            Known(records[name], elsewhere, taken),
            awaited,
            [
                _in_flight(context, names, tab, delivery)
                for delivery in awaited.values()
            ],
            cells[name],
            set(tab.layout.columns) - set(read_before or tab.layout.columns),
            _read_columns(tab, read_before),
        )
    return states


def is_asked(delivery: Delivery) -> bool:
    """Whether Google was asked for a row, and nobody knows yet what came of it."""
    return delivery.state == DeliveryState.appending


def _last_seen(
    rows: Iterable[KnownRecord], references_sent: Collection[str] | None
) -> dict[str, LastSeen]:
    """Every record of a table ever seen.

    `references_sent`: of those sent; used while a delivery may be in one of their rows.
    """
    records: dict[str, LastSeen] = {}
    for row in rows:
        is_sent = references_sent is None or row.reference in references_sent
        records[row.reference] = LastSeen(
            row.reference, row.values, row.own, row.gone_at is None, is_sent
        )
    return records


def _team_cells(
    context: SyncContext, connection: sa.Connection, tables: Collection[str]
) -> Mapping[str, Mapping[str, TeamCells]]:
    """Table → reference → what stands beside it; of tables that the context remembers,
    without asking the journal.
    """
    missing = []
    for table in tables:
        if table not in context.team_cells:
            missing.append(table)
    if not missing:
        return context.team_cells
    return {**context.team_cells, **team_cells.by_table(connection, missing)}


def _holders(
    snapshot: Snapshot, records: Mapping[str, Mapping[str, LastSeen]]
) -> dict[str, str]:
    """Reference → the table that it belongs to, for those that stand in several tabs:
    where it is a record, else the first.
    """
    tables: dict[str, list[str]] = defaultdict(list)
    for name, tab in snapshot.tabs.items():
        for reference in tab.rows:
            tables[reference].append(name)
    holders: dict[str, str] = {}
    for reference, names in tables.items():
        if len(names) > 1:
            at_home = []
            for name in names:
                if _is_present(records[name].get(reference)):
                    at_home.append(name)
            holders[reference] = (at_home or names)[0]
    return holders


def _is_present(record: LastSeen | None) -> bool:
    return record is not None and record.present


def _in_flight(
    context: SyncContext, names: ListedNames, tab: Tab, delivery: Delivery
) -> InFlight:
    if not is_asked(delivery):  # looked for by its reference alone
        return InFlight(delivery.reference, delivery.values, asked=False)
    cells = _shown(
        context, tab, names.shown(tab.layout.table, delivery.reference, delivery.values)
    )
    return InFlight(delivery.reference, delivery.values, cells)


def _shown(context: SyncContext, tab: Tab, values: Mapping[str, Value]) -> set[str]:
    """Values as the texts that would stand in their cells."""
    texts: set[str] = set()
    for column in tab.layout.table.columns:
        cell = context.cells.show(column, values.get(column.name))
        if cell is not None:
            texts.add(as_text(cell))
    return texts


def _read_columns(tab: Tab, read_before: Sequence[str]) -> list[str]:
    names = {*read_before, *tab.layout.columns}
    columns = []
    for name in names:
        if tab.layout.table.column(name):
            columns.append(name)
    return sorted(columns)


def match_tabs(
    snapshot: Snapshot, states: Mapping[str, TableState]
) -> dict[str, TabView]:
    """What the rows of each tab are. Pure.

    Where a row is not what its reference says, names that refer to records are read
    once more, by what the rows are.
    """
    index = name_index(_by_standing_reference(snapshot))
    views = {
        name: _view(tab, states[name], index) for name, tab in snapshot.tabs.items()
    }
    if any(
        view.matches.of_kind(Kind.restored, Kind.arrived) for view in views.values()
    ):
        index = name_index(_by_matched_reference(views))
        views = {
            name: _view(tab, states[name], index) for name, tab in snapshot.tabs.items()
        }
    return views


def _by_standing_reference(snapshot: Snapshot) -> Iterable[tuple[Table, str, Row]]:
    for tab in snapshot.tabs.values():
        for reference, row in tab.rows.items():
            yield tab.layout.table, reference, row


def _by_matched_reference(
    views: Mapping[str, TabView],
) -> Iterable[tuple[Table, str, Row]]:
    for view in views.values():
        for row_match in view.matches.rows:
            if row_match.reference:
                yield view.tab.layout.table, row_match.reference, row_match.row


def _view(tab: Tab, state: TableState, index: NameIndex) -> TabView:
    table = tab.layout.table
    rows: list[Row] = []
    unnamed: list[Problem] = []
    for row in sorted(tab.all_rows(), key=lambda row: row.index):
        resolved, row_problems = resolve(table, row, index)
        rows.append(resolved)
        unnamed.extend(row_problems)
    tab_rows = TabRows(rows, table.name in STEERING, tab.beside)
    return TabView(tab, state, match(tab_rows, state.known, state.in_flight), unnamed)
