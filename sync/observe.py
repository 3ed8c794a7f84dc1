"""sheet → changes: what staff did by hand since the last look.

A change is a cell whose canonical value differs from the last one kept. A cell that makes no sense changes nothing: it is a
problem, and its record waits until it is mended.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from core.clock import Clock
from core.ids import REFERENCE, digest
from core.problem import Problem
from core.texts import mark as _
from journal import changes, deliveries, facts, known_records, problems
from journal.known_records import KnownRecord
from journal.states import Happening
from programme.app_tables import STEERING
from programme.comparison import same
from programme.model import Table
from programme.record import Value
from rules.events import watched
from sheets.snapshot import TWICE, Row, Tab
from sync.context import SyncContext
from sync.first_connection import connecting, note_first_look
from sync.name_index import Titles, resolved, titles_of
from sync.references import adopt, hits, put_back
from sync.reinterpretation import new_columns, unmeant
from sync.team_columns import keep_beside

SOURCE = "watch"


def watch(shop: SyncContext) -> bool:
    """One look: keeps changes and problems, and gives rows typed by hand their references. True when anything changed."""
    before = shop.look
    look = shop.look = shop.reader.read()
    found = list(look.problems)
    changed = False
    now = shop.now()
    titles = titles_of(shop.programme, look)
    back: dict[str, dict[str, str]] = {name: {} for name in look.tabs}
    with shop.journal.write() as connection:
        for name, tab in look.tabs.items():
            changed |= _compare(shop, connection, tab, titles, found, back[name])
        note_first_look(connection, look, now)
        kept = keep_beside(shop, connection, look, found)
        problems.replace(connection, SOURCE, found, now)
        facts.put(connection, facts.LAST + "watch", Clock().now().isoformat())
    shop.beside = kept
    return put_back(shop, look, back) or adopt(shop, before, look) or changed


def _compare(
    shop: SyncContext,
    connection: sa.Connection,
    tab: Tab,
    titles: Titles,
    found: list[Problem],
    back: dict[str, str],
) -> bool:
    table = tab.layout.table
    known = known_records.of_table(connection, table.name)
    coming = deliveries.pending_references(connection, table.name)
    changed = False
    appeared: list[known_records.Appeared] = []
    elsewhere = (
        known_records.references_elsewhere(connection, table.name) if tab.rows.keys() - known.keys() - coming else set()
    )
    twice = {problem.reference for problem in found if problem.code == TWICE and problem.table == table.name}
    now = shop.now()
    new_to_us = new_columns(connection, tab)
    here = {reference: resolved(table, row, titles, found) for reference, row in tab.rows.items()}
    met = {*known, *coming, *elsewhere}  # the last: cut out of another tab
    hits(table, known, here, [row for reference, row in tab.rows.items() if reference not in met], back)
    for reference, row in tab.rows.items():
        values = here[reference]
        if reference in back or reference in back.values():
            continue  # the next look sees it beside the row that it belongs to
        if reference in twice and reference in known:
            continue  # which of the two rows counts, a person must say
        if table.name not in STEERING and reference not in known and not REFERENCE.match(reference):
            found.append(_not_ours(table, row))
        elif reference in known:
            _as_it_came(known[reference], row, found)
            changed |= _edited(shop, connection, tab, known[reference], row, values, new_to_us)
        elif reference in coming:
            continue
        else:
            appeared.append(_appeared(table, row, values, now))
    typed = [row for row in appeared if row.reference not in elsewhere]
    known_records.add_appeared(connection, table.name, appeared, now)
    if table.name not in connecting(shop, connection):
        watched_ = _watched(shop, table)
        copies = _copies(table, here, {row.reference for row in typed}) if typed and watched_ else set()
        known_records.add_typed(connection, table.name, typed, watched_, now, copies)
    changed |= bool(appeared)
    for reference, kept in known.items():
        if reference not in tab.rows and kept.gone_at is None and reference not in back.values():
            known_records.update(connection, table.name, reference, gone_at=now)
            changes.add(connection, Happening.gone, table.name, reference, now)
            changed = True
    return changed


def _as_it_came(kept: KnownRecord, row: Row, found: list[Problem]) -> None:
    """A text that only looks like the error of a formula, and came so from a form, is none: it is what somebody wrote."""
    for name, problem in row.wrong.items():
        if problem in found and kept.values.get(name) == dict(problem.values).get("value"):
            found.remove(problem)


def _edited(
    shop: SyncContext,
    connection: sa.Connection,
    tab: Tab,
    kept: KnownRecord,
    row: Row,
    values: Mapping[str, Value],
    new: set[str],
) -> bool:
    """Keeps each staff cell that differs. A column that is lost or makes no sense keeps its last value.

    What differs only because the programme has changed (`new`: columns that it has just got) is kept, and is no change.
    """
    now, table = shop.now(), tab.layout.table
    if kept.gone_at is not None:
        known_records.update(connection, table.name, row.reference, gone_at=None)
        changes.add(connection, Happening.back, table.name, row.reference, now)
    different = {name: value for name, value in values.items() if not same(kept.values.get(name), value)}
    overtyped = {name: None for name in row.wrong if (column := table.column(name)) and column.own}
    own = {**kept.own, **row.own, **overtyped}
    if not different:
        if own != kept.own:
            known_records.update(connection, table.name, row.reference, own=own)
        return kept.gone_at is not None
    occasions = dict(kept.occasions)
    meant = different.keys() - unmeant(connection, tab, row, different, kept.values, new)
    for name, value in different.items():
        if name not in meant:
            continue
        occasions[name] = changes.add(
            connection,
            Happening.edited,
            table.name,
            row.reference,
            now,
            column=name,
            before=kept.values.get(name),
            after=value,
        )
    if meant:
        changes.release_copied(connection, table.name, row.reference, now)
    kept_values = {**kept.values, **different}
    known_records.update(connection, table.name, row.reference, now, values=kept_values, occasions=occasions, own=own)
    return True


def _copies(table: Table, here: Mapping[str, Mapping[str, Value]], new: Collection[str]) -> set[str]:
    """The new rows of which all cells are as in one that was there before, or further up: made to become the next one."""
    names = [column.name for column in table.columns if not column.own]

    def said(reference: str) -> str:
        return digest([here[reference].get(name) or None for name in names])

    there = {said(reference) for reference in here if reference not in new}
    copies = set()
    for reference in [reference for reference in here if reference in new]:
        words = said(reference)
        if words in there:
            copies.add(reference)
        there.add(words)
    return copies


def _watched(shop: SyncContext, table: Table) -> list[str]:
    """The columns whose change is an event."""
    events = [event for event in shop.programme.rules.events if event.table == table.name]
    return list(dict.fromkeys(column for column, _value in map(watched, events) if column))


def _appeared(table: Table, row: Row, values: Mapping[str, Value], now: datetime) -> known_records.Appeared:
    received = row.own.get("received") or now.isoformat(timespec="seconds")
    known = {**values, "received": received} if table.column("received") else values
    return known_records.Appeared(row.reference, known, row.own)


def _not_ours(table: Table, row: Row) -> Problem:
    words = _(
        "“{value}” is not a reference that was given out. Clear the cell: the row gets back its own, or a new one."
    )
    return Problem(
        "not_ours", words, (("value", row.reference),), table.name, row.reference, "reference", row.index + 1
    )
