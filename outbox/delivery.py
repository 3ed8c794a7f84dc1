"""One mail and what becomes of it."""

from datetime import datetime, timedelta
from typing import Any

from core.errors import BadAddress, Closed, Later, Refused, Unknown
from core.links import Links
from journal import messages, suppressions
from journal.states import MessageKind, MessageState
from mail.answers import CLOSED
from mail.compose import OutgoingMail, Parts
from mail.transport import Session
from sync.context import SyncContext

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
DOUBLINGS = 20
GIVE_UP = timedelta(days=5)
"""A mail server's own patience (RFC 5321, 4.5.4.1)."""
OURS = (MessageState.taken, MessageState.sending, MessageState.unknown)
HANDED = (MessageState.sending, MessageState.unknown)
"""`unknown` is what another worker made of it while we were still waiting for the server's word."""


def hand(shop: SyncContext, session: Session, id: str) -> bool:
    """Hands a queued message to the server. False where somebody else had it first. Raises Closed; the message waits then."""
    if not move(shop, id, (MessageState.queued,), MessageState.taken, holder=shop.holder):
        return False  # another one got there first, or staff held it
    with shop.journal.read() as connection:
        row = messages.by_id(connection, id)
    assert row is not None  # nobody deletes a message
    try:
        if not _talk(shop, session, row):
            return False  # it was taken away from us at the last moment
    except Closed as closed:
        if row.kind == MessageKind.sign_in:  # it need not wait for the server to open, but must not knock all the time
            _again(shop, row, Later(str(closed)))
        else:
            move(shop, id, OURS, MessageState.queued, reason=CLOSED[closed.why])
        raise
    except Later as later:
        return _again(shop, row, later)
    except BadAddress as refusal:
        return _refused(shop, row, refusal)
    except Refused as refusal:
        return move(shop, id, OURS, MessageState.refused, reason=str(refusal))
    except Unknown as unknown:
        return move(shop, id, (MessageState.sending,), MessageState.unknown, reason=str(unknown))
    with shop.journal.write() as connection:
        suppressions.lift_refusal(connection, row.email)  # it takes mail after all
        return messages.move(connection, id, HANDED, MessageState.sent, shop.now(), held_by=shop.holder)


def _talk(shop: SyncContext, session: Session, row: Any) -> bool:
    programme = shop.programme
    sender = (programme.text(programme.sender.name, row.language), shop.settings.mail_from)

    def before_text() -> bool:
        return move(shop, row.id, (MessageState.taken,), MessageState.sending, handed_at=shop.now())

    mail = OutgoingMail(
        Parts(row.subject, row.text, row.html),
        sender=sender,
        recipient=(row.person, row.email),
        id=row.id,
        sent_at=shop.now(),
        reply_to=row.reply_to,
        stop=_stop(shop, row),
    )
    return session.send(mail, before_text)


def _again(shop: SyncContext, row: Any, later: Later) -> bool:
    """Queues it for later, ever more patiently; after days a person must look."""
    now = shop.now()
    since: datetime = row.tried_at or now
    tries = row.attempts + 1
    more = {"attempts": tries, "tried_at": since}
    if now - since >= GIVE_UP:
        return move(shop, row.id, OURS, MessageState.refused, reason=str(later), **more)
    wait = max(timedelta(seconds=later.seconds), min(FIRST_WAIT * 2 ** min(tries - 1, DOUBLINGS), LONGEST_WAIT))
    return move(shop, row.id, OURS, MessageState.queued, reason=str(later), due_at=now + wait, **more)


def _refused(shop: SyncContext, row: Any, refusal: BadAddress) -> bool:
    """Nothing more goes to this address until a person says so."""
    now = shop.now()
    with shop.journal.write() as connection:
        moved = messages.move(
            connection, row.id, OURS, MessageState.refused, now, reason=str(refusal), held_by=shop.holder
        )
        if moved:
            suppressions.refuse(connection, row.email, str(refusal).partition(": ")[2], now)
    return moved


def move(shop: SyncContext, id: str, before: tuple[MessageState, ...], to: MessageState, **more: Any) -> bool:
    """Moves a message in a transaction of its own; one that is not just queued must be in our hands."""
    held_by = None if before == (MessageState.queued,) else shop.holder
    with shop.journal.write() as connection:
        return messages.move(connection, id, before, to, shop.now(), held_by=held_by, **more)


def _stop(shop: SyncContext, row: Any) -> str:
    """Where reminders to this address are ended by one press; nothing for other mails."""
    kinds = {ladder.name for ladder in shop.programme.rules.ladders} | {MessageKind.several}
    links = Links(shop.settings.secret_key, shop.settings.public_url)
    return links.stop(row.language, row.email) if row.kind in kinds else ""
