"""Checks of the checks in config/rules.yaml: what must not be in the sheet."""

from expressions.types import ValueType
from fieldtypes.registry import names_of
from programme.checks.checker import ANY, REFERENCES, Checker
from programme.model import Table
from programme.models.plurals import PERIOD, plural_mistake, texts_of
from programme.models.rules import AtMost, Check
from programme.reading.source import Path_
from programme.records.record import GAP

DAY = names_of(ValueType.date)
NUMBERS = names_of(ValueType.number)
GAPS = {
    "unique": {"other"},
    "at_most": {"count"},
    "within": {"first", "last"},
    "when": set[str](),
}
"""What each kind of check fills in beside columns."""


def check_checks(checker: Checker) -> None:
    """Adds every mistake in the checks: tables, columns, conditions, gaps of
    texts, and what is counted.
    """
    names: set[str] = set()
    for index, check in enumerate(checker.programme.rules.checks):
        location: Path_ = ("checks", index)
        if check.name in names:
            checker.report((*location, "name"), f'two checks are called "{check.name}"')
        names.add(check.name)
        if not checker.check_name(
            (*location, "table"), "table", check.table, checker.programme.tables
        ):
            continue
        table = checker.programme.tables[check.table]
        checker.condition((*location, "only"), table, check.only)
        checker.condition((*location, "when"), table, check.when)
        checker.column(
            (*location, "column"), table, check.column, DAY if check.within else ANY
        )
        for name in check.unique:
            checker.column((*location, "unique"), table, name)
        if check.within:
            for path in check.within.since:
                checker.column((*location, "within", "since"), table, path, DAY)
            for path in check.within.extended_to:
                checker.column((*location, "within", "extended_to"), table, path, DAY)
        if check.at_most:
            _check_most(checker, check.at_most, table, (*location, "at_most"))
        _check_kind(checker, check, table, location)


def _check_kind(checker: Checker, check: Check, table: Table, location: Path_) -> None:
    kinds = []
    for kind in GAPS:
        if getattr(check, kind):
            kinds.append(kind)
    if len(kinds) != 1:
        checker.report(
            (*location, "name"),
            f"{check.name} needs one of `when`, `unique`, `at_most` and `within`",
            check.name,
        )
        return
    for language, wording in check.text.items():
        text_location = (*location, "text", language)
        _check_wording(checker, wording, kinds[0], table, text_location)
        mistake = plural_mistake(wording, language, "{count}", 1, PERIOD)
        if mistake:
            checker.report(text_location, mistake)


def _check_wording(
    checker: Checker,
    wording: str | dict[str, str],
    kind: str,
    table: Table,
    location: Path_,
) -> None:
    """The gaps of a check's text, which may be several by number."""
    for text in texts_of(wording):
        # A brace that belongs to no gap would be shown to staff as it stands.
        if text.count("{") != len(GAP.findall(text)) or text.count("{") != text.count(
            "}"
        ):
            checker.report(
                location,
                "a gap is written {name}, with the name of a column or a way to one",
            )
        for name in GAP.findall(text):
            if name not in GAPS[kind]:
                checker.column(location, table, name)


def _check_most(
    checker: Checker, at_most: AtMost, table: Table, location: Path_
) -> None:
    checker.column((*location, "limit"), table, at_most.limit, NUMBERS)
    # Rows are counted once each, which only makes sense within one table.
    counted = {path.partition(".")[0] for path in at_most.of}
    if len(counted) > 1:
        checker.report((*location, "of"), "what is counted stands in one table")
        return
    for path in at_most.of:
        name, _dot, last = path.partition(".")
        if not checker.check_name(
            (*location, "of"), "table", name, checker.programme.tables
        ):
            continue
        counted_table = checker.programme.tables[name]
        if not last:
            checker.report(
                (*location, "of"),
                f"say by which column {name} refer to {table.name}: {name}.<column>",
            )
            continue
        column = checker.column((*location, "of"), counted_table, last, REFERENCES)
        if column and column.table != table.name:
            checker.report(
                (*location, "of"),
                f"{path} refers to {column.table}, not to {table.name}",
                last,
            )
        if path == at_most.of[0]:
            checker.condition((*location, "only"), counted_table, at_most.only)
