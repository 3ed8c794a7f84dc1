"""What the ladders say of each record today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_date, plus_months
from programme.model import Ladder, Step
from programme.record import Records, View
from rules.book import Book


@dataclass(frozen=True)
class Finding:
    """A record has reached a step. `days` counts from the ladder's date (negative before it).

    `occasion` names what set that date: the same date set anew begins the ladder anew.
    """

    ladder: Ladder
    step: Step
    table: str
    reference: str
    date: date
    days: int
    occasion: str

    @property
    def telling(self) -> Step | None:
        """The latest step reached that tells somebody; steps above it may only change what stands beside the record."""
        reached = self.ladder.steps[: self.ladder.steps.index(self.step) + 1]
        return next((step for step in reversed(reached) if step.tell), None)


def findings(book: Book, records: Records, today: date) -> Iterator[Finding]:
    """Each record's highest step reached, ladder by ladder; `today` is a day of the programme's time zone."""
    for ladder in book.programme.rules.ladders:
        table = book.programme.tables[ladder.table]
        for record in records.table(ladder.table).values():
            view = View(records, table, record, today)
            found = _finding(book, ladder, view, today)
            if found and not book.silent(book.case_of(view)) and book.holds(ladder, view):
                yield found


def _finding(book: Book, ladder: Ladder, view: View, today: date) -> Finding | None:
    day, occasion = _date(book, ladder, view)
    if day is None or view.record is None:
        return None
    day = plus_months(day, ladder.after_months)
    passed = (today - day).days
    reached = [step for step in ladder.steps if step.days <= passed]
    if not reached:
        return None
    return Finding(ladder, reached[-1], view.table.name, view.record.reference, day, passed, occasion)


def _date(book: Book, ladder: Ladder, view: View) -> tuple[date | None, str]:
    for path in ladder.date:
        holder, name = view.path(path)
        value = holder.value(name)
        if value and holder.record:
            text = str(value)
            occasion = f"{text} {holder.record.occasions.get(name, '')}"
            try:
                if len(text) > len("2027-03-12"):
                    return local_date(datetime.fromisoformat(text), book.programme.time_zone), occasion
                return date.fromisoformat(text), occasion
            except ValueError:  # a text from before the column became a date
                return None, ""
    return None, ""
