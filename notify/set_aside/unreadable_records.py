"""Which records nobody should judge at the moment."""

from collections.abc import Iterable

from core.problem import Problem, ProblemCode
from journal.records.cells.unreadable_cells import READABLE


def unreadable_records(standing: Iterable[Problem]) -> set[str]:
    """The references of records with a cell that makes no sense,
    or that stand in two rows.
    """
    references = set()
    for problem in standing:
        stands_twice = problem.code is ProblemCode.twice
        if stands_twice or (problem.column and problem.code not in READABLE):
            references.add(problem.reference)
    return references
