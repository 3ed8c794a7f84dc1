"""What deciding takes beside the shop: rules made ready, templates, links."""

from dataclasses import dataclass, field

from core.links import Links
from core.problem import Problem
from mail.markdown import Address
from mail.templates import Templates
from rules.book import Book
from rules.checks import Checks
from rules.judge import Judge, Judged, Key
from rules.ladders import Finding
from sheets.columns import letters
from worker.braked import Braked
from worker.shop import Shop

MINUTE = 60
BRAKE, DEMONSTRATION_BRAKE = 120, 10
DEMONSTRATION_STILL, DEMONSTRATION_WAIT = 1, 2
"""Seconds: who tries it out sees at once what otherwise waits for second thoughts."""


@dataclass
class Office:
    """Rules, templates and links of one programme, what the ladders said last, and reminders that could not be written."""

    shop: Shop
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

    def link(self, language: str, reference: str, form: str) -> Address:
        """The address of a form, fixed to a record where the form is about one."""
        if not self.shop.programme.forms[form].fixed:
            return Address(f"{self.links.public_url}/{language}/{form}")
        return Address(self.links.form(language, form, reference))

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
