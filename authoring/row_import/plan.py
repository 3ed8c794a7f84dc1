"""What bringing in a file would do: rows, mistakes, doubles, and what is asked."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from authoring.adoption.layout import find_layout
from authoring.adoption.tabs import Tab
from authoring.row_import.columns import (
    Matching,
    Question,
    headings_of,
    match_columns,
)
from authoring.row_import.said import Progress, Said, untold
from authoring.row_import.source_rows import Mistake, SourceRow, read_source_rows
from core.errors import HojaError
from core.ids import digest
from core.links import Links
from core.texts import mark as _
from fieldtypes.normalise import plain
from journal.connection import Connection
from journal.records import known_records, row_imports
from journal.states import DeliveryState
from journal.tabs import deliveries
from programme.model import Programme, Table
from programme.records.record import Value
from sync.rows.name_index import NameIndex

NO_TABLE = _("No table was found in “{source}”.")
STANDS = _("It may stand in the spreadsheet already: {reference}.")
TWICE = _("It may be the same as row {row} of the file.")


COMPARED = 500
"""Rows of one name with which a row is compared: thousands may be called “Monthly
report”, and each would be compared with all of them.
"""


class ImportRefusedError(HojaError):
    """Rows that cannot be brought in at all; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.words("en"))
        self.said = said


class Doubles(StrEnum):
    """What becomes of rows that may be there already."""

    ask = "ask"
    leave_out = "leave-out"
    bring_in = "bring-in"


@dataclass(frozen=True)
class Double:
    """A row that may be there already, and where."""

    row: SourceRow
    said: Said


@dataclass(frozen=True)
class Present:
    """What the journal knows of the rows that are there, or on their way.

    `rows`: reference → values of the table's rows; `marks`: of rows that were brought
    in before.
    """

    index: NameIndex
    rows: Mapping[str, Mapping[str, Value]]
    marks: frozenset[str]


@dataclass(frozen=True)
class RowPlan:
    """What is to be brought in from a tab. `rows`: each with its mark; `already`: how
    many rows were brought in before; `totals`: rows that sum others up; `headings`: of
    the file, in their order.
    """

    table: Table
    source: str
    matching: Matching
    rows: Sequence[tuple[SourceRow, str]] = ()
    mistakes: Sequence[Mistake] = ()
    doubles: Sequence[Double] = ()
    already: int = 0
    totals: Sequence[int] = ()
    headings: Sequence[str] = ()
    are_doubles_asked: bool = field(default=False)

    def from_file(self, name: str) -> "RowPlan":
        """The same, by the name of the file beside that of its tab."""
        return replace(self, source=f"{name}, {self.source}")

    @property
    def questions(self) -> Sequence[Question]:
        """What has to be said of the columns first."""
        return self.matching.questions

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in the way of bringing the rows in."""
        return not (self.questions or self.mistakes or self.are_doubles_asked)


def load_present(connection: Connection, programme: Programme, table: Table) -> Present:
    """What stands in the spreadsheet as last seen, and what is on its way there."""
    references: dict[str, set[str]] = defaultdict(set)
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows: dict[str, Mapping[str, Value]] = {}
    for name, reference, values in _all_rows(connection):
        definition = programme.tables.get(name)
        if definition is None:
            continue
        references[name].add(reference)
        title = values.get(definition.title)
        if title:
            names[name][plain(title)].add(reference)
        if name == table.name:
            rows[reference] = values
    index = NameIndex(
        {name: frozenset(of_table) for name, of_table in references.items()},
        {
            name: {title: frozenset(called) for title, called in of_table.items()}
            for name, of_table in names.items()
        },
    )
    return Present(index, rows, row_imports.marks(connection, table.name))


def _all_rows(
    connection: Connection,
) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    for record in known_records.present(connection):
        yield record.table, record.reference, {**record.own, **record.values}
    for table, references in deliveries.pending_by_table(connection).items():
        for delivery in deliveries.by_references(connection, table, references):
            if delivery.state in (DeliveryState.queued, DeliveryState.appending):
                yield table, delivery.reference, delivery.values


def plan_rows(
    programme: Programme,
    table: Table,
    tab: Tab,
    present: Present,
    links: Links,
    answers: Mapping[str, str],
    doubles: Doubles = Doubles.ask,
    progress: Progress = untold,
) -> RowPlan:
    """What bringing in a tab would do; nothing is written.

    `answers`: heading → column, see `match_columns`. Raises ImportRefusedError.
    """
    layout = find_layout(tab)
    if layout is None:
        raise ImportRefusedError(Said(NO_TABLE, {"source": tab.title}))
    matching = match_columns(programme, table, layout, answers)
    source_rows = read_source_rows(
        programme, table, layout, matching, present.index, progress
    )
    mistakes: list[Mistake] = []
    readable: list[SourceRow] = []
    for row in source_rows:
        mistakes.extend(row.mistakes)
        if not row.mistakes:
            readable.append(row)
    new: list[tuple[SourceRow, str]] = []
    already = 0
    for row, mark in _marked(table, readable, links):
        if mark in present.marks:
            already += 1
        else:
            new.append((row, mark))
    alike = _doubles(table, [row for row, _mark in new], present)
    if doubles is Doubles.leave_out:
        left_out = {double.row.row for double in alike}
        new = [pair for pair in new if pair[0].row not in left_out]
    return RowPlan(
        table,
        tab.title,
        matching,
        new,
        mistakes,
        alike,
        already=already,
        totals=[row + 1 for row in layout.totals],
        headings=[heading.label for heading in headings_of(layout)],
        are_doubles_asked=bool(alike) and doubles is Doubles.ask,
    )


def _marked(
    table: Table, rows: Sequence[SourceRow], links: Links
) -> Iterator[tuple[SourceRow, str]]:
    """Each row with what stands for it: the same for the same row of the same file,
    wherever it stands by then. Of two that say the same each has its own.
    """
    occurrences = Counter[str]()
    for row in rows:
        content = digest([table.name, dict(row.values)])
        occurrences[content] += 1
        # Nobody who has the journal alone can try out what a row says.
        yield row, links.mark(f"{content} {occurrences[content]}")


def _doubles(table: Table, rows: Sequence[SourceRow], present: Present) -> list[Double]:
    """The rows that may be there already: called the same, with no day and no
    reference that says otherwise; of people and cases, with the same e-mail address.
    """
    there: dict[str, list[tuple[str, Mapping[str, Value]]]] = defaultdict(list)
    for reference, values in present.rows.items():
        for key in _keys(table, values):
            there[key].append((reference, values))
    doubles: list[Double] = []
    for row in rows:
        keys = _keys(table, row.values)
        double = _double(table, row, keys, there)
        if double is not None:
            doubles.append(double)
        for key in keys:
            there[key].append((str(row.row), row.values))
    return doubles


def _double(
    table: Table,
    row: SourceRow,
    keys: Sequence[str],
    there: Mapping[str, Sequence[tuple[str, Mapping[str, Value]]]],
) -> Double | None:
    for key in keys:
        for name, values in there.get(key, ())[:COMPARED]:
            if not _may_be_same(table, values, row.values):
                continue
            if name.isdecimal():
                return Double(row, Said(TWICE, {"row": name}))
            return Double(row, Said(STANDS, {"reference": name}))
    return None


def _keys(table: Table, values: Mapping[str, Value]) -> list[str]:
    keys = []
    title = values.get(table.title)
    if title:
        keys.append(f"title {plain(title)}")
    if table.case is None:
        for contact in table.contacts.values():
            address = values.get(contact.email)
            if address:
                keys.append(f"address {plain(address)}")
    return keys


def _may_be_same(
    table: Table, left: Mapping[str, Value], right: Mapping[str, Value]
) -> bool:
    title = table.column(table.title)
    # Reports are called by what they are about, and there are many of one thing: only
    # those that say the same are doubles.
    is_only_equal = title is None or bool(title.table)
    for column in table.columns:
        is_telling = is_only_equal or column.table or column.type == "date"
        pair = (left.get(column.name), right.get(column.name))
        if is_telling and all(pair) and pair[0] != pair[1]:
            return False
    return True
