"""The pages of sessions: one is opened for a day, its cases are gone through one by
one, and it is closed once.

Each press keeps what was entered. A page that shows what somebody else has changed
meanwhile writes nothing over it: it comes back with both.
"""

import re
from datetime import date

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from core.notation.whole_numbers import whole_number
from core.texts import mark as _
from forms.services import current_services
from journal import visible_references
from journal.access import security_events
from journal.committee import sessions as kept
from journal.committee.sessions import CommitteeSession
from journal.states import SecurityAction
from programme.models.permissions import Permission
from programme.records.comparison import same
from staff.access.security_log import new_event
from staff.access.signing import allowed, signed_in
from staff.committee.closing import Proposal, close, proposals, shown_mark, write_cell
from staff.committee.minutes import minutes_paper
from staff.committee.pdf import answer
from staff.committee.session_rendering import case_page, list_page, session_page
from staff.committee.sessions import (
    Agenda,
    CaseOnAgenda,
    Decided,
    Entered,
    posted_list,
    posted_text,
)
from staff.say import say

blueprint = Blueprint("sessions", __name__)
CONFLICT, UNPROCESSABLE = 409, 422
KEY = re.compile(r"[0-9a-f]{32}")
"""A one-time key of a page, which becomes the id of a session."""


@blueprint.get("/staff/sessions")
@signed_in
def listed() -> str:
    """The sessions that were opened, those that are planned, and a new one."""
    with current_services().journal.read() as connection:
        return list_page(Agenda.open(connection))


@blueprint.post("/staff/sessions")
@allowed(Permission.hold_sessions)
def begin() -> Response | tuple[str, int]:
    """Opens a session of a day with some cases; the day is written beside each of
    them.
    """
    services = current_services()
    key = request.form.get("key", "")
    now = services.clock.now()
    with services.journal.write() as connection:
        agenda = Agenda.open(connection)
        open_cases = {reference for reference, _name, _day in agenda.open_cases()}
        cases = [
            reference for reference in posted_list("case") if reference in open_cases
        ]
        day = _day(posted_text("day"))
        if kept.of_id(connection, key) is None:
            if day is None or not cases or not KEY.fullmatch(key):
                problem = say(_("Please choose a day, and tick at least one name."))
                return list_page(
                    agenda, problem=problem, day=posted_text("day"), ticked=cases
                ), UNPROCESSABLE
            prefix = agenda.programme.tables[agenda.settings.table].prefix
            [reference] = visible_references.draw_for_rows(
                connection, prefix, 1, kept.references(connection)
            )
            kept.begin(connection, key, reference, day, cases, g.staff, now)
            _plan(agenda, day, cases, [], key)
    return redirect(url_for("sessions.show", id=key), 303)


@blueprint.get("/staff/session/<id>")
@signed_in
def show(id: str) -> str:
    """A session: who is there, its cases and results, and what is
    missing before it can be closed.
    """
    with current_services().journal.read() as connection:
        agenda = Agenda.open(connection)
        session = agenda.session(id)
        return session_page(agenda, session, Entered.kept(session.head))


@blueprint.post("/staff/session/<id>")
@allowed(Permission.hold_sessions)
def save(id: str) -> Response | tuple[str, int]:
    """Keeps who is there and in which order the cases come."""
    with current_services().journal.write() as connection:
        agenda = Agenda.open(connection)
        session = agenda.session(id)
        entered = Entered.posted()
        day = _day(posted_text("day"))
        cases = _cases_in_order(agenda, session)
        if day is None:
            problem = say(_("Please write the day of the session."))
            return session_page(
                agenda, session, entered, problem=problem
            ), UNPROCESSABLE
        if not kept.save_head(
            connection, session, _revision(), day, entered.as_json(), cases
        ):
            return session_page(agenda, session, entered, is_conflict=True), CONFLICT
        dropped = []
        for case in session.cases:
            if case not in cases:
                dropped.append(case)
        _plan(agenda, day, cases, dropped, f"{id}-{_revision()}")
    flash(say(_("Saved.")))
    first = ""
    if cases and request.form.get("go") == "cases":
        first = cases[0]
    if first:
        target = url_for("sessions.case", id=id, case=first)
    else:
        target = url_for("sessions.show", id=id)
    return redirect(target, 303)


@blueprint.get("/staff/session/<id>/case/<case>")
@signed_in
def case(id: str, case: str) -> str:
    """A case of a session: its dossier, and what is decided."""
    with current_services().journal.read() as connection:
        agenda = Agenda.open(connection)
        return case_page(agenda, agenda.session(id), case, None)


@blueprint.post("/staff/session/<id>/case/<case>")
@allowed(Permission.hold_sessions)
def decide(id: str, case: str) -> Response | tuple[str, int]:
    """Keeps what was decided on a case, and goes on to the next one."""
    services = current_services()
    with services.journal.write() as connection:
        agenda = Agenda.open(connection)
        session = agenda.session(id)
        decided = Decided.posted()
        if case not in session.cases:
            abort(404)
        if decided.result and not agenda.result_words(decided.result):
            abort(400)
        entered = decided.as_json()
        now = services.clock.now()
        if not kept.save_decision(
            connection, session, case, _revision(), entered, g.staff, now
        ):
            return case_page(agenda, session, case, decided), CONFLICT
    flash(say(_("Saved.")))
    if request.form.get("go") != "next":
        return redirect(url_for("sessions.case", id=id, case=case), 303)
    later = list(session.cases)[list(session.cases).index(case) + 1 :]
    if later:
        target = url_for("sessions.case", id=id, case=later[0])
    else:
        target = url_for("sessions.show", id=id) + "#close"
    return redirect(target, 303)


@blueprint.post("/staff/session/<id>/close")
@allowed(Permission.hold_sessions)
def finish(id: str) -> Response | tuple[str, int]:
    """Closes a session: its rows go to the spreadsheet, with the
    cells that were left ticked.
    """
    services = current_services()
    with services.journal.write() as connection:
        agenda = Agenda.open(connection)
        session = agenda.session(id)
        if session.closed_at is None:
            proposed = proposals(agenda, session, g.language)
            changed = []
            for case in agenda.cases_of(session):
                if _has_changed(agenda, case):
                    changed.append(case)
            has_other_values = any(_is_stale(proposal) for proposal in proposed)
            is_stale = (
                _revision() != session.revision or bool(changed) or has_other_values
            )
            if agenda.missing(session) or is_stale:
                head = Entered.kept(session.head)
                return session_page(
                    agenda, session, head, is_stale=is_stale, changed=changed
                ), CONFLICT
            accepted = []
            for proposal in proposed:
                if f"set-{proposal.case}" in request.form:
                    accepted.append(proposal)
            close(agenda, session, accepted, g.staff, services.clock.now())
            event = new_event(
                SecurityAction.closed_session,
                [session.reference, *(proposal.case for proposal in accepted)],
            )
            security_events.add(connection, event)
    return redirect(url_for("sessions.show", id=id), 303)


@blueprint.get("/staff/session/<id>/<language>/minutes.pdf")
@signed_in
def minutes(id: str, language: str) -> Response:
    """The minutes as a PDF, in a language of the programme."""
    services = current_services()
    if language not in services.programme.languages:
        abort(404)
    with services.journal.read() as connection:
        agenda = Agenda.open(connection)
        session = agenda.session(id)
        paper = minutes_paper(agenda, session, language)
    return answer(paper, f"{session.reference}-{language}.pdf")


def _plan(
    agenda: Agenda, day: date, cases: list[str], dropped: list[str], key: str
) -> None:
    """Writes the day of the session beside its cases, and takes it away
    from those that were dropped.
    """
    now = agenda.services.clock.now()
    for reference in (*cases, *dropped):
        planned = None
        if reference in cases:
            planned = day.isoformat()
        write_cell(
            agenda, reference, agenda.settings.planned, planned, g.staff, key, now
        )


def _cases_in_order(agenda: Agenda, session: CommitteeSession) -> list[str]:
    """The cases that stay on the agenda by the numbers that were written before them,
    and those that were added.
    """
    numbered = []
    for index, reference in enumerate(session.cases):
        number = whole_number(posted_text(f"order-{reference}"))
        if request.form.get(f"drop-{reference}") is None:
            if number is None:
                number = index + 1
            numbered.append((number, index, reference))
    open_cases = {reference for reference, _name, _day in agenda.open_cases()}
    added = []
    for reference in posted_list("add"):
        if reference in open_cases and reference not in session.cases:
            added.append(reference)
    return [reference for *_order, reference in sorted(numbered)] + added


def _has_changed(agenda: Agenda, case: CaseOnAgenda) -> bool:
    """Whether the page showed another decision on a case than the
    one that would be written.
    """
    return request.form.get(f"decided-{case.reference}") != shown_mark(agenda, case)


def _is_stale(proposal: Proposal) -> bool:
    """Whether the page showed another value of a cell than it
    has, where it is to be set.
    """
    is_wanted = f"set-{proposal.case}" in request.form
    return is_wanted and not same(
        proposal.shown, request.form.get(f"shown-{proposal.case}") or None
    )


def _revision() -> int:
    number = whole_number(request.form.get("revision", ""))
    if number is None:
        return -1
    return number


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        # Browsers without a field for days send whatever was typed: the form asks
        # again.
        return None
