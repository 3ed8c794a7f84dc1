"""The names that expressions of a form may use, and those that one of them does use."""

from collections.abc import Iterator, Sequence

from expressions.tree import Node, Operation, Path
from expressions.types import RecordsType, RecordType, Type, ValueType
from programme.expressions import scope_of_answers
from programme.form_parts.repeats import POSITION
from programme.models.forms import FormField

AGGREGATES = frozenset(("count", "share", "sumOf", "minOf", "maxOf", "firstOf", "lastOf"))
"""Operations that evaluate what stands in them once for each row of their first operand."""


def scope_of_questions(fields: Sequence[FormField]) -> RecordType:
    """The names that an expression of a form may use."""
    asked = _scope_of(fields)
    names: dict[str, Type] = dict(asked.fields)
    for part in fields:
        if part.field_type.is_repeat:
            names[part.name] = RecordsType(part.name, RecordType(part.name, _scope_of(part.fields).fields))
    return RecordType(asked.label, names)


def scope_in_repeat(outer: RecordType, repeat: FormField) -> RecordType:
    """The names that an expression inside a repeat may use: first those of its own repetition."""
    own = _scope_of(repeat.fields).fields
    return RecordType(outer.label, {**outer.fields, POSITION: ValueType.number, **own})


def _scope_of(fields: Sequence[FormField]) -> RecordType:
    return scope_of_answers(
        {field.name: field.type for field in fields}, {field.name: field.choices for field in fields}
    )


def names_in(tree: Node, around: tuple[str, ...] = ("",)) -> Iterator[str]:
    """The names of the questions that an expression asks for: `total`, and `budget.amount` where it looks at repetitions.

    `around`: the rows that it stands in, from outside to inside; "" is the form itself.
    """
    if isinstance(tree, Path):
        rows = around[len(around) - 1 - tree.levels]
        if tree.names:
            yield f"{rows}.{tree.names[0]}" if rows else tree.names[0]
    elif isinstance(tree, Operation) and tree.name in AGGREGATES:
        rows_operand, *values = tree.operands
        yield from names_in(rows_operand, around)
        assert isinstance(rows_operand, Path)
        for operand in values:
            yield from names_in(operand, (*around, rows_operand.names[-1]))
    elif isinstance(tree, Operation):
        for operand in tree.operands:
            yield from names_in(operand, around)
