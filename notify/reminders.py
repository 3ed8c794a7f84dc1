"""What fell due → messages: each record's latest step that tells somebody, once, and one letter to a person."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import local_date
from core.problem import Problem
from core.texts import mark as _
from journal import messages, suppressions
from journal.messages import Notice, notice_at
from journal.states import OPEN, MessageState
from notify.context import NotifyContext
from notify.notice import Telling, nobody, only_roles
from notify.render import post
from programme.record import Records, View
from programme.shown import written_date
from rules.hours import calendar_of
from rules.judge import Judged, Key, Reminder
from rules.ladders import Finding
from rules.reminders import Letter, Pending, Told, turn, waits
from rules.switches import HOLDS, Switches

LONGEST_APART = timedelta(days=400)


def remind(
    office: NotifyContext,
    connection: sa.Connection,
    records: Records,
    held_up: set[str],
    says: Switches,
    found: list[Problem],
) -> bool:
    """Tells what fell due; what waits of earlier steps, or does not hold any more, is taken back with its reason."""
    shop, now = office.shop, office.shop.now()
    today = local_date(now, shop.programme.time_zone)
    open_notices = messages.open_notices(connection, ladders(office))
    doubtful = {n.reference for n in open_notices if n.reference in held_up or office.braked.of(n.table, n.reference)}

    def last(but: Collection[str]) -> dict[tuple[str, bool], date]:
        return last_letters(office, connection, now, but)

    def why(reminder: Reminder) -> str:
        return waits(reminder.finding.ladder, reminder.tell, says)

    def alarm(reminder: Reminder) -> str:
        return _alarm(office, reminder, records, today)

    silent = suppressions.stopped(connection)
    waiting = list(pending(open_notices))
    told = Told(told_keys(connection), waiting, last, office.unwritten, silent)
    calendar = calendar_of(shop.programme, records)
    todo = turn(shop.programme, office.judged, told, now, why=why, alarm=alarm, calendar=calendar, doubtful=doubtful)
    for back in todo.back:
        messages.forget(connection, back.pending.id)
        messages.move(connection, back.pending.id, OPEN, MessageState.skipped, now, reason=back.reason)
    did = bool(todo.back)
    for letter, leaves in todo.letters:
        did |= _post(office, connection, letter, leaves, records, today, found)
    empty: set[int] = set()
    for judged in office.judged:
        found.extend(_unreminded(judged, silent))
        for tell in judged.lonely:
            if id(tell) not in empty:
                nobody(judged.finding.ladder, _view(office, records, judged.finding, today), tell, found)
            if only_roles(tell):
                empty.add(id(tell))
    return did


def _unreminded(judged: Judged, silent: set[str]) -> Iterator[Problem]:
    """Who would be reminded and wants no mails: somebody can call instead."""
    for reminder in judged.reminders if silent else ():
        if reminder.silent(silent):
            words = _("{person} wants no reminders; a call may help.")
            who = (("person", reminder.person.name or reminder.person.reach),)
            yield Problem("no_reminders", words, who, judged.finding.table, judged.finding.reference)


def ladders(office: NotifyContext) -> list[str]:
    """The names of the rules that remind."""
    return [ladder.name for ladder in office.shop.programme.rules.ladders]


def pending(open_notices: Collection[Any]) -> Iterator[Pending]:
    """The mails with reminders that have not gone out."""
    by_message: dict[str, list[Any]] = defaultdict(list)
    for notice in open_notices:
        by_message[notice.message].append(notice)
    for id, some in by_message.items():
        keys = tuple((n.reference, n.rule, n.step, n.occasion, n.email.casefold()) for n in some)
        first = some[0]
        # A reason that the settings gave is nobody's yes.
        said_yes = first.reason and first.reason not in HOLDS
        by_itself = first.state == MessageState.queued and not said_yes and not first.edited_by
        yield Pending(id, keys, first.due_at, by_itself, first.state == MessageState.held)


def told_keys(connection: sa.Connection) -> set[Key]:
    """The keys of every reminder that somebody was told of."""
    return {
        (reference, rule, step, occasion, email)
        for reference, rule, step, occasion, _path, email in messages.all_told(connection)
    }


def last_letters(
    office: NotifyContext, connection: sa.Connection, now: datetime, but: Collection[str] = ()
) -> dict[tuple[str, bool], date]:
    """(address, whether it waits for a yes) → the day of the last mail with reminders, some messages left out."""
    last: dict[tuple[str, bool], date] = {}
    for message in messages.reminders_since(connection, ladders(office), now - LONGEST_APART):
        key = (message.email.casefold(), message.state == MessageState.held)
        day = local_date(message.leaves, office.shop.programme.time_zone)
        if message.id not in but:
            last[key] = max(day, last.get(key, day))
    return last


def _alarm(office: NotifyContext, reminder: Reminder, records: Records, today: date) -> str:
    """The alarm that holds a reminder back; "" for none."""
    if not (office.braked.records or office.braked.tables):
        return ""
    view = _view(office, records, reminder.finding, today)
    return office.braked.about(view, office.book.case_of(view)) or ""


def _post(
    office: NotifyContext,
    connection: sa.Connection,
    letter: Letter,
    leaves: datetime,
    records: Records,
    today: date,
    found: list[Problem],
) -> bool:
    tellings = [telling(office, reminder, records, today) for reminder in letter.listed]
    also = [_notice(reminder) for reminder in letter.counted]
    # One that waits for an alarm is held by it below; one that always waits for a yes goes on waiting when the alarm is over.
    state = MessageState.held if letter.waits and letter.waits not in office.braked.alarms else MessageState.queued
    reason = letter.waits if state == MessageState.held else ""
    written = post(office, connection, tellings, leaves, found, state=state, reason=reason, also=also)
    if not written:
        office.unwritten.update(reminder.key for reminder in letter.reminders)
    return written


def telling(office: NotifyContext, reminder: Reminder, records: Records, today: date) -> Telling:
    """What a reminder says on a day, to be written."""
    finding, person = reminder.finding, reminder.person
    view = _view(office, records, finding, today)
    words = {"days": abs(finding.days), "date": written_date(finding.date, person.language)}
    return Telling(finding.ladder, reminder.tell, person, view, office.book.case_of(view), _notice(reminder), words)


def _notice(reminder: Reminder) -> Notice:
    return notice_at(reminder.finding.table, *reminder.key)


def _view(office: NotifyContext, records: Records, finding: Finding, today: date) -> View:
    record = records.get(finding.table, finding.reference)
    return View(records, office.shop.programme.tables[finding.table], record, today)
