"""What every step works with."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.clock import Clock, steady_seconds
from core.ids import new_id
from core.problem import Problem
from core.settings import Settings
from form_tabs.live import LiveProgramme
from form_tabs.seen import JudgedTabs
from journal.database import Journal
from journal.operation import installation
from journal.operation.leases import Lease
from journal.records.cells.team_cells import TeamCells
from journal.records.record_cache import RecordCache
from mail_texts.live import MailTexts
from mail_texts.seen import SeenTexts
from programme.model import Programme
from programme.records.record import Records
from sheets.cells import Cells
from sheets.client import Spreadsheet
from sheets.reading.reader import Reader

LEASE = "spreadsheet"
# The database is asked at most so often whether a person wants something now.
HALF_A_SECOND = 0.5
# A lease must outlive the longest thing that is done under it, a mail; a fifth on
# top, for writing down what came of it.
WITH_NOTES = 1.2


@dataclass
class SyncContext:
    """The tools of one worker: the journal, and the spreadsheet under its lease."""

    settings: Settings
    programme: Programme
    journal: Journal
    clock: Clock
    spreadsheet: Spreadsheet
    holder: str = field(default_factory=new_id)
    live: LiveProgramme | None = None
    """Takes over what staff publish; None where nothing is."""
    mail_texts: MailTexts | None = None
    """The same of the texts of mails."""

    def __post_init__(self) -> None:
        self.reader = Reader(self.programme, self.spreadsheet)
        self.cells = Cells(self.programme)
        self.judged_tabs: dict[str, JudgedTabs] = {}
        """What was found in the tabs of each form, so that the
        same cells are judged once.
        """
        self.form_problems: list[Problem] | None = None
        """The problems of these tabs that the journal has; None where it must be
        told.
        """
        self.seen_texts: SeenTexts | None = None
        """What was found in the tab with the texts of mails."""
        self.text_problems: list[Problem] | None = None
        """Its problems that the journal has; None where it must be told."""
        self.lease = Lease(self.journal, LEASE, self.holder, 2 * self.lease_seconds)
        self.spreadsheet.guard = self.lease.guard
        self.team_cells: dict[str, dict[str, TeamCells]] = {}
        """What the journal keeps of the team's own columns, by table and reference;
        {} where it must be asked.
        """
        self.asked_since: dict[tuple[int, datetime], float] = {}
        """Since when this worker knows of rows that were asked for, by delivery
        and the moment kept with it.
        """
        self.asked_here: set[tuple[int, datetime]] = set()
        """Those of them that it has asked for itself."""
        self._record_cache = RecordCache(self.programme)

    @property
    def effect_seconds(self) -> float:
        """After so many seconds a call can no longer take effect."""
        return self.settings.call_limit + self.settings.server_limit

    @property
    def lease_seconds(self) -> float:
        """After each check, the lease outlasts the longest call that may still take
        effect, and a mail with what we write down about it.
        """
        return max(self.effect_seconds, WITH_NOTES * self.settings.mail_limit)

    def now(self) -> datetime:
        """The moment by which rules judge (the demonstration moves it)."""
        return self.clock.now()

    def take_lease(self) -> bool:
        """Takes or prolongs the spreadsheet's lease; False while another worker has
        it.
        """
        if not self.lease.is_held:
            # another worker may have kept something else since
            self.team_cells = {}
            self.judged_tabs = {}
            self.form_problems = None
            self.seen_texts = None
            self.text_problems = None
        return self.lease.take()

    def give_lease_back(self) -> None:
        """Lets another worker go on at once."""
        self.lease.release()

    def turn_to(self, key: str) -> None:
        """Goes on with another spreadsheet, of which nothing has been seen yet."""
        self.spreadsheet.key = key
        self.team_cells = {}
        self.reader = Reader(self.programme, self.spreadsheet)

    def adopt(self, programme: Programme) -> None:
        """Goes on with another programme: what stood in the
        spreadsheet is read anew by it.
        """
        last_headers = self.reader.last_headers
        self.programme = programme
        self.team_cells = {}
        self.seen_texts = None
        # Or a tab that went meanwhile would be taken for one that was never there.
        self.text_problems = None
        self.reader = Reader(programme, self.spreadsheet, last_headers)
        self.cells = Cells(programme)
        self._record_cache = RecordCache(programme)

    def guard(self) -> None:
        """Before each call: the lease must outlast it.

        Raises LeaseLost where it is another worker's.
        """
        self.lease.guard()

    def records(self, connection: sa.Connection) -> Records:
        """Every record of the sheet as last seen; what has not
        changed is not read again.
        """
        return self._record_cache.records(connection)


def clock_of(journal: Journal, demonstration: bool) -> Clock:
    """The wall clock, or the demonstration's, which a button moves on."""
    if demonstration:
        return Clock(Moved(journal))
    return Clock()


@dataclass
class Moved:
    """How far the demonstration's clock is ahead, asked of the
    journal at most twice a second.
    """

    journal: Journal
    offset: timedelta = timedelta()
    asked: float = float("-inf")

    def forget(self) -> None:
        """The next asking goes to the journal."""
        self.asked = float("-inf")

    def __call__(self) -> timedelta:
        """The offset, at most half a second old."""
        if steady_seconds() - self.asked > HALF_A_SECOND:
            with self.journal.read() as connection:
                self.offset = installation.read(connection).clock_ahead
            self.asked = steady_seconds()
        return self.offset
