"""What the worker tells of itself: a sign in the journal, by which the web knows that
it is at work, and one to the address of HEARTBEAT_URL.
"""

import logging
from collections import Counter
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock
from journal.database import Journal
from journal.operation import monitored
from monitoring.heartbeat import Heartbeat
from sheets.client import Spreadsheet

# Several times within what /readyz calls silent. The outside is told less often: its
# services count calls.
BEAT_SECONDS, PING_SECONDS = 20.0, 60.0
FAILURES = 3
"""So often in a row a step has failed when the address outside is told: a single
failure is a server that was away for seconds.
"""
log = logging.getLogger("hoja.worker")


class Beat:
    """Called after each round; does something rarely."""

    def __init__(
        self, journal: Journal, spreadsheet: Spreadsheet, heartbeat: Heartbeat
    ) -> None:
        self.journal = journal
        self.spreadsheet = spreadsheet
        self.heartbeat = heartbeat
        self._beat_at = self._ping_at = float("-inf")
        self._told: Counter[str] = Counter()

    def round_ended(
        self, now: float, failing: Sequence[str] = (), *, looks: int = 0
    ) -> None:
        """A round has ended.

        `now`: on the clock that cannot jump; `failing`: steps that have failed
        several times in a row; `looks`: at the spreadsheet so far.
        """
        if now >= self._beat_at:
            self._beat_at = now + BEAT_SECONDS
            self._note(looks)
        if now >= self._ping_at:
            self._ping_at = now + PING_SECONDS
            self.heartbeat.ping(failing)

    def _note(self, looks: int) -> None:
        counts = Counter({**self.spreadsheet.calls, "looks": looks})
        passed = counts - self._told
        try:
            with self.journal.write() as connection:
                monitored.note_beat(
                    connection,
                    Clock().now(),
                    looks=passed["looks"],
                    reads=passed["read"],
                    writes=passed["write"],
                )
        except SQLAlchemyError:
            # A beat that fails is not a reason to stop: its absence is what tells
            # people.
            log.exception("the journal cannot be written")
            return
        self._told = counts
