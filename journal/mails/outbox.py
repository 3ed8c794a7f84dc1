"""What people do with messages: let them go, hold them, drop them, change their
words, say what became of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from core.ids import digest
from journal.mails import messages
from journal.mails.holds import suppressions
from journal.mails.messages import Message
from journal.rows import as_columns
from journal.schema import messages as table
from journal.states import ACTIONS, EDITABLE, OPEN, MessageState

AT_ONCE = 500
"""Ids in one statement."""
VERSION_LENGTH = 16
MOST_EARLIER = 5
"""Earlier versions of a message whose words are kept: a page that is older than
these shows no difference.
"""
APPROVAL = {
    "approved_basis": table.c.basis,
    "approved_text": table.c.subject + "\n\n" + table.c.text,
}
"""What a person's yes was given for, copied by the database from
the words that it lets go.
"""


@dataclass(frozen=True)
class Edit:
    """What staff made of a message: to whom, and its parts made anew."""

    email: str
    subject: str
    text: str
    html: str


def version(message: messages.MessageSummary) -> str:
    """Digest of what a message says to a person who looks at it.

    What the clock changes does not count.
    """
    depends_on_text = message.edited_by or not message.basis
    return digest(
        [message.basis, message.email, message.text if depends_on_text else ""]
    )[:VERSION_LENGTH]


def with_earlier_words(message: Message) -> dict[str, str]:
    """What `earlier_words` must be once the words of a message change: those that
    it says now are among them.
    """
    earlier = dict(message.earlier_words or {})
    earlier.pop(version(message), None)
    latest = list(earlier.items())[-MOST_EARLIER + 1 :]
    return dict([*latest, (version(message), as_shown(message))])


def as_shown(message: Message) -> str:
    """To whom a message goes and what it says, as one text, to be compared with
    what a page has shown before.
    """
    return f"{message.person} <{message.email}>\n{message.subject}\n\n{message.text}"


def act(
    connection: Connection,
    id: str,
    action: str,
    actor: str,
    now: datetime,
    *,
    at_once: bool = True,
    seen: str | None = None,
) -> bool:
    """Does with a message what staff say (one of ACTIONS). False: too late, or
    something that must be true first is missing: a yes does not stand for that.

    `at_once`: it need not wait for its hour; `seen`: the version that the person
    saw (None where they saw the present one). Whoever lets a message go says yes
    to just these words: their basis is kept in the same statement. Sent again,
    it may go to an address that was refused; a reminder is not judged again
    then, a mail about an event is.
    """
    before, to = ACTIONS[action]
    message = messages.by_id(connection, id)
    if message is None or seen not in (None, version(message)):
        return False
    if action == "send" and message.missing:
        return False
    values: dict[str, object] = {
        "state": to,
        "changed_at": now,
        "reason": actor,
        "waits": "",
        "holder": None,
    }
    if to is MessageState.queued:
        values = _let_go(actor, now)
    if action == "again":
        values |= {"asked_by": actor}
    if action == "again" or (to is MessageState.queued and at_once):
        values |= {"due_at": now, "keeps_hours": False}
    if not _change(connection, message, before, values):
        return False
    if action == "again":
        suppressions.lift_refusal(connection, message.email)
    return True


def send_without(
    connection: Connection,
    id: str,
    missing: Sequence[str],
    actor: str,
    now: datetime,
    *,
    seen: str | None = None,
) -> bool:
    """Lets a message go at once although something is missing: just what the
    person was shown as missing.

    False: too late.
    """
    message = messages.by_id(connection, id)
    if message is None or seen not in (None, version(message)):
        return False
    if not message.missing or list(message.missing) != list(missing):
        return False
    waived = list(dict.fromkeys([*(message.waived or ()), *missing]))
    values = {
        **_let_go(actor, now),
        "due_at": now,
        "keeps_hours": False,
        "waived": waived,
        "missing": None,
    }
    return _change(connection, message, (MessageState.held,), values)


def send_together(
    connection: Connection,
    seen: Mapping[str, str | None],
    actor: str,
    now: datetime,
    *,
    due_at: datetime | None = None,
) -> Sequence[str]:
    """Lets messages go that belong together: all of them, or none. Gives the ids of
    those that stand in the way.

    `seen`: id → the version that the person saw, None for the present one; `due_at`:
    when they leave, at whatever hour that is; without it each leaves in the next
    sending hour of its reader.
    """
    rows: list[Message] = []
    in_the_way: list[str] = []
    for id, version_seen in seen.items():
        message = messages.by_id(connection, id)
        is_ready = (
            message is not None
            and message.state is MessageState.held
            and not message.missing
        )
        if (
            message is None
            or not is_ready
            or version_seen not in (None, version(message))
        ):
            in_the_way.append(id)
        else:
            rows.append(message)
    if in_the_way:
        return in_the_way
    # Judged once more before it leaves: whether this is a sending
    # hour depends on its reader.
    values = {
        **_let_go(actor, now),
        "due_at": due_at or now,
        "keeps_hours": due_at is None,
        "judged_look": "",
    }
    for message in rows:
        _change(connection, message, (MessageState.held,), values)
    return ()


def _let_go(actor: str, now: datetime) -> dict[str, object]:
    """What changes of a message to which a person says yes."""
    values: dict[str, object] = {
        "state": MessageState.queued,
        "changed_at": now,
        "reason": actor,
        "waits": "",
        "holder": None,
    }
    return {**values, "attempts": 0, "tried_at": None, **APPROVAL}


def sent_by_hand(connection: Connection, id: str, actor: str, now: datetime) -> bool:
    """Notes that a person has sent a message, even one that was
    withdrawn, or has to wait, since.

    False: a server has it.
    """
    sendable = (*OPEN, MessageState.withdrawn)
    query = sa.update(table).where(table.c.id == id, table.c.state.in_(sendable))
    values = {
        "state": MessageState.sent,
        "changed_at": now,
        "reason": actor,
        "waits": "",
    }
    return bool(connection.execute(query.values(values)).rowcount)


def edit(
    connection: Connection,
    id: str,
    edited: Edit,
    actor: str,
    now: datetime,
    *,
    seen: str,
) -> bool:
    """Changes a message that has not gone out.

    False where it has, or says something else than the version that was `seen`.
    """
    message = messages.by_id(connection, id)
    if message is None or seen != version(message):
        return False
    # Whoever writes the words has said yes to them, whatever the state: a later change
    # of what they are about asks again.
    approval = {
        "approved_basis": message.basis,
        "approved_text": f"{edited.subject}\n\n{edited.text}",
    }
    earlier = {"earlier_words": with_earlier_words(message)}
    values = {
        **as_columns(edited),
        **approval,
        **earlier,
        "edited_by": actor,
        "changed_at": now,
    }
    return _change(connection, message, EDITABLE, values)


def by_tags(connection: Connection, tags: Iterable[str]) -> dict[str, str]:
    """Visible reference → id of messages."""
    ids: dict[str, str] = {}
    for part in batches(list(tags), AT_ONCE):
        query = sa.select(table.c.tag, table.c.id).where(table.c.tag.in_(part))
        ids.update({row.tag: row.id for row in connection.execute(query)})
    return ids


def _change(
    connection: Connection,
    message: Message,
    before: Iterable[MessageState],
    values: Mapping[str, object],
) -> bool:
    """Changes a message that still stands in one of these states and says what
    it said when it was read.
    """
    unchanged = (
        table.c.basis == message.basis,
        table.c.email == message.email,
        table.c.text == message.text,
    )
    query = sa.update(table).where(
        table.c.id == message.id, table.c.state.in_(list(before)), *unchanged
    )
    return bool(connection.execute(query.values(values)).rowcount)
