"""Which rows the rules should have made by now, and what stands in them.

Looked at again only where something changed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from core.clock import plus_months
from expressions import evaluate
from expressions.evaluate import Expression
from programme.expressions import with_fields
from programme.model import Table
from programme.models.row_rules import DAY, NUMBER, ONLY_ONE, MadeRow, RowRule
from programme.parts import Column
from programme.records.days import first_day
from programme.records.record import Reads, Record, Records, Value, View, computed_value
from programme.row_links import EXTRA_NAMES, SOONEST, link_column
from rules.book import Book
from rules.remembered import Remembered
from rules.unfit import UNFIT

Owner = tuple[str, str]
"""(rule, reference of the row that it looks at)."""
RowName = tuple[str, str]
"""(table, reference)."""
RowKey = tuple[str, str, str]
"""(rule, reference of the row that it looks at, which of its rows)."""
NONE_MADE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlannedRow:
    """A row that a rule makes.

    `key`: which one it is, whatever its dates; `number`: the same
    from 1; `day`: its own day.
    """

    key: str
    number: int
    day: date
    part: MadeRow | None = None


@dataclass(frozen=True)
class DueRow:
    """A row to be made now for a record.

    `read`: the rows that were looked at for it.
    """

    rule: RowRule
    reference: str
    planned: PlannedRow
    view: View
    read: frozenset[RowName]

    @property
    def key(self) -> RowKey:
        """By what it is told from all others."""
        return self.rule.name, self.reference, self.planned.key


@dataclass(frozen=True)
class _Span:
    """From when, and up to which day, a rule makes rows for a record."""

    start: date
    until: date | None


@dataclass
class DueRows:
    """The rules of one programme that make rows.

    Holds on to what it found, with everything that it read for it.
    """

    book: Book
    _expressions: dict[tuple[str, str], Expression] = field(default_factory=dict)
    _remembered: Remembered[Owner, _Span | None] = field(default_factory=Remembered)

    @property
    def rules(self) -> Sequence[RowRule]:
        """The rules."""
        return self.book.programme.rules.rows

    def look(
        self, records: Records, today: date, made_keys: Mapping[Owner, frozenset[str]]
    ) -> Iterator[DueRow]:
        """The rows that should be there on a day and were never made; `made_keys`:
        the keys of those that were.
        """
        rules = {rule.name: rule for rule in self.rules}
        rows = (
            ((rule.name, reference), record)
            for rule in self.rules
            for reference, record in records.table(rule.table).items()
        )

        def span_of(owner: Owner, record: Record) -> _Span | None:
            return self._span(rules[owner[0]], self._view(records, record, today))

        spans = self._remembered.look(records, today, rows, span_of)
        for owner, (span, reads) in spans.items():
            if span is None:
                continue
            rule = rules[owner[0]]
            reference = owner[1]
            keys = made_keys.get(owner, NONE_MADE)
            for planned in planned_rows(rule, span.start, span.until, today, keys):
                record = records.table(rule.table)[reference]
                view = self._view(records, record, today)
                yield DueRow(rule, reference, planned, view, _rows_of(reads))

    def _view(self, records: Records, record: Record, today: date) -> View:
        return View(records, self.book.programme.tables[record.table], record, today)

    def values(self, due: DueRow) -> tuple[dict[str, Value], frozenset[RowName]] | None:
        """What stands in a row, and the rows that this was read from; None where one of
        their cells makes no sense.
        """
        rule = due.rule
        view = due.view
        into = self.book.programme.tables[rule.into]
        with view.records.doubting() as doubts, view.records.reading() as reads:
            try:
                filled = dict(self._filled(due, into))
            except UNFIT:
                return None
        if doubts or not _goes_on_later(due, filled):
            return None
        filled[link_column(into, rule).name] = due.reference
        return filled, _rows_of(reads)

    def _span(self, rule: RowRule, view: View) -> _Span | None:
        with view.records.doubting() as doubts:
            try:
                start, until = self._days(rule, view)
            except UNFIT:
                # A row is made only where its days are certain: one made by mistake
                # stays.
                return None
        if start is None or doubts:
            return None
        return _Span(start, until)

    def _days(self, rule: RowRule, view: View) -> tuple[date | None, date | None]:
        """From which day is counted (None where no row is to be made), and up to
        which.
        """
        if rule.only is not None and not self.book.true(rule.only, view):
            return None, None
        if self.book.silent(self.book.case_of(view)):
            return None, None
        if rule.date:
            start = first_day(view, rule.date)
        else:
            start = view.today
        return start, first_day(view, rule.until)

    def _filled(self, due: DueRow, into: Table) -> Iterator[tuple[str, Value]]:
        rule = due.rule
        part = due.planned.part
        language = self._language(due)
        texts = {**rule.set, **(part.set if part else {})}
        for name, text in texts.items():
            yield name, text if isinstance(text, str) else text[language]
        expressions = {**rule.values, **(part.values if part else {})}
        scope = _WithDay(due.view, due.planned)
        for name, text in expressions.items():
            column = into.column(name)
            assert column
            value = self._value(rule, column, text, scope)
            if value is not None:
                yield name, value

    def _value(
        self, rule: RowRule, column: Column, text: str, scope: "_WithDay"
    ) -> Value:
        if column.table:
            holder, name = scope.view.path(text)
            return holder.value(name)
        return computed_value(
            column, self._expression(rule, text).evaluate(scope), scope.view.zone
        )

    def _expression(self, rule: RowRule, text: str) -> Expression:
        key = rule.table, text
        if key not in self._expressions:
            tables = self.book.programme.tables
            scope = with_fields(tables[rule.table], tables, EXTRA_NAMES)
            self._expressions[key] = evaluate.compile_expression(text, scope)
        return self._expressions[key]

    def _language(self, due: DueRow) -> str:
        programme = self.book.programme
        if due.rule.language is None:
            return programme.language
        holder, name = due.view.path(due.rule.language)
        return programme.nearest_language(str(holder.value(name) or ""))


@dataclass(frozen=True)
class _WithDay:
    """A record, with the day and the number of the row that is made for it."""

    view: View
    planned: PlannedRow

    def get(self, name: str) -> Any:
        """A typed value."""
        if name == DAY:
            return self.planned.day
        if name == NUMBER:
            return float(self.planned.number)
        return self.view.get(name)


def planned_rows(
    rule: RowRule,
    start: date,
    until: date | None,
    today: date,
    made_part: Collection[str],
) -> Iterator[PlannedRow]:
    """The rows that a rule should have made by today, counted from `start`, but for
    those with the keys `made_part`. Pure.

    A rule without an end that has made none yet makes its latest one
    alone, and from then on each.
    """
    if rule.each:
        candidates = [_part(rule, start, index) for index in range(len(rule.each))]
    elif rule.is_endless:
        candidates = _of_series(rule, start, today, made_part)
    else:
        candidates = []
        for number in range(1, (rule.times or 1) + 1):
            candidates.append(_numbered(rule, start, number))
    for planned in candidates:
        is_over = until is not None and planned.day > until
        if (
            planned.key not in made_part
            and not is_over
            and _is_due(rule, planned.day, today)
        ):
            yield planned


def _goes_on_later(due: DueRow, filled: Mapping[str, Value]) -> bool:
    """Whether a row that its own rule will look at is counted from a later day: else
    one would follow the other for ever.
    """
    rule = due.rule
    if rule.table != rule.into or not rule.date:
        return True
    view = due.view
    before = first_day(view, rule.date)
    made_part = View(
        view.records, view.table, Record(view.table.name, "", filled), view.today
    )
    after = first_day(made_part, rule.date)
    if before is None:
        return True
    if after is None:
        return True
    return after - before >= SOONEST


def _is_due(rule: RowRule, day: date, today: date) -> bool:
    if rule.days_before is None and rule.is_plan:
        return True
    return day - timedelta(days=rule.days_before or 0) <= today


def _of_series(
    rule: RowRule, start: date, today: date, made_part: Collection[str]
) -> list[PlannedRow]:
    ahead = today + timedelta(days=rule.days_before or 0)
    first = _numbered(rule, start, 1).day
    passed = (ahead.year - first.year) * 12 + ahead.month - first.month
    latest = passed // rule.months + 1
    # In a month that has begun, its day may still lie ahead.
    if latest > 0 and _numbered(rule, start, latest).day > ahead:
        latest -= 1
    if latest <= 0:
        return []
    last_made = max(
        (int(key) for key in made_part if key.isdecimal()), default=latest - 1
    )
    return [
        _numbered(rule, start, number) for number in range(last_made + 1, latest + 1)
    ]


def _numbered(rule: RowRule, start: date, number: int) -> PlannedRow:
    # Always from the first day: counted from the one before, a 31st
    # would become a 28th for good.
    day = plus_months(start, rule.after_months + (number - 1) * rule.months)
    if rule.months:
        key = str(number)
    else:
        key = ONLY_ONE
    return PlannedRow(key, number, _later(day, rule.after_days))


def _part(rule: RowRule, start: date, index: int) -> PlannedRow:
    part = rule.each[index]
    day = plus_months(start, rule.after_months + part.after_months)
    return PlannedRow(
        part.name, index + 1, _later(day, rule.after_days + part.after_days), part
    )


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # a slip in a cell: 9999-12-01
        return day


def _rows_of(reads: Reads) -> frozenset[RowName]:
    """The rows that were read, by table and reference."""
    rows: set[RowName] = set()
    for result in reads.values():
        for record in result if isinstance(result, tuple) else (result,):
            if isinstance(record, Record):
                rows.add((record.table, record.reference))
    return frozenset(rows)
