"""sheet → journal: what staff did by hand, and what has arrived, since the last look.

The only reading in a round.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.batches import batches
from core.clock import Clock, steady_seconds
from core.logs import effect
from core.problem import Problem, ProblemCode
from journal.operation import worker_steps
from journal.records.cells import cell_commands, team_cells
from journal.records.cells.cell_commands import CellCommand, CommandEnd
from journal.records.cells.team_cells import TeamCells
from journal.records.record_changes import Arrived, RecordChange, apply_changes
from journal.states import DeliveryState, WorkerStep
from journal.tabs import deliveries, problems, recovery, remembered_tabs, sheet_rows
from journal.tabs.sheet_rows import SheetRows
from programme.model import Programme
from rules.on_change.events import watched
from sheets.reading.snapshot import Snapshot
from sync.cell_commands import attributed, ends_after_look, over_before_look
from sync.context import SyncContext
from sync.deliver import Settlement, keep_settlement, overdue_before_look, settle
from sync.diff import Reading, diff
from sync.erased_cells import without_erased
from sync.refused_commands import refused_commands
from sync.rows.matches import LastSeen, Matches
from sync.rows.matching import TabView, load_states, match_tabs
from sync.rows.references import give_references, restore_references
from sync.sheet_problems import sheet_problems, vanished
from sync.tabs.erasure_mark import adopt_erasures
from sync.tabs.first_connection import connecting, note_first_look
from sync.tabs.form_tabs import keep_form_tabs
from sync.tabs.mail_texts import keep_mail_texts
from sync.taken_out_rows import taken_out_rows
from sync.team_columns import changed_cells

SOURCE, PROPERTIES = "watch", "properties"
RECORDS_AT_ONCE = 200
"""Records in one transaction: forms are accepted between two of them."""
YIELD_SECONDS = 0.02
"""Pause after such a transaction: SQLite lets others try again after some milliseconds,
and has no queue of its own.
"""
VANISHED_DAYS = 7
"""So long a line stands about rows that went before anybody had edited them."""


@dataclass(frozen=True)
class Observed:
    """What a look has shown. `matches`: table → what its rows are; `changed`: records
    did, or rows have arrived.

    `unsettled`: rows were asked for, and it is not known yet whether they come.
    """

    snapshot: Snapshot
    matches: Mapping[str, Matches] = field(default_factory=dict)
    changed: bool = False
    unsettled: bool = False


@dataclass(frozen=True)
class Unit:
    """One record's part in what a look shows: its changes in their order,
    or what stands beside it.

    `commands`: what has become of the commands about it, by id.
    """

    table: str
    reference: str
    changes: Sequence[RecordChange] = ()
    cells: TeamCells | None = None
    commands: Mapping[int, CommandEnd] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """Commands that Google was asked to write before the look, and the ids of those
    that can no longer take effect.
    """

    commands: Sequence[CellCommand] = ()
    over: Collection[int] = ()

    def of_table(self, table: str) -> list[CellCommand]:
        """Those about the records of a table."""
        commands: list[CellCommand] = []
        for command in self.commands:
            if command.table == table:
                commands.append(command)
        return commands


NONE_TRIED = Tried()


@dataclass(frozen=True)
class Findings:
    """All that a look shows.

    `read_columns`: table → the columns that have been read by now.
    """

    units: Sequence[Unit] = ()
    settlement: Settlement = field(default_factory=Settlement)
    problems: Sequence[Problem] = ()
    read_columns: Mapping[str, Sequence[str]] = field(default_factory=dict)


def observe(context: SyncContext) -> Observed:
    """Looks at the spreadsheet and keeps what is different. Raises Later, LeaseLost.

    1. The spreadsheet is read, and after it what the journal knows; what an older
       journal knows of people who were erased since is erased first.
    2. Each row is matched with a record or a delivery.
    3. What differs is kept, at most RECORDS_AT_ONCE records in a transaction.
    4. So is what stands in the tabs in which forms and texts of mails are edited.
    """
    # Before the look: a row that comes during it may be unseen.
    began, began_at = steady_seconds(), Clock().now()
    snapshot = context.reader.read()
    adopt_erasures(context, snapshot)
    with context.journal.read() as connection:
        snapshot = without_erased(snapshot, cell_commands.erasing(connection))
        states = load_states(context, connection, snapshot)
        being_met = connecting(context, connection)
        commands = cell_commands.unknown(connection)
    views = match_tabs(snapshot, states)
    awaited = [
        delivery
        for view in views.values()
        for delivery in view.state.deliveries.values()
    ]
    overdue_ids = overdue_before_look(context, awaited, began, began_at)
    tried = Tried(commands, over_before_look(context, commands, began_at))
    findings = find(
        context.programme, snapshot, views, being_met, context.now(), overdue_ids, tried
    )
    keep(context, snapshot, findings)
    _remember_team_cells(context, views, findings)
    keep_form_tabs(context, snapshot)
    keep_mail_texts(context, snapshot)
    matches = {name: view.matches for name, view in views.items()}
    changed = findings.settlement.settled or any(
        unit.changes for unit in findings.units
    )
    settled = sum(len(unit.commands) for unit in findings.units)
    return Observed(
        snapshot,
        matches,
        changed,
        findings.settlement.unsettled > 0 or settled < len(commands),
    )


def see_to_references(
    context: SyncContext, before: Snapshot | None, observed: Observed
) -> bool:
    """Gives rows the references that they had, else those their own that are new and
    stood unchanged since `before`.

    True when the sheet was written: look again. Raises Later where nothing was written,
    Unknown where something may have been.
    """
    if restore_references(context, observed.snapshot, observed.matches):
        return True
    return give_references(context, before, observed.snapshot, observed.matches)


def find(
    programme: Programme,
    snapshot: Snapshot,
    views: Mapping[str, TabView],
    being_met: Collection[str],
    now: datetime,
    overdue_ids: Collection[int],
    tried: Tried = NONE_TRIED,
) -> Findings:
    """What a look shows, in the order in which it is kept. Pure.

    `being_met`: tables whose rows stood in the sheet before anybody asked us:
    nothing follows from what they say; `overdue_ids`: deliveries that can no longer
    come if they are not there.
    """
    units: list[Unit] = []
    settlement = Settlement()
    for name, view in views.items():
        settled = settle(
            view.tab.layout.table, view.state.deliveries, view.matches, overdue_ids
        )
        settlement = settlement.joined(settled)
        if name in being_met:
            columns = []
        else:
            columns = _watched_columns(programme, name)
        units.extend(_units(view, list(settled.arrived.values()), columns, now, tried))
    read_columns = {name: view.state.read_columns for name, view in views.items()}
    return Findings(units, settlement, sheet_problems(snapshot, views), read_columns)


def _watched_columns(programme: Programme, table: str) -> list[str]:
    """The columns whose change is an event."""
    columns: list[str] = []
    for event in programme.rules.events:
        column, _value = watched(event)
        if event.table == table and column and column not in columns:
            columns.append(column)
    return columns


def _units(
    view: TabView,
    arrived: Sequence[Arrived],
    columns: Collection[str],
    now: datetime,
    tried: Tried,
) -> list[Unit]:
    """What a tab shows of each of its records: it arrived, and may have been edited
    since; or what else became of it.
    """
    name = view.tab.layout.table.name
    last_seen = dict(view.state.known.records)
    for arrival in arrived:
        last_seen.setdefault(
            arrival.reference, LastSeen(arrival.reference, arrival.values, arrival.own)
        )
    unreadable = {
        reference: cells.wrong
        for reference, cells in view.state.team_cells.items()
        if cells.wrong
    }
    reading = Reading(
        now.isoformat(timespec="seconds"), view.state.new_columns, unreadable, columns
    )
    changes: dict[str, list[RecordChange]] = defaultdict(list)
    for change in [*arrived, *diff(last_seen, view.tab, view.matches, reading)]:
        changes[change.reference].append(change)
    commands = tried.of_table(name)
    ends = ends_after_look(commands, view, tried.over)
    units: list[Unit] = []
    for reference in dict.fromkeys([*changes, *ends]):
        about = []
        for command in commands:
            if command.reference == reference:
                about.append(command)
        of_record = [attributed(change, about) for change in changes.get(reference, ())]
        units.append(Unit(name, reference, of_record, commands=ends.get(reference, {})))
    cells = changed_cells(view.tab, view.matches, view.unnamed, view.state.team_cells)
    units += [
        Unit(name, reference, cells=of_record) for reference, of_record in cells.items()
    ]
    return units


def keep(context: SyncContext, snapshot: Snapshot, findings: Findings) -> None:
    """Writes down what a look has shown, in bounded transactions.

    Problems stand before the changes of their records do, and are taken away
    after them: in between, too, nothing is decided about a record with a
    cell that makes no sense.
    """
    parts = list(batches(findings.units, RECORDS_AT_ONCE)) or [()]
    now = context.now()
    if len(parts) > 1:
        with context.journal.write() as connection:
            standing = [item.problem for item in problems.standing(connection, SOURCE)]
            problems.replace(connection, SOURCE, [*standing, *findings.problems], now)
    for part in parts[:-1]:
        context.guard()
        with context.journal.write() as connection:
            _keep_units(connection, part, findings.settlement, now)
        time.sleep(YIELD_SECONDS)
    with context.journal.write() as connection:
        _keep_units(connection, parts[-1], findings.settlement, now)
        _keep_the_rest(context, connection, snapshot, findings)
    for unit in findings.units:
        _log(unit)


def _keep_units(
    connection: sa.Connection,
    units: Sequence[Unit],
    settlement: Settlement,
    now: datetime,
) -> None:
    changes: dict[str, list[RecordChange]] = defaultdict(list)
    cells: dict[str, dict[str, TeamCells]] = defaultdict(dict)
    references = set()
    for unit in units:
        changes[unit.table].extend(unit.changes)
        references.add(unit.reference)
        # In the transaction of the change that it made: after a crash the next
        # look finds both, or neither.
        cell_commands.settle(connection, unit.commands, now)
        if unit.cells is not None:
            cells[unit.table][unit.reference] = unit.cells
    for table, of_table in changes.items():
        apply_changes(connection, table, of_table, now)
    for table, of_rows in cells.items():
        team_cells.put(connection, table, of_rows)
    ids = []
    for id, change in settlement.arrived.items():
        if change.reference in references:
            ids.append(id)
    deliveries.move(connection, ids, DeliveryState.delivered)


def _keep_the_rest(
    context: SyncContext,
    connection: sa.Connection,
    snapshot: Snapshot,
    findings: Findings,
) -> None:
    now = context.now()
    keep_settlement(connection, findings.settlement, now)
    read_before = remembered_tabs.read_columns(connection)
    for table, columns in findings.read_columns.items():
        if read_before.get(table) != columns:
            remembered_tabs.keep_read_columns(connection, table, columns)
    sheet_rows.keep(connection, _sheet_rows(context.programme, snapshot))
    note_first_look(connection, snapshot, now)
    rows_gone = recovery.gone_unedited(connection, now - timedelta(days=VANISHED_DAYS))
    lines = vanished(
        rows_gone, context.programme, f"{context.settings.public_url}/staff/gone"
    )
    problems.replace(
        connection,
        ProblemCode.not_set,
        refused_commands(context.programme, connection, now),
        now,
    )
    problems.replace(
        connection,
        ProblemCode.taken_out,
        taken_out_rows(context.programme, connection, now),
        now,
    )
    problems.replace(connection, PROPERTIES, snapshot.property_problems, now)
    problems.replace(connection, SOURCE, [*findings.problems, *lines], now)
    worker_steps.note_done(connection, WorkerStep.watch, Clock().now())
    if findings.settlement.settled:
        worker_steps.note_done(connection, WorkerStep.deliver, Clock().now())


def _sheet_rows(programme: Programme, snapshot: Snapshot) -> dict[str, SheetRows]:
    """Where the rows of the programme's tables stand.

    The app's own tabs are left out: they change with every round.
    """
    standing: dict[str, SheetRows] = {}
    for name, tab in snapshot.tabs.items():
        table = programme.tables.get(name)
        if table is not None and not table.app:
            rows = {reference: row.index + 1 for reference, row in tab.rows.items()}
            standing[name] = SheetRows(
                name, tab.layout.sheet_id, tab.layout.columns, rows
            )
    return standing


def _remember_team_cells(
    context: SyncContext, views: Mapping[str, TabView], findings: Findings
) -> None:
    changed: dict[str, dict[str, TeamCells]] = defaultdict(dict)
    for unit in findings.units:
        if unit.cells is not None:
            changed[unit.table][unit.reference] = unit.cells
    for name, view in views.items():
        context.team_cells[name] = {**view.state.team_cells, **changed[name]}


def _log(unit: Unit) -> None:
    for change in unit.changes:
        if isinstance(change, Arrived):
            effect("deliver", "read back", reference=unit.reference, table=unit.table)
