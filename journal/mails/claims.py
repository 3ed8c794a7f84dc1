"""Messages on their way out: what is due, and how one worker takes a message, hands it
over and says how that ended.

A message is taken by compare-and-set, and only while it carries a stamp that the
caller names: the newest snapshot's, or the journal's own. Whoever took it holds
it: until a worker with the lease recovers it, or a person settles it, nobody
else says what became of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.mails.holds.public_mails import MessageSource, sources_of_messages
from journal.mails.messages import Message, by_id
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.schema import messages, notices
from journal.states import MessageKind, MessageState

AT_ONCE = 500
"""Ids in one statement."""
DUE_OF_KIND = 1_000
"""Due messages of a kind that are looked through in one round for those that may
leave.
"""


@dataclass(frozen=True)
class DueMessage:
    """What decides whether, and in which order, a message leaves.

    `waits`: why it did not, the last time; `case`: the reference of the case that it is
    about; `rules`: whose notices it carries; `source`: the form that it follows from,
    where anybody can send that.
    """

    id: str
    kind: str
    case: str
    email: str
    state: MessageState
    waits: str
    judged_look: str
    urgent: bool
    created_at: datetime
    due_at: datetime
    rules: frozenset[str]
    source: MessageSource | None = None


def _select_due() -> "sa.Select[Any]":
    needs_snapshot = sa.case((messages.c.judged_look == JOURNAL_JUDGED, 0), else_=1)
    is_due = sa.or_(messages.c.due_at <= sa.bindparam("now"), messages.c.waits != "")
    waiting = sa.or_(
        messages.c.state == MessageState.by_hand,
        sa.and_(messages.c.state == MessageState.queued, is_due),
    )
    rank = sa.func.row_number().over(
        partition_by=messages.c.kind,
        order_by=(needs_snapshot, messages.c.due_at, messages.c.id),
    )
    # Of each kind: else thousands of receipts would hide the one decision behind them.
    first = sa.select(messages.c.id, rank.label("place")).where(waiting).subquery()
    columns = [
        messages.c[field.name]
        for field in fields(DueMessage)
        if field.name in messages.c
    ]
    return (
        sa.select(*columns)
        .join(first, first.c.id == messages.c.id)
        .where(first.c.place <= DUE_OF_KIND)
        .order_by(needs_snapshot, messages.c.due_at, messages.c.id)
    )


DUE = _select_due()
RULES_OF = sa.select(notices.c.message, notices.c.rule).where(
    notices.c.message.in_(sa.bindparam("ids", expanding=True))
)


def due(connection: Connection, now: datetime) -> Sequence[DueMessage]:
    """Queued messages whose time has come, and those that a person is to send; what
    needs no snapshot first, then the oldest.

    Those whose time has not come are among them where something is
    still said of why they wait.
    """
    rows = connection.execute(DUE, {"now": now}).all()
    ids = [row.id for row in rows]
    rules = _rules_of(connection, ids)
    sources = sources_of_messages(connection, ids)
    return [
        DueMessage(**row._asdict(), rules=rules[row.id], source=sources.get(row.id))
        for row in rows
    ]


def take(
    connection: Connection, id: str, holder: str, stamps: Collection[str], now: datetime
) -> Message | None:
    """Takes a queued message for `holder`; None where it is not queued any more, not
    due, or has none of the `stamps`.

    From then on its words are frozen.
    """
    query = sa.update(messages).where(*_claimable(id, stamps), messages.c.due_at <= now)
    values = {
        "state": MessageState.taken,
        "holder": holder,
        "reason": "",
        "waits": "",
        "changed_at": now,
    }
    if not connection.execute(query.values(**values)).rowcount:
        return None
    return by_id(connection, id)


def give_to_person(
    connection: Connection, ids: Iterable[str], stamps: Collection[str], now: datetime
) -> list[str]:
    """Leaves queued messages to a person; gives the ids of those
    that `take` would have taken.
    """
    values = {
        "state": MessageState.by_hand,
        "reason": "",
        "waits": "",
        "changed_at": now,
    }
    given = []
    for id in ids:
        query = sa.update(messages).where(
            *_claimable(id, stamps), messages.c.due_at <= now
        )
        if connection.execute(query.values(**values)).rowcount:
            given.append(id)
    return given


def take_from_person(
    connection: Connection, id: str, waits: str, now: datetime
) -> bool:
    """Lets a message that a person was to send wait again, for a reason.

    False where that person has sent it meanwhile.
    """
    query = sa.update(messages).where(
        messages.c.id == id, messages.c.state == MessageState.by_hand
    )
    return bool(
        connection.execute(
            query.values(state=MessageState.queued, waits=waits, changed_at=now)
        ).rowcount
    )


def begin_sending(
    connection: Connection, id: str, holder: str, sent_at: datetime, now: datetime
) -> bool:
    """Writes down, before the server has any of its text, that it gets this message.
    False where `holder` lost it.

    `sent_at`: the moment in the header Date, kept for every later try.
    """
    values = {
        "state": MessageState.sending,
        "handed_at": now,
        "first_handed_at": sent_at,
    }
    return end(
        connection,
        id,
        holder,
        (MessageState.taken,),
        MessageState.sending,
        now,
        **values,
    )


def end(
    connection: Connection,
    id: str,
    holder: str,
    before: Iterable[MessageState],
    to: MessageState,
    now: datetime,
    **values: Any,
) -> bool:
    """Says what became of a message that `holder` took.

    False where it is not in one of the states `before`, or lost.
    """
    query = sa.update(messages).where(
        messages.c.id == id,
        messages.c.holder == holder,
        messages.c.state.in_(list(before)),
    )
    return bool(
        connection.execute(
            query.values({"state": to, "changed_at": now, "reason": "", **values})
        ).rowcount
    )


def explain(connection: Connection, waits: Mapping[str, str]) -> None:
    """Keeps of queued messages (by id) why they wait; "" where nothing holds them."""
    by_reason: dict[str, list[str]] = {}
    for id, reason in waits.items():
        by_reason.setdefault(reason, []).append(id)
    for reason, ids in by_reason.items():
        for part in batches(ids, AT_ONCE):
            query = sa.update(messages).where(
                messages.c.id.in_(part), messages.c.state == MessageState.queued
            )
            connection.execute(query.values(waits=reason))


def handed_since(connection: Connection, moment: datetime) -> int:
    """How many messages a server has had in hand since a moment."""
    query = sa.select(sa.func.count()).where(messages.c.handed_at > moment)
    return int(connection.execute(query).scalar_one())


def _claimable(id: str, stamps: Collection[str]) -> list[sa.ColumnElement[bool]]:
    is_stamped = messages.c.judged_look.in_(list(stamps))
    is_sign_in = messages.c.kind == MessageKind.sign_in
    return [
        messages.c.id == id,
        messages.c.state == MessageState.queued,
        sa.or_(is_stamped, is_sign_in),
    ]


def _rules_of(
    connection: Connection, ids: Sequence[str]
) -> Mapping[str, frozenset[str]]:
    rules: dict[str, set[str]] = {id: set() for id in ids}
    for part in batches(ids, AT_ONCE):
        for row in connection.execute(RULES_OF, {"ids": part}):
            rules[row.message].add(row.rule)
    return {id: frozenset(names) for id, names in rules.items()}
