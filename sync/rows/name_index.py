"""What staff type into cells that refer to records: references, or names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from fieldtypes.normalise import plain
from programme.app_tables import LISTED_SEPARATOR
from programme.model import Table
from programme.parts import Column
from sheets.header import canonical_reference
from sheets.reading.snapshot import Row

NO_SUCH = _(
    "“{value}” is not in the tab it should be in. Write a reference, or a name that only one has."
)
SEVERAL = _(
    "“{value}” is the name of several. Choose one in the list of the cell, or write its reference: {references}."
)
CONTRADICTION = _(
    "“{value}” has the name of one and the reference of another. Choose one in the list of the cell: {references}."
)
LISTED_AT_MOST = 5
"""References that a problem names."""


@dataclass(frozen=True)
class Meaning:
    """What a cell that refers to a record means: its `reference`, or what is wrong
    (`problem`, with `candidates`).
    """

    reference: str = ""
    problem: str = ""
    candidates: Sequence[str] = ()


@dataclass(frozen=True)
class NameIndex:
    """The records of all tabs: table → references, and table → name (made plain) → the
    references of those called so.
    """

    references: Mapping[str, frozenset[str]]
    names: Mapping[str, Mapping[str, frozenset[str]]]

    def find(self, table: str, text: str) -> Meaning:
        """The record that a cell means.

        1. A reference means its record.
        2. A name means the record that alone has it; several are asked about.
        3. A name and a reference, as the drop-down offers both, mean the record of that
           reference, also after it was given another name; but not where the name is
           now that of another record only.
        """
        reference = canonical_reference(text)
        if reference in self.references.get(table, ()):
            return Meaning(reference)
        candidates = self._called(table, text)
        if len(candidates) == 1:
            return Meaning(next(iter(candidates)))
        if candidates:
            return Meaning(problem=SEVERAL, candidates=sorted(candidates))
        name, _, code = text.rpartition(LISTED_SEPARATOR)
        reference = canonical_reference(code)
        if not name or reference not in self.references.get(table, ()):
            return Meaning(problem=NO_SUCH)
        bearers = self._called(table, name)
        if bearers and reference not in bearers:
            return Meaning(
                problem=CONTRADICTION, candidates=[*sorted(bearers), reference]
            )
        return Meaning(reference)

    def _called(self, table: str, name: str) -> frozenset[str]:
        return self.names.get(table, {}).get(plain(name), frozenset())


def name_index(rows: Iterable[tuple[Table, str, Row]]) -> NameIndex:
    """The index of rows that are records: (table, reference, row)."""
    references: dict[str, set[str]] = defaultdict(set)
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for table, reference, row in rows:
        references[table.name].add(reference)
        # A name that is computed is the app's own; people write what they see of it.
        title = row.values.get(table.title) or row.own.get(table.title)
        if title:
            names[table.name][plain(title)].add(reference)
    return NameIndex(
        _frozen(references),
        {table: _frozen(of_table) for table, of_table in names.items()},
    )


def _frozen(groups: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(references) for key, references in groups.items()}


def resolve(table: Table, row: Row, index: NameIndex) -> tuple[Row, list[Problem]]:
    """The row with each reference to a record made canonical; one that means no record
    is a problem, and left out.
    """
    values = dict(row.values)
    problems: list[Problem] = []
    for column in table.columns:
        text = row.values.get(column.name)
        if not column.table or not text:
            continue
        meaning = index.find(column.table, str(text))
        if meaning.reference:
            values[column.name] = meaning.reference
        else:
            problems.append(_unclear(table, row, column, str(text), meaning))
            del values[column.name]
    if values == row.values:
        return row, []
    return replace(row, values=values), problems


def _unclear(
    table: Table, row: Row, column: Column, text: str, meaning: Meaning
) -> Problem:
    values: tuple[tuple[str, str], ...] = (("value", text),)
    if meaning.candidates:
        values = (
            ("references", ", ".join(meaning.candidates[:LISTED_AT_MOST])),
            *values,
        )
    return Problem(
        ProblemCode.no_such,
        meaning.problem,
        values,
        table.name,
        row.reference,
        column.name,
        row.index + 1,
    )
