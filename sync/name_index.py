"""What staff type into cells that refer to records: references, or names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from fieldtypes.normalise import plain
from programme.model import Table
from programme.parts import Column
from sheets.snapshot import Row


@dataclass(frozen=True)
class NameIndex:
    """The records of all tabs: table → references, and table → name (made plain) → the references of those called so."""

    references: Mapping[str, frozenset[str]]
    names: Mapping[str, Mapping[str, frozenset[str]]]

    def find(self, table: str, text: str) -> str | None:
        """The record that a cell means: by its reference, or by its name where only one has it; None where none can be told."""
        reference = text.strip().upper()
        if reference in self.references.get(table, ()):
            return reference
        called_so = self.names.get(table, {}).get(plain(text), frozenset())
        return next(iter(called_so)) if len(called_so) == 1 else None


def name_index(rows: Iterable[tuple[Table, str, Row]]) -> NameIndex:
    """The index of rows that are records: (table, reference, row)."""
    references: dict[str, set[str]] = defaultdict(set)
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for table, reference, row in rows:
        references[table.name].add(reference)
        title = row.values.get(table.title)
        if title:
            names[table.name][plain(title)].add(reference)
    frozen_names = {
        table: {name: frozenset(called_so) for name, called_so in of_table.items()} for table, of_table in names.items()
    }
    return NameIndex({table: frozenset(of_table) for table, of_table in references.items()}, frozen_names)


def resolve(table: Table, row: Row, index: NameIndex) -> tuple[Row, list[Problem]]:
    """The row with each reference to a record made canonical; one that means no record is a problem, and left out."""
    values = dict(row.values)
    problems: list[Problem] = []
    for column in table.columns:
        text = row.values.get(column.name)
        if not column.table or not text:
            continue
        reference = index.find(column.table, str(text))
        if reference is None:
            problems.append(_no_such(table, row, column, str(text)))
            del values[column.name]
        else:
            values[column.name] = reference
    if values == row.values:
        return row, []
    return replace(row, values=values), problems


def _no_such(table: Table, row: Row, column: Column, text: str) -> Problem:
    template = _("“{value}” is not in the tab it should be in. Write a reference, or a name that only one has.")
    return Problem(
        ProblemCode.no_such, template, (("value", text),), table.name, row.reference, column.name, row.index + 1
    )
