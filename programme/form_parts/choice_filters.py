"""Which choices of a question apply (XLSForm's choice_filter): an expression over what
a choice says, and answers of the form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expressions.evaluate import Expression, closure, compile_filter
from expressions.operations import Row, Scope
from expressions.reading.syntax import ExpressionError, Mistake
from expressions.tree import Constant, Node, Operation, Path
from expressions.types import ChoiceType, RecordType, Type, ValueType
from fieldtypes.cells import is_number
from programme.expressions import scope_of_table
from programme.form_parts.or_other import OTHER
from programme.model import Table
from programme.models.forms import FormField
from programme.parts import Attribute, Choice

AGGREGATES = ("count", "share", "sumOf", "minOf", "maxOf", "firstOf", "lastOf")
NAME = "name"
"""The attribute that every choice has: its name."""


@dataclass(frozen=True)
class Option:
    """Something that can be chosen.

    `label`: in the reader's words; `facts`: what a filter may ask of it, typed; None
    where it applies whatever was answered.
    """

    name: str
    label: str = ""
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ChoiceFilter:
    """A checked filter.

    `of_records`: the part that no answer decides, for rows of a table; `depending`: the
    part that the browser evaluates, too.
    """

    of_records: Expression | None
    depending: Expression | None

    @property
    def attributes(self) -> frozenset[str]:
        """What it asks of a choice, by the first name of each way."""
        return frozenset(names[0] for names in paths_shown(self))

    @property
    def questions(self) -> frozenset[str]:
        """The questions whose answers decide."""
        if self.depending:
            return frozenset(_answers_in(self.depending.tree))
        return frozenset()

    def fits(self, option: Option, answers: Scope) -> bool:
        """Whether an option applies, given typed answers."""
        if option.facts is None or self.depending is None:
            return True
        return self.depending.evaluate(Row(_Facts(option.facts), answers)) is True

    def lets_through(self, record: Scope) -> bool:
        """Whether a record can be chosen at all, whatever is answered."""
        return self.of_records is None or self.of_records.evaluate(record) is True

    def facts_of(self, record: Scope) -> dict[str, Any]:
        """What the depending part asks of a record, and nothing else:
        this much leaves the server.
        """
        facts: dict[str, Any] = {}
        for path in _paths_of_choice(self.depending.tree) if self.depending else ():
            _put(facts, path.names, _value(record, path.names))
        return facts


@dataclass(frozen=True)
class _Facts:
    """A mapping as a scope that an expression reads."""

    values: Mapping[str, Any]

    def get(self, name: str, /) -> Any:
        value = self.values.get(name)
        if isinstance(value, Mapping):
            return _Facts(value)
        return value


def compile_choice_filter(
    field: FormField, answers: RecordType, tables: Mapping[str, Table] | None
) -> ChoiceFilter | None:
    """The filter of a question; None where all of its choices apply.

    Raises ExpressionError.
    """
    if field.choice_filter is None:
        return None
    if field.list_table is None:
        return ChoiceFilter(
            None,
            compile_filter(
                field.choice_filter, answers, scope_of_choices(field.choices)
            ),
        )
    table = (tables or {}).get(field.list_table)
    if table is None:
        return None
    expression = compile_filter(
        field.choice_filter, answers, scope_of_table(table, tables or {})
    )
    return _split(expression)


def scope_of_choices(choices: Sequence[Choice]) -> RecordType:
    """The attributes of choices, with their types.

    One that some choices lack is blank there.
    """
    values: dict[str, list[Attribute]] = {NAME: [choice.name for choice in choices]}
    for choice in choices:
        for name, value in choice.attributes.items():
            values.setdefault(name, []).append(value)
    return RecordType(
        "the choices", {name: _type(listed) for name, listed in values.items()}
    )


def options_of(field: FormField) -> tuple[Option, ...]:
    """The choices that stand in the programme's files. “Other” always applies."""
    options = []
    for choice in field.choices:
        is_other = field.or_other and choice.name == OTHER
        facts = None
        if not is_other:
            facts = _facts(choice)
        options.append(Option(choice.name, facts=facts))
    return tuple(options)


def _facts(choice: Choice) -> dict[str, Any]:
    facts: dict[str, Any] = {NAME: choice.name}
    for name, value in choice.attributes.items():
        if is_number(value):
            facts[name] = float(value)
        else:
            facts[name] = value
    return facts


def _type(values: Sequence[Attribute]) -> Type:
    if all(isinstance(value, bool) for value in values):
        return ValueType.boolean
    if all(isinstance(value, int | float) for value in values):
        return ValueType.number
    return ChoiceType(ValueType.text, tuple(dict.fromkeys(map(str, values))))


def _split(expression: Expression) -> ChoiceFilter:
    """Parts joined by `and` that ask for no answer are decided on the server, and
    what they ask stays there.
    """
    tree = expression.tree
    if isinstance(tree, Operation) and tree.name == "and":
        parts = tree.operands
    else:
        parts = (tree,)
    depending = []
    for part in parts:
        if any(_answers_in(part)):
            depending.append(part)
    if any(_has_aggregate(part) for part in depending):
        text = "what depends on an answer can only compare columns of the row; put counts and sums into a part joined by `and`"
        raise ExpressionError(expression.text, [Mistake(text, 0)])
    fixed = []
    for part in parts:
        if part not in depending:
            fixed.append(part)
    return ChoiceFilter(
        _joined(expression.text, fixed), _joined(expression.text, depending)
    )


def _joined(text: str, parts: Sequence[Node]) -> Expression | None:
    if not parts:
        return None
    if len(parts) == 1:
        tree = parts[0]
    else:
        tree = Operation("and", tuple(parts))
    return Expression(text, ValueType.boolean, tree, closure(tree))


def _answers_in(tree: Node, level: int = 1) -> Iterator[str]:
    """The questions that a part of a filter asks for; `level`: how
    many rows stand around it.
    """
    if isinstance(tree, Path) and tree.levels == level and tree.names:
        yield tree.names[0]
    if not isinstance(tree, Operation):
        return
    for number, operand in enumerate(tree.operands):
        is_in_row = tree.name in AGGREGATES and number > 0
        yield from _answers_in(operand, level + is_in_row)


def _has_aggregate(tree: Node) -> bool:
    if not isinstance(tree, Operation):
        return False
    return tree.name in AGGREGATES or any(
        _has_aggregate(operand) for operand in tree.operands
    )


def _paths_of_choice(tree: Node) -> Iterator[Path]:
    if isinstance(tree, Path) and not tree.levels:
        yield tree
    elif isinstance(tree, Operation):
        for operand in tree.operands:
            yield from _paths_of_choice(operand)


def paths_shown(choice_filter: ChoiceFilter) -> list[tuple[str, ...]]:
    """The columns, or ways over references, whose values of all records a page
    holds.
    """
    if choice_filter.depending is None:
        return []
    return [path.names for path in _paths_of_choice(choice_filter.depending.tree)]


def _value(record: Scope, names: Sequence[str]) -> Any:
    value: Any = record
    for name in names:
        if value is not None:
            value = value.get(name)
    return value


def _put(facts: dict[str, Any], names: Sequence[str], value: Any) -> None:
    *steps, last = names
    for step in steps:
        facts = facts.setdefault(step, {})
    facts[last] = value


def constant(value: Any) -> Node:
    """A typed value as a tree that both evaluators take."""
    if isinstance(value, tuple):
        return Operation("list", tuple(Constant(each) for each in value))
    return Constant(value)
