"""Messages to a person, and what messages to others say of one."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from core.texts import mark as _
from journal.mails.messages import address_path
from journal.privacy.rules import Person, RowChange, Rule, without_words
from journal.schema import message_files, messages, notices
from journal.states import CLOSED, MessageState

ERASED = _("the data of this person was erased")
"""Why a message was withdrawn."""
IN_HAND = (MessageState.taken, MessageState.sending)
"""States in which a server is being handed a message: its words
are taken away afterwards.
"""
WORDS = (
    "subject",
    "text",
    "html",
    "approved_text",
    "earlier_words",
    "invitation",
    "documents",
    "reason",
    "waits",
)
"""What a message says, and what is said of it."""
EMPTY: Mapping[str, object] = {
    **dict.fromkeys(
        (
            "email",
            "person",
            "subject",
            "text",
            "html",
            "approved_text",
            "waits",
            "reply_to",
        ),
        "",
    ),
    **{
        name: sa.null()
        for name in (
            "invitation",
            "documents",
            "earlier_words",
            "missing",
            "waived",
            "alarm",
        )
    },
}
# Databases take a limited number of values in one statement.
AT_ONCE = 500


def mail_changes(
    connection: Connection, table: sa.Table, _rule: Rule, person: Person
) -> Iterator[RowChange]:
    """What becomes of messages, of their files and of the notices that they carry."""
    if table is notices:
        yield from _of_notices(connection, person)
    elif table is message_files:
        yield from _of_files(connection, person)
    else:
        yield from _of_messages(connection, person)


def count_in_hand(connection: Connection, person: Person) -> int:
    """How many messages to a person are leaving at this moment."""
    query = sa.select(sa.func.count()).where(
        _is_to(person), messages.c.state.in_(IN_HAND)
    )
    return int(connection.execute(query).scalar_one())


def tags_about(connection: Connection, references: frozenset[str]) -> frozenset[str]:
    """References of the rows that messages about some records have in the tab of
    mails.
    """
    tags: set[str] = set()
    for part in batches(sorted(references), AT_ONCE):
        is_about = sa.or_(messages.c.reference.in_(part), messages.c.case.in_(part))
        tags.update(
            connection.execute(sa.select(messages.c.tag).where(is_about)).scalars()
        )
    return frozenset(tags)


def emptied(state: MessageState, now: datetime | None) -> dict[str, object]:
    """A message without its words and its reader; one that has not left is
    withdrawn.
    """
    values = {**EMPTY, "reason": "", "erased_at": now}
    if state not in CLOSED:
        values |= {"state": MessageState.withdrawn, "reason": ERASED, "holder": None}
    return values


def _is_to(person: Person) -> sa.ColumnElement[bool]:
    """Whether a message is to a person: by the address, or by the number at which
    they get messages by hand.

    One that is empty already is nobody's.
    """
    targets = sorted({person.address, *(word.casefold() for word in person.words)})
    is_to: sa.ColumnElement[bool] = sa.func.lower(messages.c.email).in_(targets)
    if person.only is not None:
        # Of records that are kept no longer, all that was written about them.
        only = sorted(person.only)
        is_to = sa.or_(messages.c.case.in_(only), messages.c.reference.in_(only))
    if person.before is not None:
        is_to = sa.and_(is_to, messages.c.created_at <= person.before)
    return is_to


def _of_messages(connection: Connection, person: Person) -> Iterator[RowChange]:
    is_full = sa.or_(messages.c.erased_at.is_(None), messages.c.email != "")
    query = sa.select(messages.c.id, messages.c.state).where(_is_to(person), is_full)
    query = query.where(messages.c.state.not_in(IN_HAND))
    own = {row.id: row.state for row in connection.execute(query)}
    for id, state in own.items():
        yield RowChange(messages.name, {"id": id}, emptied(state, person.now))
    seen = set(own)
    # Mails to others about the same records: what they say of this
    # person goes, the rest stays.
    for part in batches(sorted(person.references), AT_ONCE):
        is_about = sa.or_(messages.c.reference.in_(part), messages.c.case.in_(part))
        for row in connection.execute(
            sa.select(messages).where(is_about, messages.c.state.in_(CLOSED))
        ).mappings():
            changed = _without_person(row, person)
            if changed and row["id"] not in seen:
                seen.add(row["id"])
                yield RowChange(messages.name, {"id": row["id"]}, changed)


def _without_person(row: Mapping[Any, Any], person: Person) -> dict[str, object]:
    changed: dict[str, object] = {}
    for name in WORDS:
        cleaned = without_words(row[name], person.words)
        if cleaned != row[name]:
            changed[name] = cleaned
    return changed


def _of_files(connection: Connection, person: Person) -> Iterator[RowChange]:
    query = sa.select(message_files.c.message, message_files.c.number)
    query = query.join(messages, messages.c.id == message_files.c.message).where(
        _is_to(person)
    )
    for row in connection.execute(query.where(messages.c.state.not_in(IN_HAND))):
        yield RowChange(
            message_files.name, {"message": row.message, "number": row.number}
        )


def _of_notices(connection: Connection, person: Person) -> Iterator[RowChange]:
    """A notice stays: it says that something was told, so that it is not told again.

    Whom it was told goes.
    """
    path = address_path(person.address)
    has_person: sa.ColumnElement[bool]
    has_person = sa.or_(
        sa.func.lower(notices.c.email) == person.address, notices.c.path == path
    )
    if person.only is not None:
        has_person = sa.and_(
            notices.c.reference.in_(sorted(person.only)), notices.c.email != ""
        )
    if person.before is not None:
        is_old = sa.select(messages.c.id).where(messages.c.created_at <= person.before)
        has_person = sa.and_(has_person, notices.c.message.in_(is_old))
    for row in connection.execute(sa.select(notices).where(has_person)).mappings():
        values: dict[str, object] = {"email": ""}
        # A path that is an address itself becomes a mark: two people must not get one.
        if row["path"] == path:
            values["path"] = f"@{min(person.marks, default='')}"
        yield RowChange(
            notices.name,
            {column.name: row[column.name] for column in notices.primary_key},
            values,
        )
