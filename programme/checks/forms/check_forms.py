"""Checks of a form against its table: what it sets, its circles and pages, and the
answers that links ask for.
"""

from collections.abc import Iterator, Mapping

from expressions.reading.syntax import ExpressionError
from expressions.types import ValueType
from expressions.values import date_of, number_of
from fieldtypes.registry import names_where
from programme.app_tables import PEOPLE
from programme.checks.checker import REFERENCES, Checker
from programme.checks.forms.check_choices import check_public_lists
from programme.checks.forms.check_questions import check_fields, expression_error
from programme.checks.forms.check_repeats import check_repeats
from programme.form_parts.form_logic import FormLogic, LogicCycleError
from programme.form_parts.form_pages import FormPages
from programme.form_parts.form_scope import scope_of_questions
from programme.form_parts.repeats import questions_in, repeats_of
from programme.model import Table
from programme.models.forms import Answer, Form, FormField
from programme.parts import Column
from programme.reading.source import Path_

SENTENCES = names_where(lambda field_type: field_type.is_plain_text)


def check_form(checker: Checker, form: Form) -> None:
    """Adds every mistake in a form."""
    table = checker.programme.tables[form.table]
    scope = scope_of_questions(form.fields)
    taken = {*_references(form, table), *form.set, form.sender or ""}
    check_fields(checker, ("fields",), form.fields, table, taken, scope)
    check_repeats(checker, form, scope)
    _check_circles(checker, form)
    _check_pages(checker, form)
    check_public_lists(checker, form, scope)
    if form.embed and not form.public:
        checker.report(
            ("embed",),
            "only a form that everybody may open can stand inside other sites",
        )
    if form.closing:
        checker.check_name(
            ("closing", "to"), "role", form.closing.to, checker.programme.roles
        )
    for name in form.fixed:
        checker.column(("fixed",), table, name, REFERENCES)
    _check_set(checker, ("set",), form.set, table)
    if form.sender:
        _check_sender(checker, form, form.sender, table)
    for key, column_name in (("person", form.person), ("reach", form.reach)):
        if column_name is None:
            continue
        column = checker.column((key,), table, column_name, SENTENCES)
        if column and (column.own or column_name in form.set):
            checker.report((key,), f"{column_name} is filled already")
    _check_shared_files(checker, form)
    _check_changes(checker, form)
    for name, answer in form.answers.items():
        _check_answer(checker, form, answer, table, ("answers", name))


def _check_sender(checker: Checker, form: Form, sender: str, table: Table) -> None:
    """`sender`: the column that says who of the team filled a form in."""
    if not form.fixed:
        text = (
            "only a form that opens by a personal link (`fixed`) knows who fills it in"
        )
        checker.report(("sender",), text)
    column = checker.column(("sender",), table, sender, REFERENCES)
    if column and column.table != PEOPLE:
        checker.report(
            ("sender",),
            f"{sender} refers to {column.table}: the team stands in {PEOPLE}",
        )


def _references(form: Form, table: Table) -> Iterator[str]:
    """The columns of `fixed` that can be fixed; one that is no
    reference is told by itself.
    """
    for name in form.fixed:
        column = table.column(name)
        if column and column.field_type.has_table:
            yield name


def _check_shared_files(checker: Checker, form: Form) -> None:
    """A telephone shares to one form."""
    if form.shared_files is None:
        return
    repeat = _repeat_of(form, form.shared_files)
    if repeat:
        text = f"{form.shared_files} is asked in each {repeat} again: nobody could tell which one a shared file is for"
        checker.report(("shared_files",), text, form.shared_files)
        return
    names = []
    for field in form.fields:
        if field.field_type.takes_files:
            names.append(field.name)
    checker.check_name(
        ("shared_files",), "question that takes files", form.shared_files, names
    )
    first = next(
        other
        for other in checker.programme.forms.values()
        if other.shared_files is not None
    )
    if first.name != form.name:
        checker.report(
            ("shared_files",),
            f"{first.name} takes what is shared already: a telephone shares to one form",
        )


def _repeat_of(form: Form, name: str) -> str:
    """The repeat that asks a question, "" where it is asked once or not at all."""
    if form.field(name):
        return ""
    for repeat in repeats_of(form):
        if any(part.name == name for part in repeat.fields):
            return repeat.name
    return ""


def _check_changes(checker: Checker, form: Form) -> None:
    questions = []
    for field, _repeat in questions_in(form):
        if field.field_type.is_asked or field.field_type.is_repeat:
            questions.append(field.name)
    for index, name in enumerate(form.changes.locked if form.changes else ()):
        checker.check_name(("changes", "locked", index), "question", name, questions)


def _check_answer(
    checker: Checker, form: Form, answer: Answer, table: Table, location: Path_
) -> None:
    if not form.fixed:
        checker.report(
            location,
            "only a form that is about something (`fixed`) can have answers for links",
        )
    _check_set(checker, (*location, "set"), answer.set, table)
    fields = _without_broken_constraints(form, answer)
    taken = {*form.fixed, *form.set, *answer.set}
    check_fields(
        checker, (*location, "fields"), fields, table, taken, scope_of_questions(fields)
    )
    # A misspelt name is told already.
    if any(form.field(field.name) is None for field in answer.fields):
        return
    if any(not table.column(name) for name in answer.set):
        return
    given = {*answer.set, *(field.name for field in answer.fields), form.person}
    for field in form.fields:
        # A short page cannot ask what its answer leaves out, and
        # its record would lack it.
        if (
            field.required is True
            and field.relevant is None
            and field.name not in given
        ):
            text = (
                f"the form requires {field.name}: this answer must set it or ask for it"
            )
            checker.report(location, text, field.name)


def _without_broken_constraints(form: Form, answer: Answer) -> list[FormField]:
    """An answer's questions; a broken constraint of the form is told there, not once
    more for each that inherits it.
    """
    broken: set[str] = set()
    for field in form.fields:
        if field.constraint and expression_error(
            field.constraint, scope_of_questions(form.fields)
        ):
            broken.add(field.constraint)
    fields: list[FormField] = []
    for field in answer.fields:
        is_broken = field.constraint in broken
        fields.append(
            field.model_copy(update={"constraint": None}) if is_broken else field
        )
    return fields


def _check_circles(checker: Checker, form: Form) -> None:
    """Tells questions that decide about one another: nobody
    could say which one applies.
    """
    try:
        FormLogic.of(form, checker.programme.tables)
    except ExpressionError:
        return  # each has been told at its own place
    except LogicCycleError as error:
        circle = " → ".join(error.names)
        checker.report(
            _location(form, error.names[0]),
            f"these questions decide about one another in a circle: {circle}",
        )


def _location(form: Form, name: str) -> Path_:
    """Where a question stands; one of a repeat is called `budget.amount`."""
    location: Path_ = ()
    fields = form.fields
    for part in name.split("."):
        index = next(index for index, field in enumerate(fields) if field.name == part)
        location = (*location, "fields", index)
        fields = fields[index].fields
    return location


def _check_pages(checker: Checker, form: Form) -> None:
    for page in FormPages.of(form).pages:
        if page.heading and not page.fields:
            index = form.fields.index(page.heading)
            checker.report(
                ("fields", index), f"nothing stands on the page {page.name}", page.name
            )


def _check_set(
    checker: Checker, location: Path_, values: Mapping[str, str], table: Table
) -> None:
    for name, value in values.items():
        column = checker.column((*location, name), table, name)
        if column and column.own:
            checker.report((*location, name), f"{name} is filled by the app")
        elif column and column.choices:
            checker.check_name(
                (*location, name),
                "choice",
                value,
                column.choice_names,
            )
        elif column and (mistake := _mistake_of_set(column, value)):
            checker.report((*location, name), mistake)


def _mistake_of_set(column: Column, value: str) -> str:
    """What is wrong with the value that every row of a form gets; "" where nothing
    is.
    """
    needed = column.field_type.expression_type
    if needed is ValueType.date and date_of(value) is None:
        return f'{column.name} is a date, written as 2027-03-12, and not "{value}"; a day that is counted is a `calculate`'
    if needed is ValueType.number and number_of(value) is None:
        return f'{column.name} is a number, written as 12.5, and not "{value}"'
    return ""
