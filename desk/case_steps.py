"""The next steps of cases as a round of the worker has kept them: by case, by name, and
by how much they are late.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from journal.connection import Connection
from journal.rules import case_steps
from journal.rules.case_steps import CaseStep
from programme.models.desk import NextStep


def step_named(steps: Sequence[NextStep], name: str) -> NextStep | None:
    """A step of the programme; None where the files have changed since it was kept."""
    for step in steps:
        if step.name == name:
            return step
    return None


def steps_by_case(
    connection: Connection, known: Iterable[str]
) -> dict[str, list[CaseStep]]:
    """Reference → the steps of each case, the next one first; only steps
    that the programme still has.
    """
    names = set(known)
    by_case: dict[str, list[CaseStep]] = {}
    for step in case_steps.all_steps(connection):
        if step.step in names:
            by_case.setdefault(step.reference, []).append(step)
    return by_case


def step_key(step: CaseStep) -> str:
    """What a page sends back of a step."""
    return f"step {step.reference} {step.step}"


def late_days(step: CaseStep, today: date) -> int:
    """By how many days a step is late; 0 where it is not."""
    if step.overdue_on is None:
        return 0
    return max(0, (today - step.overdue_on).days)
