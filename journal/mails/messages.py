"""The outbox: every message, its state, and the notices that it carries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import new_id
from journal.rows import all_rows, as_columns, first_row, select_rows
from journal.schema import messages, notices
from journal.states import CLOSED, NEVER_SENT, OPEN, MessageState
from journal.visible_references import draw

PREFIX = "MSJ"
"""Prefix of a message's visible reference, its row in the Outbox tab."""
RECEIVED = "received"
"""The occasion of what a form brought: a row comes from a form once."""


@dataclass(frozen=True)
class MessageSummary:
    """A message without its longest parts, for lists.

    `tag`: its visible reference; `kind`: a MessageKind, or the name of its rule.
    `reason`: why it is in its state; `alarm`: the one that it waits for; `holder`: the
    worker that has it in hand; `tried_at`: since when, and `attempts`: how often, a
    server has put it off; `handed_at`: when a server last had it in hand;
    `first_handed_at`: the moment of its Date and Message-ID; `edited_by`, `asked_by`:
    who changed it, who wants it sent again. `judged_look`: the snapshot by which it was
    last judged, `judged_at`: when; `waits`: why it has not left, although it is due;
    `basis`: digest of what it says and to whom, without the clock's figures;
    `approved_basis`: the one that a person's yes was given for; `corrects`: the sent
    message that it corrects. `missing`: the conditions that must be true before it
    leaves and were not when it was last judged; `waived`: those without which a person
    has let it go; `keeps_hours`: it leaves in the next sending hour of its reader,
    whenever a person said yes.
    """

    id: str
    tag: str
    kind: str
    table: str
    reference: str
    case: str
    email: str
    person: str
    language: str
    reply_to: str
    subject: str
    text: str
    state: MessageState
    reason: str
    holder: str | None
    alarm: str | None
    attempts: int
    tried_at: datetime | None
    handed_at: datetime | None
    first_handed_at: datetime | None
    edited_by: str
    asked_by: str
    judged_look: str
    judged_at: datetime | None
    waits: str
    basis: str
    approved_basis: str
    corrects: str | None
    urgent: bool
    missing: Sequence[str] | None
    waived: Sequence[str] | None
    keeps_hours: bool
    created_at: datetime
    due_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Message(MessageSummary):
    """A message, whole.

    `invitation`: the meeting that goes with it (mail.calendar); `documents`: those
    that go with it, in words (documents.write.Words); `approved_text`: subject and text
    that a person's yes was given for; `earlier_words`: the version that a page may have
    shown (mails.outbox.version) → to whom it went and what it said then.
    """

    html: str
    invitation: Mapping[str, Any] | None
    documents: Sequence[Mapping[str, Any]] | None
    approved_text: str
    earlier_words: Mapping[str, str] | None


@dataclass(frozen=True)
class Notice:
    """What is told to one person once: by record, rule, step, occasion and the
    recipient's `path` (way and slot, such as `role.coordinator#PE-7K3MQ`).

    `email`: the address, or the number, that it was last told at.
    """

    table: str
    reference: str
    rule: str
    step: str
    occasion: str
    path: str
    email: str


@dataclass(frozen=True)
class Reminded:
    """A message with reminders that left or still may.

    `leaves`: when it leaves or left.
    """

    id: str
    email: str
    state: MessageState
    leaves: datetime


class Update(TypedDict, total=False):
    """What may change together with a message's state."""

    holder: str | None
    alarm: str | None
    attempts: int
    tried_at: datetime | None
    handed_at: datetime
    first_handed_at: datetime
    asked_by: str
    due_at: datetime


SELECT_SUMMARY = select_rows(messages, MessageSummary)
SELECT_MESSAGE = select_rows(messages, Message)
NEWEST_FIRST = (messages.c.created_at.desc(), messages.c.id)
IS_SETTLED = messages.c.state.in_(CLOSED)
IS_NEW = sa.or_(
    messages.c.changed_at >= sa.bindparam("moment"),
    messages.c.erased_at >= sa.bindparam("moment"),
)
SETTLED_SINCE = (
    SELECT_SUMMARY.where(IS_SETTLED, IS_NEW)
    .order_by(*NEWEST_FIRST)
    .limit(sa.bindparam("limit"))
)
UNSETTLED = SELECT_SUMMARY.where(~IS_SETTLED).order_by(*NEWEST_FIRST)
IN_STATES = SELECT_SUMMARY.where(
    messages.c.state.in_(sa.bindparam("states", expanding=True))
).order_by(messages.c.created_at, messages.c.id)
REMINDERS_SINCE = sa.select(
    messages.c.id,
    messages.c.email,
    messages.c.state,
    messages.c.due_at,
    messages.c.changed_at,
).where(
    messages.c.due_at >= sa.bindparam("moment"),
    messages.c.state.not_in(NEVER_SENT),
    messages.c.id.in_(
        sa.select(notices.c.message).where(
            notices.c.rule.in_(sa.bindparam("rules", expanding=True))
        )
    ),
)


def address_path(email: str) -> str:
    """The path of a recipient who is known by the address alone."""
    return f"@{email.casefold()}"


def notice_at(
    table: str, reference: str, rule: str, step: str, occasion: str, email: str
) -> Notice:
    """The notice of a recipient who is known by the address alone."""
    return Notice(table, reference, rule, step, occasion, address_path(email), email)


def add(
    connection: Connection,
    carried: Iterable[Notice],
    message: Mapping[str, object],
    now: datetime,
) -> str:
    """Puts a message with its notices into the outbox and gives its id."""
    id, [tag] = new_id(), draw(connection, messages.c.tag, PREFIX)
    row = {"id": id, "tag": tag, "created_at": now, "changed_at": now, **message}
    connection.execute(sa.insert(messages).values(row))
    rows = [{**as_columns(notice), "message": id} for notice in carried]
    if rows:
        connection.execute(sa.insert(notices), rows)
    return id


def why(message: MessageSummary) -> str:
    """Why a message that is due has not left, else why it is in its state; as a source
    text, maybe with a server's words.
    """
    return message.waits or message.reason


def rule_out(connection: Connection, ruled_out: Iterable[Notice]) -> None:
    """Keeps notices that no message will ever carry: a person has said so, or too
    many forms came in a day.
    """
    rows = [as_columns(notice) for notice in ruled_out]
    if rows:
        connection.execute(sa.insert(notices), rows)


def forget(connection: Connection, message: str) -> None:
    """A message that will not go out has told nothing."""
    connection.execute(sa.delete(notices).where(notices.c.message == message))


def addresses_told(connection: Connection, rules: Iterable[str]) -> set[str]:
    """Every address to which a message of one of these rules was sent."""
    query = sa.select(messages.c.email).where(
        messages.c.kind.in_(list(rules)), messages.c.state == MessageState.sent
    )
    return set(connection.execute(query.distinct()).scalars())


def reminders_since(
    connection: Connection, rules: Iterable[str], moment: datetime
) -> Sequence[Reminded]:
    """Messages of one of these rules that left since a moment or still may, but
    for those that never will.
    """
    rows = connection.execute(REMINDERS_SINCE, {"rules": list(rules), "moment": moment})
    return [
        Reminded(
            row.id, row.email, row.state, _leaves(row.state, row.due_at, row.changed_at)
        )
        for row in rows
    ]


def leaves(message: MessageSummary) -> datetime:
    """When a message leaves, or left; when it was to leave, where it never did."""
    return _leaves(message.state, message.due_at, message.changed_at)


def _leaves(state: MessageState, due_at: datetime, changed_at: datetime) -> datetime:
    if state in (*OPEN, *NEVER_SENT):
        return due_at
    return max(due_at, changed_at)


def move(
    connection: Connection,
    id: str,
    before: Iterable[MessageState],
    to: MessageState,
    now: datetime,
    *,
    reason: str = "",
    held_by: str | None = None,
    **changed: Unpack[Update],
) -> bool:
    """Moves a message from one of `before` to a state.

    False: it was in none of them, or `held_by` does not hold it
    (another one got there first).
    """
    query = sa.update(messages).where(
        messages.c.id == id, messages.c.state.in_(list(before))
    )
    if held_by is not None:
        query = query.where(messages.c.holder == held_by)
    values = {"state": to, "changed_at": now, "reason": reason, **changed}
    return bool(connection.execute(query.values(values)).rowcount)


def in_state(connection: Connection, *states: MessageState) -> Sequence[MessageSummary]:
    """Messages in any of the states, oldest first."""
    return all_rows(connection, IN_STATES, MessageSummary, {"states": list(states)})


def since(
    connection: Connection, moment: datetime, limit: int = 1000
) -> Sequence[MessageSummary]:
    """Every message of which it is not settled what becomes of it, and the newest
    `limit` others that changed, or were emptied, since a moment; newest first.

    What waits for a person is never pushed out by what came later.
    """
    rows = all_rows(connection, UNSETTLED, MessageSummary)
    rows += all_rows(
        connection, SETTLED_SINCE, MessageSummary, {"moment": moment, "limit": limit}
    )
    return sorted(rows, key=lambda message: message.created_at, reverse=True)


def by_id(connection: Connection, id: str) -> Message | None:
    """A message, or None."""
    return first_row(connection, SELECT_MESSAGE.where(messages.c.id == id), Message)


def counts(connection: Connection) -> dict[MessageState, int]:
    """How many messages are in each state."""
    query = sa.select(messages.c.state, sa.func.count()).group_by(messages.c.state)
    return {row[0]: int(row[1]) for row in connection.execute(query)}
