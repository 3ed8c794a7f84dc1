"""Checks of who of the team answers a case: the column of its
coordinator, and its country.
"""

from programme.app_tables import PEOPLE
from programme.checks.checker import REFERENCES, Checker
from programme.model import By, Table


def check_answering(checker: Checker, cases: Table) -> None:
    """Adds every mistake in `case.coordinator` and `case.country`, and a role that goes
    by a country that no case has.
    """
    programme = checker.programme
    case = programme.case
    if case.coordinator is not None:
        column = checker.column(
            ("case", "coordinator"), cases, case.coordinator, REFERENCES
        )
        if column and column.table != PEOPLE:
            text = f"{case.coordinator} must refer to {PEOPLE}: `type: reference, table: {PEOPLE}`"
            checker.report(("case", "coordinator"), text)
    if case.country:
        checker.column(("case", "country"), cases, case.country)
        return
    for name, role in programme.roles.items():
        if role.by is By.country:
            text = "say in `case: country:` which column of a case names its country"
            checker.report(("roles", name, "by"), text)
