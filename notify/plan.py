"""records and rules → messages: what happened, what fell due, what staff wrote into the Outbox."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import local_date
from core.problem import Problem
from core.texts import mark as _
from journal import changes, messages, problems
from journal.messages import Notice, address_path, notice_at
from journal.states import OPEN, Handling, Happening, MessageState
from notify.bulk_guard import brake
from notify.context import NotifyContext
from notify.daily_digest import daily, unread
from notify.date_problems import SOURCE as DATES
from notify.date_problems import date_problems
from notify.held_records import braked
from notify.notice import LONELY, SEPARATOR, Telling, nobody
from notify.record_problems import CHECK, examine, place, unfit
from notify.reminders import remind
from notify.render import post
from notify.staff_commands import act
from notify.unreadable_records import doubtful
from outbox.suppression import show_refused
from programme.record import Records, View
from programme.rules import Event, Tell
from programme.shown import show
from rules.book import stopped
from rules.events import Happened, events, watched
from rules.hours import calendar_of
from rules.people import Person, people
from rules.reminders import waits
from rules.switches import CODE as SWITCH
from rules.switches import Switches, switch_problems, switches
from rules.unfit import UNFIT, Unfit

SOURCE = "decide"
RECEIVED = "received"
LATER = timedelta(days=30)
"""For so long, what could be told to nobody is told when somebody's address comes (a role's new people are not flooded), and
what happened in a row that is gone when the row comes back.
"""


def decide(office: NotifyContext) -> bool:
    """Looks at what changed and at the day, and puts into the outbox what follows from it. True when anything did."""
    shop, now = office.shop, office.shop.now()
    today = local_date(now, shop.programme.time_zone)
    with shop.journal.read() as connection:
        records = shop.records(connection)
        standing = [item.problem for item in problems.standing(connection)]
    held_up, says = doubtful(standing), switches(records, standing)
    office.judged = [j for j in office.judge.judge(records, today) if j.finding.reference not in held_up]
    with shop.journal.write() as connection:
        found: list[Problem] = unread(office, records, today)
        did = brake(office, connection, records, today)
        office.braked = braked(connection)
        before = [standing.problem for standing in problems.standing(connection, LONELY)]
        lonely = [problem for problem in before if not _has_people(records, problem, today)]
        did |= act(connection, records, now)
        show_refused(shop, connection, records)
        for view, happened, occasion, some in _happenings(office, connection, records, held_up, now):
            told: list[Problem] = []
            did |= _tell_event(office, connection, view, happened, occasion, says, told)
            alone = [problem for problem in told if problem.code == LONELY]
            broken = [problem for problem in told if problem.code != LONELY]
            lonely.extend(alone)
            found.extend(broken)
            if broken or (some[-1].seen_at > now - LATER and any(problem.reference for problem in alone)):
                # it is told when its template has been mended, or an address stands there
                changes.set_handling(connection, [change.id for change in some], Handling.new)
        did |= remind(office, connection, records, held_up, says, found)
        did |= _undo(office, connection, records, now)
        problems.replace(connection, SOURCE, found, now)
        problems.replace(connection, LONELY, lonely, now)
        problems.replace(connection, SWITCH, switch_problems(records, standing), now)
        problems.replace(connection, CHECK, examine(office, records, today), now)
        others = [item.problem for item in problems.standing(connection) if item.source != DATES]
        problems.replace(connection, DATES, date_problems(shop.programme, records, others), now)
        place(office, connection)
        did |= daily(office, connection, records, today)
    return did


def _has_people(records: Records, problem: Problem, today: date) -> bool:
    """Whether somebody can be told by now, or there is nothing left to tell about."""
    table, record = records.programme.tables.get(problem.table), records.get(problem.table, problem.reference)
    if table is None or (record is None and problem.reference):
        return True
    return bool(people(View(records, table, record, today), tuple(dict(problem.values).get("to", "").split(SEPARATOR))))


def _happenings(
    office: NotifyContext, connection: sa.Connection, records: Records, held_up: set[str], now: datetime
) -> Iterator[tuple[View, Happened, str, Sequence[Any]]]:
    """What forms brought, and edits whose record has been still for a while; an edit that was undone is none.

    What happened to a record that is held up waits until its cell is mended.
    """
    still = now - timedelta(seconds=office.still_seconds)
    today = local_date(now, office.shop.programme.time_zone)
    edits: dict[tuple[str, str, str], list[Any]] = {}
    for change in changes.unhandled(connection):
        if change.happening in (Happening.edited, Happening.typed, Happening.received):
            edits.setdefault((change.table, change.reference, change.column), []).append(change)
        else:
            changes.set_handling(connection, [change.id], Handling.seen_by_rules)
        if change.happening == Happening.back:
            changes.reopen_gone(connection, change.table, change.reference, now - LATER)
    for (table, reference, column), some in edits.items():
        record = records.get(table, reference)
        received = some[0].happening == Happening.received
        if record is not None and ((not received and some[-1].seen_at > still) or reference in held_up):
            continue
        undone = not received and some[0].before == some[-1].after
        ids = [change.id for change in some]
        if record is None or undone:
            changes.set_handling(connection, ids, Handling.undone if undone else Handling.gone)
            continue
        changes.set_handling(connection, ids, Handling.seen_by_rules)
        view = View(records, office.shop.programme.tables[table], record, today)
        occasion = RECEIVED if received else some[-1].id
        yield view, Happened(received, column, some[0].before, some[-1].after), occasion, some


def _tell_event(
    office: NotifyContext,
    connection: sa.Connection,
    view: View,
    happened: Happened,
    occasion: str,
    says: Switches,
    found: list[Problem],
) -> bool:
    try:
        case = office.book.case_of(view)
        happening = [] if office.book.silent(case) else list(events(office.book, view, happened))
    except UNFIT as error:  # the others are told nevertheless; this one when its row can be read
        assert view.record is not None  # rules are asked about records that are there
        found.append(unfit(Unfit(happened.column or RECEIVED, view.table.name, view.record.reference, str(error))))
        return False
    now = office.shop.now()
    did = False
    for event in happening:
        due = now + timedelta(seconds=office.decision_seconds if event.decision else 0)
        for tell in event.tell:
            for person in people(view, tell.to) or nobody(event, view, tell, found):
                notice = _notice(view, event.name, tell.message, occasion, person)
                if address_path(person.reach) in messages.told(
                    connection, event.name, notice.reference, tell.message, occasion
                ):
                    continue
                column = view.table.column(happened.column)
                words = {
                    name: show(office.shop.programme, column, value, person.language) if column else ""
                    for name, value in (("before", happened.before), ("after", happened.after))
                }
                telling = Telling(event, tell, person, view, case, notice, words)
                state, reason = _state(event, tell, case, says)
                urgent = event.urgent or tell.urgent
                leaves = _at(office, view.records, happened, person, due, urgent=urgent)
                did |= post(office, connection, [telling], leaves, found, state=state, reason=reason)
    return did


def _state(event: Event, tell: Tell, case: View | None, says: Switches) -> tuple[MessageState, str]:
    if stopped(case):
        return MessageState.skipped, _("the mails of this one are stopped")
    reason = waits(event, tell, says)
    return (MessageState.held if reason else MessageState.queued), reason


def _at(
    office: NotifyContext, records: Records, happened: Happened, person: Person, due: datetime, *, urgent: bool
) -> datetime:
    """An answer to a form comes at once; what staff decided comes at a good hour."""
    if happened.received or office.shop.settings.demonstration:
        return due
    return calendar_of(office.shop.programme, records).opening(due, person.time_zone, person.country, urgent=urgent)


def _undo(office: NotifyContext, connection: sa.Connection, records: Records, now: datetime) -> bool:
    """A mail that carries a decision vanishes while it waits if the decision is taken back, or its record is gone."""
    rules = {event.name: event for event in office.shop.programme.rules.events}
    did = False
    for notice in messages.open_notices(connection, rules):
        event = rules[notice.rule]
        if office.braked.of(notice.table, notice.reference):
            continue
        column, value = watched(event)
        if not column:
            continue
        record = records.get(notice.table, notice.reference)
        if record is None:
            did |= _put_away(connection, notice, now)
        elif _taken_back(notice, changes.by_id(connection, notice.occasion), value, record.values.get(column)):
            reason = _("it was put back before the mail went out")
            did |= messages.move(connection, notice.message, OPEN, MessageState.skipped, now, reason=reason)
    return did


def _put_away(connection: sa.Connection, notice: Any, now: datetime) -> bool:
    """What a mail would have told of a row that is gone is told anew should the row come back."""
    reason = _("its row went from the spreadsheet before the mail went out")
    if not messages.move(connection, notice.message, OPEN, MessageState.skipped, now, reason=reason):
        return False
    messages.forget(connection, notice.message)
    changes.set_handling(connection, [notice.occasion], Handling.gone)
    return True


def _taken_back(notice: Any, change: Any, value: str | None, now_there: Any) -> bool:
    """Whether what a mail tells does not hold any more. A status that has moved on is no reason to keep silent about it; one
    that came with a new row has nothing before it, and was corrected before its mail left (if nobody else decides about that).
    """
    if not now_there:
        return True
    if value is None:  # a column that was filled: with somebody else by now
        return change is not None and now_there != change.after
    if now_there == value:
        return False
    corrected = change is not None and change.happening == Happening.typed and notice.state == MessageState.queued
    return change is None or corrected or now_there == change.before


def _notice(view: View, rule: str, step: str, occasion: str, person: Person) -> Notice:
    assert view.record is not None  # rules are asked about records that are there
    return notice_at(view.table.name, view.record.reference, rule, step, occasion, person.reach)
