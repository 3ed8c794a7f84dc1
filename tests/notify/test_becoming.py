"""Events by condition: told once when it becomes true, taken back when
it does not hold any more.
"""

from datetime import timedelta

import pytest

from journal.mails.holds.public_mails import Source
from journal.rules.conditions import ConditionState
from journal.states import Origin
from notify.planning import becoming
from notify.planning.events import occasions
from notify.planning.reconcile import VALUE_OVER, Outcome, Present
from programme.models.rules import Event
from rules.book import Book
from rules.on_change.becoming import BecomingTrue
from tests.house import House
from tests.lived import named, told, type_row, work
from tests.notify.states import ANA, EVA, NOW, change, message, state
from tests.notify.test_plan import CONTACT, TOWN
from tests.rules.small import TODAY, label, programme, record, records

TWO_TASKS = "count(tasks) >= 2"
EVENT = {
    "name": "busy",
    "label": label("busy"),
    "table": "towns",
    "on": {"when": TWO_TASKS},
    "tell": [{"to": "contact", "message": "busy"}],
}
BOOK = Book(programme(events=[EVENT]))
TASKS = [record(f"CP-{number}", name="T", town="MN-1") for number in (1, 2)]
KEY = ("busy", "MN-1")


def seen(holds, condition=TWO_TASKS):
    return ConditionState("busy", "MN-1", condition, holds)


@pytest.mark.parametrize(
    ("known", "holds", "changes"),
    [
        ({}, True, []),
        ({KEY: seen(holds=False)}, True, [(False, True)]),
        ({KEY: seen(holds=True)}, False, [(True, False)]),
        ({KEY: seen(holds=True)}, True, []),
        ({KEY: seen(holds=False)}, None, []),
        ({KEY: seen(holds=False, condition="another one")}, True, []),
    ],
)
def test_condition_becomes_true_once_and_not_at_the_first_look(known, holds, changes):
    result = becoming.becomings([Event.model_validate(EVENT)], {KEY: holds}, known, NOW)
    assert [(each.before, each.after) for each in result.changes] == changes
    kept = known.get(KEY) if holds is None else seen(holds)
    assert result.states == (kept,)


def test_conditions_follow_other_rows_and_the_day():
    looking = BecomingTrue(BOOK)
    town = record("MN-1", name="A")
    assert looking.look(records(town, TASKS[0]), TODAY) == {KEY: False}
    assert looking.look(records(town, *TASKS), TODAY) == {KEY: True}
    daily = BecomingTrue(
        Book(programme(events=[{**EVENT, "on": {"when": "started <= today"}}]))
    )
    known = records(record("MN-1", started=TODAY.isoformat()))
    assert daily.look(known, TODAY - timedelta(days=1)) == {KEY: False}
    assert daily.look(known, TODAY) == {KEY: True}


def by_condition(after, minutes):
    seen_at = NOW - timedelta(minutes=minutes)
    return change(not after, after, "?busy", seen_at, id=f"c{after}{minutes}")


@pytest.mark.parametrize(
    ("undecided", "messages"),
    [
        ([by_condition(True, 60)], ["busy"]),
        ([by_condition(True, 1)], []),  # somebody may still be typing
        ([by_condition(True, 60), by_condition(False, 30)], []),
        ([by_condition(False, 60)], []),
    ],
)
def test_what_became_true_is_told_when_it_has_stayed_so(undecided, messages):
    town = record("MN-1", name="A", **ANA)
    present = state(town, EVA, *TASKS, book=BOOK, undecided=undecided)
    drafts = [draft for occasion in occasions(present) for draft in occasion.drafts]
    assert [draft.notices[0].key.step for draft in drafts] == messages


@pytest.mark.parametrize(
    ("sources", "untouched", "name"),
    [
        ({"MN-1": Source("apply", Origin.open)}, {"MN-1"}, ""),
        # somebody of the team has changed it
        (
            {"MN-1": Source("apply", Origin.open)},
            (),
            "Ana",
        ),
        ({}, {"MN-1"}, "Ana"),
    ],
)
def test_condition_of_a_stranger_s_row_names_nobody_while_the_team_has_not_touched_it(
    sources, untouched, name
):
    town = record("MN-1", name="A", **ANA)
    undecided = [by_condition(True, 60)]
    given = {"book": BOOK, "sources": sources, "untouched": frozenset(untouched)}
    [occasion] = occasions(state(town, EVA, *TASKS, undecided=undecided, **given))
    [draft] = occasion.drafts
    assert (draft.person.name, draft.notices[0].is_public) == (name, not name)


@pytest.mark.parametrize(
    ("on", "tasks", "outcome"),
    [
        ({"when": TWO_TASKS}, TASKS, Outcome.keep),
        ({"when": TWO_TASKS}, TASKS[:1], Outcome.withdraw),
        (
            {"when": TWO_TASKS, "still_true_when": "count(tasks) >= 1"},
            TASKS[:1],
            Outcome.keep,
        ),
    ],
)
def test_mail_about_it_is_taken_back_when_it_does_not_hold_any_more(on, tasks, outcome):
    book = Book(programme(events=[{**EVENT, "on": on}]))
    occasion = {"o1": change(False, True, "?busy", id="o1")}
    present = Present(
        state(
            record("MN-1", name="A", **ANA), EVA, *tasks, book=book, occasions=occasion
        )
    )
    verdict = present.judge(message("busy", "busy"))
    assert verdict.outcome is outcome
    assert verdict.reason in ("", VALUE_OVER)


def meet(house: House, town: str) -> None:
    type_row(
        house,
        "meetings",
        town=town,
        date=house.office.sync.now().date().isoformat(),
        participants="Ana",
    )
    work(house)


def test_meeting_that_is_typed_tells_of_its_town_and_of_no_town_that_had_one(lived):
    rules = lived.folder.programme.rules
    told_by = {"to": "contact", "message": "paused"}
    event = {
        **EVENT,
        "name": "met",
        "on": {"when": "count(meetings) > 0"},
        "tell": [told_by],
    }
    changed = rules.model_copy(
        update={"events": (*rules.events, Event.model_validate(event))}
    )
    lived.office.notify.adopt(
        lived.folder.programme.model_copy(update={"rules": changed})
    )
    work(lived)
    assert told(lived, "met") == []
    meet(lived, "Villa Alta del Páramo")
    assert told(lived, "met") == []
    meet(lived, TOWN)
    work(lived)
    assert told(lived, "met") == [(CONTACT, "held")]
    [meeting] = [
        key
        for key, row in lived.records("meetings").items()
        if row["town"] == named(lived, "towns", TOWN)
    ]
    lived.edit("meetings", meeting, "town", "Villa Alta del Páramo")
    work(lived)
    assert told(lived, "met") == [(CONTACT, "withdrawn")]
