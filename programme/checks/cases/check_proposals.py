"""Checks of `proposals` in config/desk.yaml: the columns, and conditions on a candidate
that may ask the case, too.
"""

from expressions.reading.syntax import ExpressionError
from programme.checks.checker import Checker
from programme.expressions import compile_condition, scope_of_table
from programme.model import Table
from programme.models.desk import Proposal
from programme.proposals import CASE, LOAD, candidate_table
from programme.reading.source import Path_


def check_proposal(
    checker: Checker, proposal: Proposal, case: Table, location: Path_
) -> None:
    """Adds every mistake in one proposal."""
    programme = checker.programme
    table = checker.referred_table((*location, "of"), case, proposal.of)
    checker.condition((*location, "when"), case, proposal.when)
    if proposal.load is not None:
        loads = [load.name for load in programme.desk.loads]
        checker.check_name((*location, "load"), "load", proposal.load, loads)
    if table is None:
        return
    for name in (CASE, LOAD):
        if table.column(name):
            checker.report(
                (*location, "of"),
                f"{table.name}.{name}: in a proposal this name means something else",
            )
            return
    for name in proposal.shows:
        checker.column((*location, "shows"), table, name)
    candidates = candidate_table(programme, table)
    _check_condition(checker, (*location, "only"), candidates, proposal.only)
    for index, points in enumerate(proposal.score):
        _check_condition(
            checker, (*location, "score", index, "when"), candidates, points.when
        )


def _check_condition(
    checker: Checker, location: Path_, table: Table, text: str | None
) -> None:
    if text is None:
        return
    try:
        compile_condition(
            text, scope_of_table(table, {**checker.programme.tables, table.name: table})
        )
    except ExpressionError as error:
        checker.report_expression(location, error)
