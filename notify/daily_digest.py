"""Once a day, in the morning: a mail to those who answer for the programme, when something new waits for them.

A list that is the same for weeks is read by nobody. So the mail of a day says what is new since the last one to the same
person, and once a week all that is still there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text, texts
from journal.mails import digests, messages, open_messages
from journal.mails.digests import History
from journal.mails.messages import MessageSummary
from journal.states import OPEN, MessageKind, MessageState
from journal.tabs import problems
from mail.compose import Written, compose
from mail.markdown import Address, escape
from notify.context import NotifyContext
from notify.date_problems import TOLD_ONCE
from notify.record_problems import listed
from programme.app_tables import PEOPLE
from programme.model import Programme
from programme.needs import missing_words
from programme.record import Records, View
from rules.hours import calendar_of
from rules.people import Person, by_mail, holders
from rules.urgency import most_urgent_first

LISTED = 20
"""Items of a kind that are named one by one; a longer list is not read, and the staff page has all of them."""
WEEK = timedelta(days=7)
NEW = _("New since the last mail of the day:")
STILL_THERE = _("Still there from before:")
LOOK = _("Look and decide")
REPLACED = _("a newer mail of the day takes its place")


class Section(StrEnum):
    """What waits: mails for a yes, messages to send by hand, lines to review."""

    held = "held"
    by_hand = "by_hand"
    review = "review"


WAITING = _n("{programme}: {count} thing waits for you", "{programme}: {count} things wait for you")
NEWS = _n("{programme}: {count} new thing waits for you", "{programme}: {count} new things wait for you")
HEADINGS = {
    Section.held: _("Mails that wait for your yes: {count}."),
    Section.by_hand: _("Messages to send by hand: {count}."),
    Section.review: _("Things to review in the spreadsheet: {count}."),
}


@dataclass(frozen=True)
class Item:
    """One thing that waits for the team.

    `key`: as long as it is the same, so is the thing; `lines`: what the mail says of it, in Markdown, by language; `once`: it is
    told as new and does not come again, because nothing is to be done about it.
    """

    key: str
    section: Section
    lines: Mapping[str, str]
    once: bool = False


@dataclass(frozen=True)
class Digest:
    """What a person is told on a day. `again`: what earlier mails have told and is still there; `is_full`: it names all."""

    new: tuple[Item, ...]
    again: tuple[Item, ...]
    is_full: bool

    @property
    def count(self) -> int:
        """How many things it tells."""
        return len(self.new) + len(self.again)


def plan_digest(items: Sequence[Item], history: History, today: date) -> Digest | None:
    """What one person is told on a day, or None: there was a mail today, or there is nothing to say.

    `history`: what earlier mails have told this person; `today`: a day of the programme's time zone.
    """
    if history.last == today:
        return None
    new = tuple(item for item in items if item.key not in history.listed)
    before = tuple(item for item in items if item.key in history.listed and not item.once)
    a_week_has_passed = history.last_full is None or today - history.last_full >= WEEK
    if new and (a_week_has_passed or not before):
        return Digest(new, before, is_full=True)
    if new:
        return Digest(new, (), is_full=False)
    if before and a_week_has_passed:
        return Digest((), before, is_full=True)
    return None


def write_digest(programme: Programme, digest: Digest, person: Person, page: Address) -> Written:
    """The words of a mail of the day. `page`: the address of the staff page."""
    say = texts(person.language).gettext
    paragraphs = [say(_("Good morning, {name}.")).format(name=escape(person.name))]
    if digest.again and digest.new:
        paragraphs.append(f"**{say(NEW)}**")
    paragraphs.extend(_sections(digest.new, person.language))
    if digest.again:
        paragraphs.append(f"**{say(STILL_THERE)}**")
        paragraphs.extend(_sections(digest.again, person.language))
    if not digest.is_full:
        paragraphs.append(say(_("What earlier mails told and is still there comes again once a week.")))
    paragraphs.append(f"[{say(LOOK)}]({page})")
    subject = WAITING if digest.again else NEWS
    name = programme.text(programme.name, person.language)
    return Written(number_text(person.language, subject, digest.count, programme=name), "\n\n".join(paragraphs))


def _sections(items: Sequence[Item], language: str) -> list[str]:
    say = texts(language).gettext
    paragraphs: list[str] = []
    for section, heading in HEADINGS.items():
        lines = [item.lines[language] for item in items if item.section is section]
        if not lines:
            continue
        paragraphs.append(say(heading).format(count=len(lines)))
        paragraphs.append("\n".join(lines[:LISTED]))
        if len(lines) > LISTED:
            paragraphs.append(number_text(language, _n("And {count} more.", "And {count} more."), len(lines) - LISTED))
    return paragraphs


def daily(context: NotifyContext, connection: sa.Connection, records: Records, today: date) -> bool:
    """Puts the mail of the day into the outbox, one for each of those who answer for the programme. True when it did.

    It is written when it can leave, and not before: so none is doubled by a weekend. One that could not leave on its day
    (all mail was stopped) gives way to today's, and what it listed is new again.
    """
    calendar = calendar_of(context.programme, records)
    now = context.now()
    moved = _take_back(context, connection, today)
    case = context.programme.tables[context.programme.case.table]
    answering = by_mail(View(records, case, None, today), context.programme.sender.reply_to)
    recipients = {
        person.email.casefold(): person
        for person in answering
        if calendar.opening(now, person.time_zone, person.country) == now
    }
    if not recipients:
        return moved
    items = _items(connection, context.programme)
    digests.forget_settled(connection, {item.key for item in items})
    for person in recipients.values():
        digest = plan_digest(items, digests.history(connection, person.email), today)
        if digest is not None:
            _post(context, connection, digest, person, today)
            moved = True
    return moved


def unread(context: NotifyContext, records: Records, today: date) -> list[Problem]:
    """That who answers for the programme has no e-mail address: alarms and the day's mail reach nobody then."""
    programme = context.programme
    view, role = View(records, programme.tables[programme.case.table], None, today), programme.sender.reply_to
    if by_mail(view, role) or not holders(view, role):
        return []
    text = _("Nobody with the role {role} has an e-mail address: warnings and the mail of the day reach nobody.")
    label = programme.text(programme.roles[role], programme.language)
    return [Problem(ProblemCode.unread, text, (("role", label),), PEOPLE)]


def _take_back(context: NotifyContext, connection: sa.Connection, today: date) -> bool:
    """Takes back the mails of earlier days that have not left."""
    moved = False
    for message in open_messages.of_kind(connection, MessageKind.daily):
        if message.asked_by or digests.day_of(connection, message.id) in (None, today):
            continue  # a person wants it sent again, or it is today's
        messages.forget(connection, message.id)
        moved |= messages.move(connection, message.id, OPEN, MessageState.withdrawn, context.now(), reason=REPLACED)
    return moved


def _post(context: NotifyContext, connection: sa.Connection, digest: Digest, person: Person, today: date) -> None:
    programme = context.programme
    page = Address(f"{context.links.public_url}/staff/")
    written = write_digest(programme, digest, person, page)
    name = programme.text(programme.name, person.language)
    parts = compose(written, person.language, name, head=programme.letterhead(person.language))
    values = {
        "kind": MessageKind.daily,
        "email": person.email,
        "person": person.name or person.email,
        "language": person.language,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "state": MessageState.queued,
        "due_at": context.now(),
    }
    keys = [item.key for item in digest.new]
    notices = digests.notices(person.email, today, keys, is_full=digest.is_full)
    messages.add(connection, notices, values, context.now())


def _of_message(programme: Programme, message: MessageSummary, language: str) -> str:
    """A message that waits, with what is missing before it can leave."""
    line = f"- {escape(message.person)}: {escape(message.subject)}"
    if not message.missing:
        return line
    missing = missing_words(programme, message.kind, message.missing, language)
    words = texts(language).gettext(_("Missing: {what}")).format(what=missing)
    return f"{line} ({escape(words)})"


def _items(connection: sa.Connection, programme: Programme) -> list[Item]:
    """Everything that waits for the team, oldest first; of what is to be reviewed, what mails wait for comes before the rest."""
    items: list[Item] = []
    for section, state in ((Section.held, MessageState.held), (Section.by_hand, MessageState.by_hand)):
        for message in messages.in_state(connection, state):
            lines = {language: _of_message(programme, message, language) for language in programme.languages}
            items.append(Item(message.id, section, lines))
    for standing in most_urgent_first(problems.standing(connection)):
        lines = {language: listed(programme, [standing], language) for language in programme.languages}
        items.append(Item(standing.tag, Section.review, lines, once=standing.problem.code in TOLD_ONCE))
    return items
