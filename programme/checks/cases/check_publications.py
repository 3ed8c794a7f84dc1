"""Checks of documents and registers: their tables and columns, and that nothing
personal stands in a register.
"""

from expressions.types import ValueType
from fieldtypes.registry import names_where
from programme.checks.cases.check_case import check_public
from programme.checks.checker import ONE_CHOICE, Checker
from programme.checks.rules.check_rules import check_person
from programme.model import Table
from programme.models.pages.publications import Register
from programme.models.rules import ROLE
from programme.parts import Column
from programme.reading.source import Path_

YES_OR_NO = names_where(
    lambda field_type: field_type.expression_type is ValueType.boolean
)
URLS = frozenset({"url"})
DAYS = frozenset({"date"})
PRECISIONS = frozenset({"day", "month", "year"})
READERS = "everybody may read a register"


def check_documents(checker: Checker) -> None:
    """Adds every mistake in `documents`."""
    for name, document in checker.programme.documents.items():
        location: Path_ = ("documents", name)
        if not checker.check_name(
            (*location, "table"), "table", document.table, checker.programme.tables
        ):
            continue
        table = checker.programme.tables[document.table]
        checker.condition((*location, "only"), table, document.only)
        _check_waits_for(checker, document.waits_for, table, location)
        if document.to is None:
            continue
        if document.to.startswith(ROLE):
            text = (
                "a document is for a contact of the record: a role has several people"
            )
            checker.report((*location, "to"), text)
            continue
        check_person(checker, table, document.to, (*location, "to"))


def check_registers(checker: Checker) -> None:
    """Adds every mistake in `registers`."""
    for name, register in checker.programme.registers.items():
        location: Path_ = ("registers", name)
        if not checker.check_name(
            (*location, "table"), "table", register.table, checker.programme.tables
        ):
            continue
        _check_register(
            checker, register, checker.programme.tables[register.table], location
        )


def _check_waits_for(
    checker: Checker, name: str | None, table: Table, location: Path_
) -> None:
    """What is published with a yes waits for an event of its own table, one
    of whose mails asks for it.
    """
    events = {}
    for event in checker.programme.rules.events:
        if event.table == table.name:
            events[event.name] = event
    if name is None or not checker.check_name(
        (*location, "waits_for"), f"event of {table.name}", name, events
    ):
        return
    if not any(tell.ask for tell in events[name].tell):
        text = f"{name} tells nobody with `ask: true`: there is no yes to wait for"
        checker.report((*location, "waits_for"), text)


def _check_register(
    checker: Checker, register: Register, table: Table, location: Path_
) -> None:
    _check_waits_for(checker, register.waits_for, table, location)
    checker.condition((*location, "only"), table, register.only)
    shown = checker.column((*location, "shown"), table, register.shown, YES_OR_NO)
    if shown and "." in register.shown:
        checker.report(
            (*location, "shown"),
            f"{register.shown}: the yes stands in the row that is shown",
        )
    elif shown and shown.unreadable_means is not False:
        text = f"{register.shown} needs `unreadable_means: false`: nothing is published for a cell that nobody can read"
        checker.report((*location, "shown"), text)
    for path in register.columns:
        check_public(checker, (*location, "columns"), table, path, READERS)
    for path, source in register.sources.items():
        checker.check_name(
            (*location, "sources"), "column here", path, register.columns
        )
        checker.column((*location, "sources", path), table, source, URLS)
        check_public(checker, (*location, "sources", path), table, source, READERS)
    if register.order is not None:
        order = register.order.removeprefix("-")
        checker.check_name((*location, "order"), "column here", order, register.columns)


def check_precision(
    checker: Checker, location: Path_, table: Table, column: Column
) -> None:
    """The column that says to what a date is exact is one of the same
    row, with just these choices.
    """
    if column.precision_from is None:
        return
    if column.type not in DAYS:
        checker.report(
            (*location, "precision_from"),
            f"{column.name} is of type {column.type}: this is for dates",
        )
    precision = checker.column(
        (*location, "precision_from"), table, column.precision_from, ONE_CHOICE
    )
    if precision and set(precision.choice_names) != PRECISIONS:
        text = f"the choices of {column.precision_from} must be: {', '.join(sorted(PRECISIONS))}"
        checker.report((*location, "precision_from"), text)
