"""Whether the journal accepts what is sent: tried by writing, but rarely,
however often it is asked.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from journal.database import Journal
from journal.operation import installation

# Monitors ask every second: a trial write for each question would be a load.
TRIED_SECONDS = 5.0
# A disk that was full a moment ago is full again in a moment; balancers should not
# switch us on and off.
REFUSED_SECONDS = 60.0


class Health:
    """Asked by monitors and strangers alike: a write a call would make
    everybody's forms wait for its lock.
    """

    def __init__(
        self, journal: Journal, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._lock = threading.Lock()
        self._tried_at = self._refused_at = float("-inf")
        self._works = False

    def accepts(self) -> bool:
        """Whether it does, as far as is known from the last seconds."""
        with self._lock:
            now = self._clock()
            if now - self._tried_at > TRIED_SECONDS:
                self._works, self._tried_at = self._try(), now
            return self._works and now - self._refused_at > REFUSED_SECONDS

    def note_refused(self) -> None:
        """Somebody's form could not be kept: on a full disk the small write that is
        tried may still go through.
        """
        with self._lock:
            self._refused_at = self._clock()

    def note_kept(self) -> None:
        """A form was kept, which says more than what is tried, and
        than what was refused before.
        """
        with self._lock:
            self._works, self._tried_at, self._refused_at = (
                True,
                self._clock(),
                float("-inf"),
            )

    def _try(self) -> bool:
        try:
            with self._journal.write() as connection:
                # A write, not a look: a journal on a full disk reads very well.
                installation.probe(connection, datetime.now(UTC))
        except SQLAlchemyError:
            return False
        return True
