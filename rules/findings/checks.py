"""What must not be in the sheet, as the programme's checks say it,
looked for again and again.

What was found of a record is kept with everything that was read for it: only what
changed is looked at anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.clock import plus_months
from fieldtypes.normalise import plain
from programme.models.plurals import texts_of
from programme.models.rules import AtMost, Check, Within
from programme.parts import Column
from programme.records.days import date_of
from programme.records.display import name_holder
from programme.records.record import GAP, Record, Records, Value, View
from rules.book import Book
from rules.remembered import Remembered
from rules.unfit import UNFIT, Unfit

Filled = tuple[str, Column | None, Value]
"""What fills a gap of a text: its name, the column that the value is of (None
for a plain one), the value.
"""
OF = " of"
COUNT = "count"
"""The gap for how many rows were counted."""
Judge = Callable[[View], Any]


@dataclass(frozen=True)
class Violation:
    """A check does not like a record."""

    check: Check
    reference: str
    gaps: tuple[Filled, ...]


class Checks:
    """The checks of one programme."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._remembered: dict[str, Remembered[str, Any]] = defaultdict(Remembered)
        self.unfit: list[Unfit] = []

    def violations(self, records: Records, today: date) -> list[Violation]:
        """Everything that the checks do not like, in their order; `today` is a day of
        the programme's time zone.

        What could not be judged stands in `unfit` afterwards.
        """
        round_ = _Round(self.book, records, today, self._remembered)
        violations = [
            violation
            for check in self.book.programme.rules.checks
            for violation in round_.check(check)
        ]
        self.unfit = round_.unfit
        return violations


@dataclass
class _Round:
    """One look at all records.

    `remembered`: by check (and by what one counts), what was found of each record.
    """

    book: Book
    records: Records
    today: date
    remembered: Mapping[str, Remembered[str, Any]]
    unfit: list[Unfit] = field(default_factory=list)

    def check(self, check: Check) -> Iterator[Violation]:
        if check.at_most:
            yield from self._too_many(check, check.at_most)
        elif check.unique:
            yield from self._duplicates(check)
        else:
            for reference, gaps in self._each(
                check.name, check.table, self._judge_of_record(check)
            ):
                yield Violation(check, reference, gaps)

    def _each(self, name: str, table: str, judge: Judge) -> Iterator[tuple[str, Any]]:
        """What `judge` says of each record of a table, unless it says nothing."""

        def work(reference: str, record: Record) -> Any:
            try:
                return judge(self._view(table, record))
            except UNFIT as error:
                return Unfit(name.removesuffix(OF), table, reference, str(error))

        rows = self.records.table(table).items()
        results = self.remembered[name].look(self.records, self.today, rows, work)
        for reference, noted in results.items():
            if isinstance(noted.value, Unfit):
                self.unfit.append(noted.value)
            elif noted.value is not None:
                yield reference, noted.value

    def _view(self, table: str, record: Record | None) -> View:
        return View(self.records, self.book.programme.tables[table], record, self.today)

    def _meant(self, check: Check, view: View) -> bool:
        return self.book.holds(check, view) and not self.book.silent(
            self.book.case_of(view)
        )

    def _judge_of_record(self, check: Check) -> Judge:
        """Judges what a record by itself shows: the gaps of its text where it is
        wrong.
        """

        def judge(view: View) -> tuple[Filled, ...] | None:
            ends: tuple[Filled, ...] = ()
            if check.within:
                ends = _outside(view, check.column, check.within) or ()
                is_wrong = bool(ends)
            else:
                is_wrong = check.when is not None and self.book.true(check.when, view)
            if is_wrong and self._meant(check, view):
                return fill(check, view, ends)
            return None

        return judge

    def _duplicates(self, check: Check) -> Iterator[Violation]:
        def judge(view: View) -> tuple[tuple[str, ...], str] | None:
            key = tuple(plain(view.value(name) or "") for name in check.unique)
            # A row without anything in these columns is a duplicate of nothing.
            if not any(key) or not self._meant(check, view):
                return None
            return key, str(view.value("received") or "")

        references_by_key: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(
            list
        )
        for reference, (key, received) in self._each(check.name, check.table, judge):
            references_by_key[key].append((received, reference))
        for entries in references_by_key.values():
            # The record received first is right; the later ones are told, each with
            # the first one's reference.
            (_received, first), *later = sorted(entries)
            for _received, reference in later:
                yield self._violation(check, reference, ("other", None, first))

    def _too_many(self, check: Check, at_most: AtMost) -> Iterator[Violation]:
        counts = self._counts(check, at_most)

        def limit(view: View) -> float | None:
            if not self._meant(check, view):
                return None
            number = view.value(at_most.limit)
            # A text from before the column became a number is no
            # limit: the record is unfit.
            if number is None:
                return None
            return float(str(number))

        for reference, number in self._each(check.name, check.table, limit):
            if counts[reference] > number:
                yield self._violation(
                    check, reference, (COUNT, None, counts[reference])
                )

    def _counts(self, check: Check, at_most: AtMost) -> dict[str, int]:
        """Reference → how many rows of the counted table refer to it, each row once."""
        columns = [path.partition(".")[2] for path in at_most.of]
        table = at_most.of[0].partition(".")[0]

        def refers(view: View) -> set[str] | None:
            if at_most.only and not self.book.true(at_most.only, view):
                return None
            references = set()
            for name in columns:
                if view.value(name):
                    references.add(str(view.value(name)))
            if not references or self.book.silent(self.book.case_of(view)):
                return None
            return references

        counts: dict[str, int] = defaultdict(int)
        for _reference, references in self._each(f"{check.name}{OF}", table, refers):
            for reference in references:
                counts[reference] += 1
        return counts

    def _violation(self, check: Check, reference: str, more: Filled) -> Violation:
        view = self._view(check.table, self.records.get(check.table, reference))
        return Violation(check, reference, fill(check, view, (more,)))


def fill(check: Check, view: View, more: tuple[Filled, ...] = ()) -> tuple[Filled, ...]:
    """What fills the gaps of a check's text: `more`, and columns of the
    record or along its references.
    """
    given = {name for name, _column, _value in more}
    return (*more, *(_gap(view, name) for name in gaps(check) if name not in given))


def gaps(check: Check) -> Iterable[str]:
    """The gaps of a check's text, in any language, in their order."""
    texts = [text for wording in check.text.values() for text in texts_of(wording)]
    return dict.fromkeys(name for text in texts for name in GAP.findall(text))


def _gap(view: View, path: str) -> Filled:
    holder, last = view.path(path)
    column = holder.table.column(last)
    if column and column.table:
        # A record is called by its title, which may be another record in turn.
        target = holder.get(column.name)
        named = name_holder(target)
        if named is None:
            return path, None, target.value("reference")
        holder = named
        column = named.table.column(named.table.title)
    return path, column, holder.value(column.name) if column else None


def _outside(view: View, column: str, within: Within) -> tuple[Filled, ...] | None:
    """First and last day where the date lies outside of them; None where it does not,
    or one of the dates is blank.
    """
    day = date_of(view.value(column))
    for path in within.since:
        holder, name = view.path(path)
        # The first filled date counts: the others are only for records that lack it.
        if day and (first := date_of(holder.value(name))):
            last = _extended(view, within) or plus_months(first, within.months)
            kind = view.table.column(column)
            ends = (
                ("first", kind, first.isoformat()),
                ("last", kind, last.isoformat()),
            )
            if first <= day <= last:
                return None
            return ends
    return None


def _extended(view: View, within: Within) -> date | None:
    """The last day that was agreed on in place of what the months say;
    None where there is none.
    """
    for path in within.extended_to:
        holder, name = view.path(path)
        day = date_of(holder.value(name))
        if day:
            return day
    return None
