"""Which records nobody should judge at the moment."""

from collections.abc import Iterable

from core.problem import Problem
from sheets.read import TWICE
from worker.doctor import CHECK


def doubtful(standing: Iterable[Problem]) -> set[str]:
    """The references of records with a cell that makes no sense, or that stand in two rows.

    A check of the programme's is about cells that make sense: it keeps nobody from being reminded.
    """
    return {
        problem.reference for problem in standing if problem.code == TWICE or (problem.column and problem.code != CHECK)
    }
