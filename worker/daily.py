"""What is done once an hour or once a day."""

from collections.abc import Callable
from datetime import date

from core.clock import local_date
from journal.forms import saved_forms
from journal.records.cells.unreadable_marks import marked_now
from privacy.erase import Eraser, erase_again
from privacy.retention import keep_retention
from sync.tabs.old_mail_rows import remove_old_rows
from uploads.pending import sweep
from worker.context import WorkerContext
from worker.step import PAST

# Looking once an hour, the day's work is done soon after midnight in any time zone.
SWEEP_SECONDS = 3600.0


class DailyWork:
    """Remembers when each was done last."""

    def __init__(self, context: WorkerContext, clock: Callable[[], float]) -> None:
        self.context = context
        self.clock = clock
        self.sync = context.sync
        self.sweep_at = PAST
        self.retained_on: date | None = None
        self.trimmed_on: date | None = None

    def is_due(self) -> bool:
        """Whether the hour is over."""
        return self.clock() >= self.sweep_at

    def sweep(self, *, is_ours: bool) -> bool:
        """Removes files of forms that were never sent, and forms that nobody went on
        with; and once a day, what is kept no longer.

        `is_ours`: the sheet has been looked at, and is this installation's.
        """
        self.sweep_at = self.clock() + SWEEP_SECONDS
        has_kept = is_ours and self._keep_retention()
        with self.sync.journal.write() as connection:
            forgotten = saved_forms.forget_old(
                connection, self.sync.now() - saved_forms.LIFE
            )
        if sweep(self.context.store, self.sync.journal, self.sync.now()):
            return True
        if forgotten:
            return True
        return has_kept

    def remove_old_rows(self) -> bool:
        """Once a day, by a look after which nothing was written."""
        today = local_date(self.sync.now(), self.sync.programme.time_zone)
        if self.context.snapshot is None or today == self.trimmed_on:
            return False
        has_removed = remove_old_rows(self.sync, self.context.snapshot)
        # As long as there are any, so many at a time.
        if not has_removed:
            self.trimmed_on = today
        return has_removed

    def _keep_retention(self) -> bool:
        """Once a day, and only where the records are those of the spreadsheet
        that is this installation's.
        """
        today = local_date(self.sync.now(), self.sync.programme.time_zone)
        if today == self.retained_on:
            return False
        with self.sync.journal.read() as connection:
            records = marked_now(connection, self.sync.records(connection))
        eraser = Eraser.of(self.sync.settings, self.sync.programme, self.sync.journal)
        retained = keep_retention(eraser, records, self.sync.now())
        erase_again(eraser, self.sync.now())
        self.retained_on = today
        return bool(retained.done or retained.mails)
