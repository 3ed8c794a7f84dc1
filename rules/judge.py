"""Judging every record, again and again: what has not changed since the last time is not judged anew."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.addresses import email_addresses
from programme.record import Reads, Records, View
from programme.rules import Ladder, Tell
from rules.book import Book, stopped
from rules.ladders import Finding, Rung, RungTell, finding, rungs
from rules.people import Person, people
from rules.unfit import UNFIT, Unfit

Key = tuple[str, str, str, str, str]
"""(reference, ladder, rung, occasion, the recipient's path): what somebody is reminded of once."""


@dataclass(frozen=True)
class Reminder:
    """Somebody is to be told that a record, of a case, has reached a rung. `to`: which one of the step's they are."""

    finding: Finding
    rung: Rung
    tell: Tell
    person: Person
    case: str = ""
    to: str = ""

    @property
    def final(self) -> bool:
        """Whether no later rung of the ladder tells these people anything."""
        return self.to in self.rung.final

    def days_apart(self, usual: int) -> int:
        """How many days after the last mail with reminders this one may follow. What comes last waits for none."""
        if self.tell.days_apart is not None:
            return self.tell.days_apart
        return 0 if self.final else usual

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
            mail.casefold() in stopped for _name, mail in email_addresses(self.person.email)
        )

    @cached_property
    def key(self) -> Key:
        """What is told once."""
        f = self.finding
        return f.reference, f.ladder.name, self.rung.name, f.occasion, self.person.path


@dataclass(frozen=True)
class Judged:
    """What a ladder says of a record, who is to be reminded, and what could be told to nobody.

    `stopped`: staff stopped the mails of its case; `earlier`: what rungs below told to others. It is not told any more, unless it
    has been written and only waits to leave.
    """

    finding: Finding
    stopped: bool = False
    reminders: tuple[Reminder, ...] = ()
    lonely: tuple[Tell, ...] = ()
    earlier: tuple[Reminder, ...] = ()

    @property
    def tellable(self) -> tuple[Reminder, ...]:
        """Everything that a mail which waits to leave may still tell."""
        return (*self.reminders, *self.earlier)


Said = tuple[Judged | Unfit, ...]
"""What the ladders of a table say of one of its records."""


class Judge:
    """Judges the records of one programme. Holds on to what it found, with everything that it read for it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._rungs = {ladder.name: rungs(ladder) for ladder in book.programme.rules.ladders}
        self._ladders: dict[str, list[Ladder]] = {}
        for ladder in book.programme.rules.ladders:
            self._ladders.setdefault(ladder.table, []).append(ladder)
        self._known: dict[tuple[str, str], tuple[Said, Reads, bool]] = {}
        self._day: date | None = None
        self._records: Records | None = None
        self.unfit: list[Unfit] = []
        self.doubtful: frozenset[str] = frozenset()

    def judge(self, records: Records, today: date) -> list[Judged]:
        """Each record's highest rung reached, record by record; `today` is a day of the programme's time zone.

        What could not be judged stands in `unfit` afterwards, and in `doubtful` the references of records about which nothing is
        said, as a cell that it would rest on makes no sense: of the record itself, or of one that it belongs to.
        """
        known = self._known if today == self._day else {}
        same = records.same_tables(self._records)
        now: dict[tuple[str, str], tuple[Said, Reads, bool]] = {}
        for name, ladders in self._ladders.items():
            table = self.book.programme.tables[name]
            for reference, record in records.table(name).items():
                before = known.get((name, reference))
                if before is None or not records.unchanged(before[1], same):
                    with records.reading() as reads, records.doubting() as doubts:
                        said = self._all(ladders, View(records, table, record, today))
                    reads[name, "", reference] = record
                    before = said, reads, bool(doubts)
                now[name, reference] = before
        self._known, self._day, self._records = now, today, records
        self.doubtful = frozenset(reference for (_table, reference), (*_said, doubtful) in now.items() if doubtful)
        all_said = [one for said, _reads, doubtful in now.values() if not doubtful for one in said]
        self.unfit = [one for one in all_said if isinstance(one, Unfit)]
        return [one for one in all_said if isinstance(one, Judged)]

    def _all(self, ladders: Iterable[Ladder], view: View) -> Said:
        """What each of the ladders says of a record."""
        said = (self._judge_alone(ladder, view) for ladder in ladders)
        return tuple(one for one in said if one is not None)

    def _judge_alone(self, ladder: Ladder, view: View) -> Judged | Unfit | None:
        try:
            return self._judge(ladder, view)
        except UNFIT as error:
            assert view.record is not None  # ladders are asked about records that are there
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
        of = case.record.reference if case and case.record else ""
        by_address: dict[str, Reminder] = {}
        lonely: list[Tell] = []
        for tell in rung.step.tell:
            reminders = [reminder for way in tell.to for reminder in _told(view, result, RungTell(rung, tell, way), of)]
            if not reminders:
                lonely.append(tell)
            for reminder in reminders:
                by_address.setdefault(reminder.email, reminder)  # the first of `tell` that names somebody
        due = list(by_address.values())
        for before in rung.earlier:
            if _is_over(before.rung, result):
                break  # those below it are further back
            for reminder in _told(view, result, before, of):
                by_address.setdefault(reminder.email, reminder)
        earlier = list(by_address.values())[len(due) :]
        if result.closed:
            return Judged(result, reminders=_final(due), earlier=_final(earlier))
        return Judged(result, reminders=tuple(due), lonely=tuple(lonely), earlier=tuple(earlier))


def _is_over(rung: Rung, result: Finding) -> bool:
    """Whether a step before the date speaks of a day that has passed by now: what it says is not true any more."""
    return rung.days < 0 < result.days


def _told(view: View, result: Finding, telling: RungTell, case: str) -> Iterator[Reminder]:
    """Everybody whom a rung tells something by one of its `to`."""
    for person in people(view, (telling.to,)):
        yield Reminder(result, telling.rung, telling.tell, person, case, telling.to)


def _final(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """What comes last for somebody: all that is still told of a case that has become silent."""
    return tuple(reminder for reminder in reminders if reminder.final)
