"""Brings rows in: into the spreadsheet, by the way that every row takes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from authoring.row_import.plan import RowPlan
from authoring.row_import.said import Progress, untold
from core.batches import batches
from core.logs import effect
from journal import visible_references
from journal.connection import Connection
from journal.database import Journal
from journal.records import row_imports
from journal.records.row_imports import ImportedRow
from journal.tabs import deliveries

AT_ONCE = 200
"""Rows in one transaction: forms are accepted between two of them."""


@dataclass(frozen=True)
class Written:
    """What was brought in. `id`: of the import; `references`: of its rows."""

    id: int
    references: tuple[str, ...]


def write_rows(
    journal: Journal,
    plan: RowPlan,
    by: str,
    now: datetime,
    progress: Progress = untold,
    beside: Callable[[Connection, int, int], None] = lambda *_: None,
) -> Written:
    """Sends the rows of a plan on their way, each once, and notes that they were
    brought in before anybody can see them.

    `beside`: what is noted in the first transaction, of (connection, import, rows).
    What was brought in meanwhile, by somebody else with the same file, is passed over.
    Where somebody wants it undone meanwhile, no more rows are sent.
    """
    references: list[str] = []
    id = 0
    with journal.write() as connection:
        id = row_imports.begin(connection, plan.table.name, plan.source, by, now)
        beside(connection, id, len(plan.rows))
    for part in batches(plan.rows, AT_ONCE):
        progress(len(references), len(plan.rows))
        with journal.write() as connection:
            # Asked together with the rows: what came after the undoing would stay, and
            # of two presses at once both would bring in the same.
            if not row_imports.takes_rows(connection, plan.table.name, id):
                break
            marks = row_imports.known_marks(
                connection, plan.table.name, [mark for _row, mark in part]
            )
            new = []
            for row, mark in part:
                if mark not in marks:
                    new.append((row, mark))
            drawn = visible_references.draw_for_rows(
                connection, plan.table.prefix, len(new), ()
            )
            imported = []
            queued = []
            for (row, mark), reference in zip(new, drawn, strict=True):
                queued.append((reference, row.values))
                imported.append(ImportedRow(plan.table.name, reference, id, mark))
            deliveries.enqueue_rows(connection, plan.table.name, queued)
            # In the transaction that queues them: the worker never sees a row of which
            # it does not know that it is history.
            row_imports.add_rows(connection, imported)
        references.extend(drawn)
    progress(len(references), len(plan.rows))
    effect("import", "queued", table=plan.table.name, rows=len(references))
    return Written(id, tuple(references))
