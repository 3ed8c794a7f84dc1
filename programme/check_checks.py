"""Checks of the checks in config/rules.yaml: what must not be in the sheet."""

from programme.checker import Checker
from programme.model import Table
from programme.parts import Kind
from programme.record import GAP
from programme.rules import AtMost, Check
from programme.source import Path_

DAY = frozenset({Kind.date})
NUMBERS = frozenset({Kind.integer, Kind.decimal})
GAPS = {"unique": {"other"}, "at_most": {"count"}, "within": {"first", "last"}, "when": set[str]()}
"""What each kind of check fills in beside columns."""


def check_checks(checker: Checker) -> None:
    """Adds every mistake in the checks: tables, columns, conditions, gaps of texts, and what is counted."""
    names: set[str] = set()
    for index, check in enumerate(checker.programme.rules.checks):
        place: Path_ = ("checks", index)
        if check.name in names:
            checker.wrong((*place, "name"), f'two checks are called "{check.name}"')
        names.add(check.name)
        if not checker.known((*place, "table"), "table", check.table, checker.programme.tables):
            continue
        table = checker.programme.tables[check.table]
        checker.condition((*place, "only"), table, check.only)
        checker.condition((*place, "when"), table, check.when)
        checker.column((*place, "column"), table, check.column, DAY if check.within else frozenset(Kind))
        for name in check.unique:
            checker.column((*place, "unique"), table, name)
        for path in check.within.since if check.within else ():
            checker.column((*place, "within", "since"), table, path, DAY)
        if check.at_most:
            _check_most(checker, check.at_most, table, (*place, "at_most"))
        _check_kind(checker, check, table, place)


def _check_kind(checker: Checker, check: Check, table: Table, place: Path_) -> None:
    said = [kind for kind in GAPS if getattr(check, kind)]
    if len(said) != 1:
        checker.wrong(
            (*place, "name"), f"{check.name} needs one of `when`, `unique`, `at_most` and `within`", check.name
        )
        return
    for language, text in check.text.items():
        at = (*place, "text", language)
        if text.count("{") != len(GAP.findall(text)) or text.count("{") != text.count("}"):
            checker.wrong(at, "a gap is written {name}, with the name of a column or a way to one")
        for name in GAP.findall(text):
            if name not in GAPS[said[0]]:
                checker.column(at, table, name)


def _check_most(checker: Checker, most: AtMost, table: Table, place: Path_) -> None:
    checker.column((*place, "limit"), table, most.limit, NUMBERS)
    counted = {path.partition(".")[0] for path in most.of}
    if len(counted) > 1:
        checker.wrong((*place, "of"), "what is counted stands in one table")
    for path in most.of:
        name, _dot, last = path.partition(".")
        if not checker.known((*place, "of"), "table", name, checker.programme.tables):
            continue
        other = checker.programme.tables[name]
        if not last:
            checker.wrong((*place, "of"), f"say by which column {name} refer to {table.name}: {name}.<column>")
            continue
        column = checker.column((*place, "of"), other, last, frozenset({Kind.reference}))
        if column and column.table != table.name:
            checker.wrong((*place, "of"), f"{path} refers to {column.table}, not to {table.name}", last)
        if path == most.of[0]:
            checker.condition((*place, "only"), other, most.only)
