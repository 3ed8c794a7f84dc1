"""The outbox: every message, its state, and the notices that it carries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from core.ids import new_id
from journal.schema import messages, notices
from journal.states import NEVER_SENT, OPEN, MessageState
from journal.tags import fresh

TAG = "MSJ"
"""Prefix of a message's visible reference, its row in the Outbox tab."""


@dataclass(frozen=True)
class Notice:
    """What is told to one person once: by record, rule, step, occasion and the recipient's `path` (way and slot, such as
    `role.coordinator#PE-7K3MQ`). `email`: the address, or the number, that it was last told at.
    """

    table: str
    reference: str
    rule: str
    step: str
    occasion: str
    path: str
    email: str


def address_path(email: str) -> str:
    """The path of a recipient who is known by the address alone."""
    return f"@{email.casefold()}"


def notice_at(table: str, reference: str, rule: str, step: str, occasion: str, email: str) -> Notice:
    """The notice of a recipient who is known by the address alone."""
    return Notice(table, reference, rule, step, occasion, address_path(email), email)


def told(connection: Connection, rule: str, reference: str, step: str, occasion: str) -> dict[str, str]:
    """Path → address of each recipient who has a notice of this already."""
    query = sa.select(notices.c.path, notices.c.email).where(
        notices.c.rule == rule,
        notices.c.reference == reference,
        notices.c.step == step,
        notices.c.occasion == occasion,
    )
    return {row.path: row.email for row in connection.execute(query)}


def all_told(connection: Connection) -> set[tuple[str, str, str, str, str, str]]:
    """(reference, rule, step, occasion, path, address in small letters) of every notice."""
    n = notices.c
    query = sa.select(n.reference, n.rule, n.step, n.occasion, n.path, n.email)
    return {
        (reference, rule, step, occasion, path, email.casefold())
        for reference, rule, step, occasion, path, email in connection.execute(query)
    }


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
    query = sa.select(m.id, m.email, m.state, m.due_at, m.changed_at)
    query = query.where(m.due_at >= moment, m.state.not_in(NEVER_SENT))
    return [(row.id, row.email, row.state, leaves(row)) for row in connection.execute(query.where(m.id.in_(carrying)))]


def leaves(row: Any) -> datetime:
    """When a message leaves, or left; when it was to leave, where it never did."""
    went: datetime = max(row.due_at, row.changed_at)
    return row.due_at if row.state in (*OPEN, *NEVER_SENT) else went


def rule_out(connection: Connection, ruled_out: Iterable[Notice]) -> None:
    """Keeps notices that no message will ever carry: a person has said that nothing of this is to be told."""
    rows = [vars(notice) for notice in ruled_out]
    if rows:
        connection.execute(sa.insert(notices), rows)


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
    before: Iterable[MessageState],
    to: MessageState,
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


def in_state(connection: Connection, *states: MessageState) -> Sequence[Row[Any]]:
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
