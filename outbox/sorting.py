"""What becomes of the messages that are due: who leaves now, in which
order, and why the others wait.

Pure.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from journal.mails.claims import DueMessage
from journal.mails.holds.public_mails import MessageSource
from journal.states import MessageKind, MessageState, Origin
from mail.channel import ByHandChannel, channel_of
from outbox.holds import LINK_TOO_OLD, Holds, is_too_old, not_checked
from outbox.quota import PUBLIC_FULL, Quota
from programme.models.rules import Rules

RECEIVED = "received"
"""What an event is about that a form brought."""


class Priority(IntEnum):
    """Who goes first when there is no room for all.

    What anybody may have sent for comes after everything else.
    """

    sign_in = 0
    alarm = 1
    receipt = 2
    urgent = 3
    decision = 4
    event = 5
    reminder = 6
    daily = 7
    public_receipt = 8
    public_notice = 9
    beyond_pace = 10


OWN_KINDS: Mapping[str, Priority] = {
    MessageKind.sign_in: Priority.sign_in,
    MessageKind.alarm: Priority.alarm,
    MessageKind.correction: Priority.decision,
    MessageKind.closing: Priority.daily,
    MessageKind.daily: Priority.daily,
}
"""How pressing messages are that no rule brought."""


class Fate(StrEnum):
    """What becomes of a due message.

    `stay`: it is with a person already; `take_back`: it is, and must wait again.
    """

    send = "send"
    by_hand = "by_hand"
    wait = "wait"
    stay = "stay"
    take_back = "take_back"
    withdraw = "withdraw"


@dataclass(frozen=True)
class Sorting:
    """What is to be done.

    `send`: in this order; `by_hand`: ids of those that are left to a person; the rest
    by id, with the reason: `take_back` from a person, `withdraw` for good, `waits`
    where the reason is another than the last time.
    """

    send: Sequence[DueMessage] = ()
    by_hand: Sequence[str] = ()
    take_back: Mapping[str, str] = field(default_factory=dict)
    withdraw: Mapping[str, str] = field(default_factory=dict)
    waits: Mapping[str, str] = field(default_factory=dict)


def sort_out(
    due: Sequence[DueMessage],
    holds: Holds,
    quota: Quota,
    stamps: Collection[str],
    rules: Rules,
    now: datetime,
) -> Sorting:
    """Sorts due messages: each by itself, and those that may leave by priority, as many
    as the quota has room for.
    """
    ready: list[DueMessage] = []
    by_hand: list[str] = []
    reasons: dict[Fate, dict[str, str]] = {
        Fate.take_back: {},
        Fate.withdraw: {},
        Fate.wait: {},
    }
    for message in due:
        decided, reason = fate(message, holds, stamps, now)
        if decided is Fate.send:
            ready.append(message)
        elif decided is Fate.by_hand:
            by_hand.append(message.id)
        elif decided is not Fate.stay:
            reasons[decided][message.id] = reason
    by_kind = priorities(rules)
    ready.sort(
        key=lambda message: (priority(message, by_kind), message.due_at, message.id)
    )
    send, without_room = within_quota(ready, quota)
    reasons[Fate.wait].update(without_room)
    said_before = {message.id: message.waits for message in due}
    changed = {
        id: reason
        for id, reason in reasons[Fate.wait].items()
        if said_before[id] != reason
    }
    return Sorting(
        send, by_hand, reasons[Fate.take_back], reasons[Fate.withdraw], changed
    )


def fate(
    message: DueMessage, holds: Holds, stamps: Collection[str], now: datetime
) -> tuple[Fate, str]:
    """What becomes of one message, if there is room for it, and why."""
    is_sign_in = message.kind == MessageKind.sign_in
    reason = holds.reason(message)
    # What a person was to send goes back into the queue while something holds it: its
    # page says so from then on.
    if message.state is MessageState.by_hand:
        if reason:
            return (Fate.take_back, reason)
        return (Fate.stay, "")
    if is_sign_in and is_too_old(message, now):
        return Fate.withdraw, LINK_TOO_OLD
    # It is here only because it once waited at an hour that was its own; what was
    # said then is said no more.
    if message.due_at > now:
        return Fate.wait, ""
    if reason:
        return Fate.wait, reason
    # Sign-in links depend on no spreadsheet. Everything else leaves only as the
    # newest reading has judged it.
    if not is_sign_in and message.judged_look not in stamps:
        return Fate.wait, not_checked(message, now)
    if isinstance(channel_of(message.email), ByHandChannel):
        return Fate.by_hand, ""
    return Fate.send, ""


def priorities(rules: Rules) -> Mapping[str, Priority]:
    """How pressing messages are, by their kind; every other kind reminds."""
    by_kind = dict(OWN_KINDS)
    for event in rules.events:
        if event.on == RECEIVED:
            by_kind[event.name] = Priority.receipt
        elif event.decision:
            by_kind[event.name] = Priority.decision
        else:
            by_kind[event.name] = Priority.event
    return by_kind


def priority(message: DueMessage, by_kind: Mapping[str, Priority]) -> Priority:
    """How pressing a message is."""
    if message.source is not None:
        return _public_priority(message.source)
    of_kind = by_kind.get(message.kind, Priority.reminder)
    if message.urgent:
        return min(of_kind, Priority.urgent)
    return of_kind


def _public_priority(source: MessageSource) -> Priority:
    if source.origin is Origin.beyond_pace:
        return Priority.beyond_pace
    if source.to_team:
        return Priority.public_notice
    return Priority.public_receipt


def within_quota(
    ready: Sequence[DueMessage], quota: Quota
) -> tuple[list[DueMessage], Mapping[str, str]]:
    """Those that leave now, and the others by id with the reason why
    there is no room for them.

    A sign-in link takes room, and never wants for it. What follows from public
    forms has a share of its own.
    """
    send: list[DueMessage] = []
    without_room: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for message in ready:
        is_sign_in = message.kind == MessageKind.sign_in
        form = ""
        if message.source:
            form = message.source.form
        if quota.shut or (len(send) >= quota.messages and not is_sign_in):
            without_room[message.id] = quota.reason
        elif form and quota.public and not quota.public.has_room(form, taken):
            without_room[message.id] = PUBLIC_FULL
        else:
            send.append(message)
            taken.update([form] if form else [])
    return send, without_room
