"""The loop over the steps.

A step that fails waits, ever longer, and holds up none of the others.
"""

import logging
import signal
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from core import logs
from core.clock import steady_seconds
from core.errors import HojaError, Later, LeaseLost, Unknown
from journal.states import WorkerStep
from monitoring.heartbeat import Heartbeat
from outbox.send import recover
from sync.translations.server import server_of
from sync.translations.translator import Translator
from worker.beat import FAILURES, Beat
from worker.context import WorkerContext
from worker.demonstration import move_on
from worker.step import PAST, WRITERS, Step, note
from worker.work import Work

log = logging.getLogger("hoja.worker")
# Somebody who has pressed a button waits for it.
IDLE_SECONDS = 0.5
# A round that always finds something to do must not keep a test, or a command, for
# ever.
ROUNDS = 200
TWO_LOOKS = 2
"""A row typed by hand gets its reference when two looks have seen it the same; after
two without work nothing is left.
"""


class Loop:
    """Runs the steps of one worker again and again, under the spreadsheet's lease.

    `clock` gives seconds and cannot be set: a wall clock that jumps would stop every
    look, or hurry all of them.
    """

    def __init__(
        self, context: WorkerContext, clock: Callable[[], float] = steady_seconds
    ) -> None:
        self.context = context
        self.clock = clock
        self.sync = context.sync
        self.stop = threading.Event()
        self.work = Work(context, clock)
        self.steps = self.work.steps()
        heartbeat = Heartbeat(self.sync.settings.heartbeat_url)
        self.beat = Beat(self.sync.journal, self.sync.spreadsheet, heartbeat)
        self.translator = Translator(context.sync, server_of(self.sync.settings))

    def run(self) -> None:
        """Until `stop` is set. While another worker holds the lease, waits."""
        held = False
        while not self.stop.is_set():
            try:
                if not held:
                    held = self.sync.take_lease()
                    if held:
                        self.work.turn_to_sheet()
                        recover(self.context.outbox)
                busy = held and self.round()
                if held:
                    self._beat()
            except LeaseLost:
                # Another worker has the spreadsheet now. Nothing that this one has read
                # is true any more.
                held = busy = False
                self.work.forget_sheet()
            except SQLAlchemyError:
                # a restart of the database; the lease is asked for anew
                log.exception("the journal cannot be reached")
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
            self.work.turn_to_sheet()
            recover(self.context.outbox)
            self._make_all_due()
            idle = 0
            for _ in range(ROUNDS):
                busy = self.round()
                self._beat()
                idle = 0 if busy else idle + 1
                is_settling = self.work.is_settling()
                if is_settling or self.work.awaits_second_look:
                    self.work.look_at = PAST
                if any(step.failures > 1 for step in self.steps):
                    break
                if busy:
                    continue
                if is_settling:
                    self.stop.wait(IDLE_SECONDS)
                elif idle == TWO_LOOKS or not self.work.next_round_may_do_more():
                    break
            if any(step.failures for step in self.steps):
                return False
            return not self.work.is_settling()
        finally:
            self.sync.give_lease_back()

    def _beat(self) -> None:
        """Tells of itself, and of steps that have failed several times in a row."""
        failing = []
        for step in self.steps:
            if step.failures >= FAILURES:
                failing.append(str(step.name))
        self.beat.round_ended(self.clock(), failing, looks=self.work.looks)
        self.translator.round_ended(self.clock())

    def _make_all_due(self) -> None:
        """Nothing waits for its time, or for having failed before."""
        self.work.make_all_due()
        for step in self.steps:
            step.failures = 0
            step.not_before = PAST

    def round(self) -> bool:
        """Each step once; True when any of them did something."""
        did = self.work.adopt_published()
        self.sync.guard()  # also where no step has anything to do: who waits for the lease of a dead one must see it move
        for step in self.steps:
            # Right before rows leave: those of a new version have answers that an older
            # programme has no columns for.
            if step.name is WorkerStep.deliver and self.work.adopt_published():
                return True
            if not self.stop.is_set() and step.due(self.clock()):
                did |= self._run(step)
        return did or self._move_clock()

    def _run(self, step: Step) -> bool:
        """Runs one step, and notes how it ended. True when it did something."""
        did = False
        try:
            if step.name in WRITERS and self.work.is_foreign():
                return False
            did = step.run()
        except LeaseLost:
            raise
        except HojaError as error:
            # It may have been written: no step goes by a look from before.
            self.work.look_again |= isinstance(error, Unknown)
            seconds = error.seconds if isinstance(error, Later) else 0
            step.failed(self.clock(), seconds)
            log.warning("%s: %s", step.name, error)
            note(self.sync.journal, step.name, str(error))
        except Exception as error:
            step.failed(self.clock(), 0)
            log.exception("%s failed", step.name)
            # Only the kind of error and its place: its text can quote what people
            # wrote, and this is shown.
            note(self.sync.journal, step.name, logs.name_of(error))
        else:
            if step.failures or step.fresh:
                note(self.sync.journal, step.name, "")
            step.failures, step.fresh = 0, False
        return did

    def _move_clock(self) -> bool:
        """In the demonstration, when all that is due has been done: the clock goes on
        to where something may be due next.
        """
        is_still_to_settle = (
            self.work.look_again
            or self.work.next_round_may_do_more()
            or self.work.is_settling()
        )
        if (
            is_still_to_settle
            or any(step.failures for step in self.steps)
            or not move_on(self.sync)
        ):
            return False
        self.work.must_decide = True
        self.work.look_at = PAST
        return True


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and Ctrl-C end the loop after the step that is running."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
