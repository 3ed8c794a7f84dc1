"""Changes of records between one look at the sheet and the next,
and what has become of each.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from core.ids import new_id
from journal.rows import all_rows, as_columns, first_row, select_rows
from journal.schema import alarms, changes
from journal.states import AlarmState, Handling, Happening
from programme.records.record import Value

AT_ONCE = 500
"""Ids in one statement."""
BY_CONDITION = "condition"
"""Who made a change of the truth of a condition: nobody who could be
asked whether it was meant.
"""
UNDECIDED = (Handling.new, Handling.retry)
OLDEST_FIRST = (changes.c.seen_at, changes.c.id)


@dataclass(frozen=True)
class Change:
    """What staff did to a record, or a form brought: `column` went from `before` to
    `after` (all blank for whole rows).

    `by`: who set it on a page, as a command says (journal/records/cells); "" for an
    edit in the sheet; BY_CONDITION where a condition of an event, which stands in place
    of the column, became true or untrue. `seen_at`: when it was first seen;
    `handling`: what has become of it; `alarm`: the alarm that it belongs to, or None.
    """

    id: str
    table: str
    reference: str
    happening: Happening
    column: str
    before: Value
    after: Value
    seen_at: datetime
    handling: Handling
    alarm: str | None
    by: str = ""


SELECT = select_rows(changes, Change)
BY_IDS = SELECT.where(changes.c.id.in_(sa.bindparam("ids", expanding=True)))


@cache
def _select_undecided(*, without_alarm: bool, only_table: bool) -> "sa.Select[Any]":
    standing = sa.select(alarms.c.id).where(alarms.c.state == AlarmState.standing)
    query = SELECT.where(changes.c.handling.in_(UNDECIDED))
    query = query.where(
        sa.or_(changes.c.alarm.is_(None), changes.c.alarm.not_in(standing))
    )
    if without_alarm:
        query = query.where(
            changes.c.alarm.is_(None), changes.c.handling == Handling.new
        )
    if only_table:
        query = query.where(changes.c.table == sa.bindparam("table"))
    return query.order_by(*OLDEST_FIRST)


def new_change(
    happening: Happening,
    table: str,
    reference: str,
    now: datetime,
    *,
    column: str = "",
    before: Value = None,
    after: Value = None,
    actor: str = "",
    handling: Handling = Handling.new,
) -> Change:
    """A change that is seen now, with an id of its own."""
    return Change(
        new_id(),
        table,
        reference,
        happening,
        column,
        before,
        after,
        now,
        handling,
        None,
        actor,
    )


def add(
    connection: Connection,
    happening: Happening,
    table: str,
    reference: str,
    now: datetime,
    *,
    column: str = "",
    before: Value = None,
    after: Value = None,
    handling: Handling = Handling.new,
) -> str:
    """Keeps a change and gives its id."""
    change = new_change(
        happening,
        table,
        reference,
        now,
        column=column,
        before=before,
        after=after,
        handling=handling,
    )
    add_all(connection, [change])
    return change.id


def add_all(connection: Connection, added: Sequence[Change]) -> None:
    """Keeps changes in one statement."""
    if added:
        connection.execute(sa.insert(changes), [as_columns(change) for change in added])


def by_id(connection: Connection, id: str) -> Change | None:
    """A change, or None."""
    return first_row(connection, SELECT.where(changes.c.id == id), Change)


def by_ids(connection: Connection, ids: Collection[str]) -> Mapping[str, Change]:
    """Changes by their id; ids that are none (the occasion of a reminder,
    of a form) are passed over.
    """
    by_id: dict[str, Change] = {}
    for part in batches(list(ids), AT_ONCE):
        rows = all_rows(connection, BY_IDS, Change, {"ids": part})
        by_id.update({change.id: change for change in rows})
    return by_id


def by_alarm(connection: Connection, alarm: str) -> Sequence[Change]:
    """The changes that belong to an alarm, oldest first."""
    return all_rows(
        connection,
        SELECT.where(changes.c.alarm == alarm).order_by(*OLDEST_FIRST),
        Change,
    )


def history(connection: Connection, reference: str) -> Sequence[Change]:
    """Every change of a record, oldest first."""
    return all_rows(
        connection,
        SELECT.where(changes.c.reference == reference).order_by(*OLDEST_FIRST),
        Change,
    )


def undecided(
    connection: Connection,
    *,
    without_alarm: bool = False,
    only_table: str | None = None,
) -> Sequence[Change]:
    """Changes that rules have still to decide about, oldest first. Those of an alarm
    about which nobody has decided wait.

    `without_alarm`: only those that no rule has looked at and that never belonged to an
    alarm, for the guard to judge.
    """
    query = _select_undecided(
        without_alarm=without_alarm, only_table=only_table is not None
    )
    values = {} if only_table is None else {"table": only_table}
    return all_rows(connection, query, Change, values)


def unfinished(connection: Connection, table: str, column: str) -> Sequence[Change]:
    """Changes of a column that nobody has decided about, those of
    an alarm too, oldest first.
    """
    query = SELECT.where(
        changes.c.handling.in_(UNDECIDED),
        changes.c.table == table,
        changes.c.column == column,
    )
    return all_rows(connection, query.order_by(*OLDEST_FIRST), Change)


def decide(connection: Connection, ids: Collection[str], handling: Handling) -> bool:
    """Marks undecided changes as decided.

    False where they are no longer undecided (a person dropped them meanwhile).
    """
    marked = 0
    for part in batches(list(ids), AT_ONCE):
        query = sa.update(changes).where(
            changes.c.id.in_(part), changes.c.handling.in_(UNDECIDED)
        )
        marked += connection.execute(query.values(handling=handling)).rowcount
    return marked > 0


def set_handling(
    connection: Connection, ids: Iterable[str], handling: Handling
) -> None:
    """Says what has become of changes, whatever was said before."""
    for part in batches(list(ids), AT_ONCE):
        connection.execute(
            sa.update(changes).where(changes.c.id.in_(part)).values(handling=handling)
        )


def set_alarm(connection: Connection, ids: Sequence[str], alarm: str) -> None:
    """Makes changes part of an alarm: none of them raises another."""
    for part in batches(ids, AT_ONCE):
        connection.execute(
            sa.update(changes).where(changes.c.id.in_(part)).values(alarm=alarm)
        )


def reopen_gone(
    connection: Connection, table: str, reference: str, since: datetime
) -> None:
    """A row that was gone is there again: from now on what had changed in
    it since a moment counts.
    """
    query = _of_record(table, reference, Handling.gone).where(
        changes.c.seen_at >= since
    )
    connection.execute(query.values(handling=Handling.new))


def _of_record(table: str, reference: str, handling: Handling) -> sa.Update:
    is_record = sa.and_(changes.c.table == table, changes.c.reference == reference)
    return sa.update(changes).where(is_record, changes.c.handling == handling)
