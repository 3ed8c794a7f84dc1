"""What has happened to a case: its stages with their days, and the rows that
belong to it, oldest first.

Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core.clock import local_date
from programme.children import child_tables
from programme.records.days import first_day, held_on
from programme.records.record import View
from programme.records.stage import stage_column

# `flask check` reads documents, and needs no database for that.
if TYPE_CHECKING:
    from journal.records.changes import Change

ARRIVED = ("received",)
"""The app's own column with the moment of arrival."""


@dataclass(frozen=True)
class Span:
    """A stage, from a day until the next one."""

    label: str
    first: date


def stage_spans(view: View, history: "Sequence[Change]", language: str) -> list[Span]:
    """The stages that a case has had, from its arrival on.

    `history`: its changes, oldest first.
    """
    programme = view.records.programme
    column = stage_column(programme)
    if column is None or view.record is None or view.table.name != programme.case.table:
        return []
    labels = {
        choice.name: programme.text(choice.label, language) for choice in column.choices
    }
    moves = []
    for change in history:
        if change.column == column.name:
            moves.append(change)
    first_stage = moves[0].before if moves else view.value(column.name)
    stages = [(str(first_stage or ""), first_day(view, ARRIVED))]
    for move in moves:
        moved_on = local_date(move.seen_at, programme.time_zone)
        stages.append((str(move.after or ""), moved_on))
    spans: list[Span] = []
    for stage, day in stages:
        if day is None or stage not in labels:
            continue
        # A stage begins no earlier than the one before it, whatever a row says of
        # its arrival.
        earliest = spans[-1].first if spans else day
        spans.append(Span(labels[stage], max(day, earliest)))
    return spans


def belonging(view: View, name: str) -> tuple[View, ...]:
    """The rows that refer to a record, by the name that they have in
    conditions, by their day.

    Raises LookupError.
    """
    tables = view.records.programme.tables
    children = child_tables(tables, view.table)
    if name not in children:
        raise LookupError(
            f'no rows "{name}" refer to {view.table.name}; there are: {", ".join(sorted(children))}'
        )
    rows: tuple[View, ...] = view.get(name)
    return tuple(sorted(rows, key=_day))


def blank_row(view: View, name: str) -> View:
    """A blank row of those that refer to a record, to try a template with.

    Raises LookupError.
    """
    tables = view.records.programme.tables
    belonging(view, name)
    table = child_tables(tables, view.table)[name][0]
    return View(view.records, tables[table], None, view.today)


def _day(row: View) -> date:
    """The day by which a row stands among others: when it took place, when it
    is due, or when it arrived.
    """
    ways: tuple[Callable[[View], date | None], ...] = (
        held_on,
        lambda row: first_day(row, row.table.date),
        lambda row: first_day(row, ARRIVED),
    )
    for way in ways:
        day = way(row)
        if day is not None:
            return day
    return date.max
