"""What planning takes: the programme's rules and templates made ready, the journal, and
what is remembered between rounds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from core.clock import Clock, local_date
from core.links import Links
from core.settings import Settings
from desk.sheet_list import SheetList
from documents.templates import DocumentTemplates
from documents.write import Documents
from journal.access import case_pages
from journal.committee import dossier_links
from journal.database import Journal
from journal.forms import submissions
from journal.records import changes
from journal.records.cells.unreadable_marks import Marker
from journal.records.changes import Change
from journal.records.record_cache import RecordCache
from notify.composing.listed_names import ListedNames
from notify.composing.render import Renderer
from notify.state import Timing
from programme.model import Programme
from programme.records.record import Records
from programme.templates import Templates
from rules.book import Book
from rules.findings.checks import Checks
from rules.findings.closed_days import ClosedDays
from rules.findings.computed_cells import ComputedCells
from rules.findings.due_rows import DueRows
from rules.findings.next_steps import NextSteps
from rules.on_change.becoming import BecomingTrue
from rules.overdue.judge import Judge, Key
from sheets.addresses import SheetAddresses

MINUTE = 60
DEMONSTRATION_STILL, DEMONSTRATION_WAIT = 1.0, 2.0
"""Seconds: who tries it out sees at once what otherwise waits for second thoughts."""


@dataclass
class NotifyContext:
    """One worker's planning. `clock`: the worker's clock; `addresses`: the
    spreadsheet's addresses as the newest snapshot has them.

    `judged`: message → the look by which it was last refreshed, and the moment of its
    last change then. `today`: the list of the day for its tab, as the last round has
    found it. `unwritten`: reminders whose template could not be filled in the last
    round, so that nothing is taken back for their sake.
    """

    settings: Settings
    programme: Programme
    journal: Journal
    clock: Callable[[], Clock]
    templates: Templates
    links: Links
    addresses: Callable[[], SheetAddresses]
    document_templates: DocumentTemplates = field(default_factory=DocumentTemplates)
    unwritten: frozenset[Key] = frozenset()
    today: SheetList | None = None
    judged: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    book: Book = field(init=False)
    judge: Judge = field(init=False)
    checks: Checks = field(init=False)
    closed_days: ClosedDays = field(init=False)
    next_steps: NextSteps = field(init=False)
    becoming: BecomingTrue = field(init=False)
    due_rows: DueRows = field(init=False)
    computed: ComputedCells = field(init=False)
    cache: RecordCache = field(init=False)
    marker: Marker = field(init=False)
    listed_names: ListedNames = field(init=False)

    def __post_init__(self) -> None:
        self.adopt(self.programme)

    def adopt(self, programme: Programme) -> None:
        """Goes on with another programme."""
        self.programme = programme
        self.book = Book(self.programme)
        self.judge = Judge(self.book)
        self.checks = Checks(self.book)
        self.closed_days = ClosedDays(self.book)
        self.next_steps = NextSteps(self.book)
        self.becoming = BecomingTrue(self.book)
        self.due_rows = DueRows(self.book)
        self.computed = ComputedCells()
        self.cache = RecordCache(self.programme)
        self.marker = Marker()
        self.today = None
        self.listed_names = ListedNames()

    def now(self) -> datetime:
        """The moment by which rules judge (the demonstration moves it)."""
        return self.clock().now()

    def records(self, connection: sa.Connection) -> Records:
        """Every record of the sheet as last seen; what has not
        changed is not read again.
        """
        return self.cache.records(connection)

    @property
    def timing(self) -> Timing:
        """How long rows must be still, and decisions wait."""
        limits = self.programme.limits
        if self.settings.demonstration:
            return Timing(DEMONSTRATION_STILL, DEMONSTRATION_WAIT, at_once=True)
        return Timing(limits.still_minutes * MINUTE, limits.decision_minutes * MINUTE)

    def renderer(self, templates: Templates | None = None) -> Renderer:
        """What turns drafts into words now, by other templates where there are some."""
        today = local_date(self.now(), self.programme.time_zone)
        return Renderer(
            self.programme,
            templates or self.templates,
            self.links,
            today,
            self.addresses(),
            self._case_edition,
            self._dossier_edition,
            self._change_link,
            Documents(self.programme, self.document_templates, self._history),
        )

    def _history(self, reference: str) -> Sequence[Change]:
        with self.journal.read() as connection:
            return changes.history(connection, reference)

    def _dossier_edition(self, case: str, person: str) -> int:
        with self.journal.read() as connection:
            return dossier_links.edition(connection, case, person)

    def _case_edition(self, reference: str) -> int:
        with self.journal.read() as connection:
            return case_pages.edition(connection, reference)

    def _change_link(self, reference: str) -> str:
        """The address at which a submission may be changed
        today; "" where it cannot be.
        """
        with self.journal.read() as connection:
            submission = submissions.by_reference(connection, reference)
        form = None
        if submission:
            form = self.programme.forms.get(submission.form)
        if submission is None or form is None:
            return ""
        zone = self.programme.time_zone
        until = submission.changeable_until(form, zone)
        if until is None or local_date(self.now(), zone) > until:
            return ""
        return self.links.change(submission.language, reference)
