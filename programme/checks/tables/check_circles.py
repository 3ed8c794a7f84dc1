"""Ways that lead in a circle: titles that name one another, and cases that are reached
by way of their own rows.
"""

from programme.checks.checker import Checker, follow
from programme.model import Programme, Table


def check_circles(checker: Checker) -> None:
    """Adds every circle of titles and of ways to the case."""
    reported: set[str] = set()
    for table in checker.programme.tables.values():
        circle = _circle_of_titles(checker.programme, table)
        if circle and not reported.intersection(circle):
            reported.update(circle)
            names = " → ".join([*circle, circle[0]])
            text = f"rows are called after one another in a circle: {names}; one of them needs a title in a column of its own"
            checker.report(("tables", circle[0], "title"), text)
        if table.case:
            _check_way_to_case(checker, table)


def _circle_of_titles(programme: Programme, table: Table) -> list[str]:
    """The tables whose titles lead from one to the next and back to this one; none
    where they end in a text.
    """
    passed: list[str] = []
    holder: Table | None = table
    while holder is not None and holder.name not in passed:
        passed.append(holder.name)
        column = holder.column(holder.title)
        holder = None
        if column and column.table:
            holder = programme.tables.get(column.table)
    if holder is table:
        return passed
    return []


def _check_way_to_case(checker: Checker, table: Table) -> None:
    """A way that has reached a case goes on over other rows: the case at its end
    would be found only by itself.
    """
    programme = checker.programme
    names = [table.name]
    steps = (table.case or "").split(".")
    holder: Table | None = table
    for number, step in enumerate(steps):
        if (
            holder is not None
            and holder.name == programme.case.table
            and step not in ("self", "")
        ):
            left = follow(programme, holder, step)
            if left is not None and left is not holder:
                way = " → ".join([*names, left.name])
                short = ".".join(steps[:number]) or "self"
                checker.report(
                    ("tables", table.name, "case"),
                    f"this leads in a circle, {way}: write `case: {short}`",
                )
                return
        if holder:
            holder = follow(programme, holder, step)
        names.append(holder.name if holder else step)
