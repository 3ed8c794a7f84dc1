"""Repeats of a form: their repetitions, what their questions are called on a
page, and where their rows go.

On a page each repetition has a key, which stays the same while others are added and
removed: the question `amount` of the repeat `budget` is called `budget-0-amount` in its
first repetition. No question of a programme has a hyphen in its name.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from programme.model import Table
from programme.models.forms import Form, FormField
from programme.parts import Column, Text

ANSWER = re.compile(r"\$\{\s*([a-z][a-z0-9_-]*)\s*\}")
"""The place of another answer in a label: ${name}, XLSForm's writing."""
POSITION = "position"
"""In the expressions of a repeat, unless a question is called so: which
repetition it is, counted from 1.
"""
IN_REPETITION = re.compile(r"([a-z][a-z0-9_]*)-(\d{1,4})-([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class Repeated:
    """Where a question of a page stands that is asked in a repetition."""

    repeat: str
    key: int
    question: str

    @classmethod
    def of(cls, name: str) -> "Repeated | None":
        """By what the question is called on the page; None for one that is asked
        once.
        """
        # Most names are of questions that are asked once.
        if "-" not in name:
            return None
        match = IN_REPETITION.fullmatch(name)
        if match:
            return cls(match[1], int(match[2]), match[3])
        return None

    @property
    def repetition(self) -> str:
        """What the repetition is called."""
        return repetition_name(self.repeat, self.key)


def repetition_name(repeat: str, key: int) -> str:
    """What a repetition is called on a page."""
    return f"{repeat}-{key}"


def question_name(repeat: str, key: int, question: str) -> str:
    """What a question of a repetition is called on a page."""
    return f"{repeat}-{key}-{question}"


def repeats_of(form: Form) -> Iterator[FormField]:
    """The repeats of a form."""
    return (part for part in form.fields if part.field_type.is_repeat)


def own_repeat(form: Form) -> str:
    """The repeat whose repetitions are rows of the form's own table, the first of them
    the row of the submission itself; "" for none.
    """
    for repeat in repeats_of(form):
        if repeat.table == form.table:
            return repeat.name
    return ""


def all_fields(fields: Sequence[FormField]) -> Iterator[FormField]:
    """All parts of a form, those inside its repeats once each."""
    for part in fields:
        yield part
        yield from part.fields


def questions_in(form: Form) -> Iterator[tuple[FormField, FormField | None]]:
    """Each part of a form, with the repeat that asks it."""
    for part in form.fields:
        yield part, None
        for inner in part.fields:
            yield inner, part


def expanded(form: Form, repetitions: Mapping[str, Sequence[int]]) -> Form:
    """The form as a page asks it: behind each repeat, its questions once for each
    repetition (repeat → keys).
    """
    if not any(part.field_type.is_repeat for part in form.fields):
        return form
    fields: list[FormField] = []
    for part in form.fields:
        if Repeated.of(part.name):
            continue
        fields.append(part)
        for key in repetitions.get(part.name, ()):
            fields.extend(_of_repetition(part, key))
    return form.model_copy(update={"fields": tuple(fields)})


def repetitions_of(form: Form) -> dict[str, tuple[int, ...]]:
    """Repeat → the keys of its repetitions, of an expanded form."""
    keys: dict[str, dict[int, None]] = {part.name: {} for part in repeats_of(form)}
    if not keys:
        return {}
    for part in form.fields:
        repeated = Repeated.of(part.name)
        if repeated:
            keys[repeated.repeat][repeated.key] = None
    return {name: tuple(of_repeat) for name, of_repeat in keys.items()}


def _of_repetition(repeat: FormField, key: int) -> Iterator[FormField]:
    names = {part.name for part in repeat.fields}

    def renamed(name: str) -> str:
        if name in names:
            return question_name(repeat.name, key, name)
        return name

    for part in repeat.fields:
        country_from = None
        if part.country_from:
            country_from = renamed(part.country_from)
        update = {
            "name": renamed(part.name),
            "label": _with_names(part.label, renamed),
            "hint": _with_names(part.hint, renamed),
            "country_from": country_from,
        }
        yield part.model_copy(update=update)


def _with_names(text: Text, renamed: Callable[[str], str]) -> Text:
    """A text in which the answers of the same repetition are meant."""
    if not any("${" in words for words in text.values()):
        return text
    return {
        code: ANSWER.sub(lambda match: f"${{{renamed(match[1])}}}", words)
        for code, words in text.items()
    }


@dataclass(frozen=True)
class RowTarget:
    """Where the repetitions of a repeat go. `is_own`: they are rows of the form's own
    table, and its row is the first of them.

    `parent`: the column that takes the reference of the form's row, "" for none;
    `shared`: column → the column of the form's row that says the same.
    """

    table: str
    parent: str = ""
    shared: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = False

    @property
    def filled(self) -> frozenset[str]:
        """The columns that nobody is asked for."""
        return frozenset((*self.shared, self.parent)) - {""}

    @property
    def belongs(self) -> bool:
        """Whether a row there says what it belongs to."""
        return self.is_own or bool(self.filled)


def row_target(
    form: Form, fixed: Sequence[str], repeat: FormField, tables: Mapping[str, Table]
) -> RowTarget:
    """Where the repetitions go. `fixed`: the columns of the form's table
    that say what it is about.

    1. The form's own table: each repetition is a row, and what is asked
       once stands in all of them.
    2. Else a column that refers to the form's table, the one that `parent` names or the
       only one, takes its row's reference.
    3. A column that is called like a reference which the form says, and refers to the
       same table, says the same.
    4. Without any of these, the only column that refers to what
       the form is about says that.
    """
    own = tables[form.table]
    table = tables[str(repeat.table)]
    if own.name == table.name:
        return RowTarget(table.name, is_own=True)
    free = _free_references(repeat, table)
    own_columns = {*fixed, *(part.name for part in form.fields)}
    shared = {
        column.name: column.name
        for column in free
        if column.name in own_columns and _is_same(column, own)
    }
    about = [column for name in fixed if (column := own.column(name))]
    named = None
    if repeat.parent:
        named = table.column(repeat.parent)
    if named and named.table != own.name:
        return RowTarget(table.name, shared=shared | _told_by(named, about))
    if named:
        parents = [named]
    else:
        parents = [column for column in free if column.table == own.name]
    if len(parents) == 1:
        parent = parents[0].name
        shared.pop(parent, None)
        return RowTarget(table.name, parent, shared)
    if not shared and not parents:
        shared = _only_told(free, about)
    return RowTarget(table.name, shared=shared)


def parent_candidates(
    form: Form, repeat: FormField, tables: Mapping[str, Table]
) -> list[str]:
    """The columns of a repeat's table that could take the reference of the form's
    row.
    """
    free = _free_references(repeat, tables[str(repeat.table)])
    candidates: list[str] = []
    for column in free:
        if column.table == form.table:
            candidates.append(column.name)
    return candidates


def _free_references(repeat: FormField, table: Table) -> list[Column]:
    """The references of a repeat's table that nobody is asked for."""
    questions = {part.name for part in repeat.fields}
    references: list[Column] = []
    for column in table.columns:
        if column.table and column.name not in questions:
            references.append(column)
    return references


def _is_same(column: Column, own: Table) -> bool:
    same = own.column(column.name)
    return same is not None and same.table == column.table


def _told_by(column: Column, about: Sequence[Column]) -> dict[str, str]:
    """What a column takes from the columns that say what the form is about."""
    for own in about:
        if own.table == column.table:
            return {column.name: own.name}
    return {}


def _only_told(columns: Sequence[Column], about: Sequence[Column]) -> dict[str, str]:
    """What the one column takes that refers to what the form is about;
    nothing where several do.
    """
    targets = [shared for column in columns if (shared := _told_by(column, about))]
    if len(targets) == 1:
        return targets[0]
    return {}
