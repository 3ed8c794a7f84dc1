"""The cases as the team sees them: how far each is, what is left of
its time, and what is next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from core.clock import plus_months
from journal.connection import Connection
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import CellCommand
from programme.model import Programme
from programme.records.days import first_day
from programme.records.display import shown_value, title
from programme.records.record import Record, Records, View
from programme.records.stage import stage_column, stages
from rules.book import Book
from rules.unfit import UNFIT


@dataclass
class Cases:
    """Every case of the programme, read once. Good for as long
    as the connection is open.

    `reader`: where all records are found; `today`: a day of the programme's time zone.
    """

    programme: Programme
    connection: Connection
    reader: Records
    today: date
    records: Mapping[str, Record] = field(init=False)
    book: Book = field(init=False)

    def __post_init__(self) -> None:
        programme = self.programme
        self.table = programme.tables[programme.case.table]
        self.records = self.reader.table(self.table.name)
        self.book = Book(programme)
        column = stage_column(programme)
        if column:
            self.stage_name = column.name
        else:
            self.stage_name = ""
        self.on_line, self.aside = stages(programme)

    @cached_property
    def commands_under_way(self) -> Mapping[tuple[str, str], CellCommand]:
        """(reference, column) → what somebody has set of a case and has not
        been seen in the spreadsheet.
        """
        commands = cell_commands.under_way(self.connection, self.table.name)
        return {(command.reference, command.column): command for command in commands}

    def whole_tables(self, first: str) -> Records:
        """All records of a table, of the cases, and of every table that a
        way from there may lead to.
        """
        programme = self.programme
        wanted = {self.table.name}
        open_tables = [first]
        while open_tables:
            name = open_tables.pop()
            if name in wanted and name != first:
                continue
            wanted.add(name)
            table = programme.tables[name]
            linked = set()
            for column in table.columns:
                if column.table:
                    linked.add(column.table)
            linked |= {table.latest_of(relation).table for relation in table.latest}
            open_tables.extend(linked - wanted)
        # What a computed column counts may stand in any table.
        if any(
            column.value is not None
            for name in wanted
            for column in programme.tables[name].columns
        ):
            wanted = set(programme.tables)
        records = [
            record
            for name in sorted(wanted)
            for record in self.reader.table(name).values()
        ]
        return Records(programme, records)

    def view(self, reference: str) -> View:
        """One case; the blank one where it is gone."""
        return View(self.reader, self.table, self.records.get(reference), self.today)

    def name(self, reference: str, language: str) -> str:
        """What people call a case."""
        return title(self.view(reference), language) or reference

    def stage(self, reference: str) -> str:
        """The name of the stage that a case has."""
        record = self.records.get(reference)
        if record:
            return str(record.values.get(self.stage_name) or "")
        return ""

    def counts(self) -> Mapping[str, int]:
        """How many cases have each stage; "" for none."""
        counts: dict[str, int] = {}
        for reference in self.records:
            stage = self.stage(reference)
            counts[stage] = counts.get(stage, 0) + 1
        return counts

    def left(self, reference: str) -> int | None:
        """Days until a case's time is over, negative where it is;
        None where it is not running.
        """
        period = self.programme.desk.board.period
        line = [choice.name for choice in self.on_line[:-1]]
        if period is None or self.stage(reference) not in line:
            return None
        case = self.view(reference)
        last = first_day(case, period.extended_to)
        if last is None:
            first = first_day(case, period.since)
            last = None
            if first:
                last = plus_months(first, period.months)
        if last is None or self.is_silent(case):
            return None
        return (last - self.today).days

    def is_silent(self, case: View) -> bool:
        """Whether a case is over: its edition is closed."""
        try:
            return self.book.silent(case)
        except UNFIT:
            # A cell that makes no sense hides no case: it is shown until somebody mends
            # it.
            return False

    def shown(self, reference: str, path: str, language: str) -> str:
        """A column (or way) of a case in words; of a reference, what
        people call the other record.
        """
        return shown_value(self.view(reference), path, language)

    def received(self, reference: str) -> date | None:
        """The day on which a case arrived."""
        return first_day(self.view(reference), ("received",))
