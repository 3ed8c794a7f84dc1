"""What fell due → messages: each record's latest step that tells somebody, once."""

from collections.abc import Iterator

import sqlalchemy as sa

from core.clock import local_date
from core.problem import Problem
from core.texts import mark as _
from journal import messages
from journal.messages import Notice
from journal.states import OPEN, Mail
from mail.shown import written_date
from programme.record import Records, View
from rules.book import stopped
from rules.hours import within_hours
from rules.ladders import Finding
from rules.people import people
from worker.office import Office
from worker.telling import Telling, add, nobody


def remind(
    office: Office, connection: sa.Connection, records: Records, held_up: set[str], found: list[Problem]
) -> bool:
    """Tells what fell due; what waits of earlier steps, or does not hold any more, is skipped with its reason."""
    shop, now = office.shop, office.shop.now()
    today = local_date(now, shop.programme.time_zone)
    told = messages.all_told(connection)
    pending = list(messages.open_notices(connection))
    ladders = {ladder.name for ladder in shop.programme.rules.ladders}
    current = {(f.reference, f.ladder.name, f.telling.name, f.occasion) for f in office.findings if f.telling}
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
                told.add((key.reference, key.rule, key.step, key.occasion, key.email))
                add(office, connection, telling, found)
                did = True
    for notice in pending:
        at = (notice.reference, notice.rule, notice.step, notice.occasion)
        if notice.rule in ladders and at not in current and not office.braked.of(notice.table, notice.reference):
            later = any(at[:2] == other[:2] and at[3] == other[3] for other in current)
            reason = _("a later reminder takes its place") if later else _("it does not apply any more")
            did |= messages.move(connection, notice.message, OPEN, Mail.skipped, now, reason=reason)
    return did


def _due(office: Office, finding: Finding, view: View, case: View | None, found: list[Problem]) -> Iterator[Telling]:
    now, limits = office.shop.now(), office.shop.programme.limits
    step = finding.telling.name if finding.telling else ""
    for tell in finding.telling.tell if finding.telling else ():
        for person in people(view, tell.to) or nobody(finding.ladder, view, tell, found):
            notice = Notice(finding.table, finding.reference, finding.ladder.name, step, finding.occasion, person.email)
            due = within_hours(now, person.time_zone, limits.sending_hours)
            words = {"days": abs(finding.days), "date": written_date(finding.date, person.language)}
            yield Telling(finding.ladder, tell, person, view, case, notice, due, words)
