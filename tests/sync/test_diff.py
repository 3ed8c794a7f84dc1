"""What happened to records since the last look: a table of cases."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from core.problem import Problem, ProblemCode
from journal.records.record_changes import Appeared, CellChange, Edited, Gone
from programme.parts import Choice, Column
from sheets.columns import Layout
from sheets.reading.snapshot import Row, Tab
from sync.diff import Reading, diff
from sync.rows.identity import match
from sync.rows.matches import Known, LastSeen, TabRows

A, N, NOW = "MUN-AAAAA", "MUN-77777", "2027-03-01T12:00:00+00:00"
ARRIVED = "2027-02-01T12:00:00+00:00"


def column(name, kind="text", **more):
    return Column.model_validate(
        {"name": name, "type": kind, "label": {"en": name}, **more}
    )


CHOICES = (
    Choice(name="applied", label={"en": "Applied"}),
    Choice(name="approved", label={"en": "Approved"}),
)
COLUMNS = (
    column("reference", own=True),
    column("flag", own=True),
    column("name"),
    column("status", "select_one", choices=CHOICES),
    column("received", "moment", own=True),
)
TABLE = SimpleNamespace(
    name="towns",
    columns=COLUMNS,
    contacts={},
    column=lambda name: next((c for c in COLUMNS if c.name == name), None),
)


def row(
    reference=A,
    name="Otavalo",
    status="applied",
    flag=None,
    received=ARRIVED,
    *,
    wrong=(),
    raw_status=None,
):
    values = {"name": name, "status": status}
    own = {"flag": flag, "received": received}
    for column_name in wrong:
        (values if column_name in values else own).pop(column_name)
    raw = (
        reference,
        flag or "",
        name or "",
        raw_status or status or "",
        received or "",
    )
    problems = {name: Problem(ProblemCode.cell, "") for name in wrong}
    return Row(
        reference, values, own, problems, 1, raw, is_empty=not name and not status
    )


def record(
    name="Otavalo", status="applied", flag=None, *, present=True, received=ARRIVED
):
    own = {"flag": flag, "received": received}
    return LastSeen(
        A, {"name": name, "status": status, "received": received}, own, present
    )


def edited(*cells, values=None, own=None, before=None, is_back=False):
    known = record()
    before = before or known.values
    return Edited(
        A, before, {**before, **(values or {})}, own or known.own, list(cells), is_back
    )


@dataclass
class Case:
    name: str
    known: list
    rows: list
    expected: list
    reading: Reading = field(default_factory=lambda: Reading(NOW, watched=["status"]))


CASES = [
    Case("nothing", [record()], [row()], []),
    Case("a cell was edited", [record()], [row(status="approved")],
         [edited(CellChange("status", "applied", "approved"), values={"status": "approved"})]),
    Case("a cell was emptied", [record()], [row(status=None)],
         [edited(CellChange("status", "applied", None), values={"status": None})]),
    Case("a cell makes no sense: it keeps its last value", [record()], [row(wrong=["status"])], []),
    Case("a cell of the app's was typed over: what stands there is known, and no change", [record(flag="late")],
         [row(flag="x")], [edited(own={"flag": "x", "received": ARRIVED})]),
    Case("a cell of the app's makes no sense", [record()], [row(wrong=["received"])],
         [edited(own={"flag": None, "received": None})]),
    Case("the row is gone", [record()], [], [Gone(A, record().values)]),
    Case("the row was gone, and is back", [record(present=False)], [row()], [edited(is_back=True)]),
    Case("the row is back, and otherwise", [record(present=False)], [row(name="Otra")],
         [edited(CellChange("name", "Otavalo", "Otra"), values={"name": "Otra"}, is_back=True)]),
    Case("all of the team's cells were emptied", [record()], [row(name=None, status=None)], [Gone(A, record().values)]),
    Case("its reference was cleared: it is not gone", [record()], [row(reference="")], []),
    Case("a row typed by hand, with its reference by now", [], [row(N, status="approved", received=None)],
         [Appeared(N, {"name": "Otavalo", "status": "approved", "received": NOW}, {"flag": None, "received": None},
                   {"status": "approved"})]),
    Case("a row typed by hand, without a reference", [], [row("", received=None)], []),
    Case("a copy of another row", [record()], [row(), row(N)],
         [Appeared(N, record().values, record().own, {"status": "applied"}, is_copy=True)]),
    Case("a column that the programme has just got is filled already: nobody wrote that now", [record(status=None)],
         [row(status="approved")], [edited(values={"status": "approved"}, before=record(status=None).values)],
         Reading(NOW, new_columns={"status"})),
    Case("a choice that is no more is another one's alias by now", [record(status="old")], [row(raw_status="Old")],
         [edited(values={"status": "applied"}, before=record(status="old").values)]),
    Case("the same, after it stood as a cell that makes no sense", [record(status="old")], [row(raw_status="Old")],
         [edited(values={"status": "applied"}, before=record(status="old").values)],
         Reading(NOW, unreadable_before={A: {"status": "Old"}})),
    Case("a choice that is no more was written over", [record(status="old")], [row(raw_status="Applied")],
         [edited(CellChange("status", "old", "applied"), values={"status": "applied"},
                 before=record(status="old").values)],
         Reading(NOW, unreadable_before={A: {"status": "Old"}})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_change_is_seen(case):
    known = {item.reference: item for item in case.known}
    rows = [replace(row, index=index) for index, row in enumerate(case.rows, start=1)]
    layout = Layout(
        TABLE, 0, {column.name: index for index, column in enumerate(COLUMNS)}
    )
    tab = Tab(
        layout,
        {r.reference: r for r in rows if r.reference},
        [r for r in rows if not r.reference],
    )
    assert (
        diff(known, tab, match(TabRows(rows), Known(known)), case.reading)
        == case.expected
    )


def test_row_cut_out_of_another_tab_tells_nothing_of_what_came_with_it():
    rows = [row(A, status="approved")]
    layout = Layout(
        TABLE, 0, {column.name: index for index, column in enumerate(COLUMNS)}
    )
    matches = match(TabRows(rows), Known({}, elsewhere={A}))
    [change] = diff(
        {}, Tab(layout, {A: rows[0]}), matches, Reading(NOW, watched=["status"])
    )
    assert (change.reference, change.typed) == (A, {})
