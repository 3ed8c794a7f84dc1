"""Checks of a form against its table: questions, conditions, what it sets, and the answers that links ask for."""

from collections.abc import Mapping, Sequence

from expressions.evaluate import compile_expression
from expressions.syntax import ExpressionError
from expressions.types import in_words, value_type
from fieldtypes.registry import names_where
from programme.app_tables import NOTED_OF_FORMS
from programme.check_choices import check_column_choices, check_public_lists, check_question
from programme.checker import REFERENCES, Checker, check_country, check_type
from programme.expressions import compile_condition
from programme.form_logic import FormLogic, LogicCycleError, scope_of_questions
from programme.form_pages import FormPages
from programme.forms import Answer, Form, FormField
from programme.model import Table
from programme.source import Path_

SENTENCES = names_where(lambda field_type: field_type.is_plain_text)


def check_form(checker: Checker, form: Form) -> None:
    """Adds every mistake in a form."""
    table = checker.programme.tables[form.table]
    _check_fields(checker, ("fields",), form.fields, table, {*form.fixed, *form.set})
    _check_circles(checker, form)
    _check_pages(checker, form)
    check_public_lists(checker, form, scope_of_questions(form.fields))
    if form.embed and not form.public:
        checker.report(("embed",), "only a form that everybody may open can stand inside other sites")
    if form.closing:
        checker.check_name(("closing", "to"), "role", form.closing.to, checker.programme.roles)
    for name in form.fixed:
        checker.column(("fixed",), table, name, REFERENCES)
    _check_set(checker, ("set",), form.set, table)
    if form.person:
        column = checker.column(("person",), table, form.person, SENTENCES)
        if column and (column.own or form.person in form.set):
            checker.report(("person",), f"{form.person} is filled already")
    _check_changes(checker, form)
    for name, answer in form.answers.items():
        _check_answer(checker, form, answer, table, ("answers", name))


def _check_changes(checker: Checker, form: Form) -> None:
    questions = [field.name for field in form.fields if field.field_type.is_asked]
    for index, name in enumerate(form.changes.locked if form.changes else ()):
        checker.check_name(("changes", "locked", index), "question", name, questions)


def _check_answer(checker: Checker, form: Form, answer: Answer, table: Table, location: Path_) -> None:
    if not form.fixed:
        checker.report(location, "only a form that is about something (`fixed`) can have answers for links")
    _check_set(checker, (*location, "set"), answer.set, table)
    fields = _without_broken_constraints(form, answer)
    _check_fields(checker, (*location, "fields"), fields, table, {*form.fixed, *form.set, *answer.set})
    # A misspelt name is told already.
    if any(form.field(field.name) is None for field in answer.fields):
        return
    if any(not table.column(name) for name in answer.set):
        return
    given = {*answer.set, *(field.name for field in answer.fields), form.person}
    for field in form.fields:
        # A short page cannot ask what its answer leaves out, and its record would lack it.
        if field.required is True and field.relevant is None and field.name not in given:
            text = f"the form requires {field.name}: this answer must set it or ask for it"
            checker.report(location, text, field.name)


def _without_broken_constraints(form: Form, answer: Answer) -> list[FormField]:
    """An answer's questions; a broken constraint of the form is told there, not once more for each that inherits it."""
    broken: set[str] = set()
    for field in form.fields:
        if field.constraint and _error(field.constraint, form.fields):
            broken.add(field.constraint)
    fields: list[FormField] = []
    for field in answer.fields:
        is_broken = field.constraint in broken
        fields.append(field.model_copy(update={"constraint": None}) if is_broken else field)
    return fields


def _check_fields(
    checker: Checker, location: Path_, fields: Sequence[FormField], table: Table, taken: set[str]
) -> None:
    for index, field in enumerate(fields):
        field_location: Path_ = (*location, index)
        if location[0] == "answers" and field.field_type.begins_page:
            checker.report(field_location, "an answer by one link is one page", field.name)
        check_type(checker, field_location, field)
        check_country(checker, field_location, table, field)
        if field.appearance is not None:
            checker.check_name(
                (*field_location, "appearance"), "appearance", field.appearance, field.field_type.appearances
            )
        column = table.column(field.name)
        if column and column.type != field.type:
            checker.report(
                field_location,
                f"{field.name} is of type {field.type}, and its column of type {column.type}",
                field.name,
            )
        # What the app writes would overwrite what somebody answered.
        if column and (column.own or column.name in NOTED_OF_FORMS):
            checker.report(field_location, f"{field.name} is filled by the app")
        if field.name in taken:
            checker.report(field_location, f"{field.name} is set by the form and cannot be asked as well")
        for key, text in (("required", field.required), ("constraint", field.constraint), ("relevant", field.relevant)):
            error = _error(text, fields) if isinstance(text, str) else None
            if error is not None:
                checker.report_expression((*field_location, key), error)
        if field.unique and (column is None or field.field_type.takes_files or field.field_type.is_list):
            text = f"`unique` compares the rows of a column with one value, and {field.name} has none"
            checker.report((*field_location, "unique"), text)
        check_column_choices(checker, field_location, field)
        check_question(checker, field_location, field, table, scope_of_questions(fields))
        if field.calculate is not None:
            _check_calculate(checker, (*field_location, "calculate"), field, fields)


def _check_calculate(checker: Checker, location: Path_, field: FormField, fields: Sequence[FormField]) -> None:
    try:
        expression = compile_expression(str(field.calculate), scope_of_questions(fields))
    except ExpressionError as error:
        checker.report_expression(location, error)
        return
    result, wanted = value_type(expression.type), field.field_type.expression_type
    if result is not None and result is not wanted:
        text = f"this gives {in_words(result)}, and {field.name} is of type {field.type}"
        checker.report(location, text)


def _check_circles(checker: Checker, form: Form) -> None:
    """Tells questions that decide about one another: nobody could say which one applies."""
    try:
        FormLogic.of(form, checker.programme.tables)
    except ExpressionError:
        return  # each has been told at its own place
    except LogicCycleError as error:
        index = next(index for index, field in enumerate(form.fields) if field.name == error.names[0])
        circle = " → ".join(error.names)
        checker.report(("fields", index), f"these questions decide about one another in a circle: {circle}")


def _check_pages(checker: Checker, form: Form) -> None:
    for page in FormPages.of(form).pages:
        if page.heading and not page.fields:
            index = form.fields.index(page.heading)
            checker.report(("fields", index), f"nothing stands on the page {page.name}", page.name)


def _error(text: str, fields: Sequence[FormField]) -> ExpressionError | None:
    """What is wrong with a condition on these questions, or None."""
    try:
        compile_condition(text, scope_of_questions(fields))
    except ExpressionError as error:
        return error
    return None


def _check_set(checker: Checker, location: Path_, values: Mapping[str, str], table: Table) -> None:
    for name, value in values.items():
        column = checker.column((*location, name), table, name)
        if column and column.own:
            checker.report((*location, name), f"{name} is filled by the app")
        elif column and column.choices:
            checker.check_name((*location, name), "choice", value, [choice.name for choice in column.choices])
