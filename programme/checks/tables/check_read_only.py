"""Checks that nothing of a programme writes into a table that is read-only for it."""

from programme.checks.checker import Checker
from programme.form_parts.repeats import repeats_of
from programme.model import Programme, Table
from programme.models.forms import Form
from programme.reading.source import Path_


def check_read_only_columns(checker: Checker) -> None:
    """Columns that the app would fill."""
    for table in checker.programme.tables.values():
        if not table.read_only:
            continue
        for column in table.columns:
            location: Path_ = ("tables", table.name, "columns", column.name)
            if column.value is not None and column.sheet:
                text = "write `sheet: false`, and it is worked out for pages, mails and rules alone"
                checker.report((*location, "value"), f"{_is_read_only(table)}: {text}")
            if column.set_by_page:
                text = f"{_is_read_only(table)}: no page writes there"
                checker.report((*location, "set_by_page"), text)


def check_read_only_form(checker: Checker, form: Form) -> None:
    """The tables that a form would add rows to."""
    programme = checker.programme
    if programme.tables[form.table].read_only:
        text = f"{_is_read_only(programme.tables[form.table])}: no form adds rows there"
        checker.report(("table",), text)
    for field in repeats_of(form):
        table = programme.tables.get(field.table or "")
        if table is not None and table.read_only:
            text = f"{_is_read_only(table)}: no form adds rows there"
            checker.report(("fields", field.name, "table"), text)


def check_read_only_rules(checker: Checker) -> None:
    """Rows that rules make, and what they write beside a row."""
    programme = checker.programme
    for number, rule in enumerate(programme.rules.rows):
        table = _read_only(programme, rule.into)
        if table:
            text = f"{_is_read_only(table)}: no rule makes rows there"
            checker.report(("rows", number, "into"), text)
    for number, ladder in enumerate(programme.rules.ladders):
        table = _read_only(programme, ladder.table)
        if table is None:
            continue
        for index, step in enumerate(ladder.steps):
            if step.flag:
                text = f"{_is_read_only(table)}: nothing is flagged there; say whom to `tell`"
                checker.report(("ladders", number, "steps", index, "flag"), text)


def _read_only(programme: Programme, name: str) -> Table | None:
    """The table of that name, if it is read-only."""
    table = programme.tables.get(name)
    if table is not None and table.read_only:
        return table
    return None


def _is_read_only(table: Table) -> str:
    return f"{table.name} is `read_only`"
