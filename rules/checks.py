"""What must not be in the sheet, as the programme's checks say it, looked for again and again.

What was found of a record is kept with everything that was read for it: only what changed is looked at anew.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.clock import plus_months
from programme.parts import Column
from programme.record import GAP, Reads, Record, Records, Value, View
from programme.rules import AtMost, Check, Within
from programme.shown import name_holder
from programme.values import plain
from rules.book import Book
from rules.unfit import UNFIT, Unfit

Filled = tuple[str, Column | None, Value]
"""What fills a gap of a text: its name, the column that the value is of (None for a plain one), the value."""
OF = " of"
Judge = Callable[[View], Any]


@dataclass(frozen=True)
class Wrong:
    """A check does not like a record."""

    check: Check
    reference: str
    gaps: tuple[Filled, ...]


class Checks:
    """The checks of one programme."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[tuple[str, str], tuple[Any, Reads]] = {}
        self._day: date | None = None
        self._records: Records | None = None
        self.unfit: list[Unfit] = []

    def wrong(self, records: Records, today: date) -> list[Wrong]:
        """Everything that the checks do not like, in their order; `today` is a day of the programme's time zone.

        What could not be judged stands in `unfit` afterwards.
        """
        before = self._known if today == self._day else {}
        round_ = _Round(self.book, records, today, before, {}, records.same_tables(self._records))
        found = [wrong for check in self.book.programme.rules.checks for wrong in round_.check(check)]
        self._known, self._day, self._records, self.unfit = round_.known, today, records, round_.unfit
        return found


@dataclass
class _Round:
    """One look at all records."""

    book: Book
    records: Records
    today: date
    before: dict[tuple[str, str], tuple[Any, Reads]]
    known: dict[tuple[str, str], tuple[Any, Reads]]
    same: Collection[str]
    unfit: list[Unfit] = field(default_factory=list)

    def check(self, check: Check) -> Iterator[Wrong]:
        if check.at_most:
            yield from self._too_many(check, check.at_most)
        elif check.unique:
            yield from self._twice(check)
        else:
            for reference, gaps in self._each(check.name, check.table, self._alone(check)):
                yield Wrong(check, reference, gaps)

    def _each(self, name: str, table: str, judge: Judge) -> Iterator[tuple[str, Any]]:
        """What `judge` says of each record of a table, unless it says nothing."""
        for reference, record in self.records.table(table).items():
            found, reads = self.before.get((name, reference), (None, {}))
            if not reads or not self.records.unchanged(reads, self.same):
                with self.records.reading() as reads:
                    try:
                        found = judge(self._view(table, record))
                    except UNFIT as error:
                        found = Unfit(name.removesuffix(OF), table, reference, str(error))
                reads[table, "", reference] = record
            self.known[name, reference] = found, reads
            if isinstance(found, Unfit):
                self.unfit.append(found)
            elif found is not None:
                yield reference, found

    def _view(self, table: str, record: Record | None) -> View:
        return View(self.records, self.book.programme.tables[table], record, self.today)

    def _meant(self, check: Check, view: View) -> bool:
        return self.book.holds(check, view) and not self.book.silent(self.book.case_of(view))

    def _alone(self, check: Check) -> Judge:
        """Judges what a record by itself shows: the gaps of its text where it is wrong."""

        def judge(view: View) -> tuple[Filled, ...] | None:
            if check.within:
                ends = _outside(view, check.column, check.within)
                return fill(check, view, ends) if ends and self._meant(check, view) else None
            wrong = check.when is not None and self.book.true(check.when, view) and self._meant(check, view)
            return fill(check, view) if wrong else None

        return judge

    def _twice(self, check: Check) -> Iterator[Wrong]:
        def judge(view: View) -> tuple[tuple[str, ...], str] | None:
            key = tuple(plain(view.value(name) or "") for name in check.unique)
            return (key, str(view.value("received") or "")) if any(key) and self._meant(check, view) else None

        alike: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for reference, (key, received) in self._each(check.name, check.table, judge):
            alike[key].append((received, reference))
        for some in alike.values():
            (_received, first), *later = sorted(some)
            for _received, reference in later:
                yield self._wrong(check, reference, ("other", None, first))

    def _too_many(self, check: Check, most: AtMost) -> Iterator[Wrong]:
        columns = [path.partition(".")[2] for path in most.of]
        table = most.of[0].partition(".")[0]

        def refers(view: View) -> set[str] | None:
            if most.only and not self.book.true(most.only, view):
                return None
            named = {str(view.value(name)) for name in columns if view.value(name)}
            return named if named and not self.book.silent(self.book.case_of(view)) else None

        def limit(view: View) -> float | None:
            number = view.value(most.limit) if self._meant(check, view) else None
            return None if number is None else float(str(number))  # a text from before it became a number: Unfit

        counts: dict[str, int] = defaultdict(int)
        for _reference, named in self._each(f"{check.name}{OF}", table, refers):
            for reference in named:
                counts[reference] += 1
        for reference, number in self._each(check.name, check.table, limit):
            if counts[reference] > number:
                yield self._wrong(check, reference, ("count", None, counts[reference]))

    def _wrong(self, check: Check, reference: str, more: Filled) -> Wrong:
        view = self._view(check.table, self.records.get(check.table, reference))
        return Wrong(check, reference, fill(check, view, (more,)))


def fill(check: Check, view: View, more: tuple[Filled, ...] = ()) -> tuple[Filled, ...]:
    """What fills the gaps of a check's text: `more`, and columns of the record or along its references."""
    given = {name for name, _column, _value in more}
    return (*more, *(_gap(view, name) for name in gaps(check) if name not in given))


def gaps(check: Check) -> Iterable[str]:
    """The gaps of a check's text, in any language, in their order."""
    return dict.fromkeys(name for text in check.text.values() for name in GAP.findall(text))


def _gap(view: View, path: str) -> Filled:
    holder, last = view.path(path)
    column = holder.table.column(last)
    if column and column.table:  # a record is called by its title
        other = holder.get(column.name)
        named = name_holder(other)
        if named is None:
            return path, None, other.value("reference")
        holder, column = named, named.table.column(named.table.title)
    return path, column, holder.value(column.name) if column else None


def _outside(view: View, column: str, within: Within) -> tuple[Filled, ...] | None:
    """First and last day where the date lies outside of them; None where it does not, or one of the dates is blank."""
    day = _day(view.value(column))
    for path in within.since:
        holder, name = view.path(path)
        if day and (first := _day(holder.value(name))):
            last = plus_months(first, within.months)
            kind = view.table.column(column)
            ends = (("first", kind, first.isoformat()), ("last", kind, last.isoformat()))
            return None if first <= day <= last else ends
    return None


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:  # a text from before the column became a date
        return None
