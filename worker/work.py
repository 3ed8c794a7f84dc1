"""What the steps of a round do, and what they hand on to each other."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from journal.operation import worker_steps
from journal.records.cells import cell_commands
from journal.states import DeliveryState, WorkerStep
from journal.tabs import deliveries
from notify.managed_cells import managed_cells
from notify.steps import plan, refresh
from outbox.send import send
from sync.cell_commands import carry_out
from sync.deliver import deliver
from sync.managed_columns import write_managed
from sync.observe import observe, see_to_references
from sync.rows.matches import Matches
from sync.rows.references import awaits_second_look
from sync.tabs.bootstrap import spreadsheet_key
from sync.tabs.erasure_mark import keep_mark
from sync.tabs.form_tabs import shape_published
from sync.tabs.imported_rows import undo_imports
from sync.tabs.mail_texts import write_mail_texts
from sync.tabs.ownership import FOREIGN, foreign, renew
from sync.tabs.tab_schemas import last_headers, remember
from sync.tabs.today_tab import write_today
from worker.context import WorkerContext
from worker.daily import DailyWork
from worker.step import PAST, Step, note

log = logging.getLogger("hoja.worker")
LOOK_SECONDS, LOOK_SECONDS_HERE = 45.0, 1.5
"""How often the sheet is looked at: at Google (two calls a
look), and on the local server.
"""
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
# Days pass without a change: ladders are looked at each minute, though nothing was
# edited.
DECIDE_SECONDS = 60.0
# Each costs calls, and changes by a hand that comes seldom; an old copy of the
# journal that is started by mistake is found within a day.
CLAIM_SECONDS = SHAPES_SECONDS = 86_400.0


class Work:
    """The steps of one worker, and what they hand on to each other.

    `clock` gives seconds and cannot be set.
    """

    def __init__(self, context: WorkerContext, clock: Callable[[], float]) -> None:
        self.context = context
        self.clock = clock
        self.sync = context.sync
        self.daily = DailyWork(context, clock)
        self.matches: Mapping[str, Matches] = {}
        """What the rows of the newest reading are, by table."""
        self.snapshot_taken = 0.0
        """When the newest reading began, on the clock that cannot jump."""
        self.look_again = True
        """Whether the sheet was written since the newest look, or a step must know how
        it is at this moment: until the next one no step writes cells.
        """
        self.awaits_second_look = False
        """Whether a row is to show itself unchanged once more
        before it gets its reference.
        """
        self.look_at = self.decide_at = self.deliver_at = PAST
        self.claim_at = self.shape_at = self.ask_at = PAST
        self.asked: datetime | None = None
        self.looks = 0
        """The last call from outside that a look has answered."""
        self.remembered_headers: dict[str, tuple[str, ...]] = {}
        self.must_decide = True
        self.was_foreign = False
        self.mark: str | None = None
        """Whose the spreadsheet is, as last seen; None until the first look: nothing is
        written or mailed before.
        """

    def steps(self) -> list[Step]:
        """The steps, in the order in which a round does them."""
        return [
            Step(WorkerStep.watch, self.watch),
            Step(WorkerStep.claim, self.claim),
            Step(WorkerStep.deliver, self.deliver),
            Step(WorkerStep.command, self.command),
            Step(WorkerStep.decide, self.decide),
            Step(WorkerStep.send, self.send),
            Step(WorkerStep.flag, self.flag),
            Step(WorkerStep.sweep, self.sweep),
        ]

    def make_all_due(self) -> None:
        """Nothing waits for its time."""
        self.look_at = self.decide_at = self.deliver_at = PAST

    def forget_sheet(self) -> None:
        """Until the next look nobody knows what another worker did meanwhile."""
        self.context.snapshot = self.mark = None

    def turn_to_sheet(self) -> None:
        """The spreadsheet may have been brought back into another one while
        another worker had the lease.
        """
        key = spreadsheet_key(self.sync)
        if key and key != self.sync.spreadsheet.key:
            self.sync.turn_to(key)
            self.mark = None
            self.remembered_headers = {}
            self.context.snapshot = None
        with self.sync.journal.read() as connection:
            self.sync.reader.last_headers = {
                **last_headers(connection),
                **self.sync.reader.last_headers,
            }

    def adopt_published(self) -> bool:
        """Goes on with what staff have published.

        Nothing is written or mailed before the next look.
        """
        if not self.context.adopt_published():
            return False
        self.mark = None
        self.remembered_headers = {}
        self.look_again = self.must_decide = True
        log.info("what was published of forms or mails is taken over")
        return True

    def is_foreign(self) -> bool:
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
            note(self.sync.journal, WorkerStep.watch, FOREIGN if is_foreign else "")
        return is_foreign

    def is_settling(self) -> bool:
        """Whether rows or cells were asked for and only time
        can tell whether they come.
        """
        with self.sync.journal.read() as connection:
            return bool(
                deliveries.in_state(connection, DeliveryState.appending, 1)
                or cell_commands.unknown(connection)
            )

    def next_round_may_do_more(self) -> bool:
        """Whether a row is to show itself unchanged once more, or the last step has put
        one on its way into the sheet.
        """
        if self.awaits_second_look:
            return True
        with self.sync.journal.read() as connection:
            return bool(deliveries.in_state(connection, DeliveryState.queued, 1))

    def watch(self) -> bool:
        """Looks at the sheet when a look is due, something was written, or somebody
        outside asks for one.
        """
        now = self.clock()
        # Asked first: a look that is due anyway answers the call, too.
        is_asked = self._asked(now)
        if now < self.look_at and not self.look_again and not is_asked:
            return False
        taken = self.clock()
        self.looks += 1
        observed = observe(self.sync)
        before, self.context.snapshot = self.context.snapshot, observed.snapshot
        self.matches, self.snapshot_taken = observed.matches, taken
        self.look_again = False
        if self.sync.settings.local_sheets:
            pause = LOOK_SECONDS_HERE
        else:
            pause = LOOK_SECONDS
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
        self.asked = wanted_at
        self.ask_at = now + HOOK_PAUSE
        return True

    def _remember_shapes(self) -> None:
        """Once a day, and when a header has changed: what the tabs look like, to make
        them again should they be lost.
        """
        snapshot = self.context.snapshot
        now = self.clock()
        if snapshot and (
            snapshot.headers() != self.remembered_headers or now >= self.shape_at
        ):
            remember(self.sync, snapshot)
            self.remembered_headers, self.shape_at = (
                snapshot.headers(),
                now + SHAPES_SECONDS,
            )

    def claim(self) -> bool:
        """At the start and once a day: copies of the journal that are
        older than this must stop.
        """
        now = self.clock()
        if now >= self.claim_at and self.mark:
            renew(self.sync)
            self.claim_at = now + CLAIM_SECONDS
        return False

    def deliver(self) -> bool:
        """Brings rows into the sheet, those that came meanwhile in one batch."""
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

    def command(self) -> bool:
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

    def decide(self) -> bool:
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

    def _snapshot_id(self) -> str:
        """The id of the newest look; nothing is sent that was not judged by it."""
        if self.context.snapshot:
            return self.context.snapshot.id
        return ""

    def send(self) -> bool:
        """Judges what is about to leave by the newest reading, and
        sends what carries its stamp.
        """
        refreshed = refresh(self.context.notify, self._snapshot_id())
        has_sent = send(self.context.outbox, self._snapshot_id(), self.snapshot_taken)
        # An address may have been refused: planning shows it.
        self.must_decide |= has_sent
        return has_sent or refreshed

    def flag(self) -> bool:
        """Writes the app's own cells and tabs, by the newest look."""
        if self.look_again or self.context.snapshot is None:
            return False
        self.look_again = write_managed(
            self.sync, self.context.snapshot, managed_cells(self.context.notify)
        )
        self.look_again |= write_today(
            self.sync, self.context.snapshot, self.context.notify.today
        )
        self.look_again |= write_mail_texts(self.sync, self.context.snapshot)
        self.look_again |= keep_mark(self.sync, self.context.snapshot)
        if not self.look_again:
            self.look_again = undo_imports(self.sync, self.context.snapshot)
        if not self.look_again:
            self.look_again = self.daily.remove_old_rows()
        return self.look_again

    def sweep(self) -> bool:
        """What is done once an hour, or once a day; needs neither sheet nor mail."""
        if not self.daily.is_due():
            return False
        is_ours = self.context.snapshot is not None and not self.is_foreign()
        return self.daily.sweep(is_ours=is_ours)
