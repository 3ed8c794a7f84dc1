"""The outbox: every message, its state, and the notices that it carries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from core.ids import new_id
from journal.schema import messages, notices
from journal.states import OPEN, Mail
from journal.tags import fresh

TAG = "MSJ"
"""Prefix of a message's visible reference, its row in the Outbox tab."""
SIGN_IN = "signin"
"""A kind of message that nobody but its reader may see, for its text opens doors. It never waits."""


@dataclass(frozen=True)
class Notice:
    """What is told to one person once: by record, rule, step, occasion and address."""

    table: str
    reference: str
    rule: str
    step: str
    occasion: str
    email: str


def told(connection: Connection, rule: str, reference: str, step: str, occasion: str) -> set[str]:
    """Addresses that have a message for this already."""
    query = sa.select(notices.c.email).where(
        notices.c.rule == rule,
        notices.c.reference == reference,
        notices.c.step == step,
        notices.c.occasion == occasion,
    )
    return set(connection.execute(query).scalars())


def all_told(connection: Connection) -> set[tuple[str, str, str, str, str]]:
    """(reference, rule, step, occasion, address in small letters) of every notice."""
    n = notices.c
    query = sa.select(n.reference, n.rule, n.step, n.occasion, n.email)
    return {(*told, email.casefold()) for *told, email in connection.execute(query)}


def add(connection: Connection, carried: Iterable[Notice], message: Mapping[str, Any], now: datetime) -> str:
    """Puts a message with its notices into the outbox and gives its id."""
    id = new_id()
    row = {"id": id, "tag": fresh(connection, messages.c.tag, TAG)[0], "created_at": now, "changed_at": now, **message}
    connection.execute(sa.insert(messages).values(row))
    rows = [{**vars(notice), "message": id} for notice in carried]
    if rows:
        connection.execute(sa.insert(notices), rows)
    return id


def reminders_since(
    connection: Connection, rules: Iterable[str], moment: datetime
) -> Sequence[tuple[str, str, str, datetime]]:
    """(id, address, state, when it leaves or left) of messages of one of these rules, but for those that never will."""
    m = messages.c
    carrying = sa.select(notices.c.message).where(notices.c.rule.in_(list(rules)))
    never = (Mail.skipped, Mail.refused)
    query = sa.select(m.id, m.email, m.state, m.due_at, m.changed_at).where(m.due_at >= moment, m.state.not_in(never))
    return [(row.id, row.email, row.state, leaves(row)) for row in connection.execute(query.where(m.id.in_(carrying)))]


def leaves(row: Any) -> datetime:
    """When a message leaves, or left; when it was to leave, where it never did."""
    went: datetime = max(row.due_at, row.changed_at)
    return row.due_at if row.state in (*OPEN, Mail.skipped, Mail.refused) else went


def forget(connection: Connection, message: str) -> None:
    """A message that will not go out has told nothing."""
    connection.execute(sa.delete(notices).where(notices.c.message == message))


def open_notices(connection: Connection, rules: Iterable[str]) -> Sequence[Row[Any]]:
    """The notices by these rules of messages that have not gone out and still may not, but for those that a person wants sent
    again.
    """
    query = (
        sa.select(notices, *(messages.c[name] for name in ("kind", "state", "case", "due_at", "reason", "edited_by")))
        .join(messages, messages.c.id == notices.c.message)
        .where(messages.c.state.in_(OPEN), messages.c.asked_by == "", notices.c.rule.in_(list(rules)))
    )
    return connection.execute(query).all()


def move(
    connection: Connection,
    id: str,
    before: Iterable[Mail],
    to: Mail,
    now: datetime,
    *,
    reason: str = "",
    held_by: str | None = None,
    **more: Any,
) -> bool:
    """Moves a message from one of `before` to a state. False: it was in none of them, or `held_by` does
    not hold it (another one got there first).
    """
    query = sa.update(messages).where(messages.c.id == id, messages.c.state.in_(list(before)))
    if held_by is not None:
        query = query.where(messages.c.holder == held_by)
    values = {"state": to, "changed_at": now, "reason": reason, **more}
    return bool(connection.execute(query.values(values)).rowcount)


def in_state(connection: Connection, *states: Mail) -> Sequence[Row[Any]]:
    """Messages in any of the states, oldest first."""
    query = sa.select(messages).where(messages.c.state.in_(states)).order_by(messages.c.created_at, messages.c.id)
    return connection.execute(query).all()


def since(connection: Connection, moment: datetime, limit: int = 1000) -> Sequence[Row[Any]]:
    """Messages of the last weeks and all that are still open, newest first."""
    recent = sa.or_(messages.c.changed_at >= moment, messages.c.state.in_(OPEN))
    query = sa.select(messages).where(recent).order_by(messages.c.created_at.desc(), messages.c.id).limit(limit)
    return connection.execute(query).all()


def one(connection: Connection, id: str) -> Row[Any] | None:
    """A message, or None."""
    return connection.execute(sa.select(messages).where(messages.c.id == id)).first()


def counts(connection: Connection) -> dict[str, int]:
    """How many messages are in each state."""
    query = sa.select(messages.c.state, sa.func.count()).group_by(messages.c.state)
    return {row[0]: int(row[1]) for row in connection.execute(query)}
