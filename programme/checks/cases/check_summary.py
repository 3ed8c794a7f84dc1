"""What is wrong with what the tab Summary is to count: nobody who reads it may
learn anything of a person.
"""

from programme.checks.cases.check_case import is_personal
from programme.checks.checker import Checker
from programme.model import Programme, Table
from programme.parts import Column
from programme.records.computed import depends_on_day


def check_summary(checker: Checker) -> None:
    """Adds every mistake in `summary`."""
    programme = checker.programme
    tables = {name: table for name, table in programme.tables.items() if not table.app}
    for index, counted in enumerate(programme.summary):
        location = ("summary", index)
        if not checker.check_name((*location, "table"), "table", counted.table, tables):
            continue
        table = tables[counted.table]
        names = [
            column.name
            for column in table.columns
            if column.value is not None or not column.own
        ]
        if not checker.check_name((*location, "by"), "column", counted.by, names):
            continue
        column = table.column(counted.by)
        if column is not None and depends_on_day(column):
            checker.report(
                (*location, "by"),
                f"{counted.by} depends on `today`: a count that stands there is of no day",
            )
        elif column is not None and not _may_be_counted(programme, table, column):
            text = (
                f"{counted.by} may hold words about a person: count by a choice, by yes or no, by a country, or by a row of "
                "another table that is no person"
            )
            checker.report((*location, "by"), text)


def _may_be_counted(programme: Programme, table: Table, column: Column) -> bool:
    if is_personal(programme, table, column):
        return False
    if column.table:
        target = programme.tables.get(column.table)
        if target is None:
            return False
        title = target.column(target.title)
        return title is not None and not is_personal(programme, target, title)
    is_country = any(
        contact.country == column.name for contact in table.contacts.values()
    )
    return is_country or not column.field_type.is_free_words
