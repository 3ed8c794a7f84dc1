"""outbox → SMTP: one mail at a time, each handed over at most once.

A message is `taken` while we talk to the server and `sending` from the moment when the server waits for its text. Cut off
before that, it is queued again; cut off after it, nobody can know, so it becomes `unknown` and waits for a person.
"""

from datetime import timedelta
from email.errors import MessageError
from typing import Any

from core.clock import Clock
from core.errors import Later, Refused, Unknown
from core.texts import mark as _
from journal import facts, messages, problems
from journal.states import Mail
from mail.compose import Parts, build
from mail.transport import Session, connect
from programme.app_tables import SETTINGS
from programme.record import Records
from worker.shop import Shop, mail_stopped

BATCH = 20
MANY = 2000
"""Due messages that are looked through for those that may go."""
RESERVED = ("example.org", "example.com", "example.net")
RESERVED_ENDS = (".example", ".invalid", ".test", ".localhost")
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
TRIES = 30
CUT_OFF = _("the program was cut off while the mail server had the mail in hand")
SIGN_IN = "signin"


def recover(shop: Shop) -> None:
    """Settles what another worker, or an earlier run of this one, left in mid-course. Call with the lease held."""
    now = shop.now()
    with shop.journal.write() as connection:
        for row in messages.in_state(connection, Mail.taken):
            messages.move(connection, row.id, (Mail.taken,), Mail.queued, now)
        for row in messages.in_state(connection, Mail.sending):
            messages.move(connection, row.id, (Mail.sending,), Mail.unknown, now, reason=CUT_OFF)


def send(shop: Shop) -> bool:
    """Sends what is due. True when anything moved. Raises Later when the server cannot be had."""
    now = shop.now()
    with shop.journal.read() as connection:
        due = messages.due(connection, now, MANY)
        nonsense = any(s.problem.table == SETTINGS for s in problems.standing(connection)) if due else False
        records = shop.records(connection) if due else None
        is_open = local(shop) or bool(facts.get(connection, facts.OUTBOX_OPEN))
    is_open = is_open and not nonsense  # a cell of the settings that makes no sense lets nothing out
    ready = [row for row in due if records and may_go(shop, row, records, is_open)][:BATCH]
    if not ready:
        return False
    moved = False
    with connect(shop.settings.smtp_url) as session:
        for row in ready:
            shop.guard()
            moved |= _send_one(shop, session, row)
    with shop.journal.write() as connection:
        facts.put(connection, facts.LAST + "send", Clock().now().isoformat())
    return moved


def local(shop: Shop) -> bool:
    """Whether mails go to the mailbox of this machine, which sends nothing on."""
    return shop.settings.demonstration


def may_go(shop: Shop, row: Any, records: Records, is_open: bool) -> bool:
    """Whether nothing stops this message: the outbox, the cell for all mail, the column for one case's."""
    if row.kind == SIGN_IN:
        return True
    case = records.get(shop.programme.case.table, row.case)
    return is_open and not mail_stopped(records) and not (case and case.values.get("stop_mail"))


def reserved(address: str) -> bool:
    """Whether an address is an example, to which nothing is ever sent."""
    domain = address.rpartition("@")[2].casefold()
    return domain in RESERVED or any(domain.endswith(f".{name}") for name in RESERVED) or domain.endswith(RESERVED_ENDS)


def _send_one(shop: Shop, session: Session, row: Any) -> bool:
    if reserved(row.email) and not local(shop):
        return _move(shop, row, (Mail.queued,), Mail.skipped, reason=_("an example address is never sent to"))
    if not _move(shop, row, (Mail.queued,), Mail.taken, holder=shop.holder):
        return False  # another one got there first, or staff held it
    programme = shop.programme
    sender = (programme.text(programme.sender.name, row.language), shop.settings.mail_from)

    def about_to_hand_over() -> None:
        if not _move(shop, row, (Mail.taken,), Mail.sending):
            raise Later("the message was taken away")

    try:
        parts = Parts(row.subject, row.text, row.html)
        to = (row.person, row.email)
        message = build(parts, sender=sender, to=to, reply_to=row.reply_to, id=row.id, sent_at=shop.now())
        session.send(message, sender[1], row.email, about_to_hand_over)
    except Later as later:
        return _again(shop, row, later)
    except (Refused, ValueError, MessageError) as refusal:
        return _move(shop, row, (Mail.taken, Mail.sending), Mail.refused, reason=str(refusal))
    except Unknown as unknown:
        return _move(shop, row, (Mail.sending,), Mail.unknown, reason=str(unknown))
    return _move(shop, row, (Mail.sending,), Mail.sent)


def _again(shop: Shop, row: Any, later: Later) -> bool:
    """Queues it for later, ever more patiently; after many tries a person must look."""
    tries = row.attempts + 1
    if tries >= TRIES:
        return _move(shop, row, (Mail.taken, Mail.sending), Mail.refused, reason=str(later), attempts=tries)
    wait = max(timedelta(seconds=later.seconds), min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT))
    due = shop.now() + wait
    return _move(shop, row, (Mail.taken, Mail.sending), Mail.queued, reason=str(later), attempts=tries, due_at=due)


def _move(shop: Shop, row: Any, before: tuple[Mail, ...], to: Mail, **more: Any) -> bool:
    held_by = None if before == (Mail.queued,) else shop.holder
    with shop.journal.write() as connection:
        return messages.move(connection, row.id, before, to, shop.now(), held_by=held_by, **more)
