"""What a person must look at in the calendar of mails."""

from collections.abc import Iterable

from core.problem import Problem
from programme.app_tables import DAYS_WITHOUT_MAILS
from programme.model import Programme
from programme.record import Records
from rules.days_off import days_off

SOURCE = "dates"
"""The source of these problems."""
TOLD_ONCE: frozenset[str] = frozenset()


def date_problems(programme: Programme, records: Records, standing: Iterable[Problem]) -> list[Problem]:
    """What is wrong with the days without mails.

    `standing`: the problems that stand; a cell that could not be read is told by the look that read it, and not again here.
    """
    unreadable = {(problem.reference, problem.column) for problem in standing if problem.table == DAYS_WITHOUT_MAILS}
    lines = days_off(programme, records).problems
    return [problem for problem in lines if (problem.reference, problem.column) not in unreadable]
