"""What people do with messages, and how many have gone out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from journal import messages, refusals
from journal.schema import messages as table
from journal.schema import notices
from journal.states import ACTIONS, EDITABLE, MessageState

MANY = 500


def act(connection: Connection, id: str, action: str, by: str, now: datetime, *, at_once: bool = True) -> bool:
    """Does with a message what staff say (one of ACTIONS); `at_once`: it need not wait for its hour. False: too late.

    Sent again, it may go to an address that was refused, and no rule takes it back.
    """
    before, to = ACTIONS[action]
    more: dict[str, Any] = {"holder": None}
    if to is MessageState.queued:
        more |= {"attempts": 0, "tried_at": None}
    if action == "again":
        more |= {"asked_by": by}
    if action == "again" or (to is MessageState.queued and at_once):
        more |= {"due_at": now}
    row = messages.one(connection, id)
    moved = row is not None and messages.move(connection, id, before, to, now, reason=by, **more)
    if moved and row is not None and action == "again":
        refusals.end(connection, row.email)
    return moved


@dataclass(frozen=True)
class Edit:
    """What staff made of a message: to whom, and its parts made anew."""

    email: str
    subject: str
    text: str
    html: str


def edit(connection: Connection, id: str, edited: Edit, by: str, now: datetime, *, seen_at: datetime) -> bool:
    """Changes a message that has not gone out and has not changed since `seen_at`. False: it has."""
    query = sa.update(table).where(table.c.id == id, table.c.state.in_(EDITABLE), table.c.changed_at == seen_at)
    values = {**vars(edited), "edited_by": by, "changed_at": now}
    return bool(connection.execute(query.values(values)).rowcount)


def by_tags(connection: Connection, tags: Iterable[str]) -> dict[str, str]:
    """Visible reference → id of messages."""
    wanted, found = list(tags), {}
    for at in range(0, len(wanted), MANY):
        query = sa.select(table.c.tag, table.c.id).where(table.c.tag.in_(wanted[at : at + MANY]))
        found.update({row.tag: row.id for row in connection.execute(query)})
    return found


def rules_of(connection: Connection, ids: Sequence[str]) -> dict[str, set[str]]:
    """Message → the rules of the notices that it carries."""
    rules: dict[str, set[str]] = {}
    for start in range(0, len(ids), MANY):
        query = sa.select(notices.c.message, notices.c.rule).where(notices.c.message.in_(ids[start : start + MANY]))
        for message, rule in connection.execute(query):
            rules.setdefault(message, set()).add(rule)
    return rules


def handed_since(connection: Connection, moment: datetime) -> int:
    """How many mails a server has had in hand since then."""
    query = sa.select(sa.func.count()).where(table.c.handed_at > moment)
    return int(connection.execute(query).scalar_one())


def waiting(connection: Connection, now: datetime, kind: str, limit: int) -> Sequence[Row[Any]]:
    """Queued messages whose time has come, those of a kind first, then the oldest; without what they say."""
    first = sa.case((table.c.kind == kind, 0), else_=1)
    columns = [table.c[name] for name in ("id", "kind", "case", "email", "reason", "due_at", "created_at")]
    query = sa.select(*columns).where(table.c.state == MessageState.queued, table.c.due_at <= now)
    return connection.execute(query.order_by(first, table.c.due_at, table.c.id).limit(limit)).all()


def say_why(connection: Connection, ids: Sequence[str], reason: str) -> None:
    """Notes why queued messages wait."""
    for at in range(0, len(ids), MANY):
        query = sa.update(table).where(table.c.id.in_(ids[at : at + MANY]), table.c.state == MessageState.queued)
        connection.execute(query.values(reason=reason))
