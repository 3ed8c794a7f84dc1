"""Once a day, in the morning: a mail to those who answer for the programme, when something waits for them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from core.problem import Problem
from core.texts import mark as _
from core.texts import texts
from journal import messages, problems
from journal.messages import address_path, notice_at
from journal.states import MessageKind, MessageState
from mail.compose import Written, compose
from mail.markdown import Address, escape
from notify.context import NotifyContext
from notify.record_problems import listed
from programme.app_tables import PEOPLE
from programme.record import Records, View
from rules.hours import calendar_of
from rules.people import Person, by_mail, holders

LISTED = 20


def daily(context: NotifyContext, connection: sa.Connection, records: Records, today: date) -> bool:
    """Puts the day's mail into the outbox, once for each of them; nothing where nothing waits."""
    now, day = context.now(), today.isoformat()
    calendar = calendar_of(context.programme, records)
    table = context.programme.tables[context.programme.case.table]
    told = messages.told(connection, MessageKind.daily, "", "", day)
    answerable = by_mail(View(records, table, None, today), context.programme.sender.reply_to)
    new = [person for person in answerable if address_path(person.email) not in told]
    if not new:
        return False
    waiting = messages.in_state(connection, MessageState.held)
    by_hand = messages.in_state(connection, MessageState.by_hand)
    review = problems.standing(connection)
    if not waiting and not by_hand and not review:
        return False
    for person in {person.email: person for person in new}.values():
        due = calendar.opening(now, person.time_zone, person.country)
        message = _message(context, person, (waiting, by_hand), review, due)
        notice = notice_at("", "", MessageKind.daily, "", day, person.email)
        messages.add(connection, [notice], message, now)
    return True


def unread(context: NotifyContext, records: Records, today: date) -> list[Problem]:
    """That who answers for the programme has no e-mail address: alarms and the day's mail reach nobody then."""
    programme = context.programme
    view, role = View(records, programme.tables[programme.case.table], None, today), programme.sender.reply_to
    if by_mail(view, role) or not holders(view, role):
        return []
    words = _("Nobody with the role {role} has an e-mail address: warnings and the mail of the day reach nobody.")
    return [Problem("unread", words, (("role", programme.text(programme.roles[role], programme.language)),), PEOPLE)]


def _message(
    context: NotifyContext,
    person: Person,
    mails: tuple[Sequence[Any], Sequence[Any]],
    review: list[problems.Standing],
    due: datetime,
) -> dict[str, Any]:
    waiting, by_hand = mails
    programme = context.programme
    speak = texts(person.language).gettext
    name = programme.text(programme.name, person.language)
    lines = [speak(_("Good morning, {name}.")).format(name=escape(person.name))]
    if waiting:
        lines.append(speak(_("Mails that wait for your yes: {count}.")).format(count=len(waiting)))
        lines.append("\n".join(f"- {escape(row.person)}: {escape(row.subject)}" for row in waiting[:LISTED]))
    if by_hand:
        lines.append(speak(_("Messages to send by hand: {count}.")).format(count=len(by_hand)))
        lines.append("\n".join(f"- {escape(row.person)}: {escape(row.subject)}" for row in by_hand[:LISTED]))
    if review:
        lines.append(speak(_("Things to review in the spreadsheet: {count}.")).format(count=len(review)))
        lines.append(listed(programme, review[:LISTED], person.language))
        if len(review) > LISTED:
            lines.append(speak(_("And {count} more.")).format(count=len(review) - LISTED))
    page = Address(f"{context.links.public_url}/staff/")
    words = speak(_("Look and decide"))
    lines.append(f"[{words}]({page})")
    subject = speak(_("{programme}: {count} things wait for you")).format(
        programme=name, count=len(waiting) + len(by_hand) + len(review)
    )
    parts = compose(Written(subject, "\n\n".join(lines)), person.language, name)
    return {
        "kind": MessageKind.daily,
        "email": person.email,
        "person": person.name or person.email,
        "language": person.language,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "state": MessageState.queued,
        "due_at": due,
    }
