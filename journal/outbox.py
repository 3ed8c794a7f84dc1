"""What people do with messages, and how many have gone out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal import messages, suppressions
from journal.rows import all_rows, as_columns, select_rows
from journal.schema import messages as table
from journal.schema import notices
from journal.states import ACTIONS, EDITABLE, MessageKind, MessageState

AT_ONCE = 500
"""Ids in one statement."""


@dataclass(frozen=True)
class Edit:
    """What staff made of a message: to whom, and its parts made anew."""

    email: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class DueMessage:
    """What decides whether, and in which order, a message leaves. `reason`: why it did not, the last time."""

    id: str
    kind: str
    case: str
    email: str
    reason: str
    due_at: datetime
    created_at: datetime


def act(connection: Connection, id: str, action: str, by: str, now: datetime, *, at_once: bool = True) -> bool:
    """Does with a message what staff say (one of ACTIONS); `at_once`: it need not wait for its hour. False: too late.

    Sent again, it may go to an address that was refused, and no rule takes it back.
    """
    before, to = ACTIONS[action]
    changed: messages.Update = {"holder": None}
    if to is MessageState.queued:
        changed |= {"attempts": 0, "tried_at": None}
    if action == "again":
        changed |= {"asked_by": by}
    if action == "again" or (to is MessageState.queued and at_once):
        changed |= {"due_at": now}
    message = messages.by_id(connection, id)
    if message is None or not messages.move(connection, id, before, to, now, reason=by, **changed):
        return False
    if action == "again":
        suppressions.lift_refusal(connection, message.email)
    if action == "send":
        _approve(connection, id)
    return True


def _approve(connection: Connection, id: str) -> None:
    """Keeps what a yes was given for: should the message come to say something else, it is asked about again."""
    text = table.c.subject + "\n\n" + table.c.text
    query = sa.update(table).where(table.c.id == id)
    connection.execute(query.values(approved_basis=table.c.basis, approved_text=text))


def edit(connection: Connection, id: str, edited: Edit, by: str, now: datetime, *, seen_at: datetime) -> bool:
    """Changes a message that has not gone out and has not changed since `seen_at`. False: it has."""
    query = sa.update(table).where(table.c.id == id, table.c.state.in_(EDITABLE), table.c.changed_at == seen_at)
    values = {**as_columns(edited), "edited_by": by, "changed_at": now}
    if not connection.execute(query.values(values)).rowcount:
        return False
    _approve(connection, id)
    return True


def by_tags(connection: Connection, tags: Iterable[str]) -> dict[str, str]:
    """Visible reference → id of messages."""
    ids: dict[str, str] = {}
    for part in batches(list(tags), AT_ONCE):
        query = sa.select(table.c.tag, table.c.id).where(table.c.tag.in_(part))
        ids.update({row.tag: row.id for row in connection.execute(query)})
    return ids


def rules_of(connection: Connection, ids: Sequence[str]) -> dict[str, set[str]]:
    """Message → the rules of the notices that it carries."""
    rules: dict[str, set[str]] = {}
    for part in batches(ids, AT_ONCE):
        query = sa.select(notices.c.message, notices.c.rule).where(notices.c.message.in_(part))
        for message, rule in connection.execute(query):
            rules.setdefault(message, set()).add(rule)
    return rules


def handed_since(connection: Connection, moment: datetime) -> int:
    """How many mails a server has had in hand since then."""
    query = sa.select(sa.func.count()).where(table.c.handed_at > moment)
    return int(connection.execute(query).scalar_one())


def waiting(connection: Connection, now: datetime, kind: MessageKind, limit: int) -> Sequence[DueMessage]:
    """Queued messages whose time has come, those of a kind first, then the oldest; without what they say."""
    is_first = sa.case((table.c.kind == kind, 0), else_=1)
    query = select_rows(table, DueMessage).where(table.c.state == MessageState.queued, table.c.due_at <= now)
    return all_rows(connection, query.order_by(is_first, table.c.due_at, table.c.id).limit(limit), DueMessage)


def say_why(connection: Connection, ids: Sequence[str], reason: str) -> None:
    """Notes why queued messages wait."""
    for part in batches(ids, AT_ONCE):
        query = sa.update(table).where(table.c.id.in_(part), table.c.state == MessageState.queued)
        connection.execute(query.values(reason=reason))
