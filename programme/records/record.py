"""Records as rules, conditions and mails see them: typed values,
and a way along references.
"""

import re
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from expressions.values import round_half_away
from fieldtypes import base
from fieldtypes.registry import field_type
from programme.children import child_tables
from programme.model import Latest, Programme, Table
from programme.models.criteria import RESULTS_NAME
from programme.parts import Column
from programme.records.computed import computed_columns
from programme.records.criteria_results import judge

Value = base.Value
"""A canonical value: JSON, dates as ISO text, choices by name, references by reference.

Blank is None.
"""

GAP = re.compile(r"\{([a-z0-9_.]+)\}")
"""A gap of a text that a column fills, or a way over references: {due}, {town.name}."""
Reads = dict[tuple[str, str, str], object]
"""What was looked up → what was found: (table, "", reference) → record, (table,
column.filled, reference) → its latest record, (table, *column, reference) → its records
whose column names that one, or (table, ALL, "") → all its records.
"""
ALL = "*"
T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of a record, by what the record and the column are called."""

    table: str
    reference: str
    column: str


ENDED = ""
"""In place of what set a box by which somebody agreed, or a cell that says how they are
addressed: another person may stand in their place by now.
"""


@dataclass(frozen=True)
class Record:
    """A row. `occasions`: column → what set its present value (a submission, a
    change; ENDED where it was somebody's who is not there any more); `received`: ISO
    moment.

    `unreadable`: columns whose cell makes no sense at the moment; their values
    are the last ones that did.
    """

    table: str
    reference: str
    values: Mapping[str, Value] = field(default_factory=dict)
    occasions: Mapping[str, str] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()


def age(record: Record) -> tuple[str, str]:
    """By which records are sorted from the oldest to the one received last."""
    return str(record.values.get("received") or ""), record.reference


class Records:
    """All records of the sheet as last seen, with an index along references."""

    def __init__(self, programme: Programme, records: Iterable[Record]) -> None:
        self.programme = programme
        self.computed = computed_columns(programme)
        self._by_table: dict[str, dict[str, Record]] = {
            name: {} for name in programme.tables
        }
        for record in records:
            self._by_table.setdefault(record.table, {})[record.reference] = record
        self._latest: dict[tuple[str, str], dict[str, Record]] = {}
        self._children: dict[tuple[str, str], dict[str, tuple[Record, ...]]] = {}
        self._results: dict[Hashable, Any] = {}
        self._reads: Reads | None = None
        self._doubts: set[str] | None = None

    def table(self, name: str) -> Mapping[str, Record]:
        """The records of a table by reference."""
        rows = self._by_table.setdefault(name, {})
        # Whoever judges a record notes all that was read for it: while that stays the
        # same, so does the judgement.
        if self._reads is not None:
            self._reads[name, ALL, ""] = rows
        return rows

    def get(self, table: str, reference: Value) -> Record | None:
        """The record of that reference, or None."""
        record: Record | None = self._noted(table, "", str(reference or ""))
        return record

    def latest(self, which: Latest, reference: str) -> Record | None:
        """The last received record that names `reference`."""
        record: Record | None = self._noted(
            which.table, f"{which.column}.{which.filled}", reference
        )
        return record

    def children(self, table: str, column: str, reference: str) -> Sequence[Record]:
        """The records of `table` whose `column` names `reference`, the one
        received last at the end.
        """
        return self._noted(table, ALL + column, reference)  # type: ignore[no-any-return]

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` gives, found once for these records.

        It notes nothing of what it looks up: who asks does.
        """
        if key not in self._results:
            doubts, self._doubts = self._doubts, None
            try:
                self._results[key] = find()
            finally:
                self._doubts = doubts
        result: T = self._results[key]
        return result

    def replaced(
        self, changed: Iterable[Record], removed: Iterable[tuple[str, str]]
    ) -> "Records":
        """These with some in another state, or new, and some gone; whatever is not
        touched stays the same object.
        """
        copy = Records(self.programme, ())
        copy._by_table, copy._latest = dict(self._by_table), dict(self._latest)
        touched: set[str] = set()
        for table, reference, record in [
            *((row.table, row.reference, row) for row in changed),
            *((table, reference, None) for table, reference in removed),
        ]:
            if table not in touched:
                copy._by_table[table] = dict(copy._by_table.get(table, {}))
                touched.add(table)
            if record is None:
                copy._by_table[table].pop(reference, None)
            else:
                copy._by_table[table][reference] = record
        # Tables that nobody touched keep their index.
        for key in [key for key in copy._latest if key[0] in touched]:
            del copy._latest[key]
        copy._children = self._children_beside(copy._by_table, touched)
        return copy

    def _children_beside(
        self, tables: Mapping[str, Mapping[str, Record]], touched: Collection[str]
    ) -> dict[tuple[str, str], dict[str, tuple[Record, ...]]]:
        """The index along references of another state: of a touched table only the
        lists in which a record has changed are made anew.
        """
        children: dict[tuple[str, str], dict[str, tuple[Record, ...]]] = {}
        for (table, column), index in self._children.items():
            children[table, column] = index
            if table not in touched:
                continue
            before = self._by_table.get(table, {})
            now = tables[table]
            changed = []
            for reference in before.keys() | now.keys():
                if before.get(reference) is not now.get(reference):
                    changed.append((before.get(reference), now.get(reference)))
            children[table, column] = _with_changes(index, column, changed)
        return children

    @contextmanager
    def reading(self) -> Iterator[Reads]:
        """Notes everything that is looked up in the block."""
        reads: Reads = {}
        self._reads = reads
        try:
            yield reads
        finally:
            self._reads = None

    @contextmanager
    def doubting(self) -> Iterator[set[str]]:
        """Notes the references of the records of which the block reads a
        cell that makes no sense.
        """
        before = self._doubts
        doubts = set[str]()
        self._doubts = doubts
        try:
            yield doubts
        finally:
            self._doubts = before
            if before is not None:
                before.update(doubts)

    def doubt(self, reference: str) -> None:
        """A cell was read that makes no sense."""
        if self._doubts is not None:
            self._doubts.add(reference)

    def same_tables(self, earlier: "Records | None") -> frozenset[str]:
        """The tables of which nothing is different from another state."""
        tables = set()
        for name, rows in self._by_table.items():
            if earlier and earlier.table(name) is rows:
                tables.add(name)
        return frozenset(tables)

    def unchanged(self, reads: Reads, same: Collection[str] = ()) -> bool:
        """Whether looking all that up again would find the same objects; `same`:
        tables that need no look.
        """
        for (table, column, reference), result in reads.items():
            # Identity, not equality: what did not change stays the same object, and
            # comparing values takes its time.
            if table not in same and not _is_same(
                self._find(table, column, reference), result
            ):
                return False
        return True

    def _noted(self, table: str, column: str, reference: str) -> Any:
        result = self._find(table, column, reference)
        if self._reads is not None:
            self._reads[table, column, reference] = result
        return result

    def _find(self, table: str, column: str, reference: str) -> object:
        rows = self._by_table.get(table, {})
        if not column:
            return rows.get(reference)
        if column == ALL:
            return rows
        if column.startswith(ALL):
            return self._children_of(table, column.removeprefix(ALL)).get(reference, ())
        if (table, column) not in self._latest:
            names, _, filled = column.partition(".")
            filled_rows = []
            for row in rows.values():
                if not filled or row.values.get(filled) not in (None, "", []):
                    filled_rows.append(row)
            # The last one written into the mapping wins, and that must
            # be the one received last.
            oldest_first = sorted(filled_rows, key=age)
            self._latest[table, column] = {
                str(row.values.get(names)): row for row in oldest_first
            }
        return self._latest[table, column].get(reference)

    def _children_of(self, table: str, column: str) -> Mapping[str, tuple[Record, ...]]:
        """The records of a table by the reference that stands in a column."""
        if (table, column) not in self._children:
            rows: dict[str, list[Record]] = {}
            for record in sorted(self._by_table.get(table, {}).values(), key=age):
                rows.setdefault(str(record.values.get(column)), []).append(record)
            self._children[table, column] = {
                reference: tuple(records) for reference, records in rows.items()
            }
        return self._children[table, column]


def _with_changes(
    index: dict[str, tuple[Record, ...]],
    column: str,
    changed: Iterable[tuple[Record | None, Record | None]],
) -> dict[str, tuple[Record, ...]]:
    """An index along references after some records became others, or came, or went."""
    leaving: dict[str, set[str]] = {}
    arriving: dict[str, list[Record]] = {}
    for before, now in changed:
        if before is not None:
            name = str(before.values.get(column))
            leaving.setdefault(name, set()).add(before.reference)
        if now is not None:
            arriving.setdefault(str(now.values.get(column)), []).append(now)
    result = dict(index)
    for name in leaving.keys() | arriving.keys():
        absent = leaving.get(name, set())
        stay = []
        for row in index.get(name, ()):
            if row.reference not in absent:
                stay.append(row)
        rows = sorted([*stay, *arriving.get(name, [])], key=age)
        result[name] = tuple(rows)
        if not rows:
            del result[name]
    return result


def _is_same(result: object, earlier: object) -> bool:
    """Whether a look finds the same object, or the same objects in the same order."""
    if result is earlier:
        return True
    if (
        not isinstance(result, tuple)
        or not isinstance(earlier, tuple)
        or len(result) != len(earlier)
    ):
        return False
    return all(
        result_part is earlier_part
        for result_part, earlier_part in zip(result, earlier, strict=True)
    )


@dataclass(frozen=True)
class View:
    """One record, or the blank one, read by column name or path:
    `view.path("town.contact_email")`.

    It finds each thing once, however many rules ask; who wants to
    know again makes a new one.
    """

    records: Records
    table: Table
    record: Record | None
    today: date
    _cache: dict[Hashable, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def zone(self) -> ZoneInfo:
        """The programme's time zone."""
        return ZoneInfo(self.records.programme.time_zone)

    def get(self, name: str) -> Any:
        """A column's value typed for expressions; the View at the other end of a
        reference, or those of rows that refer here.
        """
        cache = self._cache
        if name not in cache:
            cache[name] = self._find(name)
        return cache[name]

    def once(self, key: tuple[Hashable, ...], find: Callable[["View"], T]) -> T:
        """What `find` gives of this view, found once."""
        if key not in self._cache:
            self._cache[key] = find(self)
        result: T = self._cache[key]
        return result

    def _find(self, name: str) -> Any:
        if name == "today":
            return self.today
        if name == RESULTS_NAME and self.table.criteria:
            return judge(self)
        if name in self.table.latest:
            latest = self.table.latest_of(name)
            latest_record = None
            if self.record:
                latest_record = self.records.latest(latest, self.record.reference)
            return self._other(latest.table, latest_record)
        column_ = self.table.column(name)
        if column_ is None:
            return self._children(name)
        if column_.table:
            return self._other(
                column_.table, self.records.get(column_.table, self.value(name))
            )
        if column_.name in self.records.computed[self.table.name]:
            return typed(column_.type, self._computed(column_), self.zone)
        return typed(column_.type, self.value(name), self.zone)

    def value(self, name: str) -> Value:
        """A column's canonical value; the blank record's values are all None.

        What a computed column rests on may make no sense: then it is
        None here, and `get` raises.
        """
        if self.record is None:
            return None
        if name in self.records.computed[self.table.name]:
            return self._computed_anyway(name)
        if name in self.record.unreadable:
            self.records.doubt(self.record.reference)
        if name == "reference":
            return self.record.reference
        return self.record.values.get(name)

    def has_ended(self, name: str) -> bool:
        """Whether what stands in a column was said by, or of, somebody in whose place
        another person may stand.
        """
        return self.record is not None and self.record.occasions.get(name) == ENDED

    def _computed(self, column: Column) -> Value:
        """What a computed column says now.

        Raises as conditions do where a cell on the way makes no sense.
        """
        if self.record is None:
            return None
        key = ("computed", column.name)
        if key not in self._cache:
            expression = self.records.computed[self.table.name][column.name]
            self._cache[key] = computed_value(
                column, expression.evaluate(self), self.zone
            )
        value: Value = self._cache[key]
        return value

    def _computed_anyway(self, name: str) -> Value:
        column = self.table.column(name)
        record = self.record
        assert column
        assert record
        try:
            return self._computed(column)
        except (
            ValueError,
            TypeError,
            LookupError,
            ArithmeticError,
            AttributeError,
            RecursionError,
        ):
            self.records.doubt(record.reference)
            return None

    def path(self, path: str) -> tuple["View", str]:
        """Follows all but the last part of a dotted path: the View that holds it,
        and the last part's name.
        """
        if "." not in path:
            return self, path
        view, (*steps, last) = self, path.split(".")
        for step in steps:
            view = view.get(step)
        return view, last

    def _children(self, name: str) -> "tuple[View, ...]":
        tables = self.records.programme.tables
        children = self.records.once(
            ("children", self.table.name), lambda: child_tables(tables, self.table)
        )
        # A name that is nothing here is a mistake of the caller, whatever the record.
        table, column = children[name]
        if self.record is None:
            return ()
        records = self.records.children(table, column, self.record.reference)
        return tuple(self._other(table, record) for record in records)

    def _other(self, table: str, record: Record | None) -> "View":
        return View(
            self.records, self.records.programme.tables[table], record, self.today
        )


def computed_value(column: Column, result: Any, zone: tzinfo) -> Value:
    """What an expression gave, as a column keeps it: a whole number where it holds
    those; blank for none of its choices.
    """
    value = column.field_type.canonical(result, zone)
    if isinstance(value, float) and column.type == "integer":
        return int(round_half_away(value))
    if column.choices and isinstance(value, str) and column.choice(value) is None:
        return None
    return value


def typed(type_name: str, value: Value, zone: tzinfo = UTC) -> Any:
    """A canonical value as expressions take it: blank is None, a moment is by the clock
    of `zone`, without saying so.
    """
    return field_type(type_name).typed(value, zone)
