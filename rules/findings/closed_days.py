"""Due dates on days on which the people concerned get no mails: told while they are
ahead, so that others can be chosen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from expressions.types import ValueType
from programme.models.rules import ROLE, Ladder
from programme.records.record import Record, Records, View
from rules.book import Book
from rules.calendar.hours import Calendar
from rules.recipients.people import people
from rules.remembered import Remembered
from rules.unfit import UNFIT


@dataclass(frozen=True)
class ClosedDay:
    """A cell with a due date on which nobody in a country is written to."""

    table: str
    reference: str
    column: str
    day: date
    country: str


class ClosedDays:
    """The planned days of one programme.

    Holds on to what it found, with everything that it read for it.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self._ladders: dict[str, list[Ladder]] = {}
        for ladder in book.programme.rules.ladders:
            if not ladder.after_months:
                self._ladders.setdefault(ladder.table, []).append(ladder)
        self._remembered = Remembered[tuple[str, str], tuple[ClosedDay, ...]]()

    def find(
        self, records: Records, today: date, calendar: Calendar
    ) -> list[ClosedDay]:
        """The due dates from today on that are days without mails or public
        holidays, each cell once.

        A due date is what a ladder counts from where a person wrote that very day.
        Weekends are no news to anybody.
        """
        rows = (
            ((name, reference), record)
            for name in self._ladders
            for reference, record in records.table(name).items()
        )

        def work(key: tuple[str, str], record: Record) -> tuple[ClosedDay, ...]:
            table = self.book.programme.tables[key[0]]
            # One view for all ladders: it finds people and
            # ways over references once.
            view = View(records, table, record, today)
            return self._look_all(self._ladders[table.name], view, calendar)

        noted = self._remembered.look(records, (today, calendar), rows, work)
        cells: dict[tuple[str, str, str], ClosedDay] = {}
        for closed_days, _reads in noted.values():
            cells.update(
                ((closed.table, closed.reference, closed.column), closed)
                for closed in closed_days
            )
        return list(cells.values())

    def _look_all(
        self, ladders: Iterable[Ladder], view: View, calendar: Calendar
    ) -> tuple[ClosedDay, ...]:
        closed_days = []
        for ladder in ladders:
            closed = self._look(ladder, view, calendar)
            if closed is not None:
                closed_days.append(closed)
        return tuple(closed_days)

    def _look(self, ladder: Ladder, view: View, calendar: Calendar) -> ClosedDay | None:
        try:
            planned = _planned(ladder, view)
            if planned is None:
                return None
            holder, column, day = planned
            country = next(
                (
                    country_code
                    for country_code in self._countries(ladder, view)
                    if _is_closed(calendar, day, country_code)
                ),
                None,
            )
            if (
                country is None
                or not self.book.holds(ladder, view)
                or self.book.silent(self.book.case_of(view))
            ):
                return None
        except UNFIT:  # told of the ladder itself
            return None
        assert holder.record is not None  # a date stands in a record
        return ClosedDay(
            holder.table.name, holder.record.reference, column, day, country
        )

    def _countries(self, ladder: Ladder, view: View) -> Iterator[str]:
        """Where those live whom the earliest step of the ladder tells something; the
        team's roles only where nobody else is.
        """
        ways: list[str] = []
        for step in sorted(ladder.steps, key=lambda step: step.days):
            for tell in step.tell:
                ways.extend(tell.to)
        ways.sort(key=lambda way: way.startswith(ROLE))
        for way in ways:
            persons = people(view, (way,))
            if persons:
                yield from dict.fromkeys(person.country for person in persons)
                return
        yield self.book.programme.country


def _is_closed(calendar: Calendar, day: date, country: str) -> bool:
    return calendar.occasion(day, country) is not None


def _planned(ladder: Ladder, view: View) -> tuple[View, str, date] | None:
    """The record, the column and the day that a ladder counts from, where a person
    wrote that day and it is not over.
    """
    for path in (*ladder.extended_to, *ladder.date):
        holder, name = view.path(path)
        value = holder.value(name)
        if not value or holder.record is None:
            continue
        column = holder.table.column(name)
        if (
            column is None
            or column.field_type.expression_type is not ValueType.date
            or name in holder.record.unreadable
        ):
            return None
        day = date.fromisoformat(str(value))
        if day >= view.today:
            return (holder, name, day)
        return None
    return None
