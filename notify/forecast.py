"""What would go out in the next days, if nothing changed: nothing is written and nothing is sent."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core.problem import Problem
from core.texts import texts
from journal import messages, problems, suppressions
from mail.markdown import to_text
from notify.context import NotifyContext
from notify.reminders import ladders, last_letters, pending, telling, told_keys
from notify.render import by_whatsapp, write
from notify.unreadable_records import doubtful
from programme.record import Records, View
from programme.shown import title
from rules.book import Book
from rules.judge import Reminder
from rules.ladders import flag_text
from rules.plan import Before, Planned, mornings, plan
from rules.reminders import waits
from rules.switches import switches

MOST_DAYS = 366


@dataclass(frozen=True)
class Rehearsed:
    """A mail that would be written on `day` and leave at `leaves`, unless it `waits` for a yes.

    `why`: (what it is about, the kind of reminder, what stands beside it) of each thing that it says.
    """

    day: date
    leaves: datetime
    waits: str
    email: str
    person: str
    subject: str
    text: str
    why: tuple[tuple[str, str, str], ...]

    @property
    def key(self) -> tuple[date, str, tuple[tuple[str, str, str], ...]]:
        """By which two rehearsals are compared."""
        return self.day, self.email, self.why


def rehearse(office: NotifyContext, days: int, found: list[Problem] | None = None) -> list[Rehearsed]:
    """The mails with reminders of the next days, in their order. `found` gets what could not be written."""
    shop = office.shop
    programme, now = shop.programme, shop.now().astimezone(ZoneInfo(shop.programme.time_zone))
    with shop.journal.read() as connection:
        records = shop.records(connection)
        before = _before(office, connection, now)
        standing = [item.problem for item in problems.standing(connection)]
    doubts, says = doubtful(standing), switches(records, standing)

    def why(reminder: Reminder, _records: Records) -> str:
        return waits(reminder.finding.ladder, reminder.tell, says)

    planned = plan(
        Book(programme), lambda _day: records, mornings(now, min(days, MOST_DAYS)), before, why=why, doubtful=doubts
    )
    problems_found = found if found is not None else []
    written = (_rehearsed(office, records, one, problems_found) for one in planned)
    return sorted((one for one in written if one), key=lambda one: (one.day, one.leaves, one.email))


def _before(office: NotifyContext, connection: sa.Connection, now: datetime) -> Before:
    open_mails = tuple(pending(messages.open_notices(connection, ladders(office))))
    told, stopped = frozenset(told_keys(connection)), frozenset(suppressions.stopped(connection))
    last = last_letters(office, connection, now, [one.id for one in open_mails])
    return Before(told, open_mails, last, stopped)


def _rehearsed(office: NotifyContext, records: Records, planned: Planned, found: list[Problem]) -> Rehearsed | None:
    letter, language = planned.letter, office.shop.programme.language
    tellings = [telling(office, reminder, records, planned.day) for reminder in letter.listed]
    written, _told = write(office, tellings, found, len(letter.counted))
    if written is None:
        return None
    programme = office.shop.programme
    reasons = tuple(
        (
            title(View(records, one.view.table, one.view.record, planned.day), language) or one.notice.reference,
            programme.text(one.rule.label, language),
            _flag(reminder, language),
        )
        for one, reminder in zip(tellings, letter.listed, strict=True)
    )
    person = letter.person
    waiting = texts(language).gettext(letter.waits) if letter.waits else ""
    name = person.name or person.reach
    several = len(letter.reminders) > 1
    if person.number:
        text = by_whatsapp(office, written, person, several=several, is_reminder=True).text
    else:
        text = to_text(written.body)
    return Rehearsed(planned.day, planned.leaves, waiting, person.reach, name, written.subject, text, reasons)


def _flag(reminder: Reminder, language: str) -> str:
    text = flag_text(reminder.finding, reminder.rung, language)
    return " ".join(text.split()) or f"{reminder.finding.days:+d}"


@dataclass(frozen=True)
class Difference:
    """A mail that only one of two rehearsals has, or that says something else. `lines`: what is different, as + and -."""

    sign: str
    mail: Rehearsed
    lines: tuple[str, ...] = ()


def differences(now: Iterable[Rehearsed], then: Iterable[Rehearsed]) -> Iterator[Difference]:
    """What changes between two rehearsals, in the order of days: "-" goes, "+" comes, "~" has other words."""
    before, after = {one.key: one for one in now}, {one.key: one for one in then}
    for key in sorted(before.keys() | after.keys(), key=lambda key: (key[0], key[1], key[2])):
        if key not in after:
            yield Difference("-", before[key])
        elif key not in before:
            yield Difference("+", after[key])
        elif lines := tuple(_lines(before[key], after[key])):
            yield Difference("~", after[key], lines)


def _lines(before: Rehearsed, after: Rehearsed) -> Iterator[str]:
    one, other = ([mail.waits, mail.subject, *mail.text.splitlines()] for mail in (before, after))
    for line in difflib.unified_diff(one, other, lineterm="", n=0):
        if line[:1] in "+-" and line[:3] not in ("+++", "---"):
            yield line
