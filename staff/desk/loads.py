"""How many cases each record of another table has: what
advisers carry, what buses bring.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import g

from desk.cases import Cases
from programme.expressions import compile_value
from programme.model import Table
from programme.models.desk import Load, LoadValue
from programme.records.display import title
from programme.records.record import View
from rules.unfit import UNFIT

NOTHING = "–"


@dataclass(frozen=True)
class LoadRow:
    """A record, and the cases that it has.

    `limit`: how many it can take, None where that is not said.
    """

    reference: str
    name: str
    cases: tuple[str, ...]
    limit: int | None

    @property
    def is_full(self) -> bool:
        """Whether it has more than it can take."""
        return self.limit is not None and len(self.cases) > self.limit


@dataclass(frozen=True)
class ShownLoad:
    """One of the programme's loads: those with most cases first."""

    name: str
    label: str
    table: str
    rows: list[LoadRow]
    shows: tuple[LoadValue, ...] = ()


def said_beside(cases: Cases, load: ShownLoad, row: LoadRow) -> list[str]:
    """What the programme says of a record beside its cases, a text for each of `shows`:
    "5 / 6"; "–" where it cannot be read.
    """
    table = cases.programme.tables[load.table]
    view = View(
        cases.reader, table, cases.reader.get(load.table, row.reference), cases.today
    )
    return [_said(cases, table, view, shown) for shown in load.shows]


def _said(cases: Cases, table: Table, view: View, shown: LoadValue) -> str:
    tables = cases.programme.tables
    numbers = []
    for text in (shown.value, shown.of):
        if text is None:
            continue
        try:
            number = compile_value(text, table, tables).evaluate(view)
        except UNFIT:
            # A share of a number that nobody knows would look exact.
            return NOTHING
        numbers.append(NOTHING if number is None else f"{number:g}")
    return " / ".join(numbers)


def loads(cases: Cases) -> list[ShownLoad]:
    """Every load that the programme asks for."""
    return [_load(cases, load) for load in cases.programme.desk.loads]


def _load(cases: Cases, load: Load) -> ShownLoad:
    programme = cases.programme
    column = cases.table.column(load.of[0])
    # `flask check` has seen to it.
    assert column
    assert column.table
    table = programme.tables[column.table]
    others = cases.reader.table(table.name)
    counted = cases_by_record(cases, load, others)
    rows = []
    for reference, of_record in counted.items():
        view = View(cases.reader, table, others[reference], cases.today)
        limit = None
        if load.limit:
            limit = view.value(load.limit)
        rows.append(
            LoadRow(
                reference,
                title(view, g.language) or reference,
                tuple(of_record),
                int(limit) if isinstance(limit, int | float) else None,
            )
        )
    rows.sort(key=lambda row: (-len(row.cases), row.name))
    return ShownLoad(
        load.name, programme.text(load.label, g.language), table.name, rows, load.shows
    )


def cases_by_record(
    cases: Cases, load: Load, others: Iterable[str]
) -> dict[str, list[str]]:
    """Reference of each of `others` → the cases that it has."""
    counted: dict[str, list[str]] = {reference: [] for reference in others}
    for reference, record in cases.records.items():
        named = {
            str(record.values.get(name) or "") for name in load.of
        } & counted.keys()
        if named and _counts(cases, load, reference):
            for other in named:
                counted[other].append(reference)
    return counted


def _counts(cases: Cases, load: Load, reference: str) -> bool:
    case = cases.view(reference)
    try:
        return not cases.book.silent(case) and (
            load.only is None or cases.book.true(load.only, case)
        )
    # A row that cannot be read counts nowhere; that it cannot
    # be read is told elsewhere.
    except UNFIT:
        return False
