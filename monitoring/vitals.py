"""What an installation's state comes to in figures, read from the journal."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from journal.database import Journal
from journal.forms import submissions
from journal.mails import messages
from journal.mails.holds import alarms
from journal.operation import monitored, worker_steps
from journal.operation.monitored import Monitored
from journal.states import MessageState, WorkerStep
from journal.tabs import deliveries, problems


@dataclass(frozen=True)
class Vitals:
    """Counts, ages and sizes; nothing in them is about a person.

    `oldest_waiting`: since when the row has waited that waits for longest, None where
    none does. `free_bytes`: of the disk that holds the state.
    """

    forms_accepted: int
    rows_waiting: int
    oldest_waiting: datetime | None
    mails: Mapping[MessageState, int]
    problems: int
    alarms: int
    errors: Mapping[WorkerStep, str]
    monitored: Monitored
    free_bytes: float

    def waiting_seconds(self, now: datetime) -> float:
        """For how long the oldest row has waited; 0 where none waits."""
        return _age(self.oldest_waiting, now) or 0.0

    def beat_age(self, now: datetime) -> float | None:
        """Seconds since the worker was last at work, None where it never was."""
        return _age(self.monitored.beat_at, now)

    def backup_age(self, now: datetime) -> float | None:
        """Seconds since the last backup, None where there is none."""
        return _age(self.monitored.backed_up_at, now)

    def is_worker_absent(self, now: datetime, limit: timedelta) -> bool:
        """Whether a worker that has been at work is so no more."""
        return is_absent(self.monitored.beat_at, now, limit)


def is_absent(beat_at: datetime | None, now: datetime, limit: timedelta) -> bool:
    """Whether a worker last seen at `beat_at` counts as gone; False where none ever
    was. Pure.
    """
    # A sign in the future was kept by a clock that has been set back since: it says
    # nothing of the present worker.
    return beat_at is not None and abs(now - beat_at) > limit


def read_vitals(journal: Journal, folder: Path) -> Vitals:
    """Reads them; the journal's folder says how much room there is."""
    with journal.read() as connection:
        return Vitals(
            forms_accepted=submissions.count_all(connection),
            rows_waiting=deliveries.waiting(connection),
            oldest_waiting=deliveries.oldest_waiting(connection),
            mails=messages.counts(connection),
            problems=len(problems.standing(connection)),
            alarms=len(alarms.standing(connection)),
            errors=worker_steps.errors(connection),
            monitored=monitored.read(connection),
            free_bytes=free_bytes(folder),
        )


def free_bytes(folder: Path) -> float:
    """Room on the disk of a folder; infinite where nobody can tell."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return float("inf")


def _age(moment: datetime | None, now: datetime) -> float | None:
    if moment is None:
        return None
    return max((now - moment).total_seconds(), 0.0)
