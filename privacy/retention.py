"""Data of people that is kept no longer, by the programme's `retention`: found each
day, and erased by itself.

A condition that is wrong would empty a whole spreadsheet overnight. So what
exceeds the programme's brake waits: a line under *To review* says so, and `flask
retention --yes` carries it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import local_date
from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.privacy import old_mails
from journal.privacy.record_values import own_part
from journal.privacy.rules import EVERYBODY
from journal.tabs import problems
from privacy.erase import Eraser
from privacy.people import everybody_in, personal_columns
from programme.checks.check import condition_on
from programme.expressions import Condition
from programme.model import Programme
from programme.records.record import Record, Records, View
from rules.case import case_of
from rules.unfit import UNFIT

SOURCE = "retention"
WAITS = _(
    "By the programme’s retention, the data of people in {count} rows of this tab is to be erased today: {shown}. That is many "
    "at once, so nothing was done. `flask retention` shows all of it, `flask retention --yes` does it."
)
ALWAYS = 1
"""So many go by themselves however small a tab is: one case that has ended."""
SHOWN = 5
"""Rows that the line under *To review* names."""


@dataclass(frozen=True)
class Overdue:
    """A record that is kept long enough, with all that belongs to it.

    `cells`: how many cells of people that is.
    """

    table: str
    reference: str
    references: frozenset[str]
    cells: int


@dataclass(frozen=True)
class Retained:
    """What a day's work came to.

    `held`: table → records whose people wait for somebody to say
    so; `mails`: emptied ones.
    """

    done: tuple[Overdue, ...] = ()
    held: tuple[Overdue, ...] = ()
    mails: int = 0


def overdue(programme: Programme, records: Records, today: date) -> list[Overdue]:
    """The records whose people are to be erased, those with
    nothing of anybody left out.

    `records`: with the cells marked that make no sense at the moment: nobody is erased
    for the value from before.
    """
    parts = personal_columns(programme)
    entries: list[Overdue] = []
    for rule in programme.retention.people:
        table = programme.tables[rule.table]
        condition = condition_on(programme, table, rule.when)
        if rule.table == programme.case.table:
            belonging = _belonging(programme, records, today)
        else:
            belonging = {}
        for reference, record in records.table(rule.table).items():
            if not _is_over(condition, View(records, table, record, today)):
                continue
            of_case = [record, *belonging.get(reference, ())]
            cells = sum(
                len(own_part(parts.get(row.table, ()), row.values, EVERYBODY))
                for row in of_case
            )
            if cells:
                references = frozenset(row.reference for row in of_case)
                entries.append(Overdue(rule.table, reference, references, cells))
    return entries


def _is_over(condition: Condition, view: View) -> bool:
    """Whether a record is kept long enough.

    One that cannot be judged, or rests on a cell that makes no sense, is kept.
    """
    with view.records.doubting() as doubts:
        try:
            holds = condition.holds(view)
        except UNFIT:
            # Data is never erased on a cell that nobody can read.
            return False
    return holds and not doubts


def _belonging(
    programme: Programme, records: Records, today: date
) -> dict[str, list[Record]]:
    """Reference of a case → the records of other tables that belong to it."""
    rows: dict[str, list[Record]] = {}
    for table in programme.tables.values():
        if table.case is None or table.name == programme.case.table:
            continue
        for record in records.table(table.name).values():
            try:
                case = case_of(View(records, table, record, today))
            except UNFIT:  # nobody can tell whose it is; its cell is a problem already
                continue
            if case is not None and case.record is not None:
                rows.setdefault(case.record.reference, []).append(record)
    return rows


def held_back(
    programme: Programme, records: Records, due: Iterable[Overdue]
) -> list[Overdue]:
    """Those that are too many at once for a tab of its size. Pure."""
    limits = programme.limits
    by_table: dict[str, list[Overdue]] = {}
    for item in due:
        by_table.setdefault(item.table, []).append(item)
    held: list[Overdue] = []
    for table, items in by_table.items():
        share = limits.brake_share * len(records.table(table))
        # Of a tab with three rows, three are all of it: no least number, as for mails.
        if len(items) >= limits.brake_rows or len(items) > max(share, ALWAYS):
            held += items
    return held


def keep_retention(
    eraser: Eraser, records: Records, now: datetime, *, all_of_them: bool = False
) -> Retained:
    """Carries out what is due.

    `records`: as in `overdue`; `all_of_them`: a person
    has seen how many there are.
    """
    programme = eraser.programme
    due = overdue(programme, records, local_date(now, programme.time_zone))
    if all_of_them:
        held = []
    else:
        held = held_back(programme, records, due)
    done = []
    for item in due:
        if item not in held:
            done.append(item)
    for item in done:
        _erase_people(eraser, item, now)
    with eraser.journal.write() as connection:
        problems.replace(connection, SOURCE, _lines(held), now)
    mails = _empty_old_mails(eraser, now)
    return Retained(tuple(done), tuple(held), mails)


def _erase_people(eraser: Eraser, item: Overdue, now: datetime) -> None:
    """One case in one transaction: forms are accepted between two of them."""
    with eraser.journal.write() as connection:
        person = everybody_in(eraser.programme, connection, item.references, now=now)
        findings = eraser.find_of(connection, person)
        eraser.erase(connection, findings, now)
    eraser.remove_files(findings)


def _empty_old_mails(eraser: Eraser, now: datetime) -> int:
    before = now - timedelta(days=eraser.programme.retention.mail_days)
    count = 0
    while True:
        with eraser.journal.write() as connection:
            part = old_mails.empty(connection, before, now)
        count += part
        if not part:
            return count


def _lines(held: Iterable[Overdue]) -> list[Problem]:
    by_table: dict[str, list[str]] = {}
    for item in held:
        by_table.setdefault(item.table, []).append(item.reference)
    return [_line(table, references) for table, references in by_table.items()]


def _line(table: str, references: list[str]) -> Problem:
    gaps = (("count", str(len(references))), ("shown", ", ".join(references[:SHOWN])))
    return Problem(ProblemCode.retention, WAITS, gaps, table)
