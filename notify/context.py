"""What deciding takes beside the shop: rules made ready, templates, links."""

from dataclasses import dataclass, field
from datetime import timedelta

from core.clock import local_date
from core.links import Links
from core.problem import Problem
from journal import facts
from mail.markdown import Address
from mail.templates import Templates
from notify.held_records import Braked
from programme.record import View
from rules.book import Book
from rules.checks import Checks
from rules.judge import Judge, Judged, Key
from rules.ladders import Finding
from rules.people import Person
from sheets.columns import letters
from sync.context import SyncContext

MINUTE = 60
BRAKE, DEMONSTRATION_BRAKE = 120, 10
DEMONSTRATION_STILL, DEMONSTRATION_WAIT = 1, 2
"""Seconds: who tries it out sees at once what otherwise waits for second thoughts."""


@dataclass
class NotifyContext:
    """Rules, templates and links of one programme, what the ladders said last, and reminders that could not be written."""

    shop: SyncContext
    book: Book
    templates: Templates
    links: Links
    judged: list[Judged] = field(default_factory=list)
    braked: Braked = field(default_factory=Braked)
    unwritten: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.judge = Judge(self.book)
        self.checks = Checks(self.book)

    @property
    def findings(self) -> list[Finding]:
        """What the ladders said last."""
        return [judged.finding for judged in self.judged]

    @property
    def still_seconds(self) -> float:
        """How long a row must have been still before its edits count."""
        demonstration = self.shop.settings.demonstration
        return DEMONSTRATION_STILL if demonstration else self.shop.programme.limits.still_minutes * MINUTE

    @property
    def decision_seconds(self) -> float:
        """How long a mail that carries a decision waits in the outbox."""
        demonstration = self.shop.settings.demonstration
        return DEMONSTRATION_WAIT if demonstration else self.shop.programme.limits.decision_minutes * MINUTE

    @property
    def brake_seconds(self) -> float:
        """Within how long many changes count as made at once: two looks and a little."""
        return DEMONSTRATION_BRAKE if self.shop.settings.local_sheets else BRAKE

    def link(self, person: Person, reference: str, form: str, answer: str = "") -> Address:
        """The address of a form, or of one answer of it; about a record, for this person and a time where it is about one."""
        programme, now = self.shop.programme, self.shop.now()
        found = programme.forms[form]
        if not found.fixed:
            return Address(f"{self.links.public_url}/{person.language}/{form}")
        until = local_date(now, programme.time_zone) + timedelta(days=found.link_days or programme.limits.link_days)
        address = self.links.form(person.language, form, reference, person=person.reach, until=until, answer=answer)
        return Address(address)

    def link_case(self, person: Person, case: View | None) -> Address:
        """The address of the case's page; of the first page where a record belongs to none yet."""
        if case is None or case.record is None:
            return Address(f"{self.links.public_url}/")
        with self.shop.journal.read() as connection:
            edition = facts.case_edition(connection, case.record.reference)
        return Address(self.links.case(person.language, case.record.reference, edition))

    def cell_address(self, problem: Problem) -> Address:
        """The address of the cell, else the row, else the tab that a problem is about, as last seen; "" where it has none."""
        if problem.table not in self.shop.programme.tables:
            return Address("")
        return self.sheet_address(problem.table, problem.reference, problem.column, problem.row)

    def sheet_address(self, table: str, reference: str, column: str = "", row: int = 0) -> Address:
        """The address of a record's row as last seen, or of its cell in a column; of its tab where the row is not known.

        `row`: its number where the record has no reference yet.
        """
        look = self.shop.look
        tab = look.tabs.get(table) if look else None
        server = self.shop.settings.sheets_api_url
        key = self.shop.spreadsheet.key
        address = (
            Address(f"{server}/sheet/{key}")
            if server
            else Address(f"https://docs.google.com/spreadsheets/d/{key}/edit")
        )
        if tab is None:
            return address
        found = tab.rows.get(reference)
        at = found.index + 1 if found else row if not reference else 0
        where = f"&range={letters(tab.layout.columns.get(column, 0))}{at}" if at else ""
        return Address(f"{address}#gid={tab.layout.sheet_id}{where}")
