"""One step of the worker, and when it may be tried again."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from journal.database import Journal
from journal.operation import worker_steps
from journal.states import WorkerStep

log = logging.getLogger("hoja.worker")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 120.0
"""Seconds after the first failure, and at most."""
PAST = float("-inf")
"""Before every moment of the clock: what is due at once."""
WRITERS = {
    WorkerStep.claim,
    WorkerStep.deliver,
    WorkerStep.command,
    WorkerStep.flag,
    WorkerStep.send,
}
"""Steps that write into the spreadsheet, or to people: they rest where it is another
installation's.
"""


@dataclass
class Step:
    """One step, and when it may be tried again after it failed."""

    name: WorkerStep
    run: Callable[[], bool]
    failures: int = 0
    fresh: bool = True
    """Not yet done well: an earlier run may have left its last error behind."""
    not_before: float = PAST

    def due(self, now: float) -> bool:
        """Whether the step may run."""
        return now >= self.not_before

    def failed(self, now: float, seconds: float) -> None:
        """Waits twice as long after each failure, spread, and at least `seconds`."""
        self.failures += 1
        pause = min(
            FIRST_PAUSE * 2 ** (self.failures - 1), LONGEST_PAUSE
        ) * random.uniform(0.5, 1.5)  # noqa: S311 - spread
        self.not_before = now + max(pause, seconds)


def note(journal: Journal, step: WorkerStep, error: str) -> None:
    """Keeps what a step ran into, for people; "" where it goes well again."""
    try:
        with journal.write() as connection:
            worker_steps.note_error(connection, step, error)
    except SQLAlchemyError:
        # The step itself went as it went: that it cannot be noted must not change that.
        log.exception("the journal cannot be written")
