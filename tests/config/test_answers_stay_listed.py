"""The shipped rules: what somebody answers takes a row out of no list before
somebody of the team has looked.
"""

from datetime import date

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from rules.book import Book
from rules.overdue.judge import Judge
from tests.house import ROOT

TODAY = date(2027, 3, 12)
BEFORE, SOON, LATER = "2027-03-01", "2027-03-14", "2027-06-01"
PROGRAMME = load(ROOT)
BOOK = Book(PROGRAMME)
TOWN = {
    "name": "Villa",
    "status": "work_plan",
    "started": "2027-01-10",
    "received": "2026-12-01T10:00:00+00:00",
}
ANSWERS = [
    {"progress": "done"},
    {"progress": "under_way"},
    {"progress": "under_way", "new_date": LATER},
    {"progress": "needs_help"},
    {"progress": "needs_help", "new_date": LATER},
]


def records(**rows):
    """Records by the table's name: values, or nothing for no row of it."""
    references = {
        "towns": "MN-1",
        "commitments": "CP-1",
        "reports": "PG-1",
        "documents": "DC-1",
    }
    return Records(
        PROGRAMME,
        [
            Record(table, references[table], values, dict.fromkeys(values, "sent"))
            for table, values in rows.items()
        ],
    )


def flags(known, reference):
    findings = [judged.finding for judged in Judge(BOOK).judge(known, TODAY)]
    return [
        finding.rung.flag["es"]
        for finding in findings
        if finding.reference == reference and finding.rung.flag
    ]


def page_lists(known):
    """The headings of the town's page under which the task stands."""
    view = View(
        known, PROGRAMME.tables["commitments"], known.get("commitments", "CP-1"), TODAY
    )
    lists = [
        listed for listed in PROGRAMME.case.page.lists if listed.table == "commitments"
    ]
    return [listed.label["es"] for listed in lists if BOOK.true(listed.only, view)]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
@pytest.mark.parametrize("due", [BEFORE, SOON])
@pytest.mark.parametrize("status", ["open", "paused"])
def test_task_that_is_answered_stays_marked_and_listed(status, due, answer):
    dates = (
        {"due": due}
        if status == "open"
        else {"due": BEFORE, "agreed_date": due, "reason": "…"}
    )
    task = {"town": "MN-1", "what": "…", "status": status, **dates}
    report = {"commitment": "CP-1", "received": "2027-03-11T10:00:00+00:00", **answer}
    before, after = (
        records(towns=TOWN, commitments=task),
        records(towns=TOWN, commitments=task, reports=report),
    )
    assert page_lists(before) == ["Lo que sigue"]
    assert len(page_lists(after)) == 1
    marked = flags(before, "CP-1") or answer["progress"] == "done"
    assert bool(flags(after, "CP-1")) == bool(marked)


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_task_that_the_team_has_settled_is_marked_no_more(status):
    task = {"town": "MN-1", "what": "…", "status": status, "due": BEFORE}
    report = {
        "commitment": "CP-1",
        "received": "2027-03-11T10:00:00+00:00",
        "progress": "done",
    }
    assert flags(records(towns=TOWN, commitments=task, reports=report), "CP-1") == []


def test_other_date_is_marked_until_the_team_agrees_on_one():
    task = {"town": "MN-1", "what": "…", "status": "open", "due": BEFORE}
    report = {
        "commitment": "CP-1",
        "received": "2027-03-11T10:00:00+00:00",
        "new_date": LATER,
    }
    asked = records(towns=TOWN, commitments=task, reports=report)
    agreed = records(
        towns=TOWN, commitments={**task, "agreed_date": LATER}, reports=report
    )
    assert (flags(asked, "CP-1"), flags(agreed, "CP-1")) == (
        ["Confirmar: piden otra fecha ({date})"],
        [],
    )


@pytest.mark.parametrize("status", ["applied", "documents_missing"])
def test_letter_that_came_later_is_marked_until_the_status_goes_on(status):
    town = {**TOWN, "status": status}
    letter = {"town": "MN-1", "kind": "letter", "received": "2027-03-11T10:00:00+00:00"}
    assert flags(records(towns=town), "MN-1") == ["Llamar: falta la carta"]
    assert flags(records(towns=town, documents=letter), "MN-1") == [
        "Revisar: llegó una carta ({date})"
    ]
    assert "Revisar: llegó una carta ({date})" not in flags(
        records(towns=TOWN, documents=letter), "MN-1"
    )
