"""What is next for each case, as the programme's `next_steps` say it: looked at again
only where something changed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from core.notation.addresses import email_addresses, phone_numbers
from programme.expressions import compile_value
from programme.models.desk import NextStep
from programme.models.rules import ROLE
from programme.records.record import Record, Records, View
from rules.book import Book
from rules.meetings.unanswered import unanswered_since
from rules.recipients.people import people
from rules.recipients.person import Person
from rules.remembered import Remembered
from rules.unfit import UNFIT


@dataclass(frozen=True)
class HeldStep:
    """A step that holds of a case.

    `since`: from when it counts, None where that is not known; `person`: who does it,
    "" where a role does; `phone`: their number, or that of whose silence it is about,
    and `email` where mail reaches them who have none;
    `silent`: where mail reaches that person; `ignored_since`: since when they have left
    proposals of hours without an answer, None where they have not.
    """

    step: NextStep
    reference: str
    since: date | None
    person: str = ""
    phone: str = ""
    email: str = ""
    silent: str = ""
    ignored_since: date | None = None

    @property
    def due_on(self) -> date | None:
        """From when on somebody of the team sees to it."""
        return _later(self.since, self.step.after_days)

    @property
    def overdue_on(self) -> date | None:
        """From when on it is late; None where it never is."""
        return _later(self.since, self.step.overdue_days)


@dataclass(frozen=True)
class Signs:
    """What is known of people beside the records.

    `heard`: address → the last day on which they sent something by a link;
    `refused`: addresses (in small letters) that a mail server refuses; `named`:
    (case, column) → when it got its value.
    """

    heard: Callable[[str], date | None] = lambda _address: None
    refused: Collection[str] = ()
    named: Mapping[tuple[str, str], date] = field(default_factory=dict)


NO_SIGNS = Signs()


def phone_of(person: Person) -> str:
    """A person's first telephone number as it is kept; "" where there is none."""
    return next(iter(phone_numbers(person.phone)), "")


def email_without_phone(person: Person) -> str:
    """Where mail reaches somebody who has no telephone number; "" for all others."""
    addresses = email_addresses(person.email)
    if phone_of(person) or not addresses:
        return ""
    return addresses[0][1]


def _later(day: date | None, days: int | None) -> date | None:
    if day is None or days is None:
        return None
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None  # nobody lives to see it


class NextSteps:
    """The next steps of the cases of one programme.

    Holds on to what it found, with everything that it read for it.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        programme = book.programme
        self._table = programme.tables[programme.case.table]
        self._since = {
            step.name: compile_value(step.since, self._table, programme.tables)
            for step in programme.desk.next_steps
            if step.since is not None
        }
        self._remembered = Remembered[tuple[str, date | None], tuple[HeldStep, ...]]()

    def of_cases(
        self,
        records: Records,
        today: date,
        entered: Mapping[str, date],
        signs: Signs = NO_SIGNS,
    ) -> Mapping[str, Sequence[HeldStep]]:
        """Reference → the steps that hold of a case, in their
        order: the first one is next.

        `today`: a day of the programme's time zone; `entered`: when a case reached its
        present stage, where that is known.
        """
        rows = (
            ((reference, entered.get(reference)), record)
            for reference, record in records.table(self._table.name).items()
        )

        def work(key: tuple[str, date | None], record: Record) -> tuple[HeldStep, ...]:
            return self._of_case(View(records, self._table, record, today), key[1])

        noted = self._remembered.look(records, today, rows, work)
        # Signs come without any record changing: they are asked each
        # time, and the rest stays.
        return {
            reference: _with_signs(held, today, signs)
            for (reference, _day), (held, _reads) in noted.items()
        }

    def of_case(
        self, case: View, entered: date | None = None, signs: Signs = NO_SIGNS
    ) -> tuple[HeldStep, ...]:
        """The steps that hold of one case, in their order.

        None of a case that is silent.
        """
        return _with_signs(self._of_case(case, entered), case.today, signs)

    def _of_case(self, case: View, entered: date | None) -> tuple[HeldStep, ...]:
        steps: list[HeldStep] = []
        try:
            if self.book.silent(case):
                return ()
        except UNFIT:
            # Nothing is asked of anybody about a case that cannot be judged.
            return ()
        for step in self.book.programme.desk.next_steps:
            try:
                held = self._held(step, case, entered)
            # A cell from before its column became a date stops this step alone; that
            # the cell is wrong is told elsewhere.
            except UNFIT:
                continue
            if held is not None:
                steps.append(held)
        return tuple(steps)

    def _held(
        self, step: NextStep, case: View, entered: date | None
    ) -> HeldStep | None:
        if case.record is None or not self.book.true(step.when, case):
            return None
        since = entered
        if step.name in self._since:
            since = _day(self._since[step.name].evaluate(case)) or entered
        if step.silent is not None:
            return _silence(step, case, since)
        person = _person(step, case)
        if person is None:
            return HeldStep(step, case.record.reference, since)
        name = person.name or person.reach
        return HeldStep(
            step,
            case.record.reference,
            since,
            name,
            phone_of(person),
            email_without_phone(person),
        )


def _silence(step: NextStep, case: View, since: date | None) -> HeldStep | None:
    """A step that waits for somebody's silence; None where nobody is
    there who could be silent.
    """
    assert step.silent
    assert case.record
    persons = []
    for person in people(case, (step.silent.who,)):
        if not person.role:
            persons.append(person)
    if not persons:
        return None
    ignored: date | None = None
    if step.silent.unanswered is not None:
        ignored = unanswered_since(case, persons[0], step.silent.unanswered)
    return HeldStep(
        step,
        case.record.reference,
        since,
        phone=phone_of(persons[0]),
        email=email_without_phone(persons[0]),
        silent=persons[0].reach,
        ignored_since=ignored,
    )


def _with_signs(
    held: tuple[HeldStep, ...], today: date, signs: Signs
) -> tuple[HeldStep, ...]:
    if not any(step.silent for step in held):
        return held
    remaining: list[HeldStep] = []
    for step in held:
        counted: HeldStep | None = step
        if step.silent:
            counted = _still_silent(step, today, signs)
        if counted is not None:
            remaining.append(counted)
    return tuple(remaining)


def _still_silent(held: HeldStep, today: date, signs: Signs) -> HeldStep | None:
    """The step, counted from the last word of its person; None while they are
    not silent for long enough.
    """
    assert held.step.silent
    column = held.step.silent.who.partition(".")[0]
    days = (
        held.since,
        signs.named.get((held.reference, column)),
        signs.heard(held.silent),
    )
    last = max((day for day in days if day is not None), default=None)
    if held.silent.casefold() in signs.refused:
        return replace(held, since=last)
    heard = signs.heard(held.silent)
    if held.ignored_since is not None and (heard is None or heard < held.ignored_since):
        return replace(held, since=held.ignored_since)
    if last is None or (today - last).days < held.step.silent.days:
        return None
    return replace(held, since=last)


def _person(step: NextStep, case: View) -> Person | None:
    """The first person outside of the team who does a step; None where a role
    does, or nobody is known.
    """
    if step.by.startswith(ROLE):
        persons = []
    else:
        persons = people(case, (step.by,))
    if not persons or persons[0].role:
        return None
    return persons[0]


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return None
