"""What follows from changes once a row has been left alone: occasions and
their messages, or nothing.
"""

from datetime import timedelta

import pytest

from core.problem import ProblemCode
from journal.states import Handling, Happening, MessageState
from notify.planning.events import STOPPED, TOLD_BEFORE, occasions
from notify.set_aside.held_records import HeldRecords
from tests.notify.states import EVA, LONG_AGO, NOW, change, record, state, town

JUST_NOW = NOW - timedelta(minutes=1)
RECEIVED = change(None, None, "", JUST_NOW, happening=Happening.received, id="r")


APPROVED_TOWN = town()


def results(*changes, rows=(APPROVED_TOWN, EVA), **more):
    """Handling → the (address, state) of the messages that follow."""
    given = occasions(state(*rows, undecided=changes, **more))
    return [
        (one.handling, [(draft.person.reach, draft.state) for draft in one.drafts])
        for one in given
    ]


BOTH = [
    ("ana@example.org", MessageState.queued),
    ("eva@example.org", MessageState.queued),
]
SEEN = Handling.seen_by_rules
CASES = {
    "a status was set": ([change("open", "approved")], [(SEEN, BOTH)]),
    "and is too fresh": ([change("open", "approved", seen_at=JUST_NOW)], []),
    "another cell of the row is too fresh": (
        [change("open", "approved"), change("x", "half@", "mail", JUST_NOW)],
        [],
    ),
    "put back": (
        [change("approved", "open"), change("open", "approved")],
        [(Handling.undone, [])],
    ),
    "there and back and there again": (
        [
            change("open", "approved", id="1"),
            change("approved", "open", id="2"),
            change("open", "approved", id="3"),
        ],
        [(SEEN, BOTH)],
    ),
    "a cell that no event watches": ([change("a", "b", "who")], [(SEEN, [])]),
    "a form came": ([RECEIVED], [(SEEN, BOTH[:1])]),
    "a row came back": (
        [change(None, None, "", happening=Happening.back)],
        [(SEEN, [])],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_changes_become_occasions(case):
    changes, expected = CASES[case]
    assert results(*changes) == expected


def test_row_that_is_gone_tells_nothing_until_it_is_back():
    assert results(change("open", "approved"), rows=()) == [(Handling.gone, [])]


@pytest.mark.parametrize(
    "held", [HeldRecords({("towns", "MN-1"): "a1"}), HeldRecords({}, {"towns": "a1"})]
)
def test_nothing_is_composed_that_waits_for_an_alarm(held):
    assert results(change("open", "approved"), held=held) == []


def test_cell_that_makes_no_sense_lets_its_row_wait():
    assert results(change("open", "approved"), unreadable=frozenset({"MN-1"})) == []


def test_message_of_a_stopped_case_waits_and_is_not_dropped():
    [occasion] = occasions(
        state(town(stop_mail=True), undecided=[change("open", "approved")])
    )
    assert {(draft.state, draft.reason) for draft in occasion.drafts} == {
        (MessageState.queued, STOPPED)
    }


def test_same_value_that_was_told_before_asks_first():
    told = {("towns", "MN-1", "approved", "contact#0"): {"approved": LONG_AGO.date()}}
    [occasion] = occasions(
        state(town(), EVA, undecided=[change("open", "approved")], told_values=told)
    )
    waiting = {draft.person.reach: draft.reason for draft in occasion.drafts}
    assert waiting == {"ana@example.org": TOLD_BEFORE, "eva@example.org": ""}


def test_nobody_to_tell_is_tried_again_and_said():
    nobody = town(mail=None)
    [occasion] = occasions(state(nobody, EVA, undecided=[change("open", "approved")]))
    assert (occasion.handling, [problem.code for problem in occasion.problems]) == (
        Handling.retry,
        [ProblemCode.nobody],
    )


def test_one_address_by_two_ways_gets_one_message():
    same = record("CM-1", name="Riobamba", who="Ana", mail="ANA@example.org")
    [occasion] = occasions(
        state(town(mentor="CM-1"), same, undecided=[change(None, "CM-1", "mentor")])
    )
    assert [draft.person.path for draft in occasion.drafts] == ["mentor.contact#0"]


def test_decision_waits_for_second_thoughts_and_for_a_working_day():
    friday_evening = NOW.replace(hour=22, minute=55)
    [occasion] = occasions(
        state(town(), undecided=[change("open", "approved")], now=friday_evening)
    )
    [draft] = [
        draft for draft in occasion.drafts if draft.person.reach == "ana@example.org"
    ]
    assert (draft.due_at.weekday(), draft.due_at.hour) == (0, 8)
