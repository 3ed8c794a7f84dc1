import pytest

from rules.on_change.events import Happened, events, watched
from tests.rules.small import book, label, record, records, view

ON = {
    "came": "received",
    "approved": {"column": "status", "becomes": "approved"},
    "mentor": {"column": "mentor", "filled": True},
}
RULES = [
    {"name": name, "label": label(name), "table": "towns", "on": on, "tell": []}
    for name, on in ON.items()
]
TOWN = record("MN-1", name="Pimampiro", status="approved")


def set_off(happened, rules=RULES, one=TOWN):
    return [
        event.name
        for event in events(
            book(events=rules), view(records(one), one.reference), happened
        )
    ]


@pytest.mark.parametrize(
    ("happened", "names"),
    [
        (Happened(received=True), ["came"]),
        (Happened(column="status", before="open", after="approved"), ["approved"]),
        (Happened(column="status", before="approved", after="open"), []),
        (Happened(column="status", before="approved", after=None), []),
        (Happened(column="name", before="approved", after="approved"), []),
        (Happened(column="mentor", before=None, after="CM-1"), ["mentor"]),
        (Happened(column="mentor", before="CM-1", after="CM-2"), ["mentor"]),
        (Happened(column="mentor", before="CM-1", after=None), []),
    ],
)
def test_change_sets_off_what_is_written_for_it(happened, names):
    assert set_off(happened) == names


@pytest.mark.parametrize(
    ("condition", "before", "is_told"),
    [
        ({"only_from": ["paused"]}, "paused", True),
        ({"only_from": ["paused"]}, "open", False),
        ({"only_from": ["paused"]}, None, False),
        ({"not_from": ["paused"]}, "paused", False),
        ({"not_from": ["paused"]}, "open", True),
        ({"not_from": ["paused"]}, None, True),
    ],
)
def test_change_may_have_to_come_from_a_value(condition, before, is_told):
    rule = {**RULES[1], "on": {**ON["approved"], **condition}}
    happened = Happened(column="status", before=before, after="approved")
    assert bool(set_off(happened, [rule])) is is_told


def test_event_of_another_table_is_not_set_off():
    assert set_off(Happened(received=True), one=record("CM-1", name="Riobamba")) == []


@pytest.mark.parametrize(
    ("only", "names"), [('name == "Pimampiro"', ["came"]), ('name == "Urcuquí"', [])]
)
def test_event_is_set_off_only_where_its_condition_holds(only, names):
    assert set_off(Happened(received=True), [{**RULES[0], "only": only}]) == names


def test_several_events_come_in_the_order_in_which_they_are_written():
    twice = [{**RULES[1], "name": name} for name in ("second", "first")]
    assert set_off(Happened(column="status", after="approved"), twice) == [
        "second",
        "first",
    ]


def test_watched_says_which_value_an_event_needs():
    read = book(events=RULES).programme.rules.events
    assert [watched(event) for event in read] == [
        ("", None),
        ("status", "approved"),
        ("mentor", None),
    ]
