"""Checks of config/criteria.yaml against the tables, roles and
choices that it speaks of.
"""

from expressions.reading.syntax import ExpressionError
from expressions.types import ValueType, in_words, value_type
from fieldtypes.registry import names_of, names_where
from programme.app_tables import PEOPLE
from programme.checks.checker import ANY, ONE_CHOICE, Checker, follow
from programme.checks.rules.check_rules import DATES
from programme.model import Table
from programme.models.criteria import (
    RESULTS,
    RESULTS_NAME,
    Criterion,
    Evidence,
    Scores,
    Sessions,
)
from programme.reading.source import Path_
from programme.records.criteria_results import criterion_expression

NUMBERS = names_of(ValueType.number)
DAYS = names_of(ValueType.date)
WORDS = names_where(lambda field_type: field_type.is_free_words)
OF_SESSION = {
    "date": DAYS,
    "place": WORDS,
    "presides": WORDS,
    "secretary": WORDS,
    "present": WORDS,
    "notes": WORDS,
}
"""The columns that a table of sessions has, and what they hold."""
OF_DECISION = {"result": ONE_CHOICE, "reasons": WORDS, "recused": WORDS}
"""The columns that a table of decisions has, beside the references to
the session and to the case.
"""


def check_criteria(checker: Checker) -> None:
    """Adds every mistake in the criteria: names, conditions, numbers, thresholds,
    evidence, scores and sessions.
    """
    programme = checker.programme
    case = programme.tables.get(programme.case.table)
    # Without the table of the cases, which has been told, all that follows
    # would be told of nothing.
    if case is None or case.criteria is None:
        return
    criteria = case.criteria
    if case.column(RESULTS_NAME):
        text = f'{case.name} has a column "{RESULTS_NAME}": conditions could not tell it from the results of these'
        checker.report(("criteria",), text)
    names: set[str] = set()
    for index, criterion in enumerate(criteria.criteria):
        location = ("criteria", index)
        if criterion.name in names:
            checker.report(
                (*location, "name"), f'two criteria are called "{criterion.name}"'
            )
        if criterion.name in RESULTS:
            checker.report(
                (*location, "name"),
                f'"{criterion.name}" is a result of all criteria: take another name',
            )
        names.add(criterion.name)
        _check_criterion(checker, case, criterion, location)
    for path in criteria.since:
        checker.column(("since",), case, path, DATES)
    for index, evidence in enumerate(criteria.evidence):
        _check_evidence(checker, evidence, ("evidence", index))
    if criteria.scores:
        _check_scores(checker, case, criteria.scores)
    # A key that was not understood was taken out: what is missing without it would
    # be no mistake of its own.
    elif criteria.scored and not checker.mistakes.found:
        checker.report(
            ("criteria",),
            f"{criteria.scored[0].name} is scored: say in `scores` by whom, and in which table",
        )
    if criteria.sessions:
        _check_sessions(checker, case, criteria.sessions)


def _check_criterion(
    checker: Checker, case: Table, criterion: Criterion, location: Path_
) -> None:
    compiler = criterion_expression(checker.programme, criterion)
    if criterion.met is not None:
        key = "met"
    else:
        key = "value"
    if compiler:
        try:
            type = compiler().type
        except ExpressionError as error:
            checker.report_expression((*location, key), error)
        else:
            if criterion.value is not None and value_type(type) is not ValueType.number:
                checker.report(
                    (*location, key),
                    f"this must give a number; it gives {in_words(type)}",
                )
    if criterion.threshold and criterion.threshold.by:
        checker.column(
            (*location, "threshold", "by"), case, criterion.threshold.by, NUMBERS
        )
    for path in criterion.columns:
        checker.column((*location, "columns"), case, path)
    for index, evidence in enumerate(criterion.evidence):
        if evidence.criterion is not None:
            text = "this evidence stands at its criterion already: take `criterion` out, or move it to `evidence` above all"
            checker.report((*location, "evidence", index, "criterion"), text)
        _check_evidence(checker, evidence, (*location, "evidence", index))


def _check_evidence(checker: Checker, evidence: Evidence, location: Path_) -> None:
    programme = checker.programme
    if not checker.check_name(
        (*location, "table"), "table", evidence.table, programme.tables
    ):
        return
    table = programme.tables[evidence.table]
    if not table.case or table.case == "self":
        text = f"{table.name} does not say to which of {programme.case.table} a row belongs (`case`)"
        checker.report((*location, "table"), text)
    checker.condition((*location, "only"), table, evidence.only)
    for path in evidence.shows or ():
        checker.column((*location, "shows"), table, path)
    for path in evidence.date:
        checker.column((*location, "date"), table, path, DATES)
    if evidence.criterion is not None:
        _check_names_criteria(
            checker, table, evidence.criterion, (*location, "criterion")
        )


def _check_names_criteria(
    checker: Checker, table: Table, path: str, location: Path_
) -> None:
    """The column that names the criterion offers only criteria, and
    others that belong to none.
    """
    column = checker.column(location, table, path, ONE_CHOICE)
    case = checker.programme.tables[checker.programme.case.table]
    if case.criteria:
        names = {criterion.name for criterion in case.criteria.criteria}
    else:
        names = set()
    if column and not names & set(column.choice_names):
        checker.report(
            location,
            f"no choice of {path} is a criterion: say `choices: criteria` there",
        )


def _check_scores(checker: Checker, case: Table, scores: Scores) -> None:
    checker.check_name(("scores", "role"), "role", scores.role, checker.programme.roles)
    if not checker.check_name(
        ("scores", "table"), "table", scores.table, checker.programme.tables
    ):
        return
    table = checker.programme.tables[scores.table]
    _check_belongs(checker, table, case, ("scores", "table"))
    column = checker.column(("scores", "member"), table, scores.member, ANY)
    if column and column.table not in (None, PEOPLE):
        checker.report(
            ("scores", "member"),
            f"{scores.member} refers to {column.table}; members stand in {PEOPLE}",
        )
    if case.criteria is None:
        return
    for criterion in case.criteria.scored:
        checker.column(("scores", "table"), table, criterion.name, NUMBERS)


def _check_sessions(checker: Checker, case: Table, sessions: Sessions) -> None:
    programme = checker.programme
    location = ("sessions",)
    for role in sessions.roles:
        checker.check_name((*location, "roles"), "role", role, programme.roles)
    checker.condition((*location, "cases"), case, sessions.cases)
    checker.column((*location, "planned"), case, sessions.planned, DAYS)
    if checker.check_name(
        (*location, "table"), "table", sessions.table, programme.tables
    ):
        for name, types in OF_SESSION.items():
            checker.column(
                (*location, "table"), programme.tables[sessions.table], name, types
            )
    if not checker.check_name(
        (*location, "decisions"), "table", sessions.decisions, programme.tables
    ):
        return
    decisions = programme.tables[sessions.decisions]
    _check_belongs(checker, decisions, case, (*location, "decisions"))
    for name, types in OF_DECISION.items():
        checker.column((*location, "decisions"), decisions, name, types)
    if not any(column.table == sessions.table for column in decisions.columns):
        text = f"{decisions.name} has no reference to {sessions.table}: which session has decided is not told"
        checker.report((*location, "decisions"), text)
    _check_results(checker, case, decisions, sessions)


def _check_results(
    checker: Checker, case: Table, decisions: Table, sessions: Sessions
) -> None:
    location: Path_ = ("sessions", "results")
    result = decisions.column("result")
    for name in sessions.results:
        if result:
            choices = result.choice_names
            checker.check_name(
                (*location, name), f"choice of {decisions.name}.result", name, choices
            )
    for name, column_name in sessions.dates.items():
        checker.check_name(
            ("sessions", "dates", name), "result here", name, sessions.results
        )
        checker.column(("sessions", "dates", name), case, column_name, DAYS)
    if sessions.sets is None:
        if sessions.results:
            checker.report(
                location, "say in `sets` which column of the case follows from a result"
            )
        return
    if sessions.reasons:
        checker.column(("sessions", "reasons"), case, sessions.reasons, WORDS)
    column = checker.column(("sessions", "sets"), case, sessions.sets, ONE_CHOICE)
    if column is None:
        return
    if not column.set_by_page:
        text = f"{sessions.sets} is not set by a page yet: say `set_by_page: true` at this column"
        checker.report(("sessions", "sets"), text)
    for name, value in sessions.results.items():
        choices = column.choice_names
        checker.check_name(
            (*location, name), f"choice of {column.name}", value, choices
        )


def _check_belongs(
    checker: Checker, table: Table, case: Table, location: Path_
) -> None:
    """The rows of a table name their case in a column of their own."""
    target = follow(checker.programme, table, table.case or "")
    if "." in (table.case or "") or target is None or target.name != case.name:
        checker.report(
            location,
            f"a row of {table.name} must name its case in a column of its own (`case`)",
        )
