"""The coordinators' pages: the desk, and the mails and problems that wait for
somebody.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, g, render_template, request

from forms.services import current_services
from journal.mails import messages
from journal.states import MessageKind, MessageState
from journal.tabs import deliveries, problems
from rules.findings.urgency import most_urgent_first
from staff.access.signing import signed_in
from staff.desk.today import desk_page
from staff.messages.kinds import kind_labels
from staff.messages.open_lists import FOR_SOMEBODY, open_list, page_of
from staff.messages.together import bundles
from staff.notices import notices
from staff.record_pages.records import settable_tables

blueprint = Blueprint("staff", __name__)
SHOWN = timedelta(weeks=4)
NEWEST = 100
"""Settled messages on the page; those that wait for somebody are all there."""


@blueprint.get("/staff/")
@signed_in
def overview() -> str:
    """The desk: what to do today, and how the cases stand."""
    return desk_page()


@blueprint.get("/staff/outbox")
@signed_in
def outbox() -> str:
    """The mails that wait for somebody, what is to be reviewed, and
    the mails of the last weeks.
    """
    services = current_services()
    now = services.clock.now()
    with services.journal.read() as connection:
        shown = messages.since(connection, now - SHOWN, NEWEST + 1)
        standing = most_urgent_first(problems.standing(connection))
        waiting = deliveries.waiting(connection)
        counts = messages.counts(connection)
        waiting_together = bundles(connection)
    mails = []
    for row in shown:
        if row.kind != MessageKind.sign_in:
            mails.append(row)
    others = []
    for row in mails:
        if row.state not in FOR_SOMEBODY:
            others.append(row)
    labels = kind_labels()
    in_bundles = set()
    for bundle in waiting_together:
        for message in bundle.messages:
            in_bundles.add(message.id)
    alone = []
    for row in mails:
        if row.id not in in_bundles:
            alone.append(row)
    return render_template(
        "staff/outbox.html",
        mails=others[:NEWEST],
        is_cut=len(others) > NEWEST,
        held=open_list(alone, (MessageState.held,), labels),
        bundles=waiting_together,
        by_hand=open_list(mails, (MessageState.by_hand,), labels),
        unknown=open_list(mails, (MessageState.unknown,), labels),
        problems=[(item, _shown(item.problem)) for item in standing],
        waiting=waiting,
        counts=counts,
        has_form_tabs=any(
            form.edited_in_sheet for form in services.programme.forms.values()
        ),
        notices=notices(),
        record_tables=settable_tables(services.programme),
        has_pages=services.programme.case.page is not None
        or bool(services.programme.pages),
        all_forms=[
            (name, services.programme.text(form.title, g.language))
            for name, form in services.programme.forms.items()
        ],
    )


@blueprint.get("/staff/waiting/<state>")
@signed_in
def waiting(state: str) -> str:
    """The messages of a kind that wait for somebody, a page at a time: a yes
    is for what was looked at.
    """
    if state not in FOR_SOMEBODY:
        abort(404)
    kind = request.args.get("kind", "")
    with current_services().journal.read() as connection:
        in_state = messages.in_state(connection, MessageState(state))
    of_kind = []
    for message in in_state:
        if message.kind == kind:
            of_kind.append(message)
    page = page_of(of_kind, request.args.get("page", 1, int))
    label = kind_labels().get(kind, kind)
    return render_template(
        "staff/waiting.html",
        state=MessageState(state),
        kind=kind,
        label=label,
        page=page,
    )


def _shown(problem: Any) -> tuple[str, str, str]:
    """A problem's words, its tab and its column."""
    programme = current_services().programme
    table = programme.tables.get(problem.table)
    column = None
    if table:
        column = table.column(problem.column)
    words = problem.words(g.language)
    language = programme.language
    return (
        words,
        table.label[language] if table else "",
        column.label[language] if column else "",
    )
