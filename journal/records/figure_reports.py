"""Figures that were reported to somebody, as they stood on that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, first_row, select_rows
from journal.schema import figure_reports as table


@dataclass(frozen=True)
class FigureReportSummary:
    """A report.

    `title`: for whom or what it was; `year`: the one that it is
    about, None for all the time.
    """

    id: str
    title: str
    reported_by: str
    reported_at: datetime
    year: int | None


@dataclass(frozen=True)
class FigureReport(FigureReportSummary):
    """A report, whole. `figures`: each as frozen.as_json writes it."""

    figures: Sequence[dict[str, Any]]


def add(connection: Connection, report: FigureReport) -> None:
    """Keeps a report; nothing in it changes any more."""
    connection.execute(sa.insert(table), [as_columns(report)])


def all_reports(connection: Connection) -> Sequence[FigureReportSummary]:
    """Every report, the newest first."""
    query = select_rows(table, FigureReportSummary).order_by(
        table.c.reported_at.desc(), table.c.id
    )
    return all_rows(connection, query, FigureReportSummary)


def by_id(connection: Connection, id: str) -> FigureReport | None:
    """A report, or None."""
    return first_row(
        connection,
        select_rows(table, FigureReport).where(table.c.id == id),
        FigureReport,
    )
