"""Reads what came into the mailbox, and keeps what follows from it."""

import logging
from collections import Counter
from urllib.parse import unquote, urlsplit

from core.ids import digest
from forms.services import Services
from inbox.answers import keep_calendar_answer
from inbox.bounces import keep_bounce
from inbox.imap import Mailbox, Position, open_mailbox
from inbox.incoming import Bounce, Incoming, read_incoming
from journal.mails import mailbox_positions
from mail.calendar.calendar_reply import CalendarReply

# What is read is kept after each round: a mailbox of years must not be lost at its
# end.
AT_ONCE = 200
UNFIT = (ValueError, TypeError, LookupError, AttributeError, AssertionError)
"""What a mail that nobody has thought of does to those who read it.

A journal that is away is none of these.
"""
log = logging.getLogger("hoja.inbox")


def read_mailbox(services: Services, url: str, oauth: str = "") -> Counter[str]:
    """Reads what is new, oldest first, at most so many at once; gives how many of each
    kind something followed from.

    1. A mailbox that is read for the first time, or whose numbers mean other mails by
       now, is read from its end on: what lay there before was for people.
    2. Each mail is dealt with before the position moves on: after a crash one may be
       read again, and none is passed over. What follows from it is kept once,
       however often it is read.
    """
    parts = urlsplit(url)
    # Not its password, which changes; its user: another account of the same server is
    # another mailbox.
    key = digest([unquote(parts.username or ""), url.rpartition("@")[2]])
    before = digest([url.partition("@")[2]])
    counts: Counter[str] = Counter()
    with open_mailbox(url, oauth) as mailbox:
        position = _position(services, key, before, mailbox)
        for number in mailbox.numbers_after(position.last)[:AT_ONCE]:
            for incoming in _read(mailbox.read(number)):
                if _keep(services, incoming):
                    counts[type(incoming).__name__] += 1
            _move(services, key, Position(mailbox.validity, number))
    return counts


def _position(services: Services, key: str, before: str, mailbox: Mailbox) -> Position:
    """`before`: the key that left the user out, of an older program."""
    with services.journal.write() as connection:
        mailbox_positions.rename(connection, before, key)
        kept = mailbox_positions.of(connection, key)
    if kept is not None and kept[0] == mailbox.validity:
        return Position(*kept)
    position = Position(mailbox.validity, max(mailbox.numbers_after(0), default=0))
    _move(services, key, position)
    return position


def _move(services: Services, key: str, position: Position) -> None:
    with services.journal.write() as connection:
        mailbox_positions.put(connection, key, position.validity, position.last)


def _read(data: bytes) -> tuple[Incoming, ...]:
    """What a mail is; one that breaks its reader is set aside,
    and the next ones are read.
    """
    try:
        return read_incoming(data)
    except Exception:
        # Anybody can send us anything: one mail must not stop those behind it.
        log.exception("a mail cannot be read")
        return ()


def _keep(services: Services, incoming: Incoming) -> bool:
    try:
        if isinstance(incoming, CalendarReply):
            return keep_calendar_answer(services, incoming)
        if isinstance(incoming, Bounce):
            return keep_bounce(services, incoming)
    except UNFIT:
        # The sheet may change under it; the mail itself stays in the mailbox.
        log.exception("nothing can be kept of a mail")
    return False
