"""Messages that have not gone out, and those that just have: what planning reads of
them, and how it alters them.

Each update asks for what was judged (the state, the moment of the last change): what a
channel or a person took in the meantime is left alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.mails.messages import SELECT_SUMMARY, Message, MessageSummary, Notice
from journal.rows import all_rows, select_rows
from journal.schema import changes, messages, notices
from journal.states import OPEN, MessageKind, MessageState
from programme.records.record import Value

JOURNAL_JUDGED = "journal"
"""Stands in place of a snapshot for messages that are judged by the
journal alone: receipts, alarms.
"""
AT_ONCE = 500
"""Ids in one statement."""
TOLD = (
    MessageState.sent,
    MessageState.unknown,
    MessageState.taken,
    MessageState.sending,
)
"""States in which somebody has been told, or may have been."""
NoticeKey = tuple[str, str, str, str, str]
"""(reference, rule, step, occasion, path)."""


IS_NO_SIGN_IN = messages.c.kind != MessageKind.sign_in
IS_OPEN = messages.c.state.in_(OPEN)
OLDEST_FIRST = (messages.c.created_at, messages.c.id)
SELECT = select_rows(messages, Message).where(IS_NO_SIGN_IN)
ALL_OPEN = SELECT_SUMMARY.where(IS_OPEN, IS_NO_SIGN_IN).order_by(*OLDEST_FIRST)
OPEN_BY_IDS = SELECT.where(
    IS_OPEN, messages.c.id.in_(sa.bindparam("ids", expanding=True))
).order_by(*OLDEST_FIRST)
OPEN_OF_KIND = SELECT.where(IS_OPEN, messages.c.kind == sa.bindparam("kind")).order_by(
    *OLDEST_FIRST
)
DUE_WITHOUT_STAMP = (
    SELECT.where(
        messages.c.state.in_((MessageState.queued, MessageState.by_hand)),
        messages.c.judged_look.not_in(sa.bindparam("stamps", expanding=True)),
        messages.c.due_at <= sa.bindparam("now"),
    )
    .order_by(messages.c.due_at, messages.c.id)
    .limit(sa.bindparam("limit"))
)
SENT_SINCE = SELECT.where(
    messages.c.state == MessageState.sent,
    messages.c.changed_at >= sa.bindparam("moment"),
    messages.c.kind.in_(sa.bindparam("kinds", expanding=True)),
).order_by(*OLDEST_FIRST)
NOTICES_OF = sa.select(notices).where(
    notices.c.message.in_(sa.bindparam("ids", expanding=True))
)


def all_open(connection: Connection) -> Sequence[MessageSummary]:
    """Every message that has not gone out and still may, oldest first, without its
    longest parts: after an outage there are thousands.
    """
    return all_rows(connection, ALL_OPEN, MessageSummary)


def open_by_ids(connection: Connection, ids: Sequence[str]) -> Sequence[Message]:
    """Those of these messages that still have not gone out, oldest first, whole."""
    whole: list[Message] = []
    for part in batches(ids, AT_ONCE):
        whole += all_rows(connection, OPEN_BY_IDS, Message, {"ids": part})
    return whole


def of_kind(connection: Connection, kind: MessageKind) -> Sequence[Message]:
    """The open messages of a kind."""
    return all_rows(connection, OPEN_OF_KIND, Message, {"kind": kind})


def due_without_stamp(
    connection: Connection, now: datetime, snapshot: str, limit: int
) -> Sequence[Message]:
    """Messages that may leave now and were not yet judged by this snapshot,
    those that wait longest first.
    """
    stamps = [snapshot, JOURNAL_JUDGED]
    values = {"stamps": stamps, "now": now, "limit": limit}
    return all_rows(connection, DUE_WITHOUT_STAMP, Message, values)


def next_due(connection: Connection, after: datetime) -> datetime | None:
    """When the next message is to leave, after a moment; None where
    none is queued for later.
    """
    query = sa.select(sa.func.min(messages.c.due_at)).where(
        messages.c.state.in_((MessageState.queued, MessageState.by_hand)),
        messages.c.due_at > after,
    )
    due_at: datetime | None = connection.execute(query).scalar()
    return due_at


def sent_since(
    connection: Connection, moment: datetime, rules: Collection[str]
) -> Sequence[Message]:
    """Messages of these rules that left since a moment, oldest first."""
    values = {"moment": moment, "kinds": list(rules)}
    return all_rows(connection, SENT_SINCE, Message, values)


def notices_of(
    connection: Connection, ids: Sequence[str]
) -> Mapping[str, Sequence[Notice]]:
    """Message → the notices that it carries."""
    carried: dict[str, list[Notice]] = defaultdict(list)
    for part in batches(ids, AT_ONCE):
        for row in connection.execute(NOTICES_OF, {"ids": part}):
            carried[row.message].append(
                Notice(
                    row.table,
                    row.reference,
                    row.rule,
                    row.step,
                    row.occasion,
                    row.path,
                    row.email,
                )
            )
    return carried


def told_keys(connection: Connection) -> set[NoticeKey]:
    """The key of every notice that a message carries, or that was ruled out."""
    n = notices.c
    rows = connection.execute(
        sa.select(n.reference, n.rule, n.step, n.occasion, n.path)
    )
    return {tuple(row) for row in rows}


def told_values(
    connection: Connection, references: Collection[str]
) -> Mapping[tuple[str, str, str, str], Mapping[str, date]]:
    """(table, reference, rule, path) → value about which that recipient was told, with
    the day; of these records.
    """
    days: dict[tuple[str, str, str, str], dict[str, date]] = defaultdict(dict)
    for part in batches(sorted(references), AT_ONCE):
        query = (
            sa.select(notices, changes.c.after, messages.c.changed_at.label("told_at"))
            .join(messages, messages.c.id == notices.c.message)
            .join(changes, changes.c.id == notices.c.occasion)
            .where(notices.c.reference.in_(part), messages.c.state.in_(TOLD))
        )
        for row in connection.execute(query):
            value: Value = row.after
            days[row.table, row.reference, row.rule, row.path][str(value)] = (
                row.told_at.date()
            )
    return days


def stamp(
    connection: Connection, ids: Sequence[str], snapshot: str, now: datetime
) -> None:
    """Says by which snapshot open messages were judged: they may be
    sent while it is the newest.
    """
    for part in batches(ids, AT_ONCE):
        query = sa.update(messages).where(
            messages.c.id.in_(part), messages.c.state.in_(OPEN)
        )
        query = query.where(messages.c.judged_look != JOURNAL_JUDGED)
        connection.execute(query.values(judged_look=snapshot, judged_at=now))


def stamp_versions(
    connection: Connection,
    versions: Collection[tuple[str, datetime]],
    snapshot: str,
    now: datetime,
) -> None:
    """The same for messages by id and the moment of their last change: who changed one
    in the meantime has not been judged.
    """
    version = sa.tuple_(messages.c.id, messages.c.changed_at)
    for part in batches(list(versions), AT_ONCE):
        query = sa.update(messages).where(version.in_(part), messages.c.state.in_(OPEN))
        query = query.where(messages.c.judged_look != JOURNAL_JUDGED)
        connection.execute(query.values(judged_look=snapshot, judged_at=now))


def alter(
    connection: Connection,
    id: str,
    seen_at: datetime,
    values: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Alters an open message that has not changed since `seen_at`.

    False: a channel or a person had it first.
    """
    query = sa.update(messages).where(
        messages.c.id == id,
        messages.c.state.in_(OPEN),
        messages.c.changed_at == seen_at,
    )
    return bool(connection.execute(query.values(**values, changed_at=now)).rowcount)
