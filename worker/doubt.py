"""Which records nobody should judge at the moment."""

from collections.abc import Iterable

from core.problem import Problem
from sheets.read import TWICE


def doubtful(standing: Iterable[Problem]) -> set[str]:
    """The references of records with a cell that makes no sense, or that stand in two rows."""
    return {problem.reference for problem in standing if problem.column or problem.code == TWICE}
