"""Checks of `rows` in config/rules.yaml: what a rule makes rows of, when, and
what it writes into them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import plus_months
from expressions import evaluate
from expressions.reading.syntax import ExpressionError
from expressions.types import ValueType
from fieldtypes.registry import names_of
from programme.checks.checker import ONE_CHOICE, Checker
from programme.checks.tables.check_values import value_mistake
from programme.expressions import with_fields
from programme.model import Programme, Table
from programme.models.row_rules import DAY, NUMBER, RowRule
from programme.parts import Column
from programme.reading.source import Path_
from programme.records.days import first_day
from programme.records.record import Record, Records, Value, View, computed_value
from programme.row_links import EXTRA_NAMES, SOONEST, link_columns

DATES = names_of(ValueType.date, ValueType.moment)
# Any day does; the same each time makes mistakes repeat.
TRIED_ON = date(2027, 3, 12)


def check_row_rules(checker: Checker) -> None:
    """Adds every mistake in the rules that make rows."""
    rules = checker.programme.rules
    taken = {event.name for event in rules.events} | {
        ladder.name for ladder in rules.ladders
    }
    in_circle = _in_circle(checker.programme)
    for index, rule in enumerate(rules.rows):
        location: Path_ = ("rows", index)
        if rule.name in taken:
            checker.report((*location, "name"), f'two rules are called "{rule.name}"')
        taken.add(rule.name)
        own = {}
        for name, table in checker.programme.tables.items():
            if not table.app:
                own[name] = table
        are_there = [
            checker.check_name((*location, key), "table", name, own)
            for key, name in (("table", rule.table), ("into", rule.into))
        ]
        if all(are_there):
            _check_rule(checker, rule, own[rule.table], own[rule.into], location)
            if rule.name in in_circle:
                _check_circle(checker, rule, location)


def _check_rule(
    checker: Checker, rule: RowRule, table: Table, into: Table, location: Path_
) -> None:
    checker.condition((*location, "only"), table, rule.only)
    for key, paths in (("date", rule.date), ("until", rule.until)):
        for path in paths:
            checker.column((*location, key), table, path, DATES)
    if rule.language is not None:
        _check_language(checker, table, rule.language, (*location, "language"))
    for name in EXTRA_NAMES:
        if table.column(name):
            checker.report(
                (*location, "table"),
                f'{table.name} has a column "{name}", which means the made row here',
            )
    link = _check_link(checker, rule, into, location)
    _check_filled(checker, table, into, link, rule.set, rule.values, location)
    names: set[str] = set()
    for index, part in enumerate(rule.each):
        part_location = (*location, "each", index)
        if part.name in names:
            checker.report(
                (*part_location, "name"),
                f'two rows of this rule are called "{part.name}"',
            )
        names.add(part.name)
        if not rule.date and (part.after_months or part.after_days):
            checker.report(
                part_location,
                "say the day from which is counted: `date: <a column of dates>`",
            )
        _check_filled(checker, table, into, link, part.set, part.values, part_location)


def _check_language(checker: Checker, table: Table, path: str, location: Path_) -> None:
    column = checker.column(location, table, path, ONE_CHOICE)
    languages = checker.programme.languages
    if column and not set(column.choice_names) & set(languages):
        checker.report(
            location,
            f"the choices of {path} are no languages of this programme: {', '.join(languages)}",
        )


def _check_link(checker: Checker, rule: RowRule, into: Table, location: Path_) -> str:
    """The name of the column by which made rows refer to the row that they are made
    for; "" where nobody can tell.
    """
    if rule.link is not None:
        column = checker.column((*location, "link"), into, rule.link)
        if column and column.table == rule.table:
            return rule.link
        if column:
            checker.report(
                (*location, "link"),
                f"{into.name}.{rule.link} does not refer to {rule.table}",
            )
        return ""
    columns = [column.name for column in link_columns(into, rule)]
    if not columns:
        text = f"{into.name} needs a column that refers to {rule.table} (`type: reference, table: {rule.table}`)"
        checker.report((*location, "into"), text)
    elif len(columns) > 1:
        checker.report(
            (*location, "into"),
            f"say in `link` which column it is: {' or '.join(columns)}",
        )
    if len(columns) == 1:
        return columns[0]
    return ""


def _check_filled(
    checker: Checker,
    table: Table,
    into: Table,
    link: str,
    texts: Mapping[str, str | dict[str, str]],
    values: Mapping[str, str],
    location: Path_,
) -> None:
    for name, text in texts.items():
        path = (*location, "set", name)
        column = _to_fill(checker, into, link, name, path)
        if column is not None:
            _check_text(checker, column, text, path)
    for name, written in values.items():
        path = (*location, "values", name)
        if name in texts:
            checker.report(path, f"{name} stands under `set`, too")
        column = _to_fill(checker, into, link, name, path)
        if column is None:
            continue
        if column.table:
            _check_reference(checker, table, column, written, path)
        else:
            _check_value(checker, table, column, written, path)


def _to_fill(
    checker: Checker, into: Table, link: str, name: str, location: Path_
) -> Column | None:
    """The column that is to be filled; None, and a mistake, where none can be."""
    column = checker.column(location, into, name)
    if "." in name or column is None:
        return None
    if column.own:
        checker.report(location, f"{name} is filled by the app")
        return None
    if name == link:
        checker.report(
            location,
            f"{name} refers to the row that this one is made for: it is filled by itself",
        )
        return None
    return column


def _check_text(
    checker: Checker, column: Column, text: str | dict[str, str], location: Path_
) -> None:
    if column.choices and isinstance(text, str):
        checker.check_name(location, "choice", text, column.choice_names)
        return
    if not column.field_type.is_plain_text:
        checker.report(
            location,
            f"{column.name} is of type {column.type}: write its value under `values`",
        )
        return
    if isinstance(text, str):
        return
    languages = checker.programme.languages
    missing = []
    for language in languages:
        if not text.get(language):
            missing.append(language)
    if missing:
        checker.report(location, f"a text is missing in: {', '.join(missing)}")
    for language in text:
        checker.check_name(location, "language of the programme", language, languages)


def _check_reference(
    checker: Checker, table: Table, column: Column, path: str, location: Path_
) -> None:
    source = checker.column(location, table, path)
    if source and source.table != column.table:
        text = f"{column.name} names a row of {column.table}: a column (or way) that does is all that can stand here"
        checker.report(location, text)


def _check_value(
    checker: Checker, table: Table, column: Column, text: str, location: Path_
) -> None:
    if column.field_type.takes_files:
        checker.report(location, f"{column.name} holds files, which nobody computes")
        return
    try:
        scope = with_fields(table, checker.programme.tables, EXTRA_NAMES)
        expression = evaluate.compile_expression(text, scope)
    except ExpressionError as error:
        checker.report_expression(location, error)
        return
    mistake = value_mistake(column, expression)
    if mistake:
        checker.report(location, mistake)


def _in_circle(programme: Programme) -> set[str]:
    """The names of the rules whose rows lead to rows that they look at themselves."""
    leads_to: dict[str, set[str]] = {}
    for rule in programme.rules.rows:
        leads_to.setdefault(rule.table, set()).add(rule.into)
    names: set[str] = set()
    for rule in programme.rules.rows:
        if rule.table in _reached(rule.into, leads_to):
            names.add(rule.name)
    return names


def _reached(start: str, leads_to: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        table = waiting.pop()
        if table not in reached:
            reached.add(table)
            waiting.extend(leads_to.get(table, ()))
    return reached


def _check_circle(checker: Checker, rule: RowRule, location: Path_) -> None:
    """A rule that looks at the rows that it makes makes one for each, with a later date
    than that one's: or there is no end.
    """
    if rule.table != rule.into:
        text = f"this ends nowhere: rules make rows of {rule.into} for those of {rule.table}, and the other way round"
        checker.report(location, text)
    elif rule.each or rule.months:
        text = "this rule looks at the rows that it makes: `each`, `every` and `times` would make ever more of them"
        checker.report(location, text)
    elif not _goes_on_later(checker.programme, rule):
        text = (
            "this rule looks at the rows that it makes, and would make one after the other: say as `date` a column of dates "
            "that `values` fills with a later one, `ends: add_months(ends, 60)`"
        )
        checker.report(location, text)


def _goes_on_later(programme: Programme, rule: RowRule) -> bool:
    """Whether a made row is counted from a later day than the row that it is made for,
    as far as a row that is tried tells.
    """
    if not rule.date:
        return False
    table = programme.tables[rule.table]
    values = {
        column.name: column.field_type.example(column, 1) for column in table.columns
    }
    records = Records(programme, ())
    tried = View(records, table, Record(table.name, "", values), TRIED_ON)
    before = first_day(tried, rule.date)
    if before is None:
        return True
    scope = _Tried(
        tried, plus_months(before, rule.after_months) + timedelta(days=rule.after_days)
    )
    made: dict[str, Value] = {}
    try:
        for name, text in rule.values.items():
            column = table.column(name)
            if column is not None and not column.table:
                types = with_fields(table, programme.tables, EXTRA_NAMES)
                result = evaluate.compile_expression(text, types).evaluate(scope)
                made[name] = computed_value(column, result, tried.zone)
        after = first_day(
            View(records, table, Record(table.name, "", made), TRIED_ON), rule.date
        )
    except (ExpressionError, TypeError, ValueError, LookupError, ArithmeticError):
        return True  # told at its own place
    # Where no day follows, the made row has no follower; the round that makes it sees
    # to what this row does not tell.
    return after is None or after - before >= SOONEST


@dataclass(frozen=True)
class _Tried:
    """A row that is tried, with the day of the row that is made for it."""

    view: View
    day: date

    def get(self, name: str) -> object:
        """A typed value."""
        if name == NUMBER:
            return 1.0
        if name == DAY:
            return self.day
        return self.view.get(name)
