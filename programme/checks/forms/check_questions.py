"""Checks of the questions of a form, of one of its answers or of a repeat, against the
columns that take what they ask.
"""

from collections.abc import Collection, Sequence

from expressions.evaluate import compile_expression
from expressions.reading.syntax import ExpressionError
from expressions.types import RecordType, in_words, value_type
from programme.app_tables import NOTED_OF_FORMS
from programme.checks.checker import Checker, check_country, check_type
from programme.checks.forms.check_choices import check_column_choices, check_question
from programme.expressions import compile_condition
from programme.model import Table
from programme.models.forms import FormField
from programme.reading.source import Path_

OF_REPEATS = ("fields", "least", "most", "parent")
"""Keys that a repeat alone has."""


def check_fields(
    checker: Checker,
    location: Path_,
    fields: Sequence[FormField],
    table: Table,
    taken: Collection[str],
    scope: RecordType,
) -> None:
    """Adds every mistake in the questions by themselves.

    `taken`: columns that are filled already; `scope`: the names that
    their expressions may use.
    """
    for index, field in enumerate(fields):
        field_location: Path_ = (*location, index)
        if location[0] == "answers" and field.field_type.begins_page:
            checker.report(
                field_location, "an answer by one link is one page", field.name
            )
        _check_type(checker, field_location, table, field)
        if field.name in taken:
            checker.report(
                field_location,
                f"{field.name} is set by the form and cannot be asked as well",
            )
        for key, text in (
            ("required", field.required),
            ("constraint", field.constraint),
            ("relevant", field.relevant),
        ):
            error = None
            if isinstance(text, str):
                error = expression_error(text, scope)
            if error is not None:
                checker.report_expression((*field_location, key), error)
        check_column_choices(checker, field_location, field)
        check_question(checker, field_location, field, table, scope)
        if (
            field.calculate is not None
            and field.constraint
            and not any(field.label.values())
        ):
            text = f"{field.name} is computed and has no label, so nobody would see what is wrong with it"
            checker.report((*field_location, "constraint"), text, field.name)
        if field.calculate is not None:
            _check_calculate(checker, (*field_location, "calculate"), field, scope)


def _check_type(
    checker: Checker, location: Path_, table: Table, field: FormField
) -> None:
    """What a question holds, and the column that takes it."""
    check_type(checker, location, field)
    check_country(checker, location, table, field)
    if field.appearance is not None:
        path = (*location, "appearance")
        checker.check_name(
            path, "appearance", field.appearance, field.field_type.appearances
        )
    for key in OF_REPEATS:
        if key in field.model_fields_set and not field.field_type.is_repeat:
            checker.report((*location, key), f"{field.name}: only a repeat has `{key}`")
    column = table.column(field.name)
    if column and column.type != field.type:
        text = f"{field.name} is of type {field.type}, and its column of type {column.type}"
        checker.report(location, text, field.name)
    # What the app writes would overwrite what somebody answered.
    if column and (column.own or column.name in NOTED_OF_FORMS):
        checker.report(location, f"{field.name} is filled by the app")
    if field.unique and (
        column is None or field.field_type.takes_files or field.field_type.is_list
    ):
        text = f"`unique` compares the rows of a column with one value, and {field.name} has none"
        checker.report((*location, "unique"), text)


def _check_calculate(
    checker: Checker, location: Path_, field: FormField, scope: RecordType
) -> None:
    try:
        expression = compile_expression(str(field.calculate), scope)
    except ExpressionError as error:
        checker.report_expression(location, error)
        return
    result = value_type(expression.type)
    expected = field.field_type.expression_type
    if result is not None and result is not expected:
        text = (
            f"this gives {in_words(result)}, and {field.name} is of type {field.type}"
        )
        checker.report(location, text)


def expression_error(text: str, scope: RecordType) -> ExpressionError | None:
    """What is wrong with a condition on these questions, or None."""
    try:
        compile_condition(text, scope)
    except ExpressionError as error:
        return error
    return None
