"""What is different between two versions of a form, question by question, and
what of that may be a slip.

Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.notation.spelling import closest
from programme.form_parts.repeats import questions_in
from programme.model import Programme, Table
from programme.models.forms import Form, FormField
from programme.parts import Choice, Column, Text

TEXTS = ("label", "hint", "required_message", "constraint_message")
COMPARED_APART = {"name", "choices", "fields", *TEXTS}
TableColumn = tuple[Table, Column]
Places = Mapping[tuple[str, str], tuple[FormField, FormField | None]]
"""(repeat or "", name) → a question, and the repeat that asks it."""


class Kind(StrEnum):
    """What became of a question."""

    added = "added"
    removed = "removed"
    changed = "changed"


class Danger(StrEnum):
    """What a person should look at twice: a question that everybody had to answer is
    gone (`required`), or one by which people are told (`address`); rows have answers
    that no form asks for any more (`data`), or of another type (`type`); it may be
    another question under a new name (`renamed`); a choice that rows say is not offered
    any more (`choice`); a section has become a line of text, because a question follows
    behind the end of its group (`section`).
    """

    required = "required"
    address = "address"
    data = "data"
    type = "type"
    renamed = "renamed"
    choice = "choice"
    section = "section"


@dataclass(frozen=True)
class Part:
    """One thing said of a question, before and after.

    `key`: as in a form's file; `language`: of a text; `choice`: its
    name, where it is about one.
    """

    key: str
    before: Any = None
    after: Any = None
    language: str = ""
    choice: str = ""


@dataclass(frozen=True)
class QuestionChange:
    """What became of a question.

    `field`: as it is afterwards, or as it was before it was removed; `repeat`: the one
    that asks it, None where it is asked once.
    """

    kind: Kind
    field: FormField
    parts: tuple[Part, ...] = ()
    repeat: FormField | None = None


@dataclass(frozen=True)
class Caution:
    """What should be looked at twice.

    `other`: the new question that may be the same, or the
    choice; `rows`: how many say so; `repeat`: the one that asks the question.
    """

    danger: Danger
    field: FormField
    other: str = ""
    rows: int = 0
    repeat: FormField | None = None


@dataclass(frozen=True)
class Difference:
    """Between two versions.

    `is_reordered`: questions that are in both stand in another order; `new_columns`,
    `left_columns`: of its tables, that appear, and that become the team's own.
    """

    changes: tuple[QuestionChange, ...]
    is_reordered: bool = False
    new_columns: tuple[TableColumn, ...] = ()
    left_columns: tuple[TableColumn, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether there is nothing to publish."""
        return not self.changes and not self.is_reordered


def difference(before: Programme, after: Programme, form: str) -> Difference:
    """What publishing would do to a form of a programme."""
    old = _places(before.forms[form])
    new = _places(after.forms[form])
    order_before = []
    for name in old:
        if name in new:
            order_before.append(name)
    order_after = []
    for name in new:
        if name in old:
            order_after.append(name)
    return Difference(
        tuple(_changes(old, new)),
        is_reordered=order_before != order_after,
        new_columns=_lacking(before, after),
        left_columns=_lacking(after, before),
    )


def _places(form: Form) -> Places:
    """The questions of a form; those in a repeat behind it, and apart from it."""
    places: dict[tuple[str, str], tuple[FormField, FormField | None]] = {}
    for field, repeat in questions_in(form):
        around = ""
        if repeat:
            around = repeat.name
        places[around, field.name] = (field, repeat)
    return places


def _changes(old: Places, new: Places) -> Iterator[QuestionChange]:
    """What became of each question: first of those that are gone."""
    for place, (field, repeat) in old.items():
        if place not in new:
            yield QuestionChange(Kind.removed, field, repeat=repeat)
    for place, (field, repeat) in new.items():
        if place not in old:
            yield QuestionChange(Kind.added, field, repeat=repeat)
            continue
        before = old[place][0]
        parts = tuple(_parts(before, field))
        # What is asked in a repeat is compared by itself.
        if field != before and (parts or not field.fields):
            yield QuestionChange(Kind.changed, field, parts, repeat)


def _lacking(programme: Programme, richer: Programme) -> tuple[TableColumn, ...]:
    """The columns of another version of a programme that this one does not have."""
    columns: list[TableColumn] = []
    for table in richer.tables.values():
        present = programme.tables.get(table.name)
        for column in table.columns:
            if present is None or present.column(column.name) is None:
                columns.append((table, column))
    return tuple(columns)


def _parts(before: FormField, after: FormField) -> Iterator[Part]:
    for key in TEXTS:
        yield from _texts(key, getattr(before, key), getattr(after, key))
    for key in type(after).model_fields:
        old = getattr(before, key)
        new = getattr(after, key)
        if key not in COMPARED_APART and old != new:
            yield Part(key, old, new)
    yield from _choices(before.choices, after.choices)


def _texts(key: str, before: Text, after: Text, choice: str = "") -> Iterator[Part]:
    for language in dict.fromkeys([*before, *after]):
        if before.get(language, "") != after.get(language, ""):
            yield Part(key, before.get(language), after.get(language), language, choice)


def _choices(before: Sequence[Choice], after: Sequence[Choice]) -> Iterator[Part]:
    old = {choice.name: choice for choice in before}
    new = {choice.name: choice for choice in after}
    for name, choice in old.items():
        if name not in new:
            yield Part("choices", choice.label, None, choice=name)
    for name, choice in new.items():
        if name not in old:
            yield Part("choices", None, choice.label, choice=name)
        else:
            yield from _texts("choices", old[name].label, choice.label, name)
            if old[name].aliases != choice.aliases:
                yield Part("aliases", old[name].aliases, choice.aliases, choice=name)
    if not set(old) ^ set(new) and list(old) != list(new):
        yield Part("order", list(old), list(new))


Rows = Sequence[Mapping[str, Any]]


def cautions(
    changed: Difference,
    before: Form,
    addresses: Mapping[str, frozenset[str]],
    rows_of_tables: Mapping[str, Rows],
) -> list[Caution]:
    """What should be looked at twice.

    `addresses`: table → columns by which people are told; `rows_of_tables`: table →
    what each row says.
    """
    old = _places(before)
    cautions_of_form: list[Caution] = []
    for change in changed.changes:
        field = change.field
        repeat = change.repeat
        table = before.table
        around = ""
        if repeat:
            table = str(repeat.table)
            around = repeat.name
        rows = rows_of_tables.get(table, ())
        count = _rows(rows, field.name)
        cautions_of_question: list[Caution] = []
        if change.kind is Kind.removed:
            added = _added_beside(changed, around)
            columns = addresses.get(table, frozenset())
            cautions_of_question += _of_removed(field, added, columns, count)
        if change.kind is Kind.changed:
            was = old[around, field.name][0]
            cautions_of_question += _of_type(was, field, count)
            cautions_of_question += _of_choices(change, rows)
        for caution in cautions_of_question:
            cautions_of_form.append(replace(caution, repeat=repeat))
    return cautions_of_form


def _added_beside(changed: Difference, repeat: str) -> dict[str, FormField]:
    """The new questions of a repeat; "": those that are asked once."""
    added: dict[str, FormField] = {}
    for change in changed.changes:
        around = ""
        if change.repeat:
            around = change.repeat.name
        if change.kind is Kind.added and around == repeat:
            added[change.field.name] = change.field
    return added


def _of_type(before: FormField, after: FormField, rows: int) -> Iterator[Caution]:
    """Of a question that has become something else.

    `rows`: how many have an answer to it.
    """
    was_section = before.field_type.begins_section
    if was_section and not after.field_type.begins_section:
        yield Caution(Danger.section, after)
    if after.type != before.type and rows:
        yield Caution(Danger.type, after, rows=rows)


def _of_removed(
    field: FormField,
    added: Mapping[str, FormField],
    addresses: frozenset[str],
    rows: int,
) -> Iterator[Caution]:
    if not field.field_type.is_asked:
        return
    successor = _successor(field, added)
    if successor:
        yield Caution(Danger.renamed, field, successor)
    if field.name in addresses:
        yield Caution(Danger.address, field)
    if field.required is True:
        yield Caution(Danger.required, field)
    if rows:
        yield Caution(Danger.data, field, rows=rows)


def _successor(field: FormField, added: Mapping[str, FormField]) -> str:
    """The new question that may be the removed one under another name, by its name
    or its words; "" for none.
    """
    names: list[str] = []
    names_by_label: dict[str, str] = {}
    for name, candidate in added.items():
        if candidate.type == field.type:
            names.append(name)
            names_by_label[_first_words(candidate)] = name
    near_name = closest(field.name, names)
    if near_name:
        return near_name
    label = closest(_first_words(field), names_by_label)
    return names_by_label.get(label, "")


def _first_words(field: FormField) -> str:
    """What a question says in the programme's first language."""
    return next(iter(field.label.values()), "")


def _of_choices(change: QuestionChange, values: Rows) -> Iterator[Caution]:
    for part in change.parts:
        if part.key == "choices" and part.after is None and part.choice:
            rows = sum(_says(row.get(change.field.name), part.choice) for row in values)
            if rows:
                yield Caution(Danger.choice, change.field, part.choice, rows)


def _says(value: Any, choice: str) -> bool:
    """Whether an answer is a choice, or has it among others."""
    if isinstance(value, list):
        return choice in value
    return bool(value == choice)


def _rows(values: Rows, column: str) -> int:
    """How many rows say something in a column."""
    return sum(row.get(column) not in (None, "", []) for row in values)
