"""Checks of a case's page: the stages, what it lists, and that no personal
contact can come onto it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from expressions.reading.syntax import ExpressionError
from programme.app_tables import NOTED
from programme.checks.checker import ONE_CHOICE, Checker
from programme.checks.rules.check_rules import DATES
from programme.expressions import Looked, compile_value
from programme.model import Programme, Table
from programme.models.pages.signed_pages import CasePage, Listed
from programme.parts import Column
from programme.reading.source import Path_

PAGE: Path_ = ("case", "page")
WHO = ("name", "email", "phone", "office", "address")
"""What of a contact is personal; its language or country is not."""


def check_case_page(checker: Checker, table: Table, page: CasePage) -> None:
    """Adds every mistake in `case.page`."""
    column = checker.column((*PAGE, "stage"), table, page.stage, ONE_CHOICE)
    if column:
        names = column.choice_names
    else:
        names = []
    for stage, times in Counter(page.stages).items():
        if times > 1:
            checker.report((*PAGE, "stages"), f'"{stage}" stands here twice')
        if column:
            checker.check_name(
                (*PAGE, "stages"), f"choice of {page.stage}", stage, names
            )
    check_shown(checker, ("case", "table"), table, table.title)
    for path in page.shows:
        check_shown(checker, (*PAGE, "shows"), table, path)
    for index, listed in enumerate(page.lists):
        check_listed(checker, (*PAGE, "lists", index), listed)


def check_listed(checker: Checker, location: Path_, listed: Listed) -> None:
    """Adds every mistake in a list of a page."""
    if not checker.check_name(
        (*location, "table"), "table", listed.table, checker.programme.tables
    ):
        return
    table = checker.programme.tables[listed.table]
    if not table.case or table.case == "self":
        case = checker.programme.case.table
        checker.report(
            (*location, "table"),
            f"{table.name} does not say to which of {case} a row belongs (`case`)",
        )
    checker.condition((*location, "only"), table, listed.only)
    for path in listed.date:
        checker.column((*location, "date"), table, path, DATES)
    if listed.shows is None:
        check_shown(checker, (*location, "table"), table, table.title)
    for path in listed.shows or ():
        check_shown(checker, (*location, "shows"), table, path)


def check_shown(checker: Checker, location: Path_, table: Table, path: str) -> None:
    """Adds a mistake where a page shows a column that not everybody may read."""
    check_public(
        checker, location, table, path, "everybody who has the link reads this page"
    )


def check_public(
    checker: Checker, location: Path_, table: Table, path: str, readers: str
) -> None:
    """A column that others than the team may read. `readers`: who, for the mistake."""
    column = checker.column(location, table, path)
    # The table that holds the column decides what is personal, not the
    # one the path starts from.
    holder = checker.follow(location, table, path.split(".")[:-1])
    if column is None or holder is None:
        return
    if is_personal(checker.programme, holder, column):
        checker.report(
            location, f"{path} is about a person or for staff only: {readers}"
        )
    elif column.table and (target := checker.programme.tables.get(column.table)):
        # A reference is shown by the title of the other record, which may be a name.
        check_public(checker, location, target, target.title, readers)


def is_personal(programme: Programme, table: Table, column: Column) -> bool:
    """Whether a column says who somebody is or how to reach them, or is for staff
    only.
    """
    if column.value is not None:
        return table.app or _is_joined_from_personal(programme, table, column)
    for_staff_only = table.app or column.own or column.name in NOTED
    if for_staff_only:
        return True
    if column.field_type.is_private:
        return True
    return (table.name, column.name) in set(_contacts(programme))


def _is_joined_from_personal(
    programme: Programme, table: Table, column: Column
) -> bool:
    """Whether something that a computed column is worked out from is personal; how rows
    came and what the app notes is not.
    """
    looked: set[Looked] = set()
    waiting = [(table, column)]
    seen = {(table.name, column.name)}
    while waiting:
        present, computed = waiting.pop()
        try:
            compile_value(str(computed.value), present, programme.tables, looked)
        except ExpressionError:
            return False  # told where it stands
        for name, part in looked - seen:
            seen.add((name, part))
            holder = programme.tables[name]
            source = holder.column(part)
            if source is None or (source.own and source.value is None):
                continue
            if source.value is not None:
                waiting.append((holder, source))
            elif is_personal(programme, holder, source):
                return True
    return False


def _contacts(programme: Programme) -> Iterator[tuple[str, str]]:
    """(table, column) of everything that says who somebody is or how to reach them."""
    for table in programme.tables.values():
        for contact in table.contacts.values():
            for part in WHO:
                *steps, last = str(getattr(contact, part) or "").split(".")
                holder = _follow_columns(programme, table, steps)
                if holder and last:
                    yield holder.name, last


def _follow_columns(
    programme: Programme, table: Table, steps: Sequence[str]
) -> Table | None:
    """The table at the end of a way over columns; None where it leads
    nowhere, which is told elsewhere.
    """
    holder: Table | None = table
    for step in steps:
        column = None
        if holder:
            column = holder.column(step)
        if column is None or column.table is None:
            return None
        holder = programme.tables.get(column.table)
    return holder
