"""From rules to rows: what should be in the sheet by now, and was never made, is sent on its way once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from core.logs import effect
from journal import visible_references
from journal.records import made_rows
from journal.records.made_rows import MadeRow
from journal.tabs import deliveries
from notify.context import NotifyContext
from notify.planning.events import in_motion
from notify.state import RoundState
from programme.records.record import Value
from rules.findings.due_rows import DueRow, DueRows, RowName

AT_ONCE = 200
"""Rows that one round makes: the next one goes on."""


@dataclass(frozen=True)
class NewRow:
    """A row to be made, and what stands in it."""

    due: DueRow
    values: Mapping[str, Value]


def make_rows(context: NotifyContext, state: RoundState) -> bool:
    """Sends the rows on their way that rules should have made by now. True when any was.

    1. What was made is read, and which rows are missing is worked out.
    2. Nothing follows from what is being worked on, makes no sense, or waits for an alarm: the next round looks again.
    3. In one transaction the rows are queued and kept as made. Whoever has made one of them meanwhile is found there.
    """
    if not context.due_rows.rules:
        return False
    with context.journal.read() as connection:
        made = made_rows.keys(connection)
    rows = list(islice(new_rows(context.due_rows, state, made), AT_ONCE))
    if not rows:
        return False
    with context.journal.write() as connection:
        made = made_rows.keys(connection)
        _queue(context, connection, [row for row in rows if _is_new(row.due, made)])
    return True


def new_rows(due_rows: DueRows, state: RoundState, made: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[NewRow]:
    """The rows that rest on nothing that may still be meant otherwise. Pure."""
    moving = in_motion(state)
    for due in due_rows.look(state.records, state.today, made):
        if _waits(state, moving, due.read) or due.reference in state.unreadable:
            continue
        result = due_rows.values(due)
        if result is None:
            continue
        values, read = result
        if not _waits(state, moving, read):
            yield NewRow(due, values)


def _waits(state: RoundState, moving: frozenset[RowName], read: frozenset[RowName]) -> bool:
    """Whether one of these rows is being worked on, or waits for a person's decision about an alarm."""
    if moving & read:
        return True
    return any(state.held.alarm(table, reference) for table, reference in read) if state.held else False


def _is_new(due: DueRow, made: Mapping[tuple[str, str], frozenset[str]]) -> bool:
    return due.planned.key not in made.get((due.rule.name, due.reference), ())


def _queue(context: NotifyContext, connection: sa.Connection, rows: list[NewRow]) -> None:
    by_table: dict[str, list[NewRow]] = defaultdict(list)
    for row in rows:
        by_table[row.due.rule.into].append(row)
    now = context.now()
    received = now.isoformat(timespec="seconds")
    for name, of_table in by_table.items():
        prefix = context.programme.tables[name].prefix
        references = visible_references.draw_for_rows(connection, prefix, len(of_table), ())
        made: list[MadeRow] = []
        for row, reference in zip(of_table, references, strict=True):
            deliveries.enqueue(connection, name, reference, {**row.values, "received": received})
            made.append(MadeRow(row.due.rule.name, row.due.reference, row.due.planned.key, reference, now))
            effect("decide", "made", table=name, reference=reference)
        made_rows.add(connection, made)
