"""What fell due → messages: each record's latest step that tells somebody, once, and one letter to a person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import local_date
from core.problem import Problem
from core.texts import mark as _
from journal import messages
from journal.messages import Notice
from journal.states import OPEN, Mail
from mail.shown import written_date
from programme.record import Records, View
from rules.hours import opening
from rules.ladders import Finding
from rules.reminders import Key, Last, Letter, Reminder, letters, waits
from worker.office import Office
from worker.telling import Telling, nobody
from worker.writing import post

LONGEST_APART = timedelta(days=400)
LATER = _("a later reminder takes its place")
OVER = _("it does not apply any more")
ANEW = _("it was written anew, with what has changed since")


def remind(
    office: Office, connection: sa.Connection, records: Records, held_up: set[str], found: list[Problem]
) -> bool:
    """Tells what fell due; what waits of earlier steps, or does not hold any more, is taken back with its reason."""
    shop, now = office.shop, office.shop.now()
    today = local_date(now, shop.programme.time_zone)
    told = messages.all_told(connection)
    standing = Standing(office, held_up)
    fresh = {r.person.email for r in _due(office, told) if r.key not in office.unwritten}
    did = False
    for notices in _pending(office, connection):
        did |= _take_back(connection, notices, standing, fresh, told, now)
    due = [(reminder, _why(office, reminder, records, today)) for reminder in _due(office, told)]
    for letter in letters(due, _last(office, connection, now), today, shop.programme.limits.days_apart):
        did |= _post(office, connection, letter, records, today, found)
    for judged in office.judged:
        for tell in judged.lonely:
            nobody(judged.finding.ladder, _view(office, records, judged.finding, today), tell, found)
    return did


class Standing:
    """What still holds of all that was told to the outbox."""

    def __init__(self, office: Office, held_up: set[str]) -> None:
        self.office, self.held_up = office, held_up
        telling = [(j, j.finding, j.finding.rung.telling) for j in office.judged if j.finding.rung.telling]
        self.rungs = {(f.reference, f.ladder.name, rung.name, f.occasion) for _j, f, rung in telling if rung}
        self.occasions = {(f.reference, f.ladder.name, f.occasion) for _j, f, _rung in telling}
        self.stopped = {(f.reference, f.ladder.name) for j, f, _rung in telling if j.stopped}

    def holds(self, notice: Any) -> bool:
        """Whether a notice is still right; what nobody can judge at the moment is left as it is."""
        if notice.reference in self.held_up or self.office.braked.of(notice.table, notice.reference):
            return True
        here = (notice.reference, notice.rule, notice.step, notice.occasion) in self.rungs
        return here and not self.is_stopped(notice)

    def is_stopped(self, notice: Any) -> bool:
        """Whether it must leave its message because staff stopped its case; a message of one case waits as a whole."""
        return not notice.case and (notice.reference, notice.rule) in self.stopped

    def later(self, notice: Any) -> bool:
        """Whether another rung is reached now."""
        return (notice.reference, notice.rule, notice.occasion) in self.occasions


def _due(office: Office, told: set[Key]) -> Iterator[Reminder]:
    return (r for judged in office.judged for r in judged.reminders if r.key not in told)


def _view(office: Office, records: Records, finding: Finding, today: date) -> View:
    record = records.get(finding.table, finding.reference)
    return View(records, office.shop.programme.tables[finding.table], record, today)


def _why(office: Office, reminder: Reminder, records: Records, today: date) -> str:
    """Why a reminder waits for somebody's yes: the reason, or the alarm that holds it; "" where it does not."""
    reason = waits(reminder.finding.ladder, reminder.tell, records)
    if reason or not (office.braked.records or office.braked.tables):
        return reason
    view = _view(office, records, reminder.finding, today)
    return office.braked.about(view, office.book.case_of(view)) or ""


def _pending(office: Office, connection: sa.Connection) -> Iterable[list[Any]]:
    """The notices of each reminder that has not gone out."""
    ladders = {ladder.name for ladder in office.shop.programme.rules.ladders}
    by_message: dict[str, list[Any]] = defaultdict(list)
    for notice in messages.open_notices(connection):
        if notice.rule in ladders:
            by_message[notice.message].append(notice)
    return by_message.values()


def _take_back(
    connection: sa.Connection, notices: list[Any], standing: Standing, fresh: set[str], told: set[Key], now: datetime
) -> bool:
    """Takes a message back of whose notices some do not hold any more, or to which something can be added before it goes.

    What still holds of it counts as not told then, and goes into the next one.
    """
    first = notices[0]
    over = [notice for notice in notices if not standing.holds(notice)]
    by_itself = first.state == Mail.queued and not first.reason  # nobody has said yes to just this
    grows = by_itself and first.due_at > now and first.email in fresh
    if not over and not grows:
        return False
    rest = [notice for notice in notices if notice not in over or standing.is_stopped(notice)]
    messages.forget(connection, first.message, [(notice.table, notice.reference, notice.rule) for notice in rest])
    told.difference_update((n.reference, n.rule, n.step, n.occasion, n.email) for n in rest)
    reason = ANEW if rest else LATER if any(standing.later(notice) for notice in over) else OVER
    return messages.move(connection, first.message, OPEN, Mail.skipped, now, reason=reason)


def _last(office: Office, connection: sa.Connection, now: datetime) -> Last:
    rules = [ladder.name for ladder in office.shop.programme.rules.ladders]
    last: dict[tuple[str, bool], date] = {}
    for email, state, moment in messages.last_reminders(connection, rules, now - LONGEST_APART):
        key = (email, state == Mail.held)
        day = local_date(moment, office.shop.programme.time_zone)
        last[key] = max(day, last.get(key, day))
    return last


def _post(
    office: Office, connection: sa.Connection, letter: Letter, records: Records, today: date, found: list[Problem]
) -> bool:
    person, limits = letter.person, office.shop.programme.limits
    country = person.country if limits.holidays else ""
    due = opening(office.shop.now(), person.time_zone, limits.sending_hours, country)
    tellings = [_telling(office, reminder, records, today) for reminder in letter.reminders]
    is_alarm = any(office.braked.about(one.view, one.case) for one in tellings)
    state = Mail.held if letter.waits and not is_alarm else Mail.queued
    reason = letter.waits if state == Mail.held else ""
    written = post(office, connection, tellings, due, found, state=state, reason=reason)
    if not written:
        office.unwritten.update(reminder.key for reminder in letter.reminders)
    return written


def _telling(office: Office, reminder: Reminder, records: Records, today: date) -> Telling:
    finding, person = reminder.finding, reminder.person
    view = _view(office, records, finding, today)
    step, occasion = reminder.rung.name, finding.occasion
    notice = Notice(finding.table, finding.reference, finding.ladder.name, step, occasion, person.email)
    words = {"days": abs(finding.days), "date": written_date(finding.date, person.language)}
    return Telling(finding.ladder, reminder.tell, person, view, office.book.case_of(view), notice, words)
