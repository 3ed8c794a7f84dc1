"""What a mail that came in is: an answer of a calendar, a report of non-delivery, an
automatic answer, or for people. Pure.

Nothing that a stranger can write is believed here: a caller acts only on what names
something that is ours and secret.
"""

import base64
import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from mail.calendar.calendar_reply import CalendarReply, calendar_replies

GONE = frozenset({"5.1.1", "5.1.2", "5.1.10", "5.2.1"})
"""Enhanced status codes (RFC 3463) of an address that is not there any more; a full
mailbox (5.2.2) or a policy (5.7.x) is.
"""
CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
HEADER_TYPES = frozenset({"message/rfc822", "text/rfc822-headers"})
# Some servers put a page of advice there; the reason stands at its beginning.
LONGEST_WORDS = 300
MOST = 20
"""Answers and reports in one mail that are looked at: a calendar sends one, and a
mail of ours has one reader.
"""


@dataclass(frozen=True)
class Bounce:
    """One recipient of a report of non-delivery (RFC 3464). `message_id`: of the mail
    that came back, without brackets, or "".

    `is_gone`: whether the address is not there any more, and not only out of reach now;
    `said`: the server's words.
    """

    address: str
    message_id: str
    is_gone: bool
    said: str


@dataclass(frozen=True)
class AutomaticAnswer:
    """An absence note or the like (RFC 3834): it asks nothing of anybody."""


@dataclass(frozen=True)
class ForPeople:
    """Whatever else: somebody of the team reads it."""


Incoming = CalendarReply | Bounce | AutomaticAnswer | ForPeople


def read_incoming(data: bytes) -> tuple[Incoming, ...]:
    """What a mail is; several where it reports of several recipients.

    Malformed ones are for people.
    """
    # The newer policies raise on headers that other programs write (CPython 105802);
    # this one reads everything as it is.
    message = email.message_from_bytes(data)
    incoming: list[Incoming] = []
    for part in message.walk():
        if part.get_content_type() in CALENDAR_TYPES or (
            part.get_filename() or ""
        ).lower().endswith(".ics"):
            incoming.extend(calendar_replies(_bytes(part)))
    incoming.extend(_bounces(message))
    if incoming:
        return tuple(incoming[:MOST])
    if _is_automatic(message):
        return (AutomaticAnswer(),)
    return (ForPeople(),)


def _bounces(message: Message) -> Iterator[Bounce]:
    parts = list(message.walk())
    returned = _returned_id(parts)
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            # Delayed, relayed and delivered are no failures; only the blocks of
            # recipients have an action.
            if _header(block, "Action").strip().lower() != "failed":
                continue
            address = (
                _header(block, "Final-Recipient")
                or _header(block, "Original-Recipient")
            ).partition(";")[2]
            status = _header(block, "Status").split()
            diagnosis = " ".join(_header(block, "Diagnostic-Code").split())
            yield Bounce(
                address.strip().strip("<>"),
                returned,
                bool(status) and status[0] in GONE,
                diagnosis[:LONGEST_WORDS],
            )


def _blocks(part: Message) -> list[Message]:
    """The blocks of a report: the first about the mail, then one for each recipient."""
    payload = part.get_payload()
    blocks = []
    if isinstance(payload, list):
        for block in payload:
            if isinstance(block, Message):
                blocks.append(block)
    if any(block.keys() for block in blocks):
        return blocks
    # The library takes a part in base64 for headers that are none.
    written = "".join(str(block.get_payload()) for block in blocks)
    try:
        text = (
            base64.b64decode(written).decode("utf-8", "replace").replace("\r\n", "\n")
        )
    except ValueError:
        return []
    messages: list[Message] = []
    for block in text.split("\n\n"):
        if block.strip():
            messages.append(email.message_from_string(block))
    return messages


def _returned_id(parts: list[Message]) -> str:
    """The Message-ID of the mail that came back, out of its headers."""
    for part in parts:
        if part.get_content_type() not in HEADER_TYPES:
            continue
        payload = part.get_payload()
        inner = None
        if isinstance(payload, list) and payload:
            inner = payload[0]
        if inner is None:
            inner = email.message_from_bytes(_bytes(part))
        if isinstance(inner, Message) and inner.get("Message-ID"):
            return _header(inner, "Message-ID").strip().strip("<>")
    return ""


def _header(block: Message, name: str) -> str:
    """A line of a block, "" for none: with letters beyond ASCII the library gives
    an object that is no text.

    Without the sign that PostgreSQL takes in no text.
    """
    return str(block.get(name) or "").replace("\0", "")


def _is_automatic(message: Message) -> bool:
    submitted = (
        str(message.get("Auto-Submitted") or "no").partition(";")[0].strip().lower()
    )
    return submitted != "no" or bool(message.get("X-Autoreply"))


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    return b""
