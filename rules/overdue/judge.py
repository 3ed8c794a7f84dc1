"""Judging every record, again and again: what has not changed since the
last time is not judged anew.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.notation.addresses import email_addresses
from programme.models.rules import Ladder, Tell
from programme.records.record import Record, Records, View
from rules.book import Book, stopped
from rules.on_change.needs import missing_needs
from rules.overdue.ladders import Finding, Rung, RungTell, finding, rungs
from rules.recipients.people import people
from rules.recipients.person import Person
from rules.remembered import Remembered
from rules.still_asked import still_asked
from rules.unfit import UNFIT, Unfit

Key = tuple[str, str, str, str, str]
"""(reference, ladder, rung, occasion, the recipient's path): what
somebody is reminded of once.
"""


@dataclass(frozen=True)
class Reminder:
    """Somebody is to be told that a record, of a case, has reached a rung.

    `to`: which one of the step's they are; `missing`: what must be true before it
    leaves and is not (rules.on_change.needs).
    """

    finding: Finding
    rung: Rung
    tell: Tell
    person: Person
    case: str = ""
    to: str = ""
    missing: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """Whether no later rung of the ladder tells these people anything."""
        return self.to in self.rung.final

    def days_apart(self, usual: int) -> int:
        """How many days after the last mail with reminders this one may follow.

        What comes last waits for none.
        """
        if self.tell.days_apart is not None:
            return self.tell.days_apart
        # What comes last must not wait out the distance: nothing
        # later would make up for it.
        if self.final:
            return 0
        return usual

    @cached_property
    def leaves_at(self) -> datetime | None:
        """The very moment at which it leaves; None where the
        calendar of mails says when.
        """
        leaves = self.tell.leaves
        moment = self.finding.moment
        if leaves is None or moment is None:
            return None
        if leaves.minutes_before is not None:
            return moment - timedelta(minutes=leaves.minutes_before)
        try:
            zone = ZoneInfo(self.person.time_zone)
        # A slip in a cell: the clock of the moment itself is near enough.
        except (ZoneInfoNotFoundError, ValueError):
            zone = None
        if zone:
            local = moment.astimezone(zone)
        else:
            local = moment
        return datetime.combine(
            local.date() - timedelta(days=1), time(leaves.evening or 0), local.tzinfo
        )

    def is_past(self, now: datetime) -> bool:
        """Whether it announces a moment that has come by now."""
        if self.leaves_at is None:
            return False
        if self.finding.moment is None:
            return False
        return self.finding.moment <= now

    @cached_property
    def email(self) -> str:
        """The address by which a person is known: capitals make no other one."""
        return self.person.reach.casefold()

    @property
    def urgent(self) -> bool:
        """Whether it goes out on any day, within the hours."""
        return self.tell.urgent or self.rung.step.urgent

    def silent(self, stopped: AbstractSet[str]) -> bool:
        """Whether somebody wants no reminders, whichever way they are written to."""
        return self.email in stopped or any(
            mail.casefold() in stopped
            for _name, mail in email_addresses(self.person.email)
        )

    @cached_property
    def key(self) -> Key:
        """What is told once."""
        f = self.finding
        return f.reference, f.ladder.name, self.rung.name, f.occasion, self.person.path


@dataclass(frozen=True)
class Judged:
    """What a ladder says of a record, who is to be reminded, and
    what could be told to nobody.

    `stopped`: staff stopped the mails of its case; `earlier`: what rungs below told to
    others. It is not told any more, unless it has been written and only waits to leave,
    or waits for the day of its digest. `is_history`: its step was past when the row was
    brought in from elsewhere (rules.overdue.history).
    """

    finding: Finding
    stopped: bool = False
    reminders: tuple[Reminder, ...] = ()
    lonely: tuple[Tell, ...] = ()
    earlier: tuple[Reminder, ...] = ()
    is_history: bool = False

    @property
    def tellable(self) -> tuple[Reminder, ...]:
        """Everything that a mail which waits to leave may still tell."""
        return (*self.reminders, *self.earlier)


Judgements = tuple[Judged | Unfit, ...]
"""What the ladders of a table say of one of its records."""


class Judge:
    """Judges the records of one programme.

    Holds on to what it found, with everything that it read for it.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self._rungs = {
            ladder.name: rungs(ladder) for ladder in book.programme.rules.ladders
        }
        self._ladders: dict[str, list[Ladder]] = {}
        for ladder in book.programme.rules.ladders:
            self._ladders.setdefault(ladder.table, []).append(ladder)
        self._remembered = Remembered[tuple[str, str], tuple[Judgements, bool]]()
        self.unfit: list[Unfit] = []
        self.doubtful: frozenset[str] = frozenset()

    def judge(self, records: Records, today: date) -> list[Judged]:
        """Each record's highest rung reached, record by record; `today` is a day of
        the programme's time zone.

        What could not be judged stands in `unfit` afterwards, and in `doubtful` the
        references of records about which nothing is said, as a cell that it would rest
        on makes no sense: of the record itself, or of one that it belongs to.
        """
        rows = (
            ((name, reference), record)
            for name in self._ladders
            for reference, record in records.table(name).items()
        )
        # One set for all of them: there may be tens of thousands,
        # and each context costs time.
        with records.doubting() as doubts:

            def work(key: tuple[str, str], record: Record) -> tuple[Judgements, bool]:
                doubts.clear()
                table = self.book.programme.tables[key[0]]
                view = View(records, table, record, today)
                return self._all(self._ladders[table.name], view), bool(doubts)

            noted = self._remembered.look(records, today, rows, work)
        settled: list[Judgements] = []
        doubtful: set[str] = set()
        for (_table, reference), ((judgements, is_doubtful), _reads) in noted.items():
            if is_doubtful:
                doubtful.add(reference)
            else:
                settled.append(judgements)
        self.doubtful = frozenset(doubtful)
        all_judgements = [
            judgement for judgements in settled for judgement in judgements
        ]
        self.unfit = [
            judgement for judgement in all_judgements if isinstance(judgement, Unfit)
        ]
        judged: list[Judged] = []
        for judgement in all_judgements:
            if isinstance(judgement, Judged):
                judged.append(judgement)
        return judged

    def _all(self, ladders: Iterable[Ladder], view: View) -> Judgements:
        """What each of the ladders says of a record."""
        judgements = []
        for ladder in ladders:
            judgement = self._judge_alone(ladder, view)
            if judgement is not None:
                judgements.append(judgement)
        return tuple(judgements)

    def _judge_alone(self, ladder: Ladder, view: View) -> Judged | Unfit | None:
        try:
            return self._judge(ladder, view)
        except UNFIT as error:
            # Ladders are asked about records that are there.
            assert view.record is not None
            return Unfit(ladder.name, ladder.table, view.record.reference, str(error))

    def _judge(self, ladder: Ladder, view: View) -> Judged | None:
        result = finding(self.book, ladder, self._rungs[ladder.name], view)
        if result is None:
            return None
        rung = result.rung.telling
        if rung is None or _is_over(rung, result):
            return Judged(result)
        case = self.book.case_of(view)
        if stopped(case):
            return Judged(result, stopped=True)
        case_reference = case.record.reference if case and case.record else ""
        by_address: dict[str, Reminder] = {}
        lonely: list[Tell] = []
        for tell in rung.step.tell:
            reminders: list[Reminder] = []
            for way in tell.to:
                reminders.extend(
                    self._reminders_of(
                        view, result, RungTell(rung, tell, way), case_reference
                    )
                )
            # Where everybody has answered, there is nobody left
            # to tell, and nothing wrong.
            if not reminders and not people(view, tell.to):
                lonely.append(tell)
            for reminder in reminders:
                # The first of `tell` that names somebody.
                by_address.setdefault(reminder.email, reminder)
        due = list(by_address.values())
        for lower in rung.earlier:
            # Those below it are further back.
            if _is_over(lower.rung, result):
                break
            for reminder in self._reminders_of(view, result, lower, case_reference):
                by_address.setdefault(reminder.email, reminder)
        # Who is due now hears nothing of the rungs below: only what
        # others were told is added.
        earlier = list(by_address.values())[len(due) :]
        # Of an edition that is over only the last word goes out, to those who
        # would else never hear of it.
        if result.closed:
            return Judged(result, reminders=_final(due), earlier=_final(earlier))
        return Judged(
            result, reminders=tuple(due), lonely=tuple(lonely), earlier=tuple(earlier)
        )

    def _reminders_of(
        self, view: View, result: Finding, telling: RungTell, case: str
    ) -> Iterator[Reminder]:
        """Everybody whom a rung tells something by one of its `to`."""
        missing = missing_needs(
            self.book, view, (*telling.rung.step.needs, *telling.tell.needs)
        )
        for person in still_asked(
            view, people(view, (telling.to,)), telling.tell.not_to
        ):
            yield Reminder(
                result, telling.rung, telling.tell, person, case, telling.to, missing
            )


def _is_over(rung: Rung, result: Finding) -> bool:
    """Whether a step before the date speaks of a day that has passed by now: what it
    says is not true any more.
    """
    return rung.days < 0 < result.days


def _final(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """What comes last for somebody: all that is still told of a
    case that has become silent.
    """
    return tuple(reminder for reminder in reminders if reminder.final)
