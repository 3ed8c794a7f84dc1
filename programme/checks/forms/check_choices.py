"""Checks of what can be chosen: filters, lists out of a table, “Other”, and
questions that are read only.
"""

from collections.abc import Sequence

from expressions.reading.syntax import ExpressionError
from expressions.types import RecordType
from programme.checks.cases.check_case import is_personal
from programme.checks.checker import Checker
from programme.form_parts.choice_filters import compile_choice_filter, paths_shown
from programme.form_parts.form_scope import scope_in_repeat
from programme.form_parts.or_other import OTHER, text_name
from programme.form_parts.read_only import mistakes
from programme.model import Table
from programme.models.forms import Form, FormField
from programme.parts import Choice, Column
from programme.reading.source import Path_


def check_column_choices(
    checker: Checker, location: Path_, column: Column | FormField
) -> None:
    """Where the choices of a column or a question come from, and what
    they say beside their labels.
    """
    _check_attributes(checker, (*location, "choices"), column.choices)
    source = column.choices_from
    if column.or_other and (source is not None or not column.field_type.has_choices):
        text = f"{column.name} has no list of choices to which “other” could be added"
        checker.report((*location, "or_other"), text, column.name)
    if source is None:
        return
    path = (*location, "choices_from")
    if not checker.check_name(
        (*path, "table"), "table", source.table, checker.programme.tables
    ):
        return
    table = checker.programme.tables[source.table]
    if source.label is not None:
        names = [column.name for column in table.columns]
        checker.check_name((*path, "label"), "column", source.label, names)


def check_question(
    checker: Checker, location: Path_, field: FormField, table: Table, scope: RecordType
) -> None:
    """What a question of a form says of its choices, and whether it is asked at all.

    `scope`: the answers.
    """
    for text in mistakes(field):
        checker.report(location, f"{field.name}: {text}", field.name)
    if field.or_other:
        _check_other(checker, location, field, table)
    if field.choice_filter is None:
        return
    path = (*location, "choice_filter")
    if not (field.field_type.has_choices or field.field_type.has_table):
        checker.report(path, f"{field.name} has no choices that could be filtered")
        return
    try:
        compile_choice_filter(field, scope, checker.programme.tables)
    except ExpressionError as error:
        checker.report_expression(path, error)


def check_public_lists(checker: Checker, form: Form, scope: RecordType) -> None:
    """Tells questions whose answer nobody but staff could choose, and what of
    records everybody would read.
    """
    for index, part in enumerate(form.fields):
        location: Path_ = ("fields", index)
        _check_public_list(checker, location, form, part, scope)
        inside = scope_in_repeat(scope, part)
        for number, field in enumerate(part.fields):
            path = (*location, "fields", number)
            _check_public_list(checker, path, form, field, inside)


def _check_public_list(
    checker: Checker, location: Path_, form: Form, field: FormField, scope: RecordType
) -> None:
    if field.public_list and field.list_table is None:
        checker.report((*location, "public_list"), f"{field.name} names no records")
    is_for_others = form.public or bool(form.fixed)
    if not is_for_others or field.list_table is None:
        return
    if not field.public_list:
        text = (
            f"nobody but staff could choose {field.name}: `public_list: true` shows the names of all rows to everybody; "
            f"`fixed: {field.name}` at the top of the form takes it from the link instead"
        )
        checker.report(location, text, field.name)
    table = checker.programme.tables.get(field.list_table)
    if table is not None:
        _check_label(checker, location, field, table)
        _check_shown(checker, (*location, "choice_filter"), field, table, scope)


def _check_label(
    checker: Checker, location: Path_, field: FormField, table: Table
) -> None:
    """What stands in the list for a row; of a reference, that is the
    title of the row at its end.
    """
    holder: Table | None = table
    label = None
    if field.choices_from:
        label = field.choices_from.label
    passed: set[str] = set()
    while holder is not None and label and holder.name not in passed:
        passed.add(holder.name)
        column = holder.column(label)
        if column is None:
            return
        if is_personal(checker.programme, holder, column):
            text = f"{holder.name}.{label} is about a person or for staff only: the form would show it of all rows to everybody"
            checker.report((*location, "choices_from", "label"), text)
            return
        holder = None
        if column.table:
            holder = checker.programme.tables.get(column.table)
        label = None
        if holder:
            label = holder.title


def _check_shown(
    checker: Checker, location: Path_, field: FormField, table: Table, scope: RecordType
) -> None:
    """A browser that filters records holds what it compares:
    nothing personal of all records.
    """
    try:
        choice_filter = compile_choice_filter(field, scope, checker.programme.tables)
    except ExpressionError:
        return  # told at its own place
    for path in paths_shown(choice_filter) if choice_filter else ():
        *steps, last = path
        holder = checker.follow(location, table, list(steps))
        column = None
        if holder:
            column = holder.column(last)
        if (
            holder
            and column
            and last != "reference"
            and is_personal(checker.programme, holder, column)
        ):
            text = f"{'.'.join(path)} is about a person or for staff only: the page would hold it of all rows, beside an answer"
            checker.report(location, text)


def _check_other(
    checker: Checker, location: Path_, field: FormField, table: Table
) -> None:
    path = (*location, "or_other")
    if not field.field_type.has_choices or field.choices_from is not None:
        return
    column = table.column(field.name)
    text = table.column(text_name(field.name))
    has_choice = column is not None and column.choice(OTHER) is not None
    if not has_choice or text is None:
        column_name = f"the column {field.name} of {table.name}"
        advice = f"{column_name} needs `or_other: true`, too: it adds the choice {OTHER} and a column for the text"
        checker.report(path, advice, field.name)
    elif text.type != "text":
        checker.report(
            path,
            f"{text.name} takes what people write, and is of type {text.type}",
            text.name,
        )


def _check_attributes(
    checker: Checker, location: Path_, choices: Sequence[Choice]
) -> None:
    """An attribute is of one kind in all choices, or no expression could compare it."""
    kinds: dict[str, str] = {}
    for index, choice in enumerate(choices):
        for name, value in choice.attributes.items():
            kind = _kind(value)
            first = kinds.setdefault(name, kind)
            if kind != first:
                text = f"{name} is {kind} here, and {first} in the choices before; all are of one kind"
                checker.report((*location, index), text)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a text"
