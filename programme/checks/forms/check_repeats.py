"""Checks of the repeats of a form: what they ask, where their rows go, and which
names could mean two things.
"""

from collections.abc import Iterator
from contextlib import suppress

from expressions.evaluate import compile_expression
from expressions.reading.syntax import ExpressionError
from expressions.types import RecordType
from programme.checks.checker import Checker
from programme.checks.forms.check_questions import check_fields
from programme.form_parts.choice_filters import compile_choice_filter
from programme.form_parts.form_scope import names_in, scope_in_repeat
from programme.form_parts.repeats import (
    RowTarget,
    parent_candidates,
    repeats_of,
    row_target,
)
from programme.model import Table
from programme.models.forms import Form, FormField
from programme.reading.source import Path_

NOT_OF_REPEATS = (
    "required",
    "constraint",
    "calculate",
    "default",
    "prefill",
    "unique",
    "public_list",
)
"""What only a question can say."""
EXPRESSIONS = ("relevant", "required", "constraint", "calculate")


def check_repeats(checker: Checker, form: Form, scope: RecordType) -> None:
    """Adds every mistake in the repeats of a form.

    `scope`: the names that expressions outside of them may use.
    """
    own_tables = []
    for repeat in repeats_of(form):
        if repeat.table == form.table:
            own_tables.append(repeat)
    for index, field in enumerate(form.fields):
        if not field.field_type.is_repeat:
            continue
        location: Path_ = ("fields", index)
        _check_keys(checker, location, form, field)
        _check_questions(checker, (*location, "fields"), field)
        # A table that is not there is told by itself.
        table = checker.programme.tables.get(str(field.table))
        if table is None:
            continue
        target = row_target(form, form.fixed, field, checker.programme.tables)
        inside = scope_in_repeat(scope, field)
        check_fields(
            checker, (*location, "fields"), field.fields, table, target.filled, inside
        )
        _check_two_meanings(checker, (*location, "fields"), form, field, inside)
        if target.is_own:
            _check_own_rows(
                checker, location, form, field, is_only=len(own_tables) == 1
            )
        else:
            _check_target(checker, location, form, field, table, target)


def _check_keys(
    checker: Checker, location: Path_, form: Form, repeat: FormField
) -> None:
    for key in NOT_OF_REPEATS:
        if key in repeat.model_fields_set:
            text = f"{repeat.name} is a repeat and no question: `{key}` belongs to the questions in it"
            checker.report((*location, key), text)
    if not repeat.fields:
        checker.report(
            location,
            f"{repeat.name}: a repeat needs `fields`, the questions that it asks each time",
        )
    if repeat.least_repetitions > repeat.most_repetitions:
        text = f"at least {repeat.least_repetitions} and at most {repeat.most_repetitions} repetitions: nobody could send that"
        checker.report((*location, "least"), text)
    if checker.programme.tables[form.table].column(repeat.name):
        text = f"{repeat.name} is a column of {form.table}: call the repeat by another name"
        checker.report(location, text, repeat.name)


def _check_questions(checker: Checker, path: Path_, repeat: FormField) -> None:
    """What cannot stand in a repetition."""
    for index, field in enumerate(repeat.fields):
        location = (*path, index)
        if field.field_type.is_repeat:
            text = f"{field.name} stands inside {repeat.name}: a repeat cannot stand in another one"
            checker.report(location, text, field.name)
        if field.field_type.begins_page:
            text = f"no page can begin inside {repeat.name}; `section` makes a heading"
            checker.report(location, text, field.name)
        for key in ("unique", "prefill"):
            if getattr(field, key):
                checker.report(
                    (*location, key),
                    f"a question that is asked several times cannot have `{key}`",
                )


def _check_target(
    checker: Checker,
    location: Path_,
    form: Form,
    repeat: FormField,
    table: Table,
    target: RowTarget,
) -> None:
    """Each repetition must say what it belongs to."""
    if table.app:
        checker.report(
            (*location, "table"),
            f"{table.name} is filled by the app: its rows come from no form",
        )
        return
    if repeat.parent is not None:
        _check_parent(checker, (*location, "parent"), form, repeat, table, target)
        return
    candidates = parent_candidates(form, repeat, checker.programme.tables)
    if len(candidates) > 1:
        text = f"{' and '.join(candidates)} of {table.name} both refer to {form.table}: say `parent:` and which one it is"
        checker.report((*location, "table"), text)
    elif not target.belongs:
        text = (
            f"{table.name} has no column that refers to {form.table}, so nobody could tell what a row belongs to: "
            f"add one, for example {form.table.rstrip('s')}: {{type: reference, table: {form.table}}}"
        )
        checker.report((*location, "table"), text, table.name)


def _check_parent(
    checker: Checker,
    location: Path_,
    form: Form,
    repeat: FormField,
    table: Table,
    target: RowTarget,
) -> None:
    column = checker.column(location, table, str(repeat.parent))
    if column is None:
        return
    if column.name in (field.name for field in repeat.fields):
        checker.report(
            location,
            f"{column.name} says what a row belongs to and cannot be asked as well",
        )
    elif column.name not in target.filled:
        text = f"{column.name} refers to {column.table or 'nothing'}, and not to {form.table} nor to what the form is about"
        checker.report(location, text, column.name)


def _check_own_rows(
    checker: Checker, location: Path_, form: Form, repeat: FormField, *, is_only: bool
) -> None:
    """The repetitions are the rows of the form: there is at least one, and what is
    asked once stands in all of them.
    """
    if not is_only:
        checker.report(
            location,
            f"only one repeat can make the rows of {form.table}, the form's own table",
            repeat.name,
        )
    if repeat.least_repetitions < 1:
        text = f"each repetition is a row of {form.table}, the form's own table: there must be one at least"
        checker.report((*location, "least"), text)
    for index, field in enumerate(repeat.fields):
        if form.field(field.name) or field.name in form.set or field.name in form.fixed:
            text = f"{field.name} would be said twice in the same row: once in {repeat.name} and once outside of it"
            checker.report((*location, "fields", index), text, field.name)
    for index, field in enumerate(form.fields):
        if field.unique:
            text = f"{field.name} stands in every row that {repeat.name} makes, and so cannot be `unique`"
            checker.report(("fields", index, "unique"), text)


def _check_two_meanings(
    checker: Checker, path: Path_, form: Form, repeat: FormField, scope: RecordType
) -> None:
    """A name that an expression of the repeat uses, and that is asked in it and outside
    of it, could mean either.
    """
    outside = {field.name for field in form.fields}
    both = outside & {field.name for field in repeat.fields}
    for index, field in enumerate(repeat.fields):
        for key, names in _names_used(checker, field, scope):
            for name in sorted(names & both - {field.name}):
                text = f"{name} is asked in {repeat.name} and outside of it: this could mean either; rename one of them"
                checker.report((*path, index, key), text, name)


def _names_used(
    checker: Checker, field: FormField, scope: RecordType
) -> Iterator[tuple[str, set[str]]]:
    for key in EXPRESSIONS:
        text = getattr(field, key)
        if not isinstance(text, str):
            continue
        try:
            expression = compile_expression(text, scope)
        except ExpressionError:
            continue  # told already
        yield key, set(names_in(expression.tree))
    with suppress(ExpressionError):
        tables = checker.programme.tables
        choice_filter = compile_choice_filter(field, scope, tables)
        if choice_filter is not None:
            yield "choice_filter", set(choice_filter.questions)
