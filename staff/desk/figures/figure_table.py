"""Works out the programme's figures: rows in groups, and what each group measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean, median

from desk.cases import Cases
from programme.checks.check import condition_on
from programme.expressions import compile_value
from programme.model import Table
from programme.models.desk import Figure, Grouping, Measure
from programme.parts import Column
from programme.records.days import first_day
from programme.records.display import shown_value, title
from programme.records.record import View
from rules.unfit import UNFIT

BLANK = ""
"""The key of the rows that say nothing in the column of a grouping."""


@dataclass(frozen=True)
class FigureRow:
    """A row that a figure counts: the keys of its groups, and its value
    (1 where rows are counted).
    """

    reference: str
    name: str
    keys: tuple[str, ...]
    value: float


@dataclass(frozen=True)
class Heading:
    """A group: its key in addresses, and its words."""

    key: str
    words: str


@dataclass(frozen=True)
class FigureTable:
    """A figure that is worked out.

    `headings`: the groups of each grouping, in their order; `labels`: of the groupings.
    """

    figure: Figure
    table: Table
    rows: tuple[FigureRow, ...]
    headings: tuple[tuple[Heading, ...], ...]
    labels: tuple[str, ...]

    def of(self, *keys: str) -> list[FigureRow]:
        """The rows of a group, or of a group within a group; all of them without
        keys.
        """
        return self._by_keys.get(keys, [])

    def value(self, *keys: str) -> float | None:
        """What a group measures; None where it has no rows."""
        return measured(self.figure.measure, [row.value for row in self.of(*keys)])

    @cached_property
    def _by_keys(self) -> Mapping[tuple[str, ...], list[FigureRow]]:
        by_keys: dict[tuple[str, ...], list[FigureRow]] = {}
        for row in self.rows:
            for length in range(len(row.keys) + 1):
                by_keys.setdefault(row.keys[:length], []).append(row)
        return by_keys


def measured(measure: Measure, values: Sequence[float]) -> float | None:
    """What a measure says of some values."""
    if not values:
        return None
    match measure:
        case Measure.rows | Measure.total:
            return sum(values)
        case Measure.median:
            return median(values)
        case Measure.mean:
            return mean(values)
        case Measure.smallest:
            return min(values)
        case _:
            return max(values)


def figure_table(
    cases: Cases, figure: Figure, language: str, year: int | None = None
) -> FigureTable:
    """A figure of today's rows, in a language; of those of a year, where the
    figure says by which date.
    """
    programme = cases.programme
    table = programme.tables[figure.table]
    condition = None
    if figure.only:
        condition = condition_on(programme, table, figure.only)
    value = None
    if figure.value:
        value = compile_value(figure.value, table, programme.tables)
    records = cases.whole_tables(table.name)
    rows: list[FigureRow] = []
    words: list[dict[str, tuple[object, str]]] = [{} for _ in figure.by]
    for reference, record in records.table(table.name).items():
        view = View(records, table, record, cases.today)
        try:
            if condition and not condition.holds(view):
                continue
            if year and figure.year_of and not _is_of(view, figure.year_of, year):
                continue
            number = 1.0
            if value:
                number = value.evaluate(view)
        # A row that cannot be read is counted nowhere; that it cannot
        # be read is told elsewhere.
        except UNFIT:
            continue
        if number is None:
            continue
        keys = tuple(
            _note(words[index], view, grouping, language)
            for index, grouping in enumerate(figure.by)
        )
        rows.append(
            FigureRow(
                reference, title(view, language) or reference, keys, float(number)
            )
        )
    headings = tuple(_in_order(found) for found in words)
    return FigureTable(
        figure,
        table,
        tuple(rows),
        headings,
        tuple(_label(cases, table, by, language) for by in figure.by),
    )


def _is_of(view: View, path: str, year: int) -> bool:
    day = first_day(view, (path,))
    return day is not None and day.year == year


def _note(
    headings: dict[str, tuple[object, str]],
    view: View,
    grouping: Grouping,
    language: str,
) -> str:
    """The key of the group to which a row belongs; its words, and what
    it is sorted by, are kept.
    """
    holder, name = view.path(grouping.value)
    column = holder.table.column(name)
    # `flask check` has seen to it.
    assert column
    if grouping.per:
        key = _period(view, grouping)
        headings[key] = (key, key)
    elif column.table:
        key = str(holder.value(name) or BLANK)
        headings[key] = (
            title(holder.get(name), language).casefold(),
            title(holder.get(name), language) or key,
        )
    else:
        key = str(holder.value(name) or BLANK)
        shown = shown_value(view, grouping.value, language)
        headings[key] = (_place(column, key, shown), shown)
    return key


def _period(view: View, grouping: Grouping) -> str:
    day = first_day(view, (grouping.value,))
    if day is None:
        return BLANK
    if grouping.per == "month":
        return f"{day:%Y-%m}"
    return f"{day:%Y}"


def _place(column: Column, key: str, shown: str) -> str:
    """By which a group is sorted: choices in the order of the
    files, others by their words.
    """
    names = [choice.name for choice in column.choices]
    if key in names:
        return f"{names.index(key):05}"
    return shown.casefold()


def _in_order(headings: Mapping[str, tuple[object, str]]) -> tuple[Heading, ...]:
    order: Iterable[str] = sorted(
        headings, key=lambda key: (key == BLANK, str(headings[key][0]))
    )
    return tuple(Heading(key, headings[key][1]) for key in order)


def _label(cases: Cases, table: Table, grouping: Grouping, language: str) -> str:
    programme = cases.programme
    if grouping.label:
        return programme.text(grouping.label, language)
    blank = View(cases.reader, table, None, cases.today)
    holder, name = blank.path(grouping.value)
    column = holder.table.column(name)
    if column:
        return programme.text(column.label, language)
    return grouping.value
