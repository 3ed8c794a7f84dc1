"""outbox → SMTP: one mail at a time, each handed over at most once; what goes to a number becomes `by_hand`.

A message is `taken` while we talk to the server and `sending` from the moment when the server waits for its text. Cut off
before that, it is queued again; cut off after it, nobody can know, so it becomes `unknown` and waits for a person.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import Clock
from core.errors import Closed, Closing
from core.texts import mark as _
from journal import facts, mail_pause, messages, outbox, problems, suppressions
from journal.mail_pause import MailPause
from journal.signins import LINK_LIFE
from journal.states import MessageKind, MessageState
from mail.transport import connect
from outbox.delivery import hand
from outbox.quota import Room, room
from outbox.suppression import show_refused
from programme.record import Records
from programme.values import is_number
from rules.switches import switches
from sync.context import SyncContext

BATCH = 20
MANY = 2000
"""Due messages that are looked through for those that may go."""
RESERVED = ("example.org", "example.com", "example.net")
RESERVED_ENDS = (".example", ".invalid", ".test", ".localhost")
CUT_OFF = _("the program was cut off while the mail server had the mail in hand")
EXAMPLE = _("an example address is never sent to")
REFUSED = _("the mail server has refused this address before")
TOO_OLD = _("the link was too old by then")


def recover(shop: SyncContext) -> None:
    """Settles what another worker, or an earlier run of this one, left in mid-course. Call with the lease held."""
    now = shop.now()
    with shop.journal.write() as connection:
        for row in messages.in_state(connection, MessageState.taken):
            messages.move(connection, row.id, (MessageState.taken,), MessageState.queued, now)
        for row in messages.in_state(connection, MessageState.sending):
            messages.move(connection, row.id, (MessageState.sending,), MessageState.unknown, now, reason=CUT_OFF)
        waits = mail_pause.current(connection, now)
        if waits and waits.why is Closing.login:
            mail_pause.end(connection)  # SMTP_URL may be another by now


def send(shop: SyncContext) -> bool:
    """Sends what is due. True when anything moved. Raises Later when the server cannot be had."""
    now = shop.now()
    moved = _out_of_hands(shop)
    with shop.journal.read() as connection:
        due = outbox.waiting(connection, now, MessageKind.sign_in, MANY)
        if not due:
            return moved
        left = room(shop, connection, now, BATCH)
        ready = _ready(shop, connection, due)
        refused = suppressions.refused(connection)
        held = _held(shop, connection, due)
    numbers = [row for row in ready if is_number(row.email)]
    mails = [row for row in ready if not is_number(row.email)]
    never = {row.id: why for row in mails if (why := _why_never(shop, row, refused))}
    going, waiting = _split([row for row in mails if row.id not in never], left)
    moved |= _put_into_hands(shop, numbers) | _skip(shop, never) | _wait(shop, waiting, left.why)
    for reason, rows in held.items():
        moved |= _wait(shop, rows, reason)
    return _send(shop, going) | moved if going else moved


def _ready(shop: SyncContext, connection: sa.Connection, due: Sequence[Any]) -> list[Any]:
    """Those that nobody stops."""
    is_open = shop.settings.demonstration or bool(facts.get(connection, facts.OUTBOX_OPEN))
    held = {row.id for rows in _held(shop, connection, due).values() for row in rows}
    records = shop.records(connection)
    return [row for row in due if row.id not in held and may_go(shop, row, records, is_open)]


def _held(shop: SyncContext, connection: sa.Connection, due: Sequence[Any]) -> dict[str, list[Any]]:
    """Reason → the messages that the tab Settings holds for it."""
    says = switches(shop.records(connection), (standing.problem for standing in problems.standing(connection)))
    rules = outbox.rules_of(connection, [row.id for row in due if row.kind == MessageKind.several])
    held: dict[str, list[Any]] = {}
    for row in due:
        reasons = [says.hold(rule) for rule in sorted(rules.get(row.id, {row.kind}))]
        reason = next(filter(None, reasons), "")
        if reason and row.kind != MessageKind.sign_in:
            held.setdefault(reason, []).append(row)
    return held


def may_go(shop: SyncContext, row: Any, records: Records, is_open: bool) -> bool:
    """Whether nothing beside the settings stops this message: the outbox, the column for one case's."""
    if row.kind == MessageKind.sign_in:
        return True
    case = records.get(shop.programme.case.table, row.case)
    return is_open and not (case and case.values.get("stop_mail"))


def _why_never(shop: SyncContext, row: Any, refused: dict[str, str]) -> str:
    """Why a message will not be sent at all, or nothing. Sign-in links are tried whatever was refused before."""
    if reserved(row.email) and not shop.settings.demonstration:
        return EXAMPLE
    if row.kind == MessageKind.sign_in:
        return TOO_OLD if shop.now() - row.created_at > LINK_LIFE else ""
    said = refused.get(row.email.casefold())
    return f"{REFUSED}: {said}" if said is not None else ""


def reserved(address: str) -> bool:
    """Whether an address is an example, to which nothing is ever sent."""
    domain = address.rpartition("@")[2].casefold()
    return domain in RESERVED or any(domain.endswith(f".{name}") for name in RESERVED) or domain.endswith(RESERVED_ENDS)


def _split(rows: Sequence[Any], left: Room) -> tuple[list[Any], list[Any]]:
    """Those that go now, and those that wait because there is no room."""
    links = [row for row in rows if row.kind == MessageKind.sign_in]
    others = [row for row in rows if row.kind != MessageKind.sign_in]
    if left.shut:
        return [], others
    free = max(0, left.mails - len(links))  # a link takes room, and is the last to want for it
    return [*links, *others[:free]][:BATCH], others[free:]


def _skip(shop: SyncContext, never: dict[str, str]) -> bool:
    now, moved = shop.now(), False
    if never:
        with shop.journal.write() as connection:
            for id, why in never.items():
                moved |= messages.move(connection, id, (MessageState.queued,), MessageState.skipped, now, reason=why)
    return moved


def _put_into_hands(shop: SyncContext, rows: Sequence[Any]) -> bool:
    """What goes to a number is sent by a person."""
    now, moved = shop.now(), False
    if rows:
        with shop.journal.write() as connection:
            for row in rows:
                moved |= messages.move(connection, row.id, (MessageState.queued,), MessageState.by_hand, now)
    return moved


def _out_of_hands(shop: SyncContext) -> bool:
    """What a person was to send waits again while all mail is stopped, or that of its case."""
    with shop.journal.read() as connection:
        rows = messages.in_state(connection, MessageState.by_hand)
        ready = {row.id for row in _ready(shop, connection, rows)} if rows else set()
    now, moved = shop.now(), False
    stopped = [row.id for row in rows if row.id not in ready]
    if stopped:
        with shop.journal.write() as connection:
            for id in stopped:
                moved |= messages.move(connection, id, (MessageState.by_hand,), MessageState.queued, now)
    return moved


def _wait(shop: SyncContext, waiting: Sequence[Any], why: str) -> bool:
    """Says of each that waits why it does."""
    unsaid = [row.id for row in waiting if row.reason != why] if why else []
    if unsaid:
        with shop.journal.write() as connection:
            outbox.say_why(connection, unsaid, why)
    return bool(unsaid)


def _send(shop: SyncContext, going: Sequence[Any]) -> bool:
    """Hands over one after another until the server hangs up; what it takes nobody's mail for is kept as a pause."""
    moved = False
    try:
        with connect(shop.settings.smtp_url, shop.settings.mail_limit) as session:
            for row in going:
                shop.guard()
                moved |= hand(shop, session, row.id)
                if not session.is_open:
                    break
    except Closed as closed:
        _pause(shop, closed)
        moved = True
    with shop.journal.write() as connection:
        show_refused(shop, connection, shop.records(connection))
        facts.put(connection, facts.LAST + "send", Clock().now().isoformat())
    return moved


def _pause(shop: SyncContext, closed: Closed) -> None:
    """Lets mail wait; a sign-in link that hears the same again makes it no longer."""
    now = shop.now()
    with shop.journal.write() as connection:
        waits = mail_pause.current(connection, now)
        if waits is None or waits.why is not closed.why:
            mail_pause.begin(connection, MailPause(closed.why, closed.said, now + timedelta(seconds=closed.seconds)))
