"""The coordinators' pages: what waits, what is wrong, forms to fill in for others."""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    render_template,
    request,
    url_for,
)

from core.texts import mark as _
from forms.services import current_services
from journal import (
    alarms,
    deliveries,
    installation,
    mail_pause,
    messages,
    problems,
    worker_steps,
)
from journal.states import MessageKind, MessageState
from mail.smtp_replies import CLOSED
from notify.alarm_texts import words
from programme.app_tables import SETTINGS
from rules.urgency import most_urgent_first
from staff.mail_holds import mail_holds
from staff.messages.open_lists import FOR_SOMEBODY, open_list, page_of
from staff.records import settable_tables
from staff.say import say
from staff.signing import signed_in

blueprint = Blueprint("staff", __name__)
SHOWN = timedelta(weeks=4)
NEWEST = 100
"""Settled messages on the page; those that wait for somebody are all there."""
KIND_WORDS = {
    MessageKind.daily: _("Mails of the day"),
    MessageKind.alarm: _("Warnings"),
    MessageKind.closing: _("Forms that close"),
    MessageKind.correction: _("Corrections"),
    MessageKind.several: _("Several reminders in one"),
}
"""What people call the kinds of messages that no single rule brought."""
SHEET_AWAY = _("The spreadsheet cannot be reached at the moment; forms are kept and will arrive.")
WENT_WRONG = {
    "send": _("The mail server cannot be reached at the moment; mails will go out later."),
    "decide": _("The program cannot work out at the moment what is due. Whoever looks after it must be told."),
    "sweep": _(
        "Files of forms that were never sent cannot be removed at the moment. Whoever looks after the program must be told."
    ),
}
"""What a step of the worker ran into, for staff; the others are about the spreadsheet."""


@blueprint.get("/staff/")
@signed_in
def overview() -> str:
    """What waits for somebody, at one glance."""
    here = current_services()
    now = here.clock.now()
    is_demonstration = current_app.extensions["hoja.settings"].demonstration
    with here.journal.read() as connection:
        shown = messages.since(connection, now - SHOWN, NEWEST + 1)
        standing = most_urgent_first(problems.standing(connection))
        waiting = deliveries.waiting(connection)
        counts = messages.counts(connection)
        errors = worker_steps.errors(connection)
        raised = alarms.standing(connection)
        waits = mail_pause.current(connection, now)
        is_open = is_demonstration or installation.read(connection).outbox_is_open
    mails = [row for row in shown if row.kind != MessageKind.sign_in]
    others = [row for row in mails if row.state not in FOR_SOMEBODY]
    labels = _kind_labels()
    return render_template(
        "staff/overview.html",
        mails=others[:NEWEST],
        is_cut=len(others) > NEWEST,
        held=open_list(mails, (MessageState.held,), labels),
        by_hand=open_list(mails, (MessageState.by_hand,), labels),
        unknown=open_list(mails, (MessageState.unknown,), labels),
        problems=[(item, _shown(item.problem)) for item in standing],
        waiting=waiting,
        counts=counts,
        alarms=[(words(here.programme, row, g.language), _alarm(row.id)) for row in raised],
        errors=[(say(WENT_WRONG.get(step, SHEET_AWAY)), error) for step, error in errors.items()],
        is_open=is_open,
        holds=mail_holds(here.programme, here.journal, g.language),
        settings_tab=here.programme.text(here.programme.tables[SETTINGS].label, here.programme.language),
        has_form_tabs=any(form.edited_in_sheet for form in here.programme.forms.values()),
        record_tables=settable_tables(here.programme),
        has_pages=here.programme.case.page is not None,
        pause=waits,
        pause_words=CLOSED[waits.why] if waits else "",
        all_forms=[(name, here.programme.text(form.title, g.language)) for name, form in here.programme.forms.items()],
    )


@blueprint.get("/staff/waiting/<state>")
@signed_in
def waiting(state: str) -> str:
    """The messages of a kind that wait for somebody, a page at a time: a yes is for what was looked at."""
    if state not in FOR_SOMEBODY:
        abort(404)
    kind = request.args.get("kind", "")
    with current_services().journal.read() as connection:
        in_state = messages.in_state(connection, MessageState(state))
    of_kind = [message for message in in_state if message.kind == kind]
    page = page_of(of_kind, request.args.get("page", 1, int))
    label = _kind_labels().get(kind, kind)
    return render_template("staff/waiting.html", state=MessageState(state), kind=kind, label=label, page=page)


def _kind_labels() -> dict[str, str]:
    """Kind of a message → what people call it."""
    rules = current_services().programme.rules
    labels = {kind.value: say(words) for kind, words in KIND_WORDS.items()}
    labels |= {ladder.name: current_services().programme.text(ladder.label, g.language) for ladder in rules.ladders}
    return labels | {event.name: current_services().programme.text(event.label, g.language) for event in rules.events}


def _alarm(id: str) -> str:
    return url_for("alarms.show", token=current_services().links.sign("alarm", [id, g.staff]))


def _shown(problem: Any) -> tuple[str, str, str]:
    """A problem's words, its tab and its column."""
    programme = current_services().programme
    table = programme.tables.get(problem.table)
    column = table.column(problem.column) if table else None
    words = problem.words(g.language)
    language = programme.language
    return words, table.label[language] if table else "", column.label[language] if column else ""
