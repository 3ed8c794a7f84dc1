"""A cell that makes no sense holds whatever rests on it, in whichever record it
stands, and nothing else.
"""

from dataclasses import replace

import pytest

from core.problem import Problem, ProblemCode
from journal.records.cells.unreadable_cells import unreadable_cells
from journal.records.cells.unreadable_marks import Marker
from journal.states import Handling
from notify.planning.events import occasions
from notify.planning.reconcile import UNREADABLE, Outcome, Present
from rules.overdue.judge import Judge
from rules.recipients.person import Person
from rules.recipients.team import team_row
from tests.notify.states import EVA, LONG_AGO, NOW, change, message, record, state, town
from tests.rules.small import book, label, records

MENTOR = record(
    "CM-1", name="Riobamba", who="Rosa", mail="rosa@example.org", speaks="es"
)
FILLED = change(None, "CM-1", "mentor", id="o1")
TELL = [{"to": ["town.contact"], "message": "reminder"}]
LADDER = {
    "name": "tasks",
    "label": label("…"),
    "table": "tasks",
    "date": ["due"],
    "only": 'town.status == "approved"',
    "steps": [{"name": "late", "days": 1, "tell": TELL}],
}
TASK = record("CP-1", name="…", town="MN-1", due="2027-03-01")


def doubted(row, *columns):
    return replace(row, unreadable=frozenset(columns))


def met(mentor):
    """The verdict about a mail to the mentor of a town."""
    open_message = message("mentor", "met", "mentor.contact#0")
    return Present(state(town(mentor="CM-1"), mentor, occasions={"o1": FILLED})).judge(
        open_message
    )


@pytest.mark.parametrize(
    ("columns", "outcome"),
    [((), "keep"), (("mail",), "wait"), (("speaks",), "wait"), (("name",), "wait")],
)
def test_mail_waits_for_a_cell_of_the_row_that_its_own_names(columns, outcome):
    assert met(doubted(MENTOR, *columns)).outcome == outcome


def test_mail_that_rests_on_such_a_cell_is_not_withdrawn_for_it_either():
    verdict = met(
        doubted(replace(MENTOR, values={**MENTOR.values, "mail": None}), "mail")
    )
    assert (verdict.outcome, verdict.reason) == (Outcome.wait, UNREADABLE)


@pytest.mark.parametrize(
    ("unreadable", "outcome"),
    [((), "keep"), (("PER-1",), "wait"), (("PER-2",), "keep")],
)
def test_mail_to_the_team_waits_for_the_row_of_its_reader(unreadable, outcome):
    open_message = message(
        "approved", "told", "role.coordinator#PER-1", email="eva@example.org"
    )
    given = state(
        town(),
        EVA,
        occasions={"o1": change("open", "approved", id="o1")},
        unreadable=frozenset(unreadable),
    )
    assert Present(given).judge(open_message).outcome == outcome


@pytest.mark.parametrize(
    ("columns", "count"), [((), 1), (("mail",), 0), (("name",), 0)]
)
def test_change_is_decided_when_the_cell_that_its_mail_rests_on_makes_sense(
    columns, count
):
    undecided = [change(None, "CM-1", "mentor", LONG_AGO)]
    given = state(town(mentor="CM-1"), doubted(MENTOR, *columns), undecided=undecided)
    decided = [
        occasion
        for occasion in occasions(given)
        if occasion.handling is Handling.seen_by_rules
    ]
    assert len(decided) == count


@pytest.mark.parametrize(
    ("columns", "is_doubtful"),
    [((), False), (("status",), True), (("mail",), True), (("name",), False)],
)
def test_reminder_waits_for_a_cell_of_the_row_that_its_own_belongs_to(
    columns, is_doubtful
):
    judge = Judge(book(ladders=[LADDER]))
    known = records(doubted(town(), *columns), TASK)
    for _look in range(2):  # what is remembered of the first says the same
        assert (judge.judge(known, NOW.date()) == [], judge.doubtful) == (
            is_doubtful,
            {"CP-1"} if is_doubtful else set(),
        )


def test_marks_come_and_go_with_the_problems_and_leave_other_records_the_same():
    marker, known = Marker(), records(town(), MENTOR)
    cells = unreadable_cells(
        [Problem(ProblemCode.cell, "", (), "towns", "MN-1", "mail")]
    )
    marked = marker.mark(known, cells)
    assert marked.get("towns", "MN-1").unreadable == {"mail"}
    assert marked.get("mentors", "CM-1") is known.get("mentors", "CM-1")
    assert marker.mark(known, dict(cells)) is marked
    assert marker.mark(known, {}) is known


def test_cell_that_counts_as_something_leaves_no_doubt():
    assert (
        unreadable_cells(
            [Problem(ProblemCode.read_as, "", (), "towns", "MN-1", "stop_mail")]
        )
        == {}
    )


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("role.coordinator#PER-1", "PER-1"),
        ("role.coordinator#PER-1.2", "PER-1"),
        ("contact#0", ""),
    ],
)
def test_person_of_the_team_is_known_by_the_row(path, row):
    assert team_row(Person("", path=path)) == row
