"""records and rules → messages: what happened, what fell due, what staff wrote into the Outbox."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import jinja2
import sqlalchemy as sa

from core.clock import local_date
from core.problem import Problem
from core.texts import mark as _
from core.texts import texts
from journal import messages, problems, seen
from journal.messages import Notice
from journal.states import OPEN, Handling, Happening, Mail
from mail.compose import compose
from mail.shown import show, title, written_date
from mail.templates import broken, names_for
from programme.app_tables import OUTBOX, SETTINGS
from programme.model import Event, Ladder, Tell
from programme.record import Record, Records, View
from rules.book import stopped
from rules.events import Happened, events, watched
from rules.hours import within_hours
from rules.ladders import Finding, findings
from rules.people import Person, holders, people
from worker.daily import daily
from worker.office import Office

SOURCE, LONELY = "decide", "nobody"
RECEIVED = "received"


@dataclass(frozen=True)
class Telling:
    """One message to make: who, what, about what, and why it may have to wait."""

    rule: Event | Ladder
    tell: Tell
    person: Person
    view: View
    case: View | None
    notice: Notice
    due_at: datetime
    more: dict[str, Any]


def decide(office: Office) -> bool:
    """Looks at what changed and at the day, and puts into the outbox what follows from it. True when anything did."""
    shop, now = office.shop, office.shop.now()
    today = local_date(now, shop.programme.time_zone)
    with shop.journal.read() as connection:
        records = shop.records(connection)
        held_up = {standing.problem.reference for standing in problems.standing(connection) if standing.problem.column}
    office.findings = [f for f in findings(office.book, records, today) if f.reference not in held_up]
    with shop.journal.write() as connection:
        found: list[Problem] = []
        lonely = [problem for problem in _lonely(connection) if not _has_people(records, problem, today)]
        did = _actions(connection, now)
        for view, happened, occasion in _happenings(office, connection, records, held_up, now):
            did |= _tell_event(office, connection, view, happened, occasion, lonely)
        did |= _tell_ladders(office, connection, records, held_up, found)
        did |= _undo(office, connection, records, now)
        did |= daily(office, connection, records, today)
        problems.replace(connection, SOURCE, found, now)
        problems.replace(connection, LONELY, lonely, now)
    return did


def _lonely(connection: sa.Connection) -> list[Problem]:
    return [standing.problem for standing in problems.standing(connection) if standing.source == LONELY]


def _has_people(records: Records, problem: Problem, today: date) -> bool:
    """Whether somebody can be told by now, or there is nothing left to tell about."""
    table, record = records.programme.tables.get(problem.table), records.get(problem.table, problem.reference)
    if table is None or record is None:
        return True
    return bool(people(View(records, table, record, today), tuple(dict(problem.values)["who"].split(", "))))


def _actions(connection: sa.Connection, now: datetime) -> bool:
    """What staff wrote into the Outbox tab: wait, send, do not send."""
    moves = {
        "hold": ((Mail.queued,), Mail.held),
        "send": ((Mail.held,), Mail.queued),
        "skip": ((Mail.held, Mail.queued), Mail.skipped),
    }
    tags = {row.tag: row.id for row in messages.in_state(connection, *OPEN)}
    done = False
    for change in [row for row in seen.unhandled(connection) if row.table == OUTBOX]:
        if change.column == "action" and change.after in moves and change.reference in tags:
            before, to = moves[change.after]
            done |= messages.move(
                connection, tags[change.reference], before, to, now, reason=_("by staff, in the spreadsheet")
            )
        seen.handled(connection, [change.id], Handling.seen_by_rules)
    return done


def _happenings(
    office: Office, connection: sa.Connection, records: Records, held_up: set[str], now: datetime
) -> Iterator[tuple[View, Happened, str]]:
    """What forms brought, and edits whose record has been still for a while; an edit that was undone is none.

    What happened to a record that is held up waits until its cell is mended.
    """
    still = now - timedelta(seconds=office.still_seconds)
    today = local_date(now, office.shop.programme.time_zone)
    edits: dict[tuple[str, str, str], list[Any]] = {}
    for change in seen.unhandled(connection):
        if change.happening in (Happening.edited, Happening.received):
            edits.setdefault((change.table, change.reference, change.column), []).append(change)
        else:
            seen.handled(connection, [change.id], Handling.seen_by_rules)
    for (table, reference, column), some in edits.items():
        record = records.get(table, reference)
        received = some[0].happening == Happening.received
        if record is not None and ((not received and some[-1].seen_at > still) or reference in held_up):
            continue
        undone = not received and some[0].before == some[-1].after
        ids = [change.id for change in some]
        seen.handled(connection, ids, Handling.undone if undone else Handling.seen_by_rules)
        if record is None or undone:
            continue
        view = View(records, office.shop.programme.tables[table], record, today)
        occasion = RECEIVED if received else some[-1].id
        yield view, Happened(received, column, some[0].before, some[-1].after), occasion


def _tell_event(
    office: Office, connection: sa.Connection, view: View, happened: Happened, occasion: str, found: list[Problem]
) -> bool:
    case = office.book.case_of(view)
    if office.book.silent(case):
        return False
    now = office.shop.now()
    did = False
    for event in events(office.book, view, happened):
        wait = office.decision_seconds if event.decision else 0
        due = now + timedelta(seconds=wait)
        for tell in event.tell:
            for person in people(view, tell.to) or _nobody(view, tell, found):
                notice = _notice(view, event.name, tell.message, occasion, person)
                if person.email in messages.told(connection, event.name, notice.reference, tell.message, occasion):
                    continue
                column = view.table.column(happened.column)
                words = {
                    name: show(office.shop.programme, column, value, person.language) if column else ""
                    for name, value in (("before", happened.before), ("after", happened.after))
                }
                _add(office, connection, Telling(event, tell, person, view, case, notice, due, words), found)
                did = True
    return did


def _tell_ladders(
    office: Office, connection: sa.Connection, records: Records, held_up: set[str], found: list[Problem]
) -> bool:
    """Each record's latest step, told once; earlier steps that have not gone out are superseded."""
    shop, now = office.shop, office.shop.now()
    today = local_date(now, shop.programme.time_zone)
    told = messages.all_told(connection)
    pending = list(messages.open_notices(connection))
    ladders = {ladder.name for ladder in shop.programme.rules.ladders}
    current = {(f.reference, f.ladder.name, f.step.name, f.occasion) for f in office.findings}
    current |= {(n.reference, n.rule, n.step, n.occasion) for n in pending if n.reference in held_up}
    did = False
    for finding in office.findings:
        view = View(records, shop.programme.tables[finding.table], records.get(finding.table, finding.reference), today)
        case = office.book.case_of(view)
        if stopped(case):
            continue
        for telling in _due(office, finding, view, case, found):
            key = telling.notice
            if (key.reference, key.rule, key.step, key.occasion, key.email) not in told:
                _add(office, connection, telling, found)
                did = True
    for notice in pending:
        at = (notice.reference, notice.rule, notice.step, notice.occasion)
        if notice.rule in ladders and at not in current:
            later = any(at[:2] == other[:2] and at[3] == other[3] for other in current)
            reason = _("a later reminder takes its place") if later else _("it is not overdue any more")
            did |= messages.move(connection, notice.message, OPEN, Mail.skipped, now, reason=reason)
    return did


def _due(office: Office, finding: Finding, view: View, case: View | None, found: list[Problem]) -> Iterator[Telling]:
    now, limits = office.shop.now(), office.shop.programme.limits
    for tell in finding.step.tell:
        for person in people(view, tell.to) or _nobody(view, tell, found):
            notice = Notice(
                finding.table, finding.reference, finding.ladder.name, finding.step.name, finding.occasion, person.email
            )
            due = within_hours(now, person.time_zone, limits.sending_hours)
            words = {"days": abs(finding.days), "date": written_date(finding.date, person.language)}
            yield Telling(finding.ladder, tell, person, view, case, notice, due, words)


def _undo(office: Office, connection: sa.Connection, records: Records, now: datetime) -> bool:
    """A mail that carries a decision vanishes while it waits if the decision is taken back, or its record is gone."""
    rules = {event.name: event for event in office.shop.programme.rules.events}
    did = False
    for notice in messages.open_notices(connection):
        event = rules.get(notice.rule)
        if event is None:
            continue
        column, value = watched(event)
        record = records.get(notice.table, notice.reference)
        now_there = record.values.get(column) if record else None
        if column and (now_there != value if value else not now_there):
            reason = _("it was put back before the mail went out")
            did |= messages.move(connection, notice.message, OPEN, Mail.skipped, now, reason=reason)
    return did


def _notice(view: View, rule: str, step: str, occasion: str, person: Person) -> Notice:
    assert view.record is not None  # rules are asked about records that are there
    return Notice(view.table.name, view.record.reference, rule, step, occasion, person.email)


def _nobody(view: View, tell: Tell, found: list[Problem]) -> Iterable[Person]:
    """Nobody to tell: said once, as a problem that stands until somebody is there."""
    assert view.record is not None  # as above
    words = _("Nobody could be told “{message}”: no address for {who}.")
    gaps = (("message", tell.message), ("who", ", ".join(tell.to)))
    found.append(Problem(LONELY, words, gaps, view.table.name, view.record.reference))
    return ()


def _add(office: Office, connection: sa.Connection, telling: Telling, found: list[Problem]) -> None:
    shop, person, view = office.shop, telling.person, telling.view
    programme, now = shop.programme, shop.now()
    assert view.record is not None  # as above
    template = office.templates.get(telling.tell.message, person.language)
    answering = next(iter(holders(view, programme.sender.reply_to)), Person(""))
    names = names_for(
        view,
        person.language,
        person={part: getattr(person, part) for part in ("name", "address", "office", "email")},
        link=partial(office.link, person.language, view.record.reference),
        sheet=office.sheet_address(view.table.name, view.record.reference) if person.role else "",
        coordinator={"name": answering.name, "email": answering.email},
        **telling.more,
    )
    try:
        written = template.write(names)
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
        found.append(broken(template, error, view.table.name, view.record.reference))
        return
    footer = texts(person.language).gettext(
        "This mail comes from {programme}. Simply reply to it if you have a question."
    )
    parts = compose(written, person.language, footer.format(programme=programme.text(programme.name, person.language)))
    state, reason = _state(telling, view.records)
    values = {
        "kind": telling.rule.name,
        "table": view.table.name,
        "reference": view.record.reference,
        "case": telling.case.record.reference if telling.case and telling.case.record else "",
        "email": person.email,
        "person": person.name or person.email,
        "language": person.language,
        "reply_to": answering.email,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "state": state,
        "reason": reason,
        "due_at": telling.due_at,
    }
    messages.add(connection, [telling.notice], values, now)


def _state(telling: Telling, records: Records) -> tuple[Mail, str]:
    if stopped(telling.case):
        return Mail.skipped, _("the mails of this one are stopped")
    if telling.tell.ask:
        return Mail.held, _("mails to these people always wait for a yes")
    row: Record | None = records.get(SETTINGS, telling.rule.name)
    setting = row.values.get("value") if row else None
    if setting == "ask" or (setting is None and isinstance(telling.rule, Ladder)):
        return Mail.held, _("reminders of this kind wait for a yes")
    return Mail.queued, ""


def about(records: Records, message: Any, today: date, language: str) -> str:
    """The name of the record that a message is about."""
    table = records.programme.tables.get(message.table)
    record = records.get(message.table, message.reference)
    return title(View(records, table, record, today), language) if table and record else message.reference
