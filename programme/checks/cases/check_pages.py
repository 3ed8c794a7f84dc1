"""Checks of `pages`: whose page each is, which cases it shows, and that nothing
personal comes onto it that nobody agreed to.
"""

from programme.checks.cases.check_case import check_listed, check_shown
from programme.checks.checker import REFERENCES, Checker
from programme.model import Programme, Table
from programme.models.pages.signed_pages import ContactPage
from programme.reading.source import Path_


def check_pages(checker: Checker) -> None:
    """Adds every mistake in the pages of contacts."""
    programme = checker.programme
    case = programme.tables.get(programme.case.table)
    # Without the table of the cases, which has been told, all that follows
    # would be told of nothing.
    if case is None:
        return
    for name, page in programme.pages.items():
        _check_page(checker, page, case, ("pages", name))


def _check_page(
    checker: Checker, page: ContactPage, case: Table, location: Path_
) -> None:
    programme = checker.programme
    if not checker.check_name(
        (*location, "table"), "table", page.table, programme.tables
    ):
        return
    table = programme.tables[page.table]
    checker.check_name(
        (*location, "contact"), f"contact of {table.name}", page.contact, table.contacts
    )
    for name in page.of:
        column = checker.column((*location, "of"), case, name, REFERENCES)
        if column and column.table != table.name:
            checker.report(
                (*location, "of"),
                f"{name} refers to {column.table}, not to {table.name}",
            )
    checker.condition((*location, "only"), case, page.only)
    check_shown(checker, (*location, "table"), table, table.title)
    check_shown(checker, (*location, "table"), case, case.title)
    for path in page.shows:
        check_shown(checker, (*location, "shows"), case, path)
    for step in page.next_steps:
        names = [defined.name for defined in programme.desk.next_steps]
        checker.check_name(
            (*location, "next_steps"), "next step of config/desk.yaml", step, names
        )
    _check_people(checker, page, case, (*location, "people"))
    for form in page.forms:
        _check_form(checker, form, case, (*location, "forms"))
    for index, listed in enumerate(page.lists):
        check_listed(checker, (*location, "lists", index), listed)
        about = programme.tables.get(listed.table)
        for form in listed.forms if about else ():
            _check_form(checker, form, about, (*location, "lists", index, "forms"))


def _check_people(
    checker: Checker, page: ContactPage, case: Table, location: Path_
) -> None:
    """Whom the page shows must have been asked."""
    for name in page.people:
        if not checker.check_name(
            location, f"contact of {case.name}", name, case.contacts
        ):
            continue
        if case.contacts[name].shared is None:
            text = f"{case.name}.contacts.{name} does not say by which condition they agreed (`shared`)"
            checker.report(location, text)


def _check_form(
    checker: Checker, name: str, about: Table | None, location: Path_
) -> None:
    programme: Programme = checker.programme
    if about is None or not checker.check_name(location, "form", name, programme.forms):
        return
    form = programme.forms[name]
    target = programme.tables.get(form.table)
    if target:
        fixed = [target.column(column) for column in form.fixed]
    else:
        fixed = []
    if not any(column and column.table == about.name for column in fixed):
        checker.report(
            location, f'the form "{name}" is not about a record of {about.name}'
        )
