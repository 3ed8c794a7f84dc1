"""An open message against the present: what it says, to whom, whether it may
go, or why it is withdrawn.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from journal.states import MessageState
from notify.planning import reconcile
from notify.planning.reconcile import Outcome, Present, Verdict, next_state
from notify.set_aside.held_records import WAITS, HeldRecords
from rules.book import Book
from rules.overdue.reminders import MISSING
from rules.switches import RULE_ASKS, MainSwitch, RuleSwitch, Switches
from tests.notify.states import EVA, EVENTS, NOW, change, message, record, state, town
from tests.rules.small import label, programme

APPROVED = change("open", "approved", id="o1")
KEEP, WAIT, WITHDRAW = Outcome.keep, Outcome.wait, Outcome.withdraw
MENTOR = record(
    "CM-1", name="Riobamba", who="Rosa", mail="rosa@example.org", speaks="en"
)
ANA_MAIL = "ana@example.org"
OTHER = record("CM-2", name="Quito", who="Luz", mail="luz@example.org")


def verdict(open_message, *rows, **more):
    given = {"occasions": {"o1": APPROVED}, **more}
    return Present(state(*rows, **given)).judge(open_message)


CASES = {
    "it still holds": ({}, {}, {}, KEEP, ""),
    "another status": ({"status": "open"}, {}, {}, WITHDRAW, reconcile.VALUE_OVER),
    "another status while it waits for a yes": (
        {"status": "open"},
        {},
        {"state": MessageState.held},
        WITHDRAW,
        reconcile.VALUE_OVER,
    ),
    "a status with which it is still true": ({"status": "done"}, {}, {}, KEEP, ""),
    "no status any more": ({"status": None}, {}, {}, WITHDRAW, reconcile.VALUE_OVER),
    "its case is stopped": ({"stop_mail": True}, {}, {}, WAIT, reconcile.STOPPED),
    "nobody has an address any more": (
        {"mail": None},
        {},
        {},
        WITHDRAW,
        reconcile.NOBODY_NOW,
    ),
    "a cell that makes no sense": (
        {},
        {"unreadable": frozenset({"MN-1"})},
        {},
        WAIT,
        reconcile.UNREADABLE,
    ),
    "an alarm about its row": (
        {},
        {"held": HeldRecords({("towns", "MN-1"): "a1"})},
        {},
        WAIT,
        WAITS,
    ),
    "an alarm about its tab": (
        {},
        {"held": HeldRecords({}, {"towns": "a1"})},
        {},
        WAIT,
        WAITS,
    ),
    "its row is being worked on": (
        {},
        {"undecided": [change("Ana", "An", "who", NOW - timedelta(minutes=1))]},
        {},
        WAIT,
        reconcile.MOVING,
    ),
    "its row was worked on, and is still since": (
        {},
        {"undecided": [change("Ana", "An", "who", NOW - timedelta(minutes=11))]},
        {},
        KEEP,
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_present_decides_about_a_message(case):
    values, more, row, outcome, reason = CASES[case]
    judged = verdict(message(**row), town(**values), EVA, **more)
    assert (judged.outcome, judged.reason) == (outcome, reason)


@pytest.mark.parametrize(("town_of_alarm", "outcome"), [("MN-1", WAIT), ("MN-2", KEEP)])
def test_alarm_about_its_case_holds_a_message_about_a_row_of_the_case(
    town_of_alarm, outcome
):
    task = record("CP-1", name="Plan", town="MN-1", status="done", mail=ANA_MAIL)
    about_town = message("task_done", "thanks", "owner#0")
    notice = replace(about_town.notices[0], table="tasks", reference="CP-1")
    done = change("open", "done", table="tasks", reference="CP-1", id="o1")
    judged = verdict(
        replace(about_town, notices=(notice,)),
        town(),
        task,
        occasions={"o1": done},
        held=HeldRecords({("towns", town_of_alarm): "a1"}),
    )
    assert judged.outcome == outcome


def test_value_that_is_again_what_it_was_before_is_taken_back_though_it_would_be_true():
    taken_back = {"o1": change("done", "approved", id="o1")}
    assert (
        verdict(message(), town(status="done"), occasions=taken_back).outcome
        == WITHDRAW
    )


def test_row_that_is_gone_withdraws_a_decision_and_not_a_receipt():
    gone = verdict(message())
    assert (gone.outcome, gone.reason, gone.row_gone) == (
        WITHDRAW,
        reconcile.ROW_GONE,
        True,
    )
    assert verdict(message("received", "receipt", occasion="received")).outcome == WAIT


def test_rule_that_the_programme_does_not_have_any_more_withdraws():
    assert verdict(message("formerly"), town()).reason == reconcile.NO_RULE


@pytest.mark.parametrize(
    ("values", "reached"),
    [
        ({}, ("ana@example.org", "Ana", "es")),
        ({"mail": "ana.paz@example.org"}, ("ana.paz@example.org", "Ana", "es")),
        ({"who": "Ana Paz"}, ("ana@example.org", "Ana Paz", "es")),
        ({"speaks": "en"}, ("ana@example.org", "Ana", "en")),
    ],
)
def test_correction_of_the_person_while_it_waits_is_followed(values, reached):
    [notice] = verdict(message(), town(**values)).notices
    assert (notice.person.reach, notice.person.name, notice.person.language) == reached


def test_path_stays_that_of_the_occasion():
    [notice] = verdict(message(), town(mail="other@example.org")).notices
    assert (notice.key.path, notice.key.email) == ("contact#0", "other@example.org")


def test_message_to_somebody_who_left_a_role_is_handed_over():
    to_eva = message(
        step="told", path="role.coordinator#PER-1", email="eva@example.org"
    )
    luz = record(
        "PER-2", name="Luz", email="luz@example.org", role="coordinator", active=True
    )
    gone = record("PER-1", **{**EVA.values, "active": False})
    [notice] = verdict(to_eva, town(), gone, luz).notices
    assert notice.person.reach == "luz@example.org"
    assert verdict(to_eva, town(), gone).reason == reconcile.NOBODY_NOW


def test_column_filled_with_somebody_else_withdraws():
    filled = {"o1": change(None, "CM-1", "mentor", id="o1")}
    to_rosa = message("mentor", "met", "mentor.contact#0")
    assert (
        verdict(to_rosa, town(mentor="CM-1"), MENTOR, OTHER, occasions=filled).outcome
        == KEEP
    )
    assert (
        verdict(to_rosa, town(mentor="CM-2"), MENTOR, OTHER, occasions=filled).outcome
        == WITHDRAW
    )


ASKS, AUTOMATIC = RuleSwitch.ask, RuleSwitch.automatic


@pytest.mark.parametrize(("switch", "holds"), [(ASKS, RULE_ASKS), (AUTOMATIC, "")])
def test_settings_of_now_say_whether_it_waits(switch, holds):
    switches = Switches(MainSwitch.send, {"approved": switch})
    assert verdict(message(), town(), switches=switches).holds == holds


QUEUED, HELD = MessageState.queued, MessageState.held
STATES = {
    "goes by itself": ({}, "", (QUEUED, "")),
    "its kind asks since": ({}, RULE_ASKS, (HELD, RULE_ASKS)),
    "its kind does not ask any more": (
        {"state": HELD, "reason": RULE_ASKS},
        "",
        (QUEUED, ""),
    ),
    "a person holds it": ({"state": HELD, "reason": "Lucía"}, "", (HELD, "Lucía")),
    "somebody said yes to these words": (
        {"reason": "Lucía", "approved_basis": "now"},
        RULE_ASKS,
        (QUEUED, "Lucía"),
    ),
    "what it waited for after a yes is over": (
        {"reason": reconcile.STOPPED, "approved_basis": "now"},
        RULE_ASKS,
        (QUEUED, ""),
    ),
    "somebody said yes to other words": (
        {"reason": "Lucía", "approved_basis": "then"},
        RULE_ASKS,
        (HELD, reconcile.CHANGED_SINCE),
    ),
    "it was asked about again": (
        {"state": HELD, "reason": reconcile.CHANGED_SINCE},
        "",
        (HELD, reconcile.CHANGED_SINCE),
    ),
}


@pytest.mark.parametrize("case", STATES)
def test_state_follows_yes_person_and_settings(case):
    row, holds, expected = STATES[case]
    assert (
        next_state(message(**row), Verdict(Outcome.keep, holds=holds), "now")
        == expected
    )


STARTED, NAMED = "started != null", 'name != ""'
LABELS = {STARTED: label("the start"), NAMED: label("the name")}
GUARDED = Book(
    programme(
        events=[
            {**EVENTS[0], "needs": [{"when": STARTED, "label": LABELS[STARTED]}]}
            | {
                "tell": [
                    {
                        **EVENTS[0]["tell"][0],
                        "needs": [{"when": NAMED, "label": LABELS[NAMED]}],
                    }
                ]
            }
        ]
    )
)
NEEDS = {
    "nothing": ({"started": "2027-01-01"}, {}, KEEP, ()),
    "what its event needs": ({}, {}, WAIT, (STARTED,)),
    "what its own message needs, too": ({"name": None}, {}, WAIT, (STARTED, NAMED)),
    "what a person sent it without": ({}, {"waived": [STARTED]}, KEEP, ()),
    "something else than what a person sent it without": (
        {"name": None},
        {"waived": [STARTED]},
        WAIT,
        (NAMED,),
    ),
}


@pytest.mark.parametrize("case", NEEDS)
def test_message_waits_while_something_is_missing(case):
    values, row, outcome, missing = NEEDS[case]
    judged = verdict(message(**row), town(**values), EVA, book=GUARDED)
    assert (judged.outcome, judged.missing) == (outcome, missing)


def test_message_waits_while_a_cell_that_it_needs_makes_no_sense():
    doubtful = replace(town(started="2027-01-01"), unreadable=frozenset({"started"}))
    judged = verdict(message(), doubtful, EVA, book=GUARDED)
    assert (judged.outcome, judged.reason) == (WAIT, reconcile.UNREADABLE)


INCOMPLETE = {
    "it would go by itself": ({}, "", (HELD, MISSING)),
    "its kind asks": ({}, RULE_ASKS, (HELD, RULE_ASKS)),
    "somebody said yes before": (
        {"reason": "Lucía", "approved_basis": "now"},
        "",
        (HELD, MISSING),
    ),
    "it is about to be sent by hand": (
        {"state": MessageState.by_hand},
        "",
        (HELD, MISSING),
    ),
    "a person holds it": ({"state": HELD, "reason": "Lucía"}, "", (HELD, "Lucía")),
    "its words have changed since a yes": (
        {"approved_basis": "then"},
        "",
        (HELD, reconcile.CHANGED_SINCE),
    ),
}


@pytest.mark.parametrize("case", INCOMPLETE)
def test_state_of_a_message_of_which_something_is_missing(case):
    row, holds, expected = INCOMPLETE[case]
    assert (
        next_state(
            message(**row), Verdict(WAIT, holds=holds, missing=(STARTED,)), "now"
        )
        == expected
    )


COMPLETE = {
    "it goes on by itself": ({}, "", (QUEUED, "")),
    "it goes on to its yes": ({}, RULE_ASKS, (HELD, RULE_ASKS)),
    "words that a person wrote go by themselves": (
        {"edited_by": "Lucía", "approved_basis": "now"},
        "",
        (QUEUED, ""),
    ),
    "a yes from before is asked for again": (
        {"approved_basis": "now"},
        RULE_ASKS,
        (HELD, RULE_ASKS),
    ),
    "words that a person wrote and that say another thing": (
        {"approved_basis": "then"},
        "",
        (HELD, reconcile.CHANGED_SINCE),
    ),
}


@pytest.mark.parametrize("case", COMPLETE)
def test_state_once_nothing_is_missing_any_more(case):
    row, holds, expected = COMPLETE[case]
    waiting = message(**{"state": HELD, "reason": MISSING, **row})
    assert next_state(waiting, Verdict(Outcome.keep, holds=holds), "now") == expected
