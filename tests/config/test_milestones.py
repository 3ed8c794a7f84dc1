"""The shipped programme: what pages and papers say of a milestone is what has
happened, whatever stands in its cell.
"""

from datetime import date

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from tests.house import ROOT

PROGRAMME = load(ROOT)
RUNNING, OVER = "work_plan", "recognised"


def state(status, milestone, town_status, *others):
    """What is said of a row of the plan."""
    town = Record("towns", "MN-1", {"status": town_status})
    values = {
        "town": "MN-1",
        "status": status,
        "milestone": milestone,
        "due": "2027-03-13",
    }
    row = Record("commitments", "CP-1", values)
    return View(
        Records(PROGRAMME, [town, row, *others]),
        PROGRAMME.tables["commitments"],
        row,
        date(2027, 3, 12),
    ).value("state")


MEETING = Record("meetings", "RN-1", {"town": "MN-1", "date": "2027-02-01"})


@pytest.mark.parametrize(
    ("status", "milestone", "town", "others", "said"),
    [
        ("open", "first_meeting", RUNNING, [], "open"),
        ("open", "first_meeting", RUNNING, [MEETING], "done"),
        ("paused", "first_meeting", RUNNING, [MEETING], "done"),
        ("dropped", "first_meeting", RUNNING, [MEETING], "dropped"),
        ("open", "plan_agreed", RUNNING, [], "done"),
        ("open", "final_report", "evaluation", [], "open"),
        ("open", "final_report", OVER, [], "dropped"),
        ("done", "final_report", OVER, [], "done"),
        ("open", None, RUNNING, [MEETING], "open"),
        ("open", None, OVER, [], "open"),
    ],
)
def test_state_of_a_row_follows_what_happened(status, milestone, town, others, said):
    assert state(status, milestone, town, *others) == said


def test_whatever_shows_a_row_of_the_plan_asks_for_its_state():
    """The dossier, the summary, the page of a case and that of a mentor."""
    assert PROGRAMME.criteria
    assert PROGRAMME.case.page
    [evidence] = [
        each for each in PROGRAMME.criteria.evidence if each.table == "commitments"
    ]
    assert evidence.shows == ("what", "state")
    [counted] = [each for each in PROGRAMME.summary if each.table == "commitments"]
    assert counted.by == "state"
    conditions = [
        each.only
        for page in (PROGRAMME.case.page, PROGRAMME.pages["mentor"])
        for each in page.lists
        if each.table == "commitments"
    ]
    conditions += [
        each.only for each in PROGRAMME.desk.timeline if each.table == "commitments"
    ]
    assert [bool("state " in each) for each in conditions] == [True] * len(conditions)
