"""Which records nobody should judge at the moment."""

from collections.abc import Iterable

from core.problem import Problem
from notify.record_problems import CHECK
from outbox.suppression import REFUSED
from sheets.snapshot import READ_AS, TWICE

SENSIBLE = {CHECK, REFUSED, READ_AS}
"""Problems of cells that make sense, or count as something: they keep nobody from being reminded."""


def doubtful(standing: Iterable[Problem]) -> set[str]:
    """The references of records with a cell that makes no sense, or that stand in two rows."""
    return {
        problem.reference
        for problem in standing
        if problem.code == TWICE or (problem.column and problem.code not in SENSIBLE)
    }
