"""One message to make: who is told what about which record, and why it may have to wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import jinja2
import sqlalchemy as sa

from core.problem import Problem
from core.texts import mark as _
from core.texts import texts
from journal import messages
from journal.messages import Notice
from journal.states import Mail
from mail.compose import compose
from mail.shown import title
from mail.templates import broken, names_for
from programme.app_tables import SETTINGS
from programme.model import Event, Ladder, Tell
from programme.record import Record, Records, View
from rules.book import stopped
from rules.people import Person, holders
from worker.braked import WAITS
from worker.office import Office

LONELY = "nobody"
SEPARATOR = ", "


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


def nobody(rule: Event | Ladder, view: View, tell: Tell, found: list[Problem]) -> Iterable[Person]:
    """Nobody to tell: said once, as a problem that stands until somebody is there."""
    assert view.record is not None  # rules are asked about records that are there
    programme = view.records.programme
    names = [_who(view, path.strip()) for alternatives in tell.to for path in alternatives.split(" or ")]
    words = _("“{rule}”: nobody could be told. There is no address of: {who}.")
    gaps = (
        ("rule", programme.text(rule.label, programme.language)),
        ("to", SEPARATOR.join(tell.to)),
        ("who", ", ".join(dict.fromkeys(names))),
    )
    found.append(Problem(LONELY, words, gaps, view.table.name, view.record.reference))
    return ()


def _who(view: View, path: str) -> str:
    """A recipient as people call it: a role's label, or the label of the column that holds the address."""
    programme = view.records.programme
    *steps, last = path.split(".")
    if steps == ["role"]:
        return programme.text(programme.roles[last], programme.language)
    for step in steps:
        view = view.get(step)
    contact = view.table.contacts.get(last)
    holder, name = view.path(contact.email) if contact else (view, "email")
    column = holder.table.column(name)
    label = programme.text(column.label, programme.language) if column else last
    return f"{label} ({programme.text(holder.table.label, programme.language)})"


def add(office: Office, connection: sa.Connection, telling: Telling, found: list[Problem]) -> None:
    """Writes the message and puts it into the outbox; a template that cannot be filled is a problem."""
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
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        found.append(broken(template, error, view.table.name, view.record.reference))
        return
    footer = texts(person.language).gettext(
        _("This mail comes from {programme}. Simply reply to it if you have a question.")
    )
    parts = compose(written, person.language, footer.format(programme=programme.text(programme.name, person.language)))
    state, reason = _state(telling, view.records)
    alarm = office.braked.about(view, telling.case) if state == Mail.queued else None
    if alarm:
        state, reason = Mail.held, WAITS
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
        "alarm": alarm,
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
    if setting in ("ask", "stop") or (setting is None and isinstance(telling.rule, Ladder)):
        return Mail.held, _("reminders of this kind wait for a yes")
    return Mail.queued, ""


def about(records: Records, message: Any, today: date, language: str) -> str:
    """The name of the record that a message is about."""
    table = records.programme.tables.get(message.table)
    record = records.get(message.table, message.reference)
    return title(View(records, table, record, today), language) if table and record else message.reference
