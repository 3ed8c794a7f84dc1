"""From what is to be told to a message in the outbox: one mail for one thing, a digest for several."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import jinja2
import sqlalchemy as sa

from core.problem import Problem
from core.texts import mark as _
from core.texts import texts
from journal import messages
from journal.messages import Notice
from journal.states import MessageKind, MessageState
from mail import whatsapp
from mail.compose import Parts, compose
from mail.markdown import escape
from mail.templates import Template, Written, broken, names_for
from notify.context import NotifyContext
from notify.held_records import WAITS
from notify.notice import Telling
from programme.rules import Ladder
from programme.shown import title
from rules.people import Person, by_mail

MISTAKES = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError)


def post(
    office: NotifyContext,
    connection: sa.Connection,
    tellings: Sequence[Telling],
    due_at: datetime,
    found: list[Problem],
    *,
    state: MessageState = MessageState.queued,
    reason: str = "",
    also: Sequence[Notice] = (),
) -> bool:
    """Writes one message about all of `tellings`, to the person of the first one, and puts it into the outbox.

    `also`: what it only counts, because the list would be too long. A template that cannot be filled is a problem, and what
    it was about is left out. False where nothing was left.
    """
    written, told = write(office, tellings, found, len(also))
    if written is None:
        return False
    first = told[0]
    is_reminder = isinstance(first.rule, Ladder)
    alarm = office.braked.about(first.view, first.case) if state == MessageState.queued else None
    if alarm:
        state, reason = MessageState.held, WAITS
    if first.person.number:
        several = len(told) + len(also) > 1
        parts = by_whatsapp(office, written, first.person, several=several, is_reminder=is_reminder)
    else:
        parts = finished(office, written, first.person, is_reminder=is_reminder)
    values = {
        "kind": _only({one.rule.name for one in told}, MessageKind.several),
        "table": _only({one.view.table.name for one in told}),
        "reference": _only({one.notice.reference for one in told}),
        "case": _only({one.case.record.reference if one.case and one.case.record else "" for one in told}),
        "email": first.person.reach,
        "person": first.person.name or first.person.reach,
        "language": first.person.language,
        "reply_to": _answering(office, first).email,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "state": state,
        "reason": reason,
        "alarm": alarm,
        "due_at": due_at,
    }
    messages.add(connection, [*(one.notice for one in told), *also], values, office.shop.now())
    return True


def write(
    office: NotifyContext, tellings: Sequence[Telling], found: list[Problem], more: int = 0
) -> tuple[Written | None, Sequence[Telling]]:
    """What the mail says, and what it is about after all; (None, ()) where no template could be filled.

    `more`: how many things beside these it is about.
    """
    if len(tellings) == 1 and not more:
        only = tellings[0]
        template = _template(office, only)
        try:
            return template.write(_names(office, only)), tellings
        except MISTAKES as error:
            found.append(broken(template, error, only.view.table.name, only.notice.reference))
            return None, ()
    lines: dict[str, list[str]] = {}
    told = []
    for one in tellings:
        template = _template(office, one, tellings[0].person.language)
        try:
            line = template.write_line(_names(office, one, tellings[0].person))
        except MISTAKES as error:
            found.append(broken(template, error, one.view.table.name, one.notice.reference))
            continue
        about = title(one.case, tellings[0].person.language) if one.case else ""
        lines.setdefault(about, []).append(line)
        told.append(one)
    return (_digest(office, tellings[0], lines, len(told), more), told) if told else (None, ())


def finished(office: NotifyContext, written: Written, person: Person, *, is_reminder: bool) -> Parts:
    """Text and HTML, with the line at the foot; a reminder says how to get no more of them."""
    programme = office.shop.programme
    words = _("This mail comes from {programme}. Simply reply to it if you have a question.")
    name = programme.text(programme.name, person.language)
    say = texts(person.language).gettext
    address = office.links.stop(person.language, person.reach) if is_reminder else ""
    return compose(written, person.language, say(words).format(programme=name), (say(_("No more reminders")), address))


def by_whatsapp(office: NotifyContext, written: Written, person: Person, *, several: bool, is_reminder: bool) -> Parts:
    """The short text for somebody without e-mail, without HTML; a reminder says how to get no more of them."""
    programme = office.shop.programme
    name = programme.text(programme.name, person.language)
    text = (
        whatsapp.digest(written, lambda left: _more(person, left))
        if several
        else whatsapp.short(written, _greeting(person), name)
    )
    if is_reminder:
        words = texts(person.language).gettext(_("No more reminders"))
        text += f"\n\n{words}:\n{office.links.stop(person.language, person.reach)}"
    return Parts(written.subject, text, "")


def _greeting(person: Person) -> str:
    speak = texts(person.language).gettext
    called = " ".join(f"{person.address} {person.name}".split())
    return speak(_("Dear {name},")).format(name=called) if called else speak(_("Good day,"))


def _more(person: Person, count: int) -> str:
    return texts(person.language).gettext(_("… and {count} more of this kind.")).format(count=count)


def _digest(office: NotifyContext, first: Telling, lines: dict[str, list[str]], count: int, more: int) -> Written:
    programme, person = office.shop.programme, first.person
    speak = texts(person.language).gettext
    parts = [str(escape(_greeting(person))), speak(_("These things are in your hands or wait for a word from you:"))]
    for about, some in lines.items():
        parts += [f"**{escape(about)}**"] if about else []
        parts.append("\n".join(f"- {line}" for line in some))
    if more:
        parts.append(_more(person, more))
    answering = _answering(office, first)
    words = (
        speak(_("If something is not clear, simply reply here."))
        if person.number
        else speak(_("If something is not clear, simply reply to this mail: {name} answers."))
    )
    parts.append(words.format(name=escape(answering.name or programme.text(programme.name, person.language))))
    subject = speak(_("{programme}: {count} pending matters"))
    name = programme.text(programme.name, person.language)
    return Written(subject.format(programme=name, count=count + more), "\n\n".join(parts))


def _template(office: NotifyContext, telling: Telling, language: str = "") -> Template:
    return office.templates.get(telling.tell.message, language or telling.person.language)


def _names(office: NotifyContext, telling: Telling, person: Person | None = None) -> dict[str, Any]:
    reader, view = person or telling.person, telling.view
    answering = _answering(office, telling)
    return names_for(
        view,
        reader.language,
        person={part: getattr(reader, part) for part in ("name", "address", "office", "email")},
        link=partial(office.link, reader, telling.notice.reference),
        link_case=partial(office.link_case, reader, telling.case),
        sheet=office.sheet_address(view.table.name, telling.notice.reference) if reader.role else "",
        coordinator={"name": answering.name, "email": answering.email},
        **telling.more,
    )


def _answering(office: NotifyContext, telling: Telling) -> Person:
    return next(iter(by_mail(telling.view, office.shop.programme.sender.reply_to)), Person(""))


def _only(some: Iterable[str], otherwise: str = "") -> str:
    """The one that all of them are, if they are."""
    different = set(some)
    return different.pop() if len(different) == 1 else otherwise
