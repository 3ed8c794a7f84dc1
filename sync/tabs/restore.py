"""Bringing back what is gone: a row, a tab, or the whole spreadsheet into another one.

The rows go the way of every row: through the journal, once each, under their
references. What would be told about them waits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import Refused
from core.texts import counted
from journal.mails.holds import alarms
from journal.records import known_records
from journal.records.cells import team_cells
from journal.records.known_records import KnownRecord
from journal.states import AlarmKind, AlarmState
from journal.tabs import deliveries, recovery, spreadsheets
from programme.model import Table
from sheets.client import Spreadsheet
from sheets.marks import INSTALLATION
from sheets.setup.plan import Copies, Plan
from sheets.setup.reconcile import carry_out, plan
from sync.context import SyncContext
from sync.tabs.bootstrap import drop_first_tab
from sync.tabs.form_tabs import new_form_tabs
from sync.tabs.ownership import FOREIGN, foreign, installation_id, mark_of
from sync.tabs.tab_schemas import every
from sync.tabs.today_tab import today_title

LISTED = 20


def restore_row(
    shop: SyncContext, reference: str, *, dry_run: bool = False
) -> list[str]:
    """Sends one row that is gone on its way back; gives what is done.

    Raises Refused where there is none to bring back.
    """
    with shop.journal.write() as connection:
        row = recovery.gone_record(connection, reference)
        table = shop.programme.tables.get(row.table)
        if table is None:
            raise Refused(f"the programme has no table {row.table} any more")
        lines = _lines(shop, connection, table, [row])
        if not dry_run:
            recovery.bring_back(connection, row.table, [row], shop.now())
    return lines


def restore_tab(
    shop: SyncContext,
    name: str,
    since: datetime | None = None,
    *,
    dry_run: bool = False,
) -> list[str]:
    """Makes a tab again where it is gone, with the rows that it held; else brings
    back its rows that went last.

    `since`: all rows that disappeared from that moment on. Needs the lease. Raises
    Refused for an unknown table.
    """
    table = shop.programme.tables.get(name)
    if table is None:
        raise Refused(
            f"there is no table {name}; there are: {', '.join(shop.programme.tables)}"
        )
    if foreign(shop, mark_of(shop)):
        raise Refused(FOREIGN)
    look = shop.reader.read()
    if name in look.tabs:
        setup = Plan()
    else:
        setup = _plan(shop, shop.spreadsheet, {name})
    with shop.journal.write() as connection:
        rows: list[KnownRecord] = []
        if name in look.tabs:
            for row in recovery.gone_last(connection, name, since):
                if row.reference not in look.tabs[name].rows:
                    rows.append(row)
        else:
            for row in known_records.of_table(connection, name).values():
                if row.gone_at is None:
                    rows.append(row)
        lines = [*setup.lines, *_lines(shop, connection, table, rows)]
        if not dry_run:
            recovery.bring_back(connection, name, rows, shop.now())
            _found_again(connection, name, shop.now())
    if not dry_run:
        # Rows of a tab that is not there yet wait for it.
        carry_out(
            shop.spreadsheet,
            setup,
            lambda: _plan(shop, shop.spreadsheet, {name, *look.tabs}),
        )
    return lines


def restore_into(shop: SyncContext, key: str, *, dry_run: bool = False) -> list[str]:
    """Makes the whole spreadsheet again in another, empty one; the worker goes on in
    that one. Needs the lease.

    `key`: of a spreadsheet that staff have made and shared; "" makes a
    new one on the local server.
    """
    if not key and not shop.settings.local_sheets:
        raise Refused(
            "name the key of an empty spreadsheet that staff have made and shared"
        )
    destination = _other(shop, key)
    try:
        if key:
            _refuse_used(shop, destination)
            setup = _plan(shop, destination, None)
        else:
            setup = Plan(["make a new spreadsheet, with a tab for each table"])
        if not dry_run:
            if not key:
                title = shop.programme.text(
                    shop.programme.name, shop.programme.language
                )
                destination.create(
                    title, shop.programme.locale, shop.programme.time_zone
                )
                restored = _plan(shop, destination, None)
                setup.requests, setup.unfinished = (
                    restored.requests,
                    restored.unfinished,
                )
            carry_out(destination, setup, lambda: _plan(shop, destination, None))
            if not key:
                drop_first_tab(destination)
        return [*setup.lines, *_move(shop, destination, dry_run=dry_run)]
    finally:
        destination.close()


def _other(shop: SyncContext, key: str) -> Spreadsheet:
    settings = shop.settings
    if key and key == shop.spreadsheet.key:
        raise Refused("this is the spreadsheet that is worked in; name another one")
    return Spreadsheet(
        key,
        server=settings.sheets_api_url,
        credentials=settings.credentials,
        call_limit=settings.call_limit,
        guard=shop.guard if shop.lease.is_held else lambda: None,
    )


def _refuse_used(shop: SyncContext, destination: Spreadsheet) -> None:
    """An empty spreadsheet only, or one of ours in which this was
    begun before and did not end.
    """
    marks = destination.metadata(INSTALLATION)
    if marks:
        if foreign(shop, str(marks[0]["metadataValue"])):
            raise Refused("that spreadsheet belongs to another installation")
        return
    sheets = [
        int(sheet["properties"].get("sheetId", 0))
        for sheet in destination.structure()["sheets"]
    ]
    ranges = destination.read([{"gridRange": {"sheetId": id}} for id in sheets])
    if any(item["valueRange"].get("values") for item in ranges):
        raise Refused("that spreadsheet is not empty; make a new one")


def _plan(shop: SyncContext, spreadsheet: Spreadsheet, only: set[str] | None) -> Plan:
    with shop.journal.read() as connection:
        schemas = every(connection)
    if only is None:
        form_tabs = new_form_tabs(shop)
        title = today_title(shop.programme)
    else:
        form_tabs = []
        title = ""
    return plan(
        spreadsheet,
        shop.programme,
        installation_id(shop),
        schemas,
        only,
        Copies.leave,
        form_tabs,
        title,
    )


def _move(shop: SyncContext, destination: Spreadsheet, *, dry_run: bool) -> list[str]:
    """Every row that the spreadsheet held, and those on their way, go into the
    other one: in one transaction.
    """
    lines: list[str] = []
    now = shop.now()
    with shop.journal.write() as connection:
        waiting = deliveries.waiting(connection)
        if waiting:
            lines.append(f"put {counted(waiting, 'row')} on the way into it as well")
        for name, table in shop.programme.tables.items():
            rows = []
            for row in known_records.of_table(connection, name).values():
                if row.gone_at is None:
                    rows.append(row)
            lines.extend(_lines(shop, connection, table, rows, listed=0))
            if not dry_run:
                recovery.bring_back(connection, name, rows, now)
                _found_again(connection, name, now)
        if not dry_run:
            spreadsheets.use(
                connection, destination.key, in_place_of=shop.spreadsheet.key
            )
    return lines


def _found_again(connection: sa.Connection, table: str, now: datetime) -> None:
    """That the tab was lost is over: its mails wait for the decision about the
    rows that came back instead.
    """
    for alarm in alarms.standing(connection):
        if alarm.kind == AlarmKind.lost and alarm.table == table:
            alarms.decide(connection, alarm.id, AlarmState.let_go, "", now)


def _lines(
    shop: SyncContext,
    connection: sa.Connection,
    table: Table,
    rows: Sequence[Any],
    listed: int = LISTED,
) -> list[str]:
    if not rows:
        if listed == 0:
            return []
        return [f"find no row of “{_tab(shop, table)}” to bring back"]
    team_cells_of = team_cells.of_table(connection, table.name)
    cells = sum(
        len(team_cells_of[row.reference].cells)
        for row in rows
        if row.reference in team_cells_of
    )
    also = ""
    if cells:
        also = f", with {counted(cells, 'cell')} of the team's own columns"
    lines = [f"bring back {counted(len(rows), 'row')} into “{_tab(shop, table)}”{also}"]
    for row in rows[:listed]:
        lines.append(f"  {row.reference} {row.values.get(table.title) or ''}".rstrip())
    if 0 < listed < len(rows):
        return [*lines, f"  … and {len(rows) - listed} more"]
    return lines


def _tab(shop: SyncContext, table: Table) -> str:
    return table.label[shop.programme.language]
