"""Expressions over the records of a programme and over the answers of a form: which
names there are, of which types.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from expressions import evaluate
from expressions.evaluate import Expression
from expressions.operations import Scope
from expressions.types import ChoiceType, RecordsType, RecordType, Type, ValueType
from fieldtypes.registry import field_type
from programme.children import DEPTH, child_tables
from programme.model import Table
from programme.models.criteria import RESULTS, RESULTS_NAME, Criteria

Looked = tuple[str, str]
"""(table, name): a column, or what else an expression may ask of a row."""


@dataclass(frozen=True)
class Condition:
    """A checked condition."""

    expression: Expression

    @property
    def text(self) -> str:
        """As it is written."""
        return self.expression.text

    def holds(self, scope: Scope) -> bool:
        """Whether it holds of a record (or of a form's typed answers); not
        where a blank leaves it open.
        """
        return self.expression.evaluate(scope) is True


def compile_condition(text: str, scope: RecordType) -> Condition:
    """Checks a condition against the names and types it may use.

    Raises ExpressionError.
    """
    return Condition(evaluate.compile_condition(text, scope))


def compile_value(
    text: str,
    table: Table,
    tables: Mapping[str, Table],
    looked: set[Looked] | None = None,
) -> Expression:
    """Checks an expression on a record of `table` that gives a value.

    Raises ExpressionError. `looked`: gets each column that it asks for.
    """
    return evaluate.compile_expression(text, scope_of_table(table, tables, looked))


def scope_of_table(
    table: Table, tables: Mapping[str, Table], looked: set[Looked] | None = None
) -> RecordType:
    """The names that an expression on a record of `table` may use.

    `looked`: gets those that it does.
    """
    return _Records(tables, looked).of(table.name, DEPTH)


def with_fields(
    table: Table, tables: Mapping[str, Table], added: Mapping[str, Type]
) -> RecordType:
    """The names that an expression on a record of `table` may use, and some more."""
    scope = scope_of_table(table, tables)
    return RecordType(scope.label, ChainMap(dict(added), scope.fields))  # type: ignore[arg-type]  # only read


def scope_of_answers(
    types: Mapping[str, str], choices: Mapping[str, Sequence[str]]
) -> RecordType:
    """The names that an expression on a form's answers may use.

    `choices`: question → the names of its choices.
    """
    names: dict[str, Type] = {}
    for name, type_name in types.items():
        if field_type(type_name).is_asked:
            names[name] = _type(type_name, choices.get(name, ()))
    return RecordType("answers", names)


def results_type(criteria: Criteria) -> RecordType:
    """The names that an expression may ask of what the criteria say of a case."""
    fields: dict[str, Type] = dict.fromkeys(RESULTS, ValueType.number)
    fields["mandatory_met"] = ValueType.boolean
    fields |= {criterion.name: ValueType.boolean for criterion in criteria.criteria}
    return RecordType(RESULTS_NAME, fields)


def _type(type_name: str, choices: Sequence[str]) -> Type:
    type = field_type(type_name).expression_type
    if choices:
        return ChoiceType(type, tuple(choices))
    return type


@dataclass(frozen=True)
class _Records:
    """The types of the rows of all tables; each is made when an expression goes
    there, for most go nowhere.
    """

    tables: Mapping[str, Table]
    looked: set[Looked] | None = None
    types: dict[tuple[str, int], RecordType] = field(default_factory=dict)

    def of(self, table: str, depth: int) -> RecordType:
        """The type of a row of a table from which so many
        references may still be followed.
        """
        key = (table, depth)
        if key not in self.types:
            self.types[key] = RecordType(
                table, _Fields(self, self.tables[table], depth)
            )
        return self.types[key]


class _Fields(Mapping[str, Type]):
    """The columns of a table, the records that its references, `latest`
    relations and children lead to.
    """

    def __init__(self, records: _Records, table: Table, depth: int) -> None:
        self.records = records
        self.table = table
        self.depth = depth
        self._types: dict[str, Type] = {}

    def __getitem__(self, name: str) -> Type:
        if name not in self._types:
            self._types[name] = self._find(name)
        if self.records.looked is not None:
            self.records.looked.add((self.table.name, name))
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        for column in self.table.columns:
            if column.table is None or self._leads_to(column.table):
                yield column.name
        for name in self.table.latest:
            if self._leads_to(self.table.latest_of(name).table):
                yield name
        if self.table.criteria:
            yield RESULTS_NAME
        if self.depth:
            yield from child_tables(self.records.tables, self.table)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _leads_to(self, table: str) -> bool:
        return self.depth > 0 and table in self.records.tables

    def _find(self, name: str) -> Type:
        if name in self.table.latest:
            return self._row(self.table.latest_of(name).table, name)
        column = self.table.column(name)
        if column is not None:
            if column.table:
                return self._row(column.table, name)
            return _type(column.type, column.choice_names)
        if name == RESULTS_NAME and self.table.criteria:
            return results_type(self.table.criteria)
        child = child_tables(self.records.tables, self.table).get(name)
        if child is None:
            raise KeyError(name)
        return RecordsType(name, self._row(child[0], name))

    def _row(self, table: str, name: str) -> RecordType:
        if not self._leads_to(table):
            raise KeyError(name)
        return self.records.of(table, self.depth - 1)
