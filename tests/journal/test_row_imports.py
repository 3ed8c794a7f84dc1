"""Old rows come in once and go all, whoever presses at the same moment."""

import pytest

from authoring.row_import import write
from authoring.row_import.columns import Matching
from authoring.row_import.plan import RowPlan
from authoring.row_import.source_rows import SourceRow
from core.settings import ROOT
from journal.records import row_imports
from programme.load import load
from tests.journal.test_submissions import NOW
from tests.journal.threads import at_once

ROWS, TIMES = 12, 4


@pytest.fixture(scope="module")
def plan():
    table = load(ROOT).tables["commitments"]
    rows = []
    for number in range(ROWS):
        rows.append((SourceRow(number, {"what": f"Task {number}"}), f"mark {number}"))
    return RowPlan(table, "old.xlsx", Matching({}, [], []), rows)


@pytest.fixture(autouse=True)
def _in_parts(monkeypatch):
    monkeypatch.setattr(write, "AT_ONCE", 2)


def marks(journal):
    with journal.read() as connection:
        marks = []
        for row_import in row_imports.all_imports(connection):
            for row in row_imports.rows_of(connection, row_import.id):
                marks.append(row.mark)
    return sorted(marks)


def test_rows_come_in_once_when_several_press_at_the_same_moment(journal, plan):
    at_once(TIMES, lambda _number: write.write_rows(journal, plan, "", NOW))
    assert marks(journal) == sorted(mark for _row, mark in plan.rows)


def test_no_row_comes_in_after_somebody_wants_the_import_undone(journal, plan):
    def undo(done, total):
        if 0 < done < total:
            with journal.write() as connection:
                [row_import] = row_imports.all_imports(connection)
                row_imports.ask_undo(connection, row_import.id, NOW)

    written = write.write_rows(journal, plan, "", NOW, undo)
    assert len(written.references) == len(marks(journal)) == write.AT_ONCE
