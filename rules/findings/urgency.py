"""Which problems come first, wherever problems are listed: on the staff page, in the
mail of the day, in their tab.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from core.problem import LOST, Problem, ProblemCode
from programme.app_tables import SETTINGS


class Listed(Protocol):
    """Something that is listed because of a problem."""

    @property
    def problem(self) -> Problem:
        """The problem."""


T = TypeVar("T", bound=Listed)


def is_urgent(problem: Problem) -> bool:
    """Whether mails wait because of a problem: an alarm that stands, a line of the
    Settings, a tab or a column that is lost.
    """
    if problem.code is ProblemCode.bulk_change:
        return True
    if problem.code in LOST:
        return True
    return problem.table == SETTINGS


def most_urgent_first(standing: Iterable[T]) -> list[T]:
    """Those for which mails wait, then the others; among themselves as they were (the
    journal gives the oldest first).
    """
    return sorted(standing, key=lambda item: not is_urgent(item.problem))
