"""Checks of how a table's rows are meetings: its columns, who is invited, the hours
offered, and where answers go.
"""

from fieldtypes.registry import names_where
from programme.checks.checker import ONE_CHOICE, Checker
from programme.checks.rules.check_rules import MOMENTS, check_person
from programme.model import Table
from programme.models.forms import Form
from programme.models.meetings import Appointment
from programme.models.rules import CALENDAR
from programme.reading.source import Path_
from programme.records.record import GAP

SENTENCES = names_where(lambda field_type: field_type.is_plain_text)
YES_AND_NO = {"yes", "no"}


def check_meetings(
    checker: Checker, table: Table, calendar: Appointment, location: Path_
) -> None:
    """Adds every mistake."""
    checker.column((*location, "begins"), table, calendar.begins, MOMENTS)
    for path in calendar.place:
        checker.column((*location, "place"), table, path)
    for language, text in calendar.summary.items():
        for path in GAP.findall(text):
            checker.column((*location, "summary", language), table, path)
    checker.condition((*location, "cancelled"), table, calendar.cancelled)
    _check_people(checker, table, calendar, location)
    _check_offered(checker, table, calendar, location)
    if calendar.answers:
        place = (*location, "answers")
        form = _check_form(checker, table, calendar.answers.form, place)
        if form:
            target = checker.programme.tables[form.table]
            checker.column((*place, "hours"), target, calendar.answers.hours, SENTENCES)
            _check_yes_and_no(
                checker, target, calendar.answers.comes, (*place, "comes")
            )
            if calendar.answers.note:
                checker.column(
                    (*place, "note"), target, calendar.answers.note, SENTENCES
                )
    if calendar.attendance:
        place = (*location, "attendance")
        form = _check_form(checker, table, calendar.attendance.form, place)
        if form:
            target = checker.programme.tables[form.table]
            _check_yes_and_no(
                checker, target, calendar.attendance.came, (*place, "came")
            )
        if calendar.attendance.then:
            _check_about(checker, table, calendar.attendance.then, (*place, "then"))


def _check_offered(
    checker: Checker, table: Table, calendar: Appointment, location: Path_
) -> None:
    for name in calendar.offered:
        column = checker.column((*location, "offered"), table, name, MOMENTS)
        if column and name == calendar.begins:
            checker.report(
                (*location, "offered"),
                f"{name} is the hour that is fixed, and no offer",
            )
    _check_offers(checker, table, calendar, (*location, "offered"))
    if calendar.proposed_by:
        checker.column(
            (*location, "proposed_by"), table, calendar.proposed_by, SENTENCES
        )


def _check_offers(
    checker: Checker, table: Table, calendar: Appointment, location: Path_
) -> None:
    """Who proposes hours is shown on whose clock they are what: nothing for
    everybody.
    """
    for name, form in checker.programme.forms.items():
        asks = form.table == table.name and any(
            field.name in calendar.offered for field in form.fields
        )
        if asks and form.public:
            text = f'the form "{name}" asks for offered hours and needs `public: false`: its page shows who is invited'
            checker.report(location, text)


def _check_people(
    checker: Checker, table: Table, calendar: Appointment, location: Path_
) -> None:
    for alternatives in calendar.invited:
        for way in alternatives.split(" or "):
            _check_way(checker, table, way.strip(), (*location, "invited"))
    for index, candidate in enumerate(calendar.called_by):
        for way in candidate.to.split(" or "):
            _check_way(
                checker, table, way.strip(), (*location, "called_by", index, "to")
            )
        checker.condition(
            (*location, "called_by", index, "only"), table, candidate.only
        )


def _check_way(checker: Checker, table: Table, way: str, location: Path_) -> None:
    if CALENDAR in way.split(".")[:-1]:
        checker.report(location, f"{way} would ask here for what is said here")
        return
    check_person(checker, table, way, location)


def _check_form(
    checker: Checker, table: Table, name: str, location: Path_
) -> Form | None:
    """The form whose rows are about a meeting, each naming a person."""
    form = _check_about(checker, table, name, (*location, "form"))
    if form is None:
        return None
    if form.person is None:
        checker.report(
            (*location, "form"),
            f'the form "{name}" needs `person`: the column that says whose answer it is',
        )
        return None
    if form.public:
        checker.report(
            (*location, "form"),
            f'the form "{name}" needs `public: false`: only those invited answer',
        )
    return form


def _check_about(
    checker: Checker, table: Table, name: str, location: Path_
) -> Form | None:
    programme = checker.programme
    if not checker.check_name(location, "form", name, programme.forms):
        return None
    form = programme.forms[name]
    columns = [programme.tables[form.table].column(fixed) for fixed in form.fixed]
    if any(column and column.table == table.name for column in columns):
        return form
    checker.report(
        location, f'the form "{name}" is not about a record of {table.name} (`fixed`)'
    )
    return None


def _check_yes_and_no(
    checker: Checker, table: Table, name: str, location: Path_
) -> None:
    column = checker.column(location, table, name, ONE_CHOICE)
    if column and set(column.choice_names) != YES_AND_NO:
        checker.report(location, f"the choices of {name} must be: yes, no")
