"""sheet → changes: what staff did by hand since the last look.

A change is a cell whose canonical value differs from the last one kept. A cell that makes no sense changes nothing: it is a
problem, and its record waits until it is mended.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import Clock
from core.ids import REFERENCE, new_reference
from core.problem import Problem
from core.texts import mark as _
from journal import deliveries, facts, problems, seen
from journal.states import Happening
from programme.app_tables import OWN, STEERING
from programme.model import Kind, Table
from programme.record import Value
from programme.values import plain
from rules.events import watched
from sheets.own import rename_references, write_references
from sheets.read import TWICE, Look, Row, Tab
from worker.beside import NO_SUCH, keep_beside
from worker.connecting import connecting, note_first_look
from worker.first import new_columns, unmeant
from worker.shop import Shop

SOURCE = "watch"
HALF = 0.5


def watch(shop: Shop) -> bool:
    """One look: keeps changes and problems, and gives rows typed by hand their references. True when anything changed."""
    before = shop.look
    look = shop.look = shop.reader.look()
    found = list(look.problems)
    changed = False
    now = shop.now()
    titles = _titles(shop, look)
    back: dict[str, dict[str, str]] = {name: {} for name in look.tabs}
    with shop.journal.write() as connection:
        for name, tab in look.tabs.items():
            changed |= _compare(shop, connection, tab, titles, found, back[name])
        note_first_look(connection, look, now)
        kept = keep_beside(shop, connection, look, found)
        problems.replace(connection, SOURCE, found, now)
        facts.put(connection, facts.LAST + "watch", Clock().now().isoformat())
    shop.beside = kept
    return _put_back(shop, look, back) or _adopt(shop, before, look) or changed


def _compare(
    shop: Shop,
    connection: sa.Connection,
    tab: Tab,
    titles: "Titles",
    found: list[Problem],
    back: dict[str, str],
) -> bool:
    table = tab.layout.table
    known = seen.of_table(connection, table.name)
    coming = deliveries.pending_references(connection, table.name)
    changed = False
    appeared: list[seen.Appeared] = []
    elsewhere = seen.elsewhere(connection, table.name) if tab.rows.keys() - known.keys() - coming else set()
    twice = {problem.reference for problem in found if problem.code == TWICE and problem.table == table.name}
    now = shop.now()
    new_to_us = new_columns(connection, tab)
    here = {reference: _resolved(table, row, titles, found) for reference, row in tab.rows.items()}
    met = {*known, *coming, *elsewhere}  # the last: cut out of another tab
    _hit(table, known, here, [row for reference, row in tab.rows.items() if reference not in met], back)
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
    seen.add_appeared(connection, table.name, appeared, now)
    if table.name not in connecting(shop, connection):
        seen.note_typed(connection, table.name, typed, _watched(shop, table), now)
    changed |= bool(appeared)
    for reference, kept in known.items():
        if reference not in tab.rows and kept.gone_at is None and reference not in back.values():
            seen.update(connection, table.name, reference, gone_at=now)
            seen.note(connection, Happening.gone, table.name, reference, now)
            changed = True
    return changed


def _as_it_came(kept: sa.Row[Any], row: Row, found: list[Problem]) -> None:
    """A text that only looks like the error of a formula, and came so from a form, is none: it is what somebody wrote."""
    for name, problem in row.wrong.items():
        if problem in found and kept.values.get(name) == dict(problem.values).get("value"):
            found.remove(problem)


def _edited(
    shop: Shop,
    connection: sa.Connection,
    tab: Tab,
    kept: sa.Row[Any],
    row: Row,
    values: Mapping[str, Value],
    new: set[str],
) -> bool:
    """Keeps each staff cell that differs. A column that is lost or makes no sense keeps its last value.

    What differs only because the programme has changed (`new`: columns that it has just got) is kept, and is no change.
    """
    now, table = shop.now(), tab.layout.table
    if kept.gone_at is not None:
        seen.update(connection, table.name, row.reference, gone_at=None)
        seen.note(connection, Happening.back, table.name, row.reference, now)
    different = {name: value for name, value in values.items() if not same(kept.values.get(name), value)}
    overtyped = {name: None for name in row.wrong if (column := table.column(name)) and column.own}
    own = {**kept.own, **row.own, **overtyped}
    if not different:
        if own != kept.own:
            seen.update(connection, table.name, row.reference, own=own)
        return kept.gone_at is not None
    occasions = dict(kept.occasions)
    meant = different.keys() - unmeant(connection, tab, row, different, kept.values, new)
    for name, value in different.items():
        if name not in meant:
            continue
        occasions[name] = seen.note(
            connection,
            Happening.edited,
            table.name,
            row.reference,
            now,
            column=name,
            before=kept.values.get(name),
            after=value,
        )
    kept_values = {**kept.values, **different}
    seen.update(connection, table.name, row.reference, now, values=kept_values, occasions=occasions, own=own)
    return True


def _watched(shop: Shop, table: Table) -> list[str]:
    """The columns whose change is an event."""
    events = [event for event in shop.programme.rules.events if event.table == table.name]
    return list(dict.fromkeys(column for column, _value in map(watched, events) if column))


def _appeared(table: Table, row: Row, values: Mapping[str, Value], now: datetime) -> seen.Appeared:
    received = row.own.get("received") or now.isoformat(timespec="seconds")
    known = {**values, "received": received} if table.column("received") else values
    return seen.Appeared(row.reference, known, row.own)


def same(before: Value, after: Value) -> bool:
    """Whether two canonical values mean the same; blank is blank, and not ticked is blank too."""
    if not before and not after and not isinstance(before, int | float) and not isinstance(after, int | float):
        return True
    return before == after or (not before and not after and (isinstance(before, bool) or isinstance(after, bool)))


class Titles:
    """Finds a record by what staff type into a cell that refers to it: its reference, or its name where only one has it."""

    def __init__(self) -> None:
        self.references: dict[str, set[str]] = {}
        self.names: dict[str, dict[str, set[str]]] = {}

    def add(self, table: str, reference: str, title: Value) -> None:
        """Makes a record known."""
        self.references.setdefault(table, set()).add(reference)
        if title:
            self.names.setdefault(table, {}).setdefault(plain(title), set()).add(reference)

    def find(self, table: str, text: str) -> str | None:
        """The reference that a text means, or None where it is none or not only one."""
        word = text.strip()
        if word.upper() in self.references.get(table, ()):
            return word.upper()
        found = self.names.get(table, {}).get(plain(word), set())
        return next(iter(found)) if len(found) == 1 else None


def _titles(shop: Shop, look: Look) -> Titles:
    titles = Titles()
    for name, tab in look.tabs.items():
        table = shop.programme.tables[name]
        for reference, row in tab.rows.items():
            titles.add(name, reference, row.values.get(table.title))
    return titles


def _resolved(table: Table, row: Row, titles: Titles, found: list[Problem]) -> dict[str, Value]:
    """The row's values with each reference made canonical; one that means no record is a problem and left out."""
    values = dict(row.values)
    for column in table.columns:
        text = values.get(column.name)
        if column.type is not Kind.reference or not column.table or not text:
            continue
        reference = titles.find(column.table, str(text))
        if reference:
            values[column.name] = reference
        else:
            del values[column.name]
            words = _("“{value}” is not in the tab it should be in. Write a reference, or a name that only one has.")
            gaps = (("value", str(text)),)
            found.append(Problem(NO_SUCH, words, gaps, table.name, row.reference, column.name, row.index + 1))
    return values


def _hit(
    table: Table,
    known: Mapping[str, sa.Row[Any]],
    here: Mapping[str, Mapping[str, Value]],
    new: Sequence[Row],
    back: dict[str, str],
) -> None:
    """Finds out which rows with an unknown reference had another before; fills `back`: now → before.

    We write a reference by the number of its row, and rows can move at that moment: what we hit then shows here.
    """
    new = [
        row for row in new if REFERENCE.match(row.reference)
    ]  # one that we cannot have given is a problem of its own
    if not new or table.name in STEERING:
        return
    lost = [kept for kept in known.values() if kept.reference not in here or _share(kept, here[kept.reference]) < 1]
    for row in new:
        its_own = _its_own([kept for kept in lost if kept.reference not in back.values()], row, here)
        if its_own is not None:
            back[row.reference] = its_own


def _its_own(free: Sequence[sa.Row[Any]], row: Row, here: Mapping[str, Mapping[str, Value]]) -> str | None:
    """The reference that a row had before; "" where the row is empty but for what we wrote; or None.

    One that still stands, beside another row, is only this row's where all its cells say so: it was copied, and stood twice.
    """
    if not _typed(row):
        return ""
    values = here[row.reference]
    alike = [kept for kept in free if _share(kept, values) == 1]
    at_once = [kept for kept in free if same_second(kept.values.get("received"), row.own.get("received"))]
    both = [kept for kept in alike if kept in at_once]
    edited = [kept for kept in at_once if _share(kept, values) > HALF]
    gone = [[kept for kept in some if kept.reference not in here] for some in (both, alike, edited)]
    return next((found[0].reference for found in (*gone, both) if len(found) == 1), None)


def _share(kept: sa.Row[Any], values: Mapping[str, Value]) -> float:
    """How much of what stands in a row is as a record has it; blank cells say nothing while they are blank in both."""
    names = [name for name, value in values.items() if not same(value, None) or not same(kept.values.get(name), None)]
    return sum(same(kept.values.get(name), values[name]) for name in names) / len(names) if names else 0


def same_second(one: Value, other: Value) -> bool:
    """Whether two moments are the same to the second; a sheet's serial numbers are not exact."""
    try:
        return abs(datetime.fromisoformat(str(one)) - datetime.fromisoformat(str(other))) <= timedelta(seconds=1)
    except (ValueError, TypeError):
        return False


def _typed(row: Row) -> bool:
    """Whether anything in a row is the team's: cells that only we write make no record."""
    return any(value not in (None, "", []) for value in row.values.values()) or bool(set(row.wrong) - OWN)


def _put_back(shop: Shop, look: Look, back: Mapping[str, Mapping[str, str]]) -> bool:
    """Gives rows the references that they had before; one that stands beside nothing is cleared."""
    done = False
    for name, references in back.items():
        if references:
            rename_references(shop.spreadsheet, look.tabs[name].layout, references)
            done = True
    if done:
        shop.look = None
    return done


def _adopt(shop: Shop, before: Look | None, look: Look) -> bool:
    """Gives rows typed by hand a reference once they have stood unchanged for two looks.

    It is always a new one: should it hit another row, nothing is mistaken for anything, and `_its_own` sees it.
    """
    done = False
    for name, tab in look.tabs.items():
        old = before.tabs.get(name) if before else None
        still = {row.fingerprint for row in old.loose} if old else set()
        ready = [row for row in tab.loose if row.fingerprint in still and name not in STEERING]
        if ready and "reference" in tab.layout.metadata:
            with shop.journal.read() as connection:
                places = {row.index: _fresh(connection, tab.layout.table) for row in ready if _typed(row)}
            strays = [row.index for row in ready if row.index not in places]
            cells = {row.index: row.raw for row in ready}
            done |= write_references(shop.spreadsheet, tab.layout, places, cells, strays)
    if done:
        shop.look = None
    return done


def _fresh(connection: sa.Connection, table: Table) -> str:
    while True:
        reference = new_reference(table.prefix)
        if seen.one(connection, reference) is None:
            return reference


def _not_ours(table: Table, row: Row) -> Problem:
    words = _(
        "“{value}” is not a reference that was given out. Clear the cell: the row gets back its own, or a new one."
    )
    return Problem(
        "not_ours", words, (("value", row.reference),), table.name, row.reference, "reference", row.index + 1
    )
