"""Checks of computed columns: that each has a value of its type, rests on nothing that
rests on it, and is no person's.
"""

from collections.abc import Iterator, Mapping

from expressions.reading.syntax import ExpressionError
from programme.checks.checker import Checker
from programme.checks.tables.check_values import value_mistake
from programme.expressions import Looked, compile_value
from programme.model import Programme, Table
from programme.models.criteria import RESULTS_NAME
from programme.parts import Column
from programme.reading.source import Path_
from programme.records.computed import depends_on_day
from programme.records.criteria_results import criterion_expressions

RestsOn = Mapping[Looked, frozenset[Looked]]
"""(table, column) → the columns that its value is worked out from."""
FOR_THE_TEAM = {
    "country_from": "a number that is computed is read by nobody",
    "set_by_page": "it is filled by the app",
    "translation_of": "a translation is written by the team, or by a formula of theirs",
    "or_other": "nobody chooses there",
    "unreadable_means": "nobody types there",
}


def check_computed(checker: Checker) -> None:
    """Adds every mistake in `value` of columns."""
    rests_on: dict[Looked, frozenset[Looked]] = {}
    for table in checker.programme.tables.values():
        for column in table.columns:
            if column.value is not None:
                location: Path_ = ("tables", table.name, "columns", column.name)
                rests_on[table.name, column.name] = _check_column(
                    checker, table, column, location
                )
        title = table.column(table.title)
        if title and depends_on_day(title):
            text = f"{title.name} calls the rows of {table.name}: their names cannot depend on `today`"
            checker.report(("tables", table.name, "title"), text)
    if rests_on:
        rests_on |= _of_criteria(checker.programme)
        _check_circles(checker, rests_on)


def _check_column(
    checker: Checker, table: Table, column: Column, location: Path_
) -> frozenset[Looked]:
    """What a column rests on; nothing where its expression is wrong."""
    for key, why in FOR_THE_TEAM.items():
        if key in column.model_fields_set and getattr(column, key):
            checker.report((*location, key), f"{column.name} has a `value`: {why}")
    field_type = column.field_type
    if field_type.has_table or field_type.takes_files or field_type.address_of:
        text = f"{column.name} is of type {column.type}, which nobody computes: a row, a file and an address are the team's"
        checker.report((*location, "value"), text)
        return frozenset()
    looked: set[Looked] = set()
    try:
        expression = compile_value(
            str(column.value), table, checker.programme.tables, looked
        )
    except ExpressionError as error:
        checker.report_expression((*location, "value"), error)
        return frozenset()
    mistake = value_mistake(column, expression)
    if mistake:
        checker.report((*location, "value"), mistake)
    return frozenset(looked)


def _of_criteria(programme: Programme) -> RestsOn:
    """What the results of the criteria rest on."""
    if programme.criteria is None:
        return {}
    looked: set[Looked] = set()
    try:
        criterion_expressions(programme, looked)
    except ExpressionError:
        return {}  # told where the criteria stand
    return {(programme.case.table, RESULTS_NAME): frozenset(looked)}


def _check_circles(checker: Checker, rests_on: RestsOn) -> None:
    reported: set[Looked] = set()
    for start in rests_on:
        circle = _circle(start, rests_on)
        if circle is None or reported & set(circle):
            continue
        reported.update(circle)
        names = " → ".join(f"{table}.{name}" for table, name in (*circle, circle[0]))
        table, name = start
        text = f"these columns are worked out from one another in a circle: {names}"
        checker.report(("tables", table, "columns", name, "value"), text)


def _circle(start: Looked, rests_on: RestsOn) -> list[Looked] | None:
    """A way over computed columns from one back to itself; None where there is none."""
    ways: list[list[Looked]] = [[start]]
    seen: set[Looked] = set()
    while ways:
        way = ways.pop()
        for column in _computed(rests_on.get(way[-1], frozenset()), rests_on):
            if column == start:
                return way
            if column not in seen:
                seen.add(column)
                ways.append([*way, column])
    return None


def _computed(columns: frozenset[Looked], rests_on: RestsOn) -> Iterator[Looked]:
    return (column for column in sorted(columns) if column in rests_on)
