"""The names that expressions of a form may use, and those that one of them does use."""

from collections.abc import Iterator, Mapping, Sequence

from expressions.tree import Node, Operation, Path
from expressions.types import RecordsType, RecordType, Type, ValueType
from programme.expressions import scope_of_answers
from programme.form_parts.repeats import POSITION
from programme.models.forms import FormField

AGGREGATES = frozenset(
    ("count", "share", "sumOf", "minOf", "maxOf", "firstOf", "lastOf")
)
"""Operations that evaluate what stands in them once for each
row of their first operand.
"""


def scope_of_questions(fields: Sequence[FormField]) -> RecordType:
    """The names that an expression of a form may use."""
    repeats = {}
    for part in fields:
        if part.field_type.is_repeat:
            repeats[part.name] = _scope_of(part.fields)
    return scope_with_repeats(_scope_of(fields), repeats)


def scope_in_repeat(outer: RecordType, repeat: FormField) -> RecordType:
    """The names that an expression inside a repeat may use: first
    those of its own repetition.
    """
    return scope_in_repetition(outer, _scope_of(repeat.fields))


def scope_around(fields: Sequence[FormField], repeat: FormField | None) -> RecordType:
    """The names that an expression may use where a question stands: in one of the
    repeats of a form, or outside of all (None).
    """
    outer = scope_of_questions(fields)
    if repeat is None:
        return outer
    return scope_in_repeat(outer, repeat)


def scope_with_repeats(
    questions: RecordType, repeats: Mapping[str, RecordType]
) -> RecordType:
    """The names outside of all repeats.

    `questions`: what is asked once; `repeats`: what each repeat asks, by its name.
    """
    names: dict[str, Type] = dict(questions.fields)
    for name, repetition in repeats.items():
        names[name] = RecordsType(name, RecordType(name, repetition.fields))
    return RecordType(questions.label, names)


def scope_in_repetition(outer: RecordType, repetition: RecordType) -> RecordType:
    """The names inside of a repeat.

    `outer`: those outside of all; `repetition`: what the repeat asks.
    """
    return RecordType(
        outer.label, {**outer.fields, POSITION: ValueType.number, **repetition.fields}
    )


def _scope_of(fields: Sequence[FormField]) -> RecordType:
    types = {field.name: field.type for field in fields}
    choices = {}
    for field in fields:
        choices[field.name] = field.choice_names
    return scope_of_answers(types, choices)


def names_in(tree: Node, around: tuple[str, ...] = ("",)) -> Iterator[str]:
    """The names of the questions that an expression asks for: `total`, and
    `budget.amount` where it looks at repetitions.

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
