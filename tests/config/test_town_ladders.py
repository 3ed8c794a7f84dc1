"""The shipped ladders about a town: its authority's term, its outcomes after the
recognition, and what is next where no mayor can be sent the declaration.
"""

from datetime import date, timedelta

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from rules.book import Book
from rules.findings.next_steps import NextSteps
from rules.overdue.judge import Judge
from tests.house import ROOT

TODAY = date(2027, 3, 12)
PROGRAMME = load(ROOT)
BOOK = Book(PROGRAMME)
RECEIVED = "2026-12-01T10:00:00+00:00"
RUNNING = {"name": "Villa", "status": "work_plan", "received": RECEIVED}
RECOGNISED = {**RUNNING, "status": "recognised"}


def day(days):
    """So many days from today, as a cell has it."""
    return (TODAY + timedelta(days=days)).isoformat()


def told(ladder, town, *others):
    """The step of a ladder that a town has reached, by its name."""
    known = Records(PROGRAMME, [Record("towns", "MN-1", town), *others])
    findings = [judged.finding for judged in Judge(BOOK).judge(known, TODAY)]
    return [finding.rung.name for finding in findings if finding.ladder.name == ladder]


def letter(received):
    """A letter that came later."""
    values = {"town": "MN-1", "received": f"{received}T10:00:00+00:00"}
    return Record("documents", "DC-1", values)


@pytest.mark.parametrize(
    ("days", "others", "step"),
    [
        (61, [], []),
        (60, [], ["two_months_before"]),
        (0, [], ["over"]),
        (30, [letter(day(-20))], []),
        (30, [letter(day(-60))], ["two_months_before"]),
    ],
)
def test_new_authority_is_asked_to_ratify_the_letter(days, others, step):
    town = {**RUNNING, "term_ends": day(days)}
    assert told("authority_term", town, *others) == step


@pytest.mark.parametrize(
    ("days", "outcome", "step"),
    [
        (-181, None, []),
        (-182, None, ["six_months"]),
        (-365, None, ["twelve_months"]),
        (-182, -10, []),
        (-365, -120, ["twelve_months"]),
    ],
)
def test_outcomes_are_asked_for_twice_unless_some_were_told_lately(days, outcome, step):
    town = {**RECOGNISED, "recognised_on": day(days)}
    others = []
    if outcome is not None:
        values = {"town": "MN-1", "received": f"{day(outcome)}T10:00:00+00:00"}
        others = [Record("outcomes", "RD-1", values)]
    assert told("outcomes_wanted", town, *others) == step


MAYOR = {"mayor_name": "Inés Vela", "mayor_email": "alcaldia@x.org"}


@pytest.mark.parametrize(
    ("cells", "is_next"),
    [
        (MAYOR, False),
        ({"mayor_name": "Inés Vela"}, True),
        ({}, True),
        ({"notes": "Entregada en el acto"}, False),
        ({"recognised_on": day(-121)}, False),
    ],
)
def test_recognition_without_a_declaration_is_said(cells, is_next):
    town = Record("towns", "MN-1", {**RECOGNISED, "recognised_on": day(-20), **cells})
    view = View(Records(PROGRAMME, [town]), PROGRAMME.tables["towns"], town, TODAY)
    names = [step.step.name for step in NextSteps(BOOK).of_case(view)]
    assert ("recognised_undeclared" in names) is is_next
