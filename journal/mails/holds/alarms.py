"""Alarms: many rows of a tab changed at once, and the mails that would follow wait
until a person has decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from core.ids import new_id
from journal.mails.messages import MessageSummary
from journal.rows import all_rows, first_row, select_rows
from journal.schema import alarms, changes, messages, notices
from journal.states import AlarmKind, AlarmState, Handling, MessageState
from programme.records.record import Value

AT_ONCE = 500
"""References in one statement."""
MAY_LEAVE = (MessageState.queued, MessageState.by_hand)


@dataclass(frozen=True)
class Alarm:
    """An alarm.

    `references`: the records that it is about, none where it is about a whole table;
    `column`: the one that changed, where it is one; `applied_at`: when the worker had
    carried out what a person decided; `reason`: kind and figures of why it was raised.
    """

    id: str
    kind: AlarmKind
    table: str
    column: str
    references: Sequence[str]
    state: AlarmState
    raised_at: datetime
    decided_at: datetime | None
    decided_by: str
    applied_at: datetime | None
    reason: Mapping[str, Value] | None


SELECT = select_rows(alarms, Alarm)
STANDING = SELECT.where(alarms.c.state == AlarmState.standing).order_by(
    alarms.c.raised_at, alarms.c.id
)
TO_CARRY_OUT = SELECT.where(
    alarms.c.state == AlarmState.dropped, alarms.c.applied_at.is_(None)
)


def add(
    connection: Connection,
    kind: AlarmKind,
    table: str,
    column: str,
    references: Sequence[str],
    reason: str,
    now: datetime,
) -> str:
    """Raises an alarm and gives its id: queued mails about these
    records are held, for `reason`.

    No references: all of them.
    """
    id = new_id()
    row = {
        "id": id,
        "kind": kind,
        "table": table,
        "column": column,
        "references": list(references),
    }
    connection.execute(
        sa.insert(alarms).values(**row, state=AlarmState.standing, raised_at=now)
    )
    _hold(connection, table, references, id, reason, now)
    return id


def standing(connection: Connection) -> Sequence[Alarm]:
    """Alarms about which nobody has decided, oldest first."""
    return all_rows(connection, STANDING, Alarm)


def by_id(connection: Connection, id: str) -> Alarm | None:
    """An alarm, or None."""
    return first_row(connection, SELECT.where(alarms.c.id == id), Alarm)


def messages_of(connection: Connection, id: str) -> Sequence[MessageSummary]:
    """The mails that wait because of an alarm, oldest first."""
    query = select_rows(messages, MessageSummary).where(_waits_for(id))
    return all_rows(
        connection, query.order_by(messages.c.created_at, messages.c.id), MessageSummary
    )


def decide(
    connection: Connection, id: str, to: AlarmState, actor: str, now: datetime
) -> bool:
    """Lets the mails go, or drops them with all that would still follow. False:
    somebody had decided before.

    What another alarm is about as well goes on waiting.
    """
    waiting = messages_of(connection, id)
    query = sa.update(alarms).where(
        alarms.c.id == id, alarms.c.state == AlarmState.standing
    )
    if not connection.execute(
        query.values(state=to, decided_by=actor, decided_at=now)
    ).rowcount:
        return False
    if to == AlarmState.let_go:
        state = MessageState.queued
    else:
        state = MessageState.skipped
    connection.execute(
        sa.update(messages)
        .where(_waits_for(id))
        .values(state=state, reason=actor, changed_at=now)
    )
    if waiting and to == AlarmState.let_go:
        for alarm in standing(connection):
            _hold(
                connection,
                alarm.table,
                alarm.references,
                alarm.id,
                waiting[0].reason,
                now,
            )
    if to == AlarmState.dropped:
        is_open = changes.c.handling.in_((Handling.new, Handling.retry, Handling.gone))
        connection.execute(
            sa.update(changes)
            .where(changes.c.alarm == id, is_open)
            .values(handling=Handling.dropped)
        )
    return True


def attach(
    connection: Connection, alarm: str, ids: Sequence[str], reason: str, now: datetime
) -> None:
    """Lets held messages wait for an alarm: what is decided about
    it is decided about them.
    """
    for part in batches(ids, AT_ONCE):
        query = sa.update(messages).where(
            messages.c.id.in_(part), messages.c.state == MessageState.held
        )
        connection.execute(query.values(alarm=alarm, reason=reason, changed_at=now))


def to_carry_out(connection: Connection) -> Sequence[Alarm]:
    """Alarms that a person has dropped, and of which the worker has not ruled out
    yet what would be reminded.
    """
    return all_rows(connection, TO_CARRY_OUT, Alarm)


def carried_out(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """What a person decided about these alarms has been carried out."""
    connection.execute(
        sa.update(alarms).where(alarms.c.id.in_(list(ids))).values(applied_at=now)
    )


def _waits_for(id: str) -> sa.ColumnElement[bool]:
    return sa.and_(messages.c.alarm == id, messages.c.state == MessageState.held)


def _hold(
    connection: Connection,
    table: str,
    references: Sequence[str],
    id: str,
    reason: str,
    now: datetime,
) -> None:
    """Holds queued mails about these records, or about any of the table; a
    mail can be about several.
    """
    if not references:
        _hold_where(
            connection,
            notices.c.table == table,
            messages.c.table == table,
            id,
            reason,
            now,
        )
    for part in batches(references, AT_ONCE):
        tells = sa.and_(notices.c.table == table, notices.c.reference.in_(part))
        is_about = sa.and_(messages.c.table == table, messages.c.reference.in_(part))
        _hold_where(connection, tells, is_about, id, reason, now)


def _hold_where(
    connection: Connection,
    tells: sa.ColumnElement[bool],
    is_about: sa.ColumnElement[bool],
    id: str,
    reason: str,
    now: datetime,
) -> None:
    carrying = messages.c.id.in_(sa.select(notices.c.message).where(tells))
    query = sa.update(messages).where(
        is_about | carrying, messages.c.state.in_(MAY_LEAVE)
    )
    connection.execute(
        query.values(state=MessageState.held, alarm=id, reason=reason, changed_at=now)
    )
