"""How the steps of the worker stand: when each last did something, what it ran into,
and whether somebody waits for it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from journal.rows import all_rows, put_row, select_rows
from journal.schema import worker_steps as table
from journal.states import WorkerStep


@dataclass(frozen=True)
class StepStatus:
    """`done_at`: when the step last did something; `wanted_at`: when it was
    last asked for from outside.

    `error`: what it ran into the last time; "" where it went well.
    """

    step: WorkerStep
    done_at: datetime | None = None
    wanted_at: datetime | None = None
    error: str = ""


def statuses(connection: Connection) -> dict[WorkerStep, StepStatus]:
    """How each step stands, in the order in which they are done."""
    by_step = {
        status.step: status
        for status in all_rows(connection, select_rows(table, StepStatus), StepStatus)
    }
    return {step: by_step.get(step, StepStatus(step)) for step in WorkerStep}


def errors(connection: Connection) -> dict[WorkerStep, str]:
    """Step → what it ran into the last time, where it ran into anything."""
    by_step: dict[WorkerStep, str] = {}
    for step, status in statuses(connection).items():
        if status.error:
            by_step[step] = status.error
    return by_step


def note_done(connection: Connection, step: WorkerStep, now: datetime) -> None:
    """Keeps that a step has done something."""
    put_row(connection, table, {"step": step}, {"done_at": now})


def note_error(connection: Connection, step: WorkerStep, error: str) -> None:
    """Keeps what a step ran into; "" when it went well."""
    put_row(connection, table, {"step": step}, {"error": error})


def ask_for(connection: Connection, step: WorkerStep, now: datetime) -> None:
    """Keeps that somebody wants a step to be done soon."""
    put_row(connection, table, {"step": step}, {"wanted_at": now})
