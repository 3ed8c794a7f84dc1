"""Which records nobody should judge at the moment."""

from collections.abc import Iterable

from core.problem import Problem
from sheets.snapshot import READ_AS, TWICE

READABLE = frozenset({"check", "refused_address", "idle", "untrue_since", "switch", READ_AS})
"""Problems of cells that make sense, or count as something: they keep nobody from being reminded."""


def unreadable_records(standing: Iterable[Problem]) -> set[str]:
    """The references of records with a cell that makes no sense, or that stand in two rows."""
    references = set()
    for problem in standing:
        stands_twice = problem.code == TWICE
        if stands_twice or (problem.column and problem.code not in READABLE):
            references.add(problem.reference)
    return references
