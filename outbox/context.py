"""What sending takes: the settings, the programme, the journal, a clock, and the lease
under which one worker sends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.links import Links
from core.settings import Settings
from journal.database import Journal
from journal.operation.leases import Lease
from programme.model import Programme


@dataclass(frozen=True)
class OutboxContext:
    """One worker's sending. `clock`: the worker's clock, asked anew each time
    (the demonstration moves it).

    `before_batch`: called before messages leave; raises Later or Unknown where the
    spreadsheet cannot be had.
    """

    settings: Settings
    programme: Programme
    journal: Journal
    clock: Callable[[], Clock]
    lease: Lease
    before_batch: Callable[[], None]

    def now(self) -> datetime:
        """The moment by which messages are due."""
        return self.clock().now()

    @property
    def links(self) -> Links:
        """What signs the links in messages."""
        return Links(self.settings.secret_key, self.settings.public_url)
