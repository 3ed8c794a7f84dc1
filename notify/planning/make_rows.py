"""From rules to rows: what should be in the sheet by now, and was never
made, is sent on its way once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from core.ids import derived_reference
from core.logs import effect
from journal import visible_references
from journal.rules import made_rows
from journal.rules.made_rows import MadeRow
from journal.tabs import deliveries
from notify.context import NotifyContext
from notify.planning.events import in_motion
from notify.state import RoundState
from programme.model import Table
from programme.records.comparison import same
from programme.records.record import Record, Records, Value
from programme.row_links import link_column
from rules.findings.due_rows import DueRow, DueRows, RowKey, RowName

NOTED = {"received", "reference"}
"""Columns that are filled in every row."""
CANDIDATES = 4
"""References that a row tries one after another before it gets one by chance: of 20,000
rows, two have the same first one.
"""
AT_ONCE = 200
"""Rows that one round makes: the next one goes on."""


@dataclass(frozen=True)
class NewRow:
    """A row to be made, and what stands in it."""

    due: DueRow
    values: Mapping[str, Value]


def make_rows(context: NotifyContext, state: RoundState) -> bool:
    """Sends the rows on their way that rules should have made
    by now. True when any was.

    1. What was made is read, and which rows are missing is worked out.
    2. Nothing follows from what is being worked on, makes no sense, or waits for an
       alarm: the next round looks again.
    3. In one transaction the rows are queued and kept as made. Whoever has made one of
       them meanwhile is found there.
    4. A row that stands there already counts as made: a journal that came back from a
       backup knows of none that was made since. It is known by its reference, which
       follows from rule, record and key whatever has been edited in it, or by saying
       to the letter what the new one would. Where a row with such a reference was
       seen and is not among the records yet, the next round looks again.
    """
    if not context.due_rows.rules:
        return False
    with context.journal.read() as connection:
        keys = made_rows.keys(connection)
        taken = made_rows.references(connection)
    rows = list(islice(new_rows(context.due_rows, state, keys), AT_ONCE))
    if not rows:
        return False
    standing = standing_rows(state.records, rows, taken)
    with context.journal.write() as connection:
        keys = made_rows.keys(connection)
        new = []
        for row in rows:
            if _is_new(row.due, keys):
                new.append(row)
        there = []
        for row in new:
            if row.due.key in standing:
                there.append((row.due, standing[row.due.key]))
        made_rows.add(
            connection,
            [_made(due, reference, context.now()) for due, reference in there],
        )
        missing = [row for row in new if row.due.key not in standing]
        on_the_way = on_their_way(connection, state.records, missing)
        to_queue = [row for row in missing if row.due.key not in on_the_way]
        _queue(context, connection, to_queue)
    return bool(there or to_queue)


def new_rows(
    due_rows: DueRows, state: RoundState, keys: Mapping[tuple[str, str], frozenset[str]]
) -> Iterator[NewRow]:
    """The rows that rest on nothing that may still be meant otherwise. Pure."""
    moving = in_motion(state)
    for due in due_rows.look(state.records, state.today, keys):
        if _waits(state, moving, due.read) or due.reference in state.unreadable:
            continue
        result = due_rows.values(due)
        if result is None:
            continue
        values, read = result
        if not _waits(state, moving, read):
            yield NewRow(due, values)


def _waits(
    state: RoundState, moving: frozenset[RowName], read: frozenset[RowName]
) -> bool:
    """Whether one of these rows is being worked on, or waits for a
    person's decision about an alarm.
    """
    if moving & read:
        return True
    if state.held:
        return any(state.held.alarm(table, reference) for table, reference in read)
    return False


def _is_new(due: DueRow, keys: Mapping[tuple[str, str], frozenset[str]]) -> bool:
    return due.planned.key not in keys.get((due.rule.name, due.reference), ())


def standing_rows(
    records: Records, rows: Iterable[NewRow], taken: Collection[str]
) -> dict[RowKey, str]:
    """Of rows to be made, those that stand in the sheet already, with their references.

    Pure. `taken`: rows made before.
    """
    standing: dict[RowKey, str] = {}
    used = set(taken)
    for row in rows:
        reference = _made_before(records, row, used) or _alike(records, row, used)
        if reference:
            standing[row.due.key] = reference
            used.add(reference)
    return standing


def on_their_way(
    connection: sa.Connection, records: Records, rows: Sequence[NewRow]
) -> set[RowKey]:
    """Those of these rows, by their keys, whose reference the journal knows, though no
    record has it that these decisions rest on: a row that was just seen, after a
    restore, or is being written.
    """
    unknown: dict[RowKey, set[str]] = {}
    for row in rows:
        into = records.programme.tables[row.due.rule.into]
        of_table = records.table(into.name)
        own = candidates(row, into.prefix)
        unknown[row.due.key] = {name for name in own if name not in of_table}
    used = visible_references.used(connection, set().union(*unknown.values()))
    return {key for key, own in unknown.items() if own & used}


def candidates(row: NewRow, prefix: str) -> list[str]:
    """The references that a row may get, the first one first. Pure."""
    source = "\n".join(row.due.key)
    return [derived_reference(prefix, source, attempt) for attempt in range(CANDIDATES)]


def _made_before(records: Records, row: NewRow, used: Collection[str]) -> str:
    """The row that has one of this one's references and belongs to the same record; ""
    for none.
    """
    into = records.programme.tables[row.due.rule.into]
    of_table = records.table(into.name)
    for reference in candidates(row, into.prefix):
        record = of_table.get(reference)
        # Another row may have been given the same reference by chance.
        if record and reference not in used and _belongs(record, row, into):
            return reference
    return ""


def _alike(records: Records, row: NewRow, used: Collection[str]) -> str:
    """The row that says the same to the letter, made when references were drawn; ""
    for none.
    """
    into = records.programme.tables[row.due.rule.into]
    link = link_column(into, row.due.rule).name
    # by the index of links: a thousand cases have twenty thousand tasks
    for record in records.children(into.name, link, row.due.reference):
        if record.reference in used:
            continue
        # A row in which more is said is another one: a task of the team's, say, of the
        # same day.
        names = row.values.keys() | record.values.keys() - NOTED
        if all(same(record.values.get(name), row.values.get(name)) for name in names):
            return record.reference
    return ""


def _belongs(record: Record, row: NewRow, into: Table) -> bool:
    link = link_column(into, row.due.rule).name
    return record.values.get(link) == row.due.reference


def _queue(
    context: NotifyContext, connection: sa.Connection, rows: list[NewRow]
) -> None:
    by_table: dict[str, list[NewRow]] = defaultdict(list)
    for row in rows:
        by_table[row.due.rule.into].append(row)
    now = context.now()
    received = now.isoformat(timespec="seconds")
    for name, of_table in by_table.items():
        prefix = context.programme.tables[name].prefix
        queued: list[MadeRow] = []
        references = _references(connection, prefix, of_table)
        for row, reference in zip(of_table, references, strict=True):
            deliveries.enqueue(
                connection, name, reference, {**row.values, "received": received}
            )
            queued.append(_made(row.due, reference, now))
            effect("decide", "made", table=name, reference=reference)
        made_rows.add(connection, queued)


def _references(
    connection: sa.Connection, prefix: str, rows: Sequence[NewRow]
) -> list[str]:
    """A free reference for each row: its own first candidate, as a rule."""
    candidates_by_row = [candidates(row, prefix) for row in rows]
    used = visible_references.used(
        connection, {name for own in candidates_by_row for name in own}
    )
    references: list[str] = []
    for own in candidates_by_row:
        free = []
        for reference in own:
            if reference not in used:
                free.append(reference)
        free = free or visible_references.draw_for_rows(connection, prefix, 1, used)
        references.append(free[0])
        used.add(free[0])
    return references


def _made(due: DueRow, reference: str, now: datetime) -> MadeRow:
    return MadeRow(due.rule.name, due.reference, due.planned.key, reference, now)
