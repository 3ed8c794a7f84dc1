"""Handing one message to a server, and what becomes of it.

A message is `taken` while we talk to the server and `sending` from the moment when the
server waits for its text. Cut off before that, it is queued again; cut off after it,
nobody can know, so it becomes `unknown` and waits for a person.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from core.errors import BadAddress, Closed, HojaError, Later, Refused, Unknown
from core.logs import effect
from journal.mails import claims
from journal.mails.holds import suppressions
from journal.mails.messages import Message
from journal.states import MessageKind, MessageState
from mail.calendar.invitation import Invitation
from mail.channel import Session
from mail.compose import OutgoingMail, Parts
from mail.servers.smtp_replies import CLOSED
from outbox.attachments import attached
from outbox.context import OutboxContext
from outbox.freshness import Freshness
from outbox.retry import next_try

WITH_US = (MessageState.taken, MessageState.sending, MessageState.unknown)
HANDED_OVER = (MessageState.sending, MessageState.unknown)
"""`unknown` is what another worker made of it while we were still
waiting for the server's answer.
"""
STEP = "outbox"
"""The step of every effect that is logged here."""


def deliver(
    context: OutboxContext, session: Session, id: str, freshness: Freshness
) -> bool:
    """Delivers one queued message and records the outcome.

    False where nothing came of it: it may not leave any more, or somebody else had it
    first. Raises Closed where the server takes nothing at all; the message waits then.
    """
    with context.journal.write() as connection:
        message = claims.take(
            connection, id, context.lease.holder, freshness.stamps(), context.now()
        )
    if message is None:
        return False
    sent_at = message.first_handed_at or context.now()

    def before_text() -> bool:
        with context.journal.write() as connection:
            return claims.begin_sending(
                connection, id, context.lease.holder, sent_at, context.now()
            )

    try:
        mail = replace(
            outgoing(context, message, sent_at), attachments=attached(context, message)
        )
        if not session.send(mail, before_text):
            return False
    except HojaError as error:
        moved = _record_failure(context, message, error)
        if isinstance(error, Closed):
            raise
        return moved
    return _record_sent(context, message)


def outgoing(
    context: OutboxContext, message: Message, sent_at: datetime
) -> OutgoingMail:
    """The message as its channel gets it: the same at every try, by
    the moment of the first one.
    """
    programme = context.programme
    invitation = None
    if message.invitation:
        invitation = Invitation.from_json(message.invitation)
    parts = Parts(message.subject, message.text, message.html, invitation)
    reminders = {ladder.name for ladder in programme.rules.ladders} | {
        str(MessageKind.several)
    }
    stop = ""
    if message.kind in reminders:
        stop = context.links.stop(message.language, message.email)
    return OutgoingMail(
        parts,
        sender=(
            programme.text(programme.sender.name, message.language),
            context.settings.mail_from,
        ),
        # Who is known by the address alone has no name: one made of it would say what
        # the writer of the address chose.
        recipient=(
            "" if message.person == message.email else message.person,
            message.email,
        ),
        id=message.id,
        sent_at=sent_at,
        reply_to=message.reply_to,
        stop=stop,
        corrects=message.corrects or "",
    )


def _record_sent(context: OutboxContext, message: Message) -> bool:
    with context.journal.write() as connection:
        suppressions.lift_refusal(connection, message.email)  # it takes mail after all
        moved = claims.end(
            connection,
            message.id,
            context.lease.holder,
            HANDED_OVER,
            MessageState.sent,
            context.now(),
        )
    return _logged("sent", message, moved)


def _record_failure(context: OutboxContext, message: Message, error: HojaError) -> bool:
    """Records how a try ended that the server did not accept."""
    match error:
        case Unknown():
            return _move(context, message, "unknown", MessageState.unknown, str(error))
        case Closed() if message.kind != MessageKind.sign_in:
            # It waits for the server to open, and was not put off for its own sake.
            return _move(
                context,
                message,
                "deferred",
                MessageState.queued,
                CLOSED[error.why],
                **_as_before(message),
            )
        case Later():
            return _defer(context, message, error)
        case Refused():
            return _refuse(context, message, error)
    raise error


def _defer(context: OutboxContext, message: Message, later: Later) -> bool:
    """Queues it for later, ever more patiently; after days a person must look."""
    now = context.now()
    first_try = message.tried_at or now
    tries = message.attempts + 1
    values = {"attempts": tries, "tried_at": first_try, **_as_before(message)}
    due_at = next_try(now, first_try, tries, later.seconds)
    if due_at is None:
        return _move(
            context, message, "refused", MessageState.refused, str(later), **values
        )
    return _move(
        context,
        message,
        "deferred",
        MessageState.queued,
        str(later),
        due_at=due_at,
        **values,
    )


def _refuse(context: OutboxContext, message: Message, refusal: Refused) -> bool:
    """Ends it.

    Where its address is at fault, nothing more goes there until it is
    corrected or a person says so.
    """
    now = context.now()
    with context.journal.write() as connection:
        moved = claims.end(
            connection,
            message.id,
            context.lease.holder,
            WITH_US,
            MessageState.refused,
            now,
            reason=str(refusal),
            **_as_before(message),
        )
        if moved and isinstance(refusal, BadAddress):
            suppressions.refuse(
                connection, message.email, str(refusal).partition(": ")[2], now
            )
    return _logged("refused", message, moved)


def _as_before(message: Message) -> dict[str, Any]:
    """The server said that it did not keep the text: the words may still change,
    unless an earlier try was kept.
    """
    return {"first_handed_at": message.first_handed_at}


def _move(
    context: OutboxContext,
    message: Message,
    action: str,
    to: MessageState,
    reason: str,
    **values: Any,
) -> bool:
    before = (MessageState.sending,) if to is MessageState.unknown else WITH_US
    with context.journal.write() as connection:
        moved = claims.end(
            connection,
            message.id,
            context.lease.holder,
            before,
            to,
            context.now(),
            reason=reason,
            **values,
        )
    return _logged(action, message, moved)


def _logged(action: str, message: Message, moved: bool) -> bool:
    if moved:
        effect(STEP, action, message=message.id, kind=message.kind)
    return moved
