"""How fresh the newest reading of the spreadsheet is: messages leave only while they
were judged by one that is.
"""

from dataclasses import dataclass

from core.clock import steady_seconds
from journal.mails.open_messages import JOURNAL_JUDGED

OLDEST = 60.0
"""Seconds after which a reading says nothing of the present any more: the
spreadsheet is read every 45 s.
"""


@dataclass(frozen=True)
class Freshness:
    """The newest snapshot and when it was taken, in seconds of
    a clock that cannot jump.

    `snapshot`: its id; "" where there is none yet.
    """

    snapshot: str
    taken: float

    def stamps(self) -> tuple[str, ...]:
        """The stamps with which a message may leave at this very moment.

        Asked within the transaction that takes a message: waiting for the
        database's lock has made it older.
        """
        if self.snapshot and steady_seconds() - self.taken <= OLDEST:
            return JOURNAL_JUDGED, self.snapshot
        return (JOURNAL_JUDGED,)
