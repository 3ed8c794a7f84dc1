"""Alarms: many rows of a tab changed at once, and the mails that would follow wait until a person has decided."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from core.ids import new_id
from journal.schema import alarms, changes, messages, notices
from journal.states import AlarmState, Handling, MessageState

MANY = 500
"""References asked for in one statement."""


def add(
    connection: Connection, kind: str, table: str, column: str, references: Sequence[str], reason: str, now: datetime
) -> str:
    """Raises an alarm and gives its id: queued mails about these records are held, for `reason`. No references: all of them."""
    id = new_id()
    row = {"id": id, "kind": kind, "table": table, "column": column, "references": list(references)}
    connection.execute(sa.insert(alarms).values(**row, state=AlarmState.standing, raised_at=now))
    _hold(connection, table, references, id, reason, now)
    return id


def _parts(references: Sequence[str]) -> Iterable[Sequence[str]]:
    return (references[at : at + MANY] for at in range(0, len(references), MANY))


def _hold(connection: Connection, table: str, references: Sequence[str], id: str, reason: str, now: datetime) -> None:
    """Holds queued mails about these records, or about any of the table; a mail can be about several."""
    for part in _parts(references) if references else [None]:
        said, about = notices.c.table == table, messages.c.table == table
        if part is not None:
            said, about = said & notices.c.reference.in_(part), about & messages.c.reference.in_(part)
        carrying = messages.c.id.in_(sa.select(notices.c.message).where(said))
        query = sa.update(messages).where(
            about | carrying, messages.c.state.in_((MessageState.queued, MessageState.by_hand))
        )
        connection.execute(query.values(state=MessageState.held, alarm=id, reason=reason, changed_at=now))


def mark(connection: Connection, ids: Sequence[str], alarm: str) -> None:
    """Makes changes part of an alarm: none of them raises another."""
    for part in _parts(ids):
        connection.execute(sa.update(changes).where(changes.c.id.in_(part)).values(alarm=alarm))


def recent(connection: Connection, since: datetime) -> Sequence[Row[Any]]:
    """Changes since a moment that belong to no alarm, oldest first."""
    query = sa.select(changes).where(changes.c.seen_at >= since, changes.c.alarm.is_(None))
    return connection.execute(query.order_by(changes.c.seen_at, changes.c.id)).all()


def standing(connection: Connection) -> Sequence[Row[Any]]:
    """Alarms about which nobody has decided, oldest first."""
    query = sa.select(alarms).where(alarms.c.state == AlarmState.standing)
    return connection.execute(query.order_by(alarms.c.raised_at, alarms.c.id)).all()


def one(connection: Connection, id: str) -> Row[Any] | None:
    """An alarm, or None."""
    return connection.execute(sa.select(alarms).where(alarms.c.id == id)).first()


def changes_of(connection: Connection, id: str) -> Sequence[Row[Any]]:
    """The changes that raised an alarm, oldest first."""
    query = sa.select(changes).where(changes.c.alarm == id).order_by(changes.c.seen_at, changes.c.id)
    return connection.execute(query).all()


def messages_of(connection: Connection, id: str) -> Sequence[Row[Any]]:
    """The mails that wait because of an alarm, oldest first."""
    query = sa.select(messages).where(messages.c.alarm == id, messages.c.state == MessageState.held)
    return connection.execute(query.order_by(messages.c.created_at, messages.c.id)).all()


def decide(connection: Connection, id: str, to: AlarmState, by: str, now: datetime) -> bool:
    """Lets the mails go, or drops them with all that would still follow. False: somebody had decided before.

    What another alarm is about as well goes on waiting.
    """
    reason = next((row.reason for row in messages_of(connection, id)), "")
    query = sa.update(alarms).where(alarms.c.id == id, alarms.c.state == AlarmState.standing)
    if not connection.execute(query.values(state=to, decided_by=by, decided_at=now)).rowcount:
        return False
    mine = sa.update(messages).where(messages.c.alarm == id, messages.c.state == MessageState.held)
    state = MessageState.queued if to == AlarmState.let_go else MessageState.skipped
    held = connection.execute(mine.values(state=state, reason=by, changed_at=now)).rowcount
    for other in standing(connection) if held and to == AlarmState.let_go else ():  # they may be about its records too
        _hold(connection, other.table, other.references, other.id, reason, now)
    if to == AlarmState.dropped:
        left = sa.update(changes).where(changes.c.alarm == id, changes.c.handling.in_((Handling.new, Handling.gone)))
        connection.execute(left.values(handling=Handling.dropped))
    return True
