"""Keeps what the team's desk shows of the rules: the next steps of the cases, and the
findings that somebody must see to.

The desk is opened at any moment by people who do not wait: judging every record belongs
to the round that does it anyway.
"""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from core.clock import local_date
from journal.access import contact_signs
from journal.mails.holds import suppressions
from journal.records import changes
from journal.rules import case_steps, findings
from journal.rules.case_steps import CaseStep
from journal.rules.findings import KeptFinding
from journal.states import FindingKind
from notify.context import NotifyContext
from notify.state import RoundState
from programme.model import Programme
from programme.models.rules import ROLE, Ladder
from programme.records.record import Records, View
from programme.records.stage import stage_column
from rules.findings.next_steps import Signs, email_without_phone, phone_of
from rules.overdue.judge import Judged
from rules.recipients.people import people
from rules.recipients.person import Person
from rules.unfit import UNFIT


def keep_desk(
    context: NotifyContext, connection: sa.Connection, state: RoundState
) -> None:
    """Makes the next steps and findings of this round those that the desk shows."""
    entered = _entered(connection, state.programme, state.records)
    held = context.next_steps.of_cases(
        state.records, state.today, entered, _signs(context, connection, state)
    )
    steps = []
    for reference, of_case in held.items():
        for position, step in enumerate(of_case):
            steps.append(
                CaseStep(
                    reference,
                    step.step.name,
                    position,
                    step.since,
                    step.due_on,
                    step.overdue_on,
                    step.person,
                    step.phone,
                    step.email,
                )
            )
    case_steps.replace(connection, steps)
    findings.replace(connection, kept_findings(state))


def _signs(
    context: NotifyContext, connection: sa.Connection, state: RoundState
) -> Signs:
    """What is known of people whose silence a step waits for."""
    programme = state.programme
    columns = set()
    for step in programme.desk.next_steps:
        if step.silent:
            columns.add(step.silent.who.partition(".")[0])
    if not columns:
        return Signs()
    heard = contact_signs.heard(connection)

    def last_day(address: str) -> date | None:
        moment = heard.get(context.links.mark(address))
        if moment:
            return local_date(moment, programme.time_zone)
        return None

    named: dict[tuple[str, str], date] = {}
    for column in columns:
        for reference, day in _set_on(
            connection, programme, state.records, column
        ).items():
            named[reference, column] = day
    return Signs(last_day, frozenset(suppressions.refused(connection)), named)


def _entered(
    connection: sa.Connection, programme: Programme, records: Records
) -> Mapping[str, date]:
    """When each case came to the stage that it has: the day on which staff set it, or
    else that of its arrival.
    """
    column = stage_column(programme)
    return _set_on(connection, programme, records, column.name if column else "")


def _set_on(
    connection: sa.Connection, programme: Programme, records: Records, column: str
) -> Mapping[str, date]:
    """When a column of each case got its present value: the day on which staff set it,
    or else that of the case's arrival.
    """
    table = programme.tables[programme.case.table]
    cases = records.table(table.name).values()
    occasions = {case.reference: case.occasions.get(column, "") for case in cases}
    set_by = changes.by_ids(connection, set(occasions.values()))
    entered: dict[str, date] = {}
    for case in cases:
        change = set_by.get(occasions[case.reference])
        received = _received(View(records, table, case, date.min))
        if change is not None:
            entered[case.reference] = local_date(change.seen_at, programme.time_zone)
        elif received is not None:
            entered[case.reference] = received
    return entered


def _received(case: View) -> date | None:
    """The day on which a case arrived; None where nobody knows, or the cell says what
    is no day of any calendar.
    """
    try:
        received = case.get("received")
    except UNFIT:
        return None
    return received.date() if received else None


def kept_findings(state: RoundState) -> list[KeptFinding]:
    """The findings that somebody must see to, of records that belong to a case."""
    kept: list[KeptFinding] = []
    for judged in state.judged:
        finding = judged.finding
        kind = finding_kind(judged, state.programme)
        view = None
        if kind:
            view = state.view(finding.table, finding.reference)
        if kind is None or view is None:
            continue
        case = state.book.case_of(view)
        if case is None or case.record is None:
            continue
        try:
            person = _person(finding.ladder, view)
        except UNFIT:
            person = None  # the line stands there all the same, and its row says what is wrong with it
        name = phone = email = ""
        if person:
            name = person.name or person.reach
            phone = phone_of(person)
            email = email_without_phone(person)
        kept.append(
            KeptFinding(
                finding.table,
                finding.reference,
                finding.ladder.name,
                finding.rung.name,
                finding.date,
                kind,
                name,
                phone,
                email,
                case.record.reference,
            )
        )
    return kept


def finding_kind(judged: Judged, programme: Programme) -> FindingKind | None:
    """What a finding asks of whom; None where nobody has to do anything yet.

    A ladder that tells nobody and marks its records is there for the team to look. Any
    other one is about somebody who is late once its date has passed, and passed up as
    soon as a step reached after the date has told a role.
    """
    finding = judged.finding
    if finding.closed or finding.ladder.news or judged.is_history:
        return None
    if not any(step.tell for step in finding.ladder.steps):
        return FindingKind.to_look if finding.rung.flag else None
    if finding.days <= 0:
        return None
    answering = f"{ROLE}{programme.sender.reply_to}"
    reached = [step for step in finding.ladder.steps if 0 <= step.days <= finding.days]
    ways = {way for step in reached for tell in step.tell for way in tell.to}
    if answering in ways:
        return FindingKind.passed_up
    return FindingKind.late if _ways_to_people(finding.ladder) else None


def _ways_to_people(ladder: Ladder) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = []
    for step in ladder.steps:
        for tell in step.tell:
            if not all(_is_role(way) for way in tell.to):
                ways.append(tell.to)
    return ways


def _is_role(way: str) -> bool:
    return way.startswith(ROLE)


def _person(ladder: Ladder, view: View) -> Person | None:
    """The first person outside of the team whom a ladder tells: who was to do it."""
    for ways in _ways_to_people(ladder):
        for person in people(view, ways):
            if not person.role:
                return person
    return None
