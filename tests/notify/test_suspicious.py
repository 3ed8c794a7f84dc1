"""What the guard asks about before anything is told: a table of slips, and of
ordinary work that is none.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from journal.records.cells.cell_commands import SENDER
from journal.records.changes import Change
from journal.states import AlarmKind, Handling, Happening
from notify.set_aside.bulk_guard import GuardInput, suspicious, threshold, undone
from programme.model import Limits
from tests.rules.small import label, programme, record, records

NOW = datetime(2027, 3, 12, 15, tzinfo=UTC)
APPROVED = {
    "name": "approved",
    "label": label("approved"),
    "table": "towns",
    "on": {"column": "status", "becomes": "approved"},
    "decision": True,
    "tell": [{"to": "contact", "message": "m"}],
}
NOTED = {
    "name": "noted",
    "label": label("noted"),
    "table": "towns",
    "on": {"column": "status", "becomes": "done"},
    "tell": [{"to": "contact", "message": "m"}],
}
PROGRAMME = programme(events=[APPROVED, NOTED])


def change(number, before, after, column="status", happening=Happening.edited):
    return Change(
        id=f"{happening} {column} {number} {after}",
        table="towns",
        reference=f"MN-{number}",
        happening=happening,
        column=column,
        before=before,
        after=after,
        seen_at=NOW,
        handling=Handling.new,
        alarm=None,
    )


def edits(*pairs, column="status"):
    return [
        change(number, before, after, column)
        for number, (before, after) in enumerate(pairs)
    ]


def towns(count):
    return records(
        *(record(f"MN-{number}", name=f"Villa {number}") for number in range(count))
    )


def alarms(rows, changes, **more):
    drafts = suspicious(GuardInput(PROGRAMME, towns(rows), changes, **more))
    return [(draft.kind, draft.column, len(draft.references)) for draft in drafts]


SLIPS = {
    "one column of six rows sorted": (
        6,
        edits(("open", "done"), ("done", "approved"), ("approved", "open")),
        [(AlarmKind.permuted, "status", 3)],
    ),
    "names of two rows changed places": (
        6,
        edits(("Ibarra", "Paltas"), ("Paltas", "Ibarra"), column="name"),
        [(AlarmKind.permuted, "name", 2)],
    ),
    "statuses of eleven rows pasted one row down": (
        11,
        edits(
            ("approved", "open"),
            ("open", "approved"),
            ("done", "open"),
            ("open", "done"),
            ("approved", "open"),
        ),
        [(AlarmKind.edited, "status", 5)],
    ),
    "three approvals in a long tab": (
        200,
        edits(*[("open", "approved")] * 3),
        [(AlarmKind.decisions, "status", 3)],
    ),
    "twelve statuses at once": (
        20,
        edits(*[("open", "done")] * 12),
        [(AlarmKind.edited, "status", 12)],
    ),
    "a column blanked by cutting its cells": (
        6,
        edits(("open", None), ("done", None), ("approved", None)),
        [(AlarmKind.edited, "status", 3)],
    ),
    "ten notes of a short tab": (
        12,
        edits(*[("a", "b")] * 10, column="name"),
        [(AlarmKind.edited, "name", 10)],
    ),
    "half of a tab deleted": (
        12,
        [change(number, None, None, "", Happening.gone) for number in range(12)],
        [(AlarmKind.gone, "", 12)],
    ),
    "three rows typed with their approval": (
        8,
        [
            change(number, None, value, column, happening)
            for number in range(3)
            for column, value, happening in (
                ("", None, Happening.appeared),
                ("status", "approved", Happening.typed),
            )
        ],
        [(AlarmKind.appeared, "status", 3)],
    ),
}
ORDINARY = {
    "nothing": (6, []),
    "one approval": (6, edits(("open", "approved"))),
    "two approvals": (6, edits(("open", "approved"), ("open", "approved"))),
    "five notes": (6, edits(*[("a", "b")] * 5, column="name")),
    "four statuses in a tab of forty": (40, edits(*[("open", "done")] * 4)),
    "two cells cleared": (6, edits(("a", None), ("b", None), column="name")),
    "three rows typed without a status": (
        8,
        [change(number, None, None, "", Happening.appeared) for number in range(3)],
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_asked_about(slip):
    rows, changes, expected = SLIPS[slip]
    assert alarms(rows, changes) == expected


@pytest.mark.parametrize("work", ORDINARY)
def test_ordinary_work_is_not_asked_about(work):
    rows, changes = ORDINARY[work]
    assert alarms(rows, changes) == []


def test_rows_met_for_the_first_time_are_asked_about_however_few():
    changes = [change(0, None, None, "", Happening.appeared)]
    assert alarms(1, changes, first_met={"towns"}) == [(AlarmKind.appeared, "", 1)]


def test_lost_tab_with_records_is_asked_about_once():
    assert alarms(2, [], lost={"towns": ""}) == [(AlarmKind.lost, "", 0)]
    assert alarms(2, [], lost={"towns": ""}, standing_lost={"towns"}) == []
    assert alarms(0, [], lost={"towns": ""}) == []


def test_each_change_belongs_to_one_alarm():
    changes = edits(*[("open", "approved")] * 12)
    [draft] = suspicious(GuardInput(PROGRAMME, towns(12), changes))
    assert sorted(draft.changes) == sorted(one.id for one in changes)


@pytest.mark.parametrize(
    ("rows", "fewest"),
    [(1, 3), (6, 3), (12, 3), (13, 4), (20, 5), (40, 10), (5000, 10)],
)
def test_threshold_is_a_quarter_of_the_tab_within_bounds(rows, fewest):
    assert threshold(Limits(), rows) == fewest


def test_slip_is_undone_when_every_cell_says_again_what_it_said():
    changes = edits(("open", "approved"), ("done", "approved"))
    before = records(record("MN-0", status="open"), record("MN-1", status="done"))
    half = records(record("MN-0", status="open"), record("MN-1", status="approved"))
    rows = ["MN-0", "MN-1"]
    assert undone(before, AlarmKind.edited, "towns", changes, rows)
    assert not undone(half, AlarmKind.edited, "towns", changes, rows)


@pytest.mark.parametrize(
    ("left", "expected"), [(30, [(AlarmKind.gone, "", 10)]), (31, [])]
)
def test_rows_that_went_are_measured_by_the_tab_as_it_was_before(left, expected):
    gone = [
        change(number, None, None, "", Happening.gone) for number in range(100, 110)
    ]
    assert alarms(left, gone) == expected


@pytest.mark.parametrize("by", [SENDER, "lucia@example.org"])
def test_what_somebody_sets_on_a_page_is_no_slip_in_the_spreadsheet(by):
    swapped = edits(("a", "b"), ("b", "a"), column="name")
    assert alarms(6, swapped) == [(AlarmKind.permuted, "name", 2)]
    assert alarms(6, [replace(each, by=by) for each in swapped]) == []
