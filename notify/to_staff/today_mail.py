"""Once a day, in the morning: the list *Today* as a mail, to those who answer for the
programme, each in their language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text, texts
from desk.cases import Cases
from desk.entries import entries
from desk.lines import HEADINGS, PROBLEM, Entry, Rank
from desk.shares import Share, shares
from desk.team import names_of_takers
from journal.mails import digests, messages, open_messages
from journal.mails.digests import History
from journal.records import row_imports
from journal.states import MessageKind, MessageState
from mail.compose import compose
from mail.markdown import Address, escape
from mail.written import Written
from notify.context import NotifyContext
from notify.planning.apply import withdraw
from programme.app_tables import PEOPLE
from programme.model import Programme
from programme.parts import WEEKDAYS
from programme.records.record import Records, View
from rules.calendar.hours import calendar_of
from rules.recipients.person import Person
from rules.recipients.team import everybody_by_mail, holders

LISTED = 30
"""Lines that are written out; a longer list is not read, and the desk has all of
them.
"""
REPLACED = _("a newer mail of the day takes its place")
TO_DO = _n(
    "{programme}: {count} thing to do today", "{programme}: {count} things to do today"
)
LATE = _n("{count} of them is late", "{count} of them are late")
SEE, NEW, ALSO, OPEN_LIST = _("See it"), _("New"), _("Also:"), _("Open the list")
OTHERS = _("What others have to do")


@dataclass(frozen=True)
class TodayMail:
    """What a person is told on a day.

    `new`: the keys of what no earlier mail has told; `marks_new`: there was an earlier
    mail; `taken`: key → the name of who has taken a line on; `with_others`: it ends
    with what others have to do.
    """

    share: Share
    new: frozenset[str]
    marks_new: bool
    taken: Mapping[str, str]
    with_others: bool = False

    @property
    def count(self) -> int:
        """How many things there are to do."""
        return sum(1 for entry in self.share.entries if entry.rank is not Rank.note)


def plan_mail(
    programme: Programme,
    share: Share,
    history: History,
    taken: Mapping[str, str],
    today: date,
) -> TodayMail | None:
    """The mail of a person on a day; None where there is nothing to
    do, and nothing new to know.

    `history`: what earlier mails have told this person; `today`: a day of
    the programme's time zone.
    """
    new = frozenset(entry.key for entry in share.entries) - history.listed
    is_summary_day = programme.desk.summary_day == WEEKDAYS[today.weekday()]
    mail = TodayMail(
        share,
        new,
        history.last is not None,
        taken,
        is_summary_day and bool(share.others),
    )
    if mail.count or new or mail.with_others:
        return mail
    return None


def write_mail(cases: Cases, mail: TodayMail, public_url: str) -> Written:
    """The words of a mail, in its reader's language.

    `public_url`: where the pages are that its links lead to.
    """
    person = mail.share.person
    programme = cases.programme
    language = person.language
    say = texts(language).gettext
    paragraphs = [say(_("Good morning, {name}.")).format(name=escape(person.name))]
    for rank in Rank:
        of_rank = []
        for entry in mail.share.entries:
            if entry.rank is rank:
                of_rank.append(entry)
        shown = []
        for entry in mail.share.entries[:LISTED]:
            if entry.rank is rank:
                shown.append(entry)
        if shown:
            paragraphs.append(f"**{say(HEADINGS[rank])}: {len(of_rank)}**")
            paragraphs.append(
                "\n".join(_item(mail, entry, language, public_url) for entry in shown)
            )
    more = len(mail.share.entries) - LISTED
    if more > 0:
        paragraphs.append(
            number_text(language, _n("And {count} more.", "And {count} more."), more)
        )
    if mail.with_others:
        paragraphs.extend(_others(mail.share, language))
    page = Address(f"{public_url}/staff/")
    paragraphs.append(f"[{say(OPEN_LIST)}]({page})")
    name = programme.text(programme.name, language)
    subject = number_text(language, TO_DO, mail.count, programme=name)
    late = sum(1 for entry in mail.share.entries if entry.rank is Rank.late)
    if late:
        subject = f"{subject}, {number_text(language, LATE, late)}"
    return Written(subject, "\n\n".join(paragraphs))


def _item(mail: TodayMail, entry: Entry, language: str, public_url: str) -> str:
    """A line of the list in Markdown: what it is first, then whom it is about, who has
    it, since when, and where it is done.
    """
    say = texts(language).gettext
    line = entry.write(language)
    what = f"**{escape(line.what)}**"
    if mail.marks_new and entry.key in mail.new:
        what = f"**{say(NEW)}:** {what}"
    facts = (
        line.about,
        line.of,
        line.who,
        line.phone or line.email,
        line.since,
        line.late,
    )
    details = []
    for detail in facts:
        if detail:
            details.append(str(escape(detail)))
    if line.also:
        details.append(
            f"{say(ALSO)} {' · '.join(str(escape(addition)) for addition in line.also)}"
        )
    name = mail.taken.get(entry.key, "")
    if name:
        details.append(str(escape(say(_("taken on by {name}")).format(name=name))))
    address = line.address(public_url)
    if address:
        details.append(f"[{say(SEE)}]({Address(address)})")
    if details:
        return f"- {what}\\\n  {' · '.join(details)}"
    return f"- {what}"


def _others(share: Share, language: str) -> list[str]:
    say = texts(language).gettext
    items = []
    for names, of_others in sorted(share.others.items()):
        count = number_text(
            language, _n("{count} thing to do", "{count} things to do"), len(of_others)
        )
        late = sum(1 for entry in of_others if entry.rank is Rank.late)
        parts = [count] + (
            [number_text(language, _n("{count} late", "{count} late"), late)]
            if late
            else []
        )
        items.append(f"- {escape(names)}: {', '.join(parts)}")
    return [f"**{say(OTHERS)}**", "\n".join(items)]


def tell_today(
    context: NotifyContext, connection: sa.Connection, records: Records, today: date
) -> bool:
    """Puts the mail of the day into the outbox, one for each of those who answer for
    the programme. True when it did.

    It is written when it can leave, and not before: so none is doubled by a weekend.
    One that could not leave on its day (all mail was stopped) gives way to today's, and
    what it listed is new again. Whoever had nothing to do in the morning gets none on
    that day: what comes later is in the next one.
    """
    moved = _take_back(context, connection, today)
    waiting = _waiting(context, connection, records, today)
    if not waiting:
        return moved
    cases = Cases(context.programme, connection, records, today)
    listed = _without_history(connection, entries(cases))
    digests.forget_settled(connection, {entry.key for entry in listed})
    taken = names_of_takers(connection)
    by_person = {
        share.person.reach.casefold(): share for share in shares(cases, listed)
    }
    for key, person in waiting.items():
        share = by_person.get(key, Share(person, (), {}))
        mail = plan_mail(
            context.programme,
            share,
            digests.history(connection, person.email),
            taken,
            today,
        )
        if mail is None:
            messages.rule_out(connection, digests.notices(person.email, today, ()))
        else:
            _post(context, cases, mail)
        moved |= mail is not None
    return moved


def _without_history(connection: sa.Connection, listed: Sequence[Entry]) -> list[Entry]:
    """The lines without what checks say of rows that were brought in and that nobody
    has worked with: that stands in the tab of problems, and no mail tells it.
    """
    untouched = row_imports.untouched(connection)
    remaining = []
    for entry in listed:
        is_problem = entry.key.startswith(PROBLEM)
        if not (is_problem and (entry.table, entry.reference) in untouched):
            remaining.append(entry)
    return remaining


def _waiting(
    context: NotifyContext, connection: sa.Connection, records: Records, today: date
) -> dict[str, Person]:
    """Those whose mail of the day could leave now and has not been
    written: address → person.
    """
    calendar = calendar_of(context.programme, records)
    now = context.now()
    persons = everybody_by_mail(records, context.programme.sender.reply_to, today)
    return {
        person.reach.casefold(): person
        for person in persons
        if calendar.opening(now, person.time_zone, person.country) == now
        and digests.history(connection, person.email).last != today
    }


def unread(context: NotifyContext, records: Records, today: date) -> list[Problem]:
    """That who answers for the programme has no e-mail address: alarms and the
    day's mail reach nobody then.
    """
    programme = context.programme
    view = View(records, programme.tables[programme.case.table], None, today)
    role = programme.sender.reply_to
    if everybody_by_mail(records, role, today) or not holders(view, role):
        return []
    text = _(
        "Nobody with the role {role} has an e-mail address: warnings and the mail of the day reach nobody."
    )
    label = programme.text(programme.roles[role].label, programme.language)
    return [Problem(ProblemCode.unread, text, (("role", label),), PEOPLE)]


def _take_back(context: NotifyContext, connection: sa.Connection, today: date) -> bool:
    """Takes back the mails of earlier days that have not left."""
    moved = False
    for message in open_messages.of_kind(connection, MessageKind.daily):
        # A person wants it sent again, or it is today's.
        if message.asked_by or digests.day_of(connection, message.id) in (None, today):
            continue
        moved |= withdraw(context, connection, message.id, REPLACED, forget=True)
    return moved


def _post(context: NotifyContext, cases: Cases, mail: TodayMail) -> None:
    programme = context.programme
    person = mail.share.person
    written = write_mail(cases, mail, context.links.public_url)
    name = programme.text(programme.name, person.language)
    parts = compose(
        written, person.language, name, head=programme.letterhead(person.language)
    )
    now: datetime = context.now()
    values = {
        "kind": MessageKind.daily,
        "email": person.email,
        "person": person.name or person.email,
        "language": person.language,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "state": MessageState.queued,
        "due_at": now,
    }
    messages.add(
        cases.connection,
        digests.notices(person.email, cases.today, _keys(mail)),
        values,
        now,
    )


def _keys(mail: TodayMail) -> Iterable[str]:
    """What it tells for the first time, in the order of the list."""
    keys = []
    for entry in mail.share.entries:
        if entry.key in mail.new:
            keys.append(entry.key)
    return keys
