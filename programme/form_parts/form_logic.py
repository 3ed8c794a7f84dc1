"""What the questions of a form depend on: which ones apply, what is computed, and in
which order that is decided.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

from expressions.as_json import as_data, value_data
from expressions.evaluate import Expression, compile_condition, compile_expression
from expressions.types import RecordType
from programme.form_parts.choice_filters import (
    ChoiceFilter,
    Option,
    compile_choice_filter,
    options_of,
)
from programme.form_parts.form_scope import (
    names_in,
    scope_in_repeat,
    scope_of_questions,
)
from programme.form_parts.read_only import fixed_value
from programme.form_parts.repeats import (
    POSITION,
    Repeated,
    question_name,
    repetition_name,
)
from programme.model import Table
from programme.models.forms import Form, FormField


class LogicCycleError(ValueError):
    """Questions that decide about one another in a circle.

    `names`: the circle, its first name once more at the end.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = tuple(names)


@dataclass(frozen=True)
class QuestionLogic:
    """The expressions of one part of a form, checked. `relevant`: its own condition,
    and those of its page and its section.

    `repeat`: the name of the repeat in which it is asked, "" for none; `siblings`: the
    names that mean its own repetition.
    """

    field: FormField
    relevant: tuple[Expression, ...] = ()
    required: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    choice_filter: ChoiceFilter | None = None
    repeat: str = ""
    siblings: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What it is called in the form as a whole: `budget.amount` in a repeat."""
        return self.qualified(self.field.name)

    def qualified(self, name: str) -> str:
        """What a name that it uses is called in the form as a whole."""
        if name in self.siblings:
            return f"{self.repeat}.{name}"
        return name

    @property
    def is_filtered(self) -> bool:
        """Whether answers decide what can be chosen."""
        return (
            self.choice_filter is not None and self.choice_filter.depending is not None
        )

    def needs(self) -> frozenset[str]:
        """The names that must be decided before this one is."""
        deciding = (*self.relevant, self.calculate) if self.calculate else self.relevant
        names = {
            self.qualified(name)
            for expression in deciding
            for name in names_in(expression.tree)
        }
        filtering = self.choice_filter.questions if self.choice_filter else ()
        names.update(self.qualified(name) for name in filtering)
        return frozenset(names | {self.repeat}) - {""}


@dataclass(frozen=True)
class Repetition:
    """The values of one repetition, and around it those of the form: what its
    expressions are evaluated in.
    """

    fields: dict[str, Any]
    outer: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """Its own value of a name, or else the form's."""
        if name in self.fields:
            return self.fields[name]
        return self.outer.get(name)


@dataclass(frozen=True)
class Decision:
    """What a form asks, given some answers. `values`: typed, blank where a question
    does not apply; `relevant`: what applies; `offered`: of questions whose choices
    depend on answers, those that apply; `unfit`: what was chosen and does not.

    They call the questions of a repetition as the page does (`budget-0-amount`); a
    repeat's own value are its repetitions. `repetitions`: name (`budget-0`) → what its
    expressions are evaluated in; `counted`: those of which each will be a row.
    """

    values: Mapping[str, Any]
    relevant: frozenset[str]
    repetitions: Mapping[str, Repetition] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unfit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def can_answer(self, name: str) -> bool:
        """Whether a question applies, and there is something to choose from."""
        return name in self.relevant and self.offered.get(name) != frozenset()

    def scope(self, name: str, day: date | None = None) -> Any:
        """What the expressions of a question of the page are evaluated in; on
        another day where one is named.
        """
        values = {**self.values, "today": day} if day else self.values
        repeated = Repeated.of(name)
        if repeated is None:
            return values
        return Repetition(self.repetitions[repeated.repetition].fields, values)

    def counts(self, name: str) -> bool:
        """Whether a question of the page is asked once, or in a
        repetition that will be a row.
        """
        repeated = Repeated.of(name)
        return repeated is None or repeated.repetition in self.counted


NO_REPETITIONS: Mapping[str, Sequence[int]] = {}
ListsOfRecords = Mapping[tuple[object, ...], Sequence[Option]]
NO_LISTS: ListsOfRecords = {}


@dataclass(frozen=True)
class FormLogic:
    """The logic of a form; `parts` are in the order in which each finds
    decided what it asks for.
    """

    parts: Mapping[str, QuestionLogic]

    @classmethod
    def of(cls, form: Form, tables: Mapping[str, Table] | None = None) -> "FormLogic":
        """Raises ExpressionError for an expression that makes no
        sense, and LogicCycleError.

        `tables`: those of the programme; without them, choices that are
        records are not filtered.
        """
        fields = []
        for part in form.fields:
            if not Repeated.of(part.name):
                fields.append(part)
        scope = scope_of_questions(fields)
        parts = {part.name: part for part in _parts(fields, scope, tables)}
        needs = {
            name: sorted(part.needs() & parts.keys()) for name, part in parts.items()
        }
        try:
            # Names are sorted above, and so the order is the same in each process.
            order = tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            raise LogicCycleError(error.args[1]) from None
        return cls({name: parts[name] for name in order})

    def part(self, name: str) -> QuestionLogic:
        """A part by what it is called on a page."""
        repeated = Repeated.of(name)
        if repeated is None:
            return self.parts[name]
        return self.parts[f"{repeated.repeat}.{repeated.question}"]

    @property
    def is_plain(self) -> bool:
        """Whether everything is always asked and nothing is computed."""
        return not any(
            part.relevant or part.calculate or part.is_filtered
            for part in self.parts.values()
        )

    def asked(
        self, repetitions: Mapping[str, Sequence[int]]
    ) -> Iterator[tuple[str, QuestionLogic]]:
        """Each part by what it is called on a page: those of a repeat once for each of
        its repetitions (repeat → keys).
        """
        for part in self.parts.values():
            if not part.repeat:
                yield part.field.name, part
            for key in repetitions.get(part.repeat, ()):
                yield question_name(part.repeat, key, part.field.name), part

    def decide(
        self,
        answers: Mapping[str, Any],
        today: date,
        lists: ListsOfRecords = NO_LISTS,
        repetitions: Mapping[str, Sequence[int]] = NO_REPETITIONS,
        blank: Collection[str] = (),
    ) -> Decision:
        """What applies, given typed answers. An answer to a question that does not
        apply counts as blank for all others, and so does a choice that does not.

        `lists`: the records that can be chosen, by `FormField.list_key`;
        `repetitions`: repeat → keys; `blank`: the names of repetitions in which
        nothing stands, which are no rows.
        """
        deciding = _Deciding(answers, lists, {"today": today})
        for part in self.parts.values():
            if part.field.field_type.is_repeat:
                deciding.begin(part, repetitions.get(part.field.name, ()), blank)
            elif not part.repeat:
                deciding.decide(part, part.field.name, deciding.values)
            for key in repetitions.get(part.repeat, ()):
                deciding.decide_in_repetition(part, key)
        counted = frozenset(deciding.repetitions.keys() - set(blank))
        unfit = {}
        for name, names in deciding.unfit.items():
            if names:
                unfit[name] = names
        relevant = frozenset(deciding.relevant)
        return Decision(
            deciding.values,
            relevant,
            deciding.repetitions,
            counted,
            deciding.offered,
            unfit,
        )

    def as_data(self, lists: ListsOfRecords = NO_LISTS) -> list[dict[str, Any]]:
        """The same for the browser (static/logic.js), as JSON-able data."""
        return [
            _part_data(part, options_of_part(part, lists))
            for part in self.parts.values()
        ]


def options_of_part(part: QuestionLogic, lists: ListsOfRecords) -> Sequence[Option]:
    """What can be chosen if nothing is filtered: the records that are there now, or the
    choices of the programme's files.
    """
    if part.field.list_table is not None:
        return lists.get(part.field.list_key, ())
    return options_of(part.field)


def _fitting(value: Any, offered: frozenset[str]) -> tuple[Any, tuple[str, ...]]:
    """What remains of an answer, and what of it does not fit."""
    if isinstance(value, tuple):
        fitting = tuple(name for name in value if name in offered)
        unfit = tuple(name for name in value if name not in offered)
        return fitting or None, unfit
    if value is None or value in offered:
        return value, ()
    return None, (str(value),)


@dataclass(frozen=True)
class _Deciding:
    """What is decided so far of one form with its answers."""

    answers: Mapping[str, Any]
    lists: ListsOfRecords
    values: dict[str, Any]
    relevant: set[str] = field(default_factory=set)
    offered: dict[str, frozenset[str]] = field(default_factory=dict)
    unfit: dict[str, tuple[str, ...]] = field(default_factory=dict)
    repetitions: dict[str, Repetition] = field(default_factory=dict)

    def begin(
        self, repeat: QuestionLogic, keys: Sequence[int], blank: Collection[str]
    ) -> None:
        """A repeat: whether it applies, and the repetitions that others sum up.

        Their values come as they are decided.
        """
        name = repeat.field.name
        applies = _applies(repeat, self.values)
        if applies:
            self.relevant.add(name)
        rows: list[dict[str, Any]] = []
        for number, key in enumerate(keys, 1):
            fields: dict[str, Any] = {POSITION: float(number)}
            repetition = repetition_name(name, key)
            self.repetitions[repetition] = Repetition(fields, self.values)
            if applies and repetition not in blank:
                rows.append(fields)
        self.values[name] = tuple(rows)

    def decide(self, part: QuestionLogic, name: str, scope: Any) -> Any:
        """One part, called `name` on the page; gives its value."""
        if not _applies(part, scope):
            self.values[name] = None
            return None
        self.relevant.add(name)
        if part.calculate:
            value = part.calculate.evaluate(scope)
        else:
            value = self.answers.get(name)
        if part.choice_filter and part.is_filtered:
            options = options_of_part(part, self.lists)
            self.offered[name] = frozenset(
                option.name
                for option in options
                if part.choice_filter.fits(option, scope)
            )
            value, self.unfit[name] = _fitting(value, self.offered[name])
        self.values[name] = value
        return value

    def decide_in_repetition(self, part: QuestionLogic, key: int) -> None:
        """One part of one repetition; none of them applies where the repeat does
        not.
        """
        name = question_name(part.repeat, key, part.field.name)
        repetition = self.repetitions[repetition_name(part.repeat, key)]
        if part.repeat in self.relevant:
            repetition.fields[part.field.name] = self.decide(part, name, repetition)
        else:
            self.values[name] = repetition.fields[part.field.name] = None


def _applies(part: QuestionLogic, scope: Any) -> bool:
    return all(condition.evaluate(scope) is True for condition in part.relevant)


def _parts(
    fields: Sequence[FormField], scope: RecordType, tables: Mapping[str, Table] | None
) -> Iterator[QuestionLogic]:
    page: tuple[Expression, ...] = ()
    section: tuple[Expression, ...] = ()
    for part in fields:
        own = (compile_condition(part.relevant, scope),) if part.relevant else ()
        if part.field_type.begins_page:
            page = section = own
            yield QuestionLogic(part, page)
        elif part.field_type.begins_section:
            section = (*page, *own)
            yield QuestionLogic(part, section)
        elif part.field_type.is_repeat:
            yield QuestionLogic(part, (*section, *own))
            yield from _parts_of_repeat(part, scope, tables)
        else:
            yield _question(part, (*section, *own), scope, tables)


def _parts_of_repeat(
    repeat: FormField, scope: RecordType, tables: Mapping[str, Table] | None
) -> Iterator[QuestionLogic]:
    inside = scope_in_repeat(scope, repeat)
    siblings = frozenset(part.name for part in repeat.fields)
    for part in _parts(repeat.fields, inside, tables):
        yield replace(part, repeat=repeat.name, siblings=siblings)


def _question(
    field: FormField,
    relevant: tuple[Expression, ...],
    scope: RecordType,
    tables: Mapping[str, Table] | None,
) -> QuestionLogic:
    return QuestionLogic(
        field,
        relevant,
        required=compile_condition(field.required, scope)
        if isinstance(field.required, str)
        else None,
        constraint=compile_condition(field.constraint, scope)
        if field.constraint
        else None,
        calculate=compile_expression(field.calculate, scope)
        if field.calculate
        else fixed_value(field),
        choice_filter=compile_choice_filter(field, scope, tables),
    )


def _part_data(part: QuestionLogic, options: Sequence[Option]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": part.field.name,
        "type": str(part.field.field_type.expression_type),
    }
    data |= part.field.field_type.browser_format(part.field)
    if part.repeat:
        data["repeat"] = part.repeat
    if part.field.field_type.is_repeat:
        data |= {"type": "rows", "least": part.field.least_repetitions}
    if part.repeat and part.field.default is not None:
        data["default"] = part.field.default
    if part.relevant:
        data["relevant"] = [as_data(condition.tree) for condition in part.relevant]
    if part.calculate:
        data["calculate"] = as_data(part.calculate.tree)
    if part.choice_filter and part.choice_filter.depending:
        data["filter"] = as_data(part.choice_filter.depending.tree)
        attributes = part.choice_filter.attributes
        data["choices"] = [
            [option.name, facts_data(option.facts, attributes)] for option in options
        ]
        data["needs"] = sorted(part.choice_filter.questions)
    return data


def facts_data(facts: Mapping[str, Any] | None, attributes: Collection[str]) -> Any:
    """What is asked of a choice, as the browser has it; None where it always
    applies.
    """
    if facts is None:
        return None
    return {
        name: _fact_data(value) for name, value in facts.items() if name in attributes
    }


def _fact_data(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _fact_data(inner) for name, inner in value.items()}
    return value_data(value)
