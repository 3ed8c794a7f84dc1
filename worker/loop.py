"""The loop over the steps.

A step that fails waits, ever longer, and holds up none of the others.
"""

import logging
import random
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import SQLAlchemyError

from core import logs
from core.clock import local_date, steady_seconds
from core.errors import HojaError, Later, LeaseLost, Unknown
from journal.forms import saved_forms
from journal.operation import worker_steps
from journal.records import cell_commands
from journal.records.unreadable_marks import marked_now
from journal.states import DeliveryState, WorkerStep
from journal.tabs import deliveries
from notify.managed_cells import managed_cells
from notify.steps import plan, refresh
from outbox.send import recover, send
from privacy.erase import Eraser, erase_again
from privacy.retention import keep_retention
from sync.cell_commands import carry_out
from sync.deliver import deliver
from sync.managed_columns import write_managed
from sync.observe import observe, see_to_references
from sync.rows.identity import Matches
from sync.rows.references import awaits_second_look
from sync.tabs.bootstrap import spreadsheet_key
from sync.tabs.erasure_mark import keep_mark
from sync.tabs.form_tabs import shape_published
from sync.tabs.old_mail_rows import remove_old_rows
from sync.tabs.ownership import FOREIGN, foreign, renew
from sync.tabs.tab_schemas import last_headers, remember
from sync.tabs.today_tab import write_today
from uploads.pending import sweep
from worker.context import WorkerContext
from worker.demonstration import move_on

log = logging.getLogger("hoja.worker")
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 120.0
LOOK_SECONDS, LOOK_SECONDS_HERE = 45.0, 1.5
"""How often the sheet is looked at: at Google (two calls a
look), and on the local server.
"""
IDLE_SECONDS = 0.5
HOOK_PAUSE = 5.0
"""Between two looks that a call from outside asked for: a look
costs two calls, or three.
"""
DELIVER_SECONDS = 8.0
"""Rows that come one by one are gathered for so long: a batch costs four
calls, whatever its size.
"""
SETTLE_LOOKS = 9
"""How often we look, within the server's time limit, for rows whose end is not
known.
"""
DECIDE_SECONDS = 60.0
ROUNDS = 200
TWO_LOOKS = 2
"""A row typed by hand gets its reference when two looks have seen it the same; after
two without work nothing is left.
"""
WRITERS = {
    WorkerStep.claim,
    WorkerStep.deliver,
    WorkerStep.command,
    WorkerStep.flag,
    WorkerStep.send,
}
CLAIM_SECONDS = SHAPES_SECONDS = 86_400.0
SWEEP_SECONDS = 3600.0
PAST = float("-inf")
"""Before every moment of the clock: what is due at once."""


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


class Loop:
    """Runs the steps of one worker again and again, under the spreadsheet's lease.

    `clock` gives seconds and cannot be set: a wall clock that jumps would stop every
    look, or hurry all of them.
    """

    def __init__(
        self, context: WorkerContext, clock: Callable[[], float] = steady_seconds
    ) -> None:
        self.clock = clock
        self.context = context
        self.sync = context.sync
        self.matches: Mapping[str, Matches] = {}
        """What the rows of the newest reading are, by table."""
        self.snapshot_taken = 0.0
        """When the newest reading began, on the clock that cannot jump."""
        self.look_again = True
        """Whether the sheet was written since the newest look, or a step must know how
        it is at this moment: until the next one no step writes cells.
        """
        self.stop = threading.Event()
        self.awaits_second_look = False
        """Whether a row is to show itself unchanged once more
        before it gets its reference.
        """
        self.look_at = self.decide_at = self.deliver_at = self.claim_at = PAST
        self.shape_at = self.ask_at = self.sweep_at = PAST
        self.retained_on: date | None = None
        self.trimmed_on: date | None = None
        self.asked: datetime | None = None
        self.remembered_headers: dict[str, tuple[str, ...]] = {}
        self.must_decide = True
        self.was_foreign = False
        self.mark: str | None = None
        """Whose the spreadsheet is, as last seen; None until the first look: nothing is
        written or mailed before.
        """
        self.steps = [
            Step(WorkerStep.watch, self._watch),
            Step(WorkerStep.claim, self._claim),
            Step(WorkerStep.deliver, self._deliver),
            Step(WorkerStep.command, self._command),
            Step(WorkerStep.decide, self._decide),
            Step(WorkerStep.send, self._send),
            Step(WorkerStep.flag, self._flag),
            Step(WorkerStep.sweep, self._sweep),
        ]

    def run(self) -> None:
        """Until `stop` is set. While another worker holds the lease, waits."""
        held = False
        while not self.stop.is_set():
            try:
                if not held:
                    held = self.sync.take_lease()
                    if held:
                        self._turn_to_sheet()
                        recover(self.context.outbox)
                busy = held and self.round()
            except LeaseLost:
                held = busy = False
                self.context.snapshot = self.mark = (
                    None  # until the next look nobody knows what the other worker did
                )
            except SQLAlchemyError:
                log.exception(
                    "the journal cannot be reached"
                )  # a restart of the database; the lease is asked for anew
                held = busy = False
            self.stop.wait(0 if busy else IDLE_SECONDS)
        if held:
            self.sync.give_lease_back()

    def once(self) -> bool:
        """Until nothing is left to do now. False where another worker holds the
        lease or a step still fails.

        Looks again where the sheet was written, and where a row must show itself once
        more; else the first look stands.
        """
        if not self.sync.take_lease():
            return False
        try:
            self._turn_to_sheet()
            recover(self.context.outbox)
            self._make_all_due()
            idle = 0
            for _ in range(ROUNDS):
                busy = self.round()
                idle = 0 if busy else idle + 1
                is_settling = self._settling()
                if is_settling or self.awaits_second_look:
                    self.look_at = PAST
                if not busy and is_settling:
                    self.stop.wait(IDLE_SECONDS)
                elif not busy and (
                    idle == TWO_LOOKS or not self._next_round_may_do_more()
                ):
                    break
                if any(step.failures > 1 for step in self.steps):
                    break
            return (
                not any(step.failures for step in self.steps) and not self._settling()
            )
        finally:
            self.sync.give_lease_back()

    def _make_all_due(self) -> None:
        """Nothing waits for its time, or for having failed before."""
        self.look_at = self.decide_at = self.deliver_at = PAST
        for step in self.steps:
            step.failures, step.not_before = 0, PAST

    def _turn_to_sheet(self) -> None:
        """The spreadsheet may have been brought back into another one while
        another worker had the lease.
        """
        key = spreadsheet_key(self.sync)
        if key and key != self.sync.spreadsheet.key:
            self.sync.turn_to(key)
            self.mark, self.remembered_headers, self.context.snapshot = None, {}, None
        with self.sync.journal.read() as connection:
            self.sync.reader.last_headers = {
                **last_headers(connection),
                **self.sync.reader.last_headers,
            }

    def _settling(self) -> bool:
        """Whether rows or cells were asked for and only time
        can tell whether they come.
        """
        with self.sync.journal.read() as connection:
            return bool(
                deliveries.in_state(connection, DeliveryState.appending, 1)
                or cell_commands.unknown(connection)
            )

    def _next_round_may_do_more(self) -> bool:
        """Whether a row is to show itself unchanged once more, or the last step has put
        one on its way into the sheet.
        """
        if self.awaits_second_look:
            return True
        with self.sync.journal.read() as connection:
            return bool(deliveries.in_state(connection, DeliveryState.queued, 1))

    def round(self) -> bool:
        """Each step once; True when any of them did something."""
        did = self._adopt()
        self.sync.guard()  # also where no step has anything to do: who waits for the lease of a dead one must see it move
        for step in self.steps:
            # Right before rows leave: those of a new version have answers that an older
            # programme has no columns for.
            if step.name is WorkerStep.deliver and self._adopt():
                return True
            if self.stop.is_set() or not step.due(self.clock()):
                continue
            try:
                if step.name in WRITERS and self._foreign():
                    continue
                did |= step.run()
            except LeaseLost:
                raise
            except HojaError as error:
                # It may have been written: no step goes by a look from before.
                self.look_again |= isinstance(error, Unknown)
                step.failed(
                    self.clock(), error.seconds if isinstance(error, Later) else 0
                )
                log.warning("%s: %s", step.name, error)
                self._note(step.name, str(error))
            except Exception as error:
                step.failed(self.clock(), 0)
                log.exception("%s failed", step.name)
                # Only the kind of error and its place: its text can quote what people
                # wrote, and this is shown.
                self._note(step.name, logs.name_of(error))
            else:
                if step.failures or step.fresh:
                    self._note(step.name, "")
                step.failures, step.fresh = 0, False
        return did or self._move_clock()

    def _move_clock(self) -> bool:
        """In the demonstration, when all that is due has been done: the clock goes on
        to where something may be due next.
        """
        is_still_to_settle = (
            self.look_again or self._next_round_may_do_more() or self._settling()
        )
        if (
            is_still_to_settle
            or any(step.failures for step in self.steps)
            or not move_on(self.sync)
        ):
            return False
        self.must_decide, self.look_at = True, PAST
        return True

    def _foreign(self) -> bool:
        """Whether another installation has marked the spreadsheet as its own: then this
        one neither writes nor mails.
        """
        if self.context.snapshot is not None:
            self.mark = self.context.snapshot.installation
        if self.mark is None:
            return True
        is_foreign = foreign(self.sync, self.mark)
        if is_foreign != self.was_foreign:
            self.was_foreign = is_foreign
            self._note(WorkerStep.watch, FOREIGN if is_foreign else "")
        return is_foreign

    def _claim(self) -> bool:
        """At the start and once a day: copies of the journal that are
        older than this must stop.
        """
        now = self.clock()
        if now >= self.claim_at and self.mark:
            renew(self.sync)
            self.claim_at = now + CLAIM_SECONDS
        return False

    def _snapshot_id(self) -> str:
        """The id of the newest look; nothing is sent that was not judged by it."""
        return self.context.snapshot.id if self.context.snapshot else ""

    def _adopt(self) -> bool:
        """Goes on with what staff have published.

        Nothing is written or mailed before the next look.
        """
        if not self.context.adopt_published():
            return False
        self.mark, self.remembered_headers = None, {}
        self.look_again = self.must_decide = True
        log.info("what was published of the forms is taken over")
        return True

    def _deliver(self) -> bool:
        now = self.clock()
        if now < self.deliver_at or self.look_again or self.context.snapshot is None:
            return False
        if shape_published(self.sync):
            self.look_again = True
            return True
        delivered = deliver(self.sync, self.context.snapshot)
        self.look_again = delivered.wrote or delivered.look_first
        if delivered.wrote and not self.sync.settings.local_sheets:
            self.deliver_at = now + DELIVER_SECONDS
        return self.look_again

    def _command(self) -> bool:
        """Writes cells that people have set on a page, by the newest look; the next one
        tells what became of them.
        """
        if self.look_again or self.context.snapshot is None:
            return False
        carried_out = carry_out(self.sync, self.context.snapshot, self.matches)
        self.look_again = carried_out.wrote
        # A look tells what became of them, also where nothing was written.
        if carried_out.moved:
            self.look_at = PAST
        if carried_out.failure is not None:
            raise carried_out.failure
        return carried_out.wrote or carried_out.moved

    def _watch(self) -> bool:
        now = self.clock()
        # Asked first: a look that is due anyway answers the call, too.
        is_asked = self._asked(now)
        if now < self.look_at and not self.look_again and not is_asked:
            return False
        taken = self.clock()
        observed = observe(self.sync)
        before, self.context.snapshot = self.context.snapshot, observed.snapshot
        self.matches, self.snapshot_taken, self.look_again = (
            observed.matches,
            taken,
            False,
        )
        pause = LOOK_SECONDS_HERE if self.sync.settings.local_sheets else LOOK_SECONDS
        if observed.unsettled:
            pause = min(pause, self.sync.settings.server_limit / SETTLE_LOOKS)
        self.look_at = self.clock() + pause
        self.must_decide |= observed.changed
        self._remember_shapes()
        # After the look has been taken over: what it has shown is kept by now,
        # whatever becomes of these writes.
        self.look_again = see_to_references(self.sync, before, observed)
        self.awaits_second_look = awaits_second_look(
            observed.snapshot, observed.matches
        )
        return observed.changed or self.look_again

    def _asked(self, now: float) -> bool:
        """Whether a call from outside wants a look that has not been taken; not more
        often than the quota bears.
        """
        if not self.sync.settings.hook_secret or now < self.ask_at:
            return False
        with self.sync.journal.read() as connection:
            wanted_at = worker_steps.statuses(connection)[WorkerStep.watch].wanted_at
        if wanted_at == self.asked:
            return False
        self.asked, self.ask_at = wanted_at, now + HOOK_PAUSE
        return True

    def _remember_shapes(self) -> None:
        """Once a day, and when a header has changed: what the tabs look like, to make
        them again should they be lost.
        """
        snapshot, now = self.context.snapshot, self.clock()
        if snapshot and (
            snapshot.headers() != self.remembered_headers or now >= self.shape_at
        ):
            remember(self.sync, snapshot)
            self.remembered_headers, self.shape_at = (
                snapshot.headers(),
                now + SHAPES_SECONDS,
            )

    def _decide(self) -> bool:
        """Only when something changed, or time has passed: records and day
        are all that it depends on.
        """
        now = self.clock()
        if not self.must_decide and now < self.decide_at:
            return False
        did = plan(self.context.notify, self._snapshot_id())
        self.must_decide = did
        self.decide_at = now + min(DECIDE_SECONDS, self.context.notify.timing.still)
        return did

    def _send(self) -> bool:
        """Judges what is about to leave by the newest reading, and
        sends what carries its stamp.
        """
        refreshed = refresh(self.context.notify, self._snapshot_id())
        has_sent = send(self.context.outbox, self._snapshot_id(), self.snapshot_taken)
        self.must_decide |= (
            has_sent  # an address may have been refused: planning shows it
        )
        return has_sent or refreshed

    def _flag(self) -> bool:
        if self.look_again or self.context.snapshot is None:
            return False
        self.look_again = write_managed(
            self.sync, self.context.snapshot, managed_cells(self.context.notify)
        )
        self.look_again |= write_today(
            self.sync, self.context.snapshot, self.context.notify.today
        )
        self.look_again |= keep_mark(self.sync, self.context.snapshot)
        self.look_again |= self._remove_old_rows()
        return self.look_again

    def _sweep(self) -> bool:
        """Removes files of forms that were never sent, and forms that nobody went on
        with; needs neither sheet nor mail.
        """
        now = self.clock()
        if now < self.sweep_at:
            return False
        self.sweep_at = now + SWEEP_SECONDS
        has_kept = self._keep_retention()
        with self.sync.journal.write() as connection:
            forgotten = saved_forms.forget_old(
                connection, self.sync.now() - saved_forms.LIFE
            )
        return (
            sweep(self.context.store, self.sync.journal, self.sync.now())
            or forgotten
            or has_kept
        )

    def _remove_old_rows(self) -> bool:
        """Once a day, by a look after which nothing was written."""
        today = local_date(self.sync.now(), self.sync.programme.time_zone)
        if self.look_again or self.context.snapshot is None or today == self.trimmed_on:
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
        if (
            today == self.retained_on
            or self.context.snapshot is None
            or self._foreign()
        ):
            return False
        with self.sync.journal.read() as connection:
            records = marked_now(connection, self.sync.records(connection))
        eraser = Eraser.of(self.sync.settings, self.sync.programme, self.sync.journal)
        retained = keep_retention(eraser, records, self.sync.now())
        erase_again(eraser, self.sync.now())
        self.retained_on = today
        return bool(retained.done or retained.mails)

    def _note(self, step: WorkerStep, error: str) -> None:
        try:
            with self.sync.journal.write() as connection:
                worker_steps.note_error(connection, step, error)
        except SQLAlchemyError:
            log.exception("the journal cannot be written")


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and Ctrl-C end the loop after the step that is running."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
