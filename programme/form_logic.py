"""What the questions of a form depend on: which ones apply, what is computed, and in which order that is decided."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

from expressions.as_json import as_data, value_data
from expressions.evaluate import Expression, compile_condition, compile_expression
from expressions.tree import Node, Operation, Path
from expressions.types import RecordType
from programme.choice_filters import ChoiceFilter, Option, compile_choice_filter, options_of
from programme.expressions import scope_of_answers
from programme.forms import Form, FormField
from programme.model import Table
from programme.read_only import fixed_value


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
    choice_filter: ChoiceFilter | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether answers decide what can be chosen."""
        return self.choice_filter is not None and self.choice_filter.depending is not None

    def needs(self) -> frozenset[str]:
        """The names that must be decided before this one is."""
        deciding = (*self.relevant, self.calculate) if self.calculate else self.relevant
        names = frozenset(name for expression in deciding for name in names_in(expression.tree))
        return names | self.choice_filter.questions if self.choice_filter else names


@dataclass(frozen=True)
class Decision:
    """What a form asks, given some answers. `values`: typed, blank where a question does not apply; `relevant`: what applies;
    `offered`: of questions whose choices depend on answers, those that apply; `unfit`: what was chosen and does not.
    """

    values: Mapping[str, Any]
    relevant: frozenset[str]
    offered: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    unfit: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    def can_answer(self, name: str) -> bool:
        """Whether a question applies, and there is something to choose from."""
        return name in self.relevant and self.offered.get(name) != frozenset()


@dataclass(frozen=True)
class FormLogic:
    """The logic of a form; `parts` are in the order in which each finds decided what it asks for."""

    parts: Mapping[str, QuestionLogic]

    @classmethod
    def of(cls, form: Form, tables: Mapping[str, Table] | None = None) -> "FormLogic":
        """Raises ExpressionError for an expression that makes no sense, and LogicCycleError.

        `tables`: those of the programme; without them, choices that are records are not filtered.
        """
        scope = scope_of_questions(form.fields)
        parts = {part.field.name: part for part in _parts(form.fields, scope, tables)}
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
        return not any(part.relevant or part.calculate or part.is_filtered for part in self.parts.values())

    def decide(
        self, answers: Mapping[str, Any], today: date, lists: Mapping[str, Sequence[Option]] | None = None
    ) -> Decision:
        """What applies, given typed answers. An answer to a question that does not apply counts as blank for all others, and
        so does a choice that does not. `lists`: the records that can be chosen, by question.
        """
        values: dict[str, Any] = {"today": today}
        relevant: set[str] = set()
        offered: dict[str, frozenset[str]] = {}
        unfit: dict[str, tuple[str, ...]] = {}
        for name, part in self.parts.items():
            applies = all(condition.evaluate(values) is True for condition in part.relevant)
            if not applies:
                values[name] = None
                continue
            relevant.add(name)
            values[name] = part.calculate.evaluate(values) if part.calculate else answers.get(name)
            if part.choice_filter and part.is_filtered:
                options = options_of_part(part, lists)
                offered[name] = frozenset(option.name for option in options if part.choice_filter.fits(option, values))
                values[name], unfit[name] = _fitting(values[name], offered[name])
        return Decision(values, frozenset(relevant), offered, {name: names for name, names in unfit.items() if names})

    def as_data(self, lists: Mapping[str, Sequence[Option]] | None = None) -> list[dict[str, Any]]:
        """The same for the browser (static/logic.js), as JSON-able data."""
        return [_part_data(part, options_of_part(part, lists)) for part in self.parts.values()]


def options_of_part(part: QuestionLogic, lists: Mapping[str, Sequence[Option]] | None) -> Sequence[Option]:
    """What can be chosen if nothing is filtered: the records that are there now, or the choices of the programme's files."""
    if part.field.list_table is not None:
        return (lists or {}).get(part.field.name, ())
    return options_of(part.field)


def _fitting(value: Any, offered: frozenset[str]) -> tuple[Any, tuple[str, ...]]:
    """What remains of an answer, and what of it does not fit."""
    if isinstance(value, tuple):
        return tuple(name for name in value if name in offered) or None, tuple(
            name for name in value if name not in offered
        )
    if value is None or value in offered:
        return value, ()
    return None, (str(value),)


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


def _parts(
    fields: Sequence[FormField], scope: RecordType, tables: Mapping[str, Table] | None
) -> Iterator[QuestionLogic]:
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
            calculate=compile_expression(field.calculate, scope) if field.calculate else fixed_value(field),
            choice_filter=compile_choice_filter(field, scope, tables),
        )


def _part_data(part: QuestionLogic, options: Sequence[Option]) -> dict[str, Any]:
    data: dict[str, Any] = {"name": part.field.name, "type": str(part.field.field_type.expression_type)}
    if part.relevant:
        data["relevant"] = [as_data(condition.tree) for condition in part.relevant]
    if part.calculate:
        data["calculate"] = as_data(part.calculate.tree)
    if part.choice_filter and part.choice_filter.depending:
        data["filter"] = as_data(part.choice_filter.depending.tree)
        asked = part.choice_filter.attributes
        data["choices"] = [[option.name, facts_data(option.facts, asked)] for option in options]
        data["needs"] = sorted(part.choice_filter.questions)
    return data


def facts_data(facts: Mapping[str, Any] | None, asked: Collection[str]) -> Any:
    """What is asked of a choice, as the browser has it; None where it always applies."""
    if facts is None:
        return None
    return {name: _fact_data(value) for name, value in facts.items() if name in asked}


def _fact_data(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _fact_data(inner) for name, inner in value.items()}
    return value_data(value)
