"""What the questions of a form depend on: which ones apply, what is computed, and in which order that is decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

from expressions.as_json import as_data
from expressions.evaluate import Expression, compile_condition, compile_expression
from expressions.tree import Node, Operation, Path
from expressions.types import RecordType
from programme.expressions import scope_of_answers
from programme.forms import Form, FormField


class LogicCycleError(ValueError):
    """Questions that decide about one another in a circle. `names`: the circle, its first name once more at the end."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = tuple(names)


@dataclass(frozen=True)
class QuestionLogic:
    """The expressions of one part of a form, checked. `relevant`: its own condition, and those of its page and its section."""

    field: FormField
    relevant: tuple[Expression, ...] = ()
    required: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None

    def needs(self) -> frozenset[str]:
        """The names that must be decided before this one is."""
        deciding = (*self.relevant, self.calculate) if self.calculate else self.relevant
        return frozenset(name for expression in deciding for name in names_in(expression.tree))


@dataclass(frozen=True)
class Decision:
    """What a form asks, given some answers. `values`: typed, blank where a question does not apply; `relevant`: what applies."""

    values: Mapping[str, Any]
    relevant: frozenset[str]


@dataclass(frozen=True)
class FormLogic:
    """The logic of a form; `parts` are in the order in which each finds decided what it asks for."""

    parts: Mapping[str, QuestionLogic]

    @classmethod
    def of(cls, form: Form) -> "FormLogic":
        """Raises ExpressionError for an expression that makes no sense, and LogicCycleError."""
        scope = scope_of_questions(form.fields)
        parts = {part.field.name: part for part in _parts(form.fields, scope)}
        needs = {name: sorted(part.needs() & parts.keys()) for name, part in parts.items()}
        try:
            # Names are sorted above, and so the order is the same in each process.
            order = tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            raise LogicCycleError(error.args[1]) from None
        return cls({name: parts[name] for name in order})

    @property
    def is_plain(self) -> bool:
        """Whether everything is always asked and nothing is computed."""
        return not any(part.relevant or part.calculate for part in self.parts.values())

    def decide(self, answers: Mapping[str, Any], today: date) -> Decision:
        """What applies, given typed answers. An answer to a question that does not apply counts as blank for all others."""
        values: dict[str, Any] = {"today": today}
        relevant: set[str] = set()
        for name, part in self.parts.items():
            applies = all(condition.evaluate(values) is True for condition in part.relevant)
            if not applies:
                values[name] = None
                continue
            relevant.add(name)
            values[name] = part.calculate.evaluate(values) if part.calculate else answers.get(name)
        return Decision(values, frozenset(relevant))

    def as_data(self) -> list[dict[str, Any]]:
        """The same for the browser (static/logic.js), as JSON-able data."""
        return [_part_data(part) for part in self.parts.values()]


def scope_of_questions(fields: Sequence[FormField]) -> RecordType:
    """The names that an expression of a form may use."""
    return scope_of_answers(
        {field.name: field.type for field in fields}, {field.name: field.choices for field in fields}
    )


def names_in(tree: Node) -> Iterator[str]:
    """The names of the questions that an expression asks for."""
    if isinstance(tree, Path):
        if not tree.levels:
            yield tree.names[0]
    elif isinstance(tree, Operation):
        for operand in tree.operands:
            yield from names_in(operand)


def _parts(fields: Sequence[FormField], scope: RecordType) -> Iterator[QuestionLogic]:
    page: tuple[Expression, ...] = ()
    section: tuple[Expression, ...] = ()
    for field in fields:
        own = (compile_condition(field.relevant, scope),) if field.relevant else ()
        if field.field_type.begins_page:
            page = section = own
            yield QuestionLogic(field, page)
            continue
        if field.field_type.begins_section:
            section = (*page, *own)
            yield QuestionLogic(field, section)
            continue
        yield QuestionLogic(
            field,
            (*section, *own),
            required=compile_condition(field.required, scope) if isinstance(field.required, str) else None,
            constraint=compile_condition(field.constraint, scope) if field.constraint else None,
            calculate=compile_expression(field.calculate, scope) if field.calculate else None,
        )


def _part_data(part: QuestionLogic) -> dict[str, Any]:
    data: dict[str, Any] = {"name": part.field.name, "type": str(part.field.field_type.expression_type)}
    if part.relevant:
        data["relevant"] = [as_data(condition.tree) for condition in part.relevant]
    if part.calculate:
        data["calculate"] = as_data(part.calculate.tree)
    return data
