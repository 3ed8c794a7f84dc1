"""Tells the team that a form is about to close, that its last day is over, or that it
is full, with how many have come.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.forms import form_closings, submissions
from journal.forms.form_closings import Closing
from journal.mails import messages, open_messages
from journal.states import MessageKind, MessageState
from mail.compose import compose
from mail.markdown import Address
from notify.composing.render import MISTAKES
from notify.context import NotifyContext
from notify.planning.apply import withdraw
from programme.models.forms import Form
from programme.records.display import written_date
from programme.records.record import Records, View
from programme.templates import closing_names
from rules.calendar.hours import calendar_of
from rules.recipients.person import Person
from rules.recipients.team import by_mail

SOURCE = "closings"
STILL_NEWS = timedelta(days=7)
"""What closed before that is told to nobody: the programme may just
have been set up with it.
"""
NOT_TRUE = _("the form is open again, or closes on another day")
UNWRITTEN = _("The mail {template} about the form {form} could not be written: {error}")


class Step(StrEnum):
    """What is told: it closes `soon`, its last day is `over`, or it is `full`."""

    soon = "soon"
    over = "over"
    full = "full"


def tell_closings(
    context: NotifyContext, connection: sa.Connection, records: Records, today: date
) -> tuple[bool, list[Problem]]:
    """Puts into the outbox what is to be told of forms today and was not yet, once for
    each person; gives whether it did anything, and what could not be written.

    What waits and has become untrue is taken back.
    """
    told = []
    for form in context.programme.forms.values():
        if form.closing:
            told.append(form)
    if not told:
        return False, []
    present = {}
    for form in told:
        for closing, count in _present(connection, form, today):
            present[closing] = (form, count)
    moved = _take_back(context, connection, set(present))
    problems = []
    for closing, (form, count) in present.items():
        for person in _recipients(context, records, form, today):
            if form_closings.is_told(connection, closing, person.email):
                continue
            moved = True
            error = _post(context, connection, closing, form, count, person, today)
            if error:
                problems.append(error)
    return moved, problems


def _present(
    connection: sa.Connection, form: Form, today: date
) -> Iterator[tuple[Closing, int]]:
    """What is true of a form today and worth telling, with how many have come."""
    assert form.closing is not None
    count = submissions.count(connection, form.name)
    if form.most is not None and count >= form.most:
        yield Closing(form.name, Step.full, str(form.most)), count
        return
    closes = form.last_window(today).closes
    if closes is None:
        return
    mark = closes.isoformat()
    if (
        closes - timedelta(days=form.closing.days) <= today <= closes
        and form.closing.days
    ):
        yield Closing(form.name, Step.soon, mark), count
    if closes < today <= closes + STILL_NEWS:
        yield Closing(form.name, Step.over, mark), count


def _recipients(
    context: NotifyContext, records: Records, form: Form, today: date
) -> list[Person]:
    """The people of the role at whose place mails go out now."""
    assert form.closing is not None
    programme = context.programme
    now = context.now()
    calendar = calendar_of(programme, records)
    people = by_mail(
        View(records, programme.tables[programme.case.table], None, today),
        form.closing.to,
    )
    recipients: list[Person] = []
    for person in people:
        if calendar.opening(now, person.time_zone, person.country) == now:
            recipients.append(person)
    return recipients


def _take_back(
    context: NotifyContext, connection: sa.Connection, present: set[Closing]
) -> bool:
    moved = False
    for message in open_messages.of_kind(connection, MessageKind.closing):
        if message.asked_by:
            continue
        if form_closings.of_message(connection, message.id) in present:
            continue
        moved |= withdraw(context, connection, message.id, NOT_TRUE, forget=True)
    return moved


def _post(
    context: NotifyContext,
    connection: sa.Connection,
    closing: Closing,
    form: Form,
    count: int,
    person: Person,
    today: date,
) -> Problem | None:
    """Writes one message; gives the problem of a template that cannot be filled."""
    assert form.closing is not None
    programme = context.programme
    language = person.language
    closes = form.last_window(today).closes
    template = context.templates.get(form.closing.message, language)
    days = 0
    if closes:
        days = (closes - today).days
    names = closing_names(
        programme,
        language,
        form=programme.text(form.title, language),
        person={
            "name": person.name,
            "address": person.address,
            "office": person.office,
            "email": person.email,
        },
        state=str(closing.step),
        closes=written_date(closes, language) if closes else "",
        days=days,
        count=count,
        most=form.most or 0,
        staff=Address(f"{context.links.public_url}/staff/"),
    )
    try:
        written = template.write(names)
    except MISTAKES as error:
        gaps = (
            ("error", str(error)),
            ("form", form.name),
            ("template", form.closing.message),
        )
        return Problem(ProblemCode.template, UNWRITTEN, gaps)
    footer = programme.text(programme.name, language)
    parts = compose(written, language, footer, head=programme.letterhead(language))
    values: dict[str, Any] = {
        "kind": MessageKind.closing,
        "email": person.email,
        "person": person.name or person.email,
        "language": language,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "state": MessageState.queued,
        "due_at": context.now(),
    }
    messages.add(
        connection, [form_closings.notice(closing, person.email)], values, context.now()
    )
    return None
