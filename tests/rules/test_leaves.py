"""Reminders of a moment leave at a moment of their own: an hour before, or the evening
before where their reader lives.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from programme.model import Limits
from programme.models.rules import Leaves, Tell
from rules.overdue.judge import Reminder
from rules.overdue.ladders import Finding, rungs
from rules.recipients.person import Person
from tests.rules.planning import planned
from tests.rules.small import records
from tests.rules.test_reminders import TOWN, judging, task

GUAYAQUIL, MADRID = ZoneInfo("America/Guayaquil"), ZoneInfo("Europe/Madrid")
# a Saturday: nine in the evening in Madrid
MOMENT = datetime(2027, 3, 20, 15, tzinfo=GUAYAQUIL)
STEPS = [
    {
        "name": "before",
        "days": -1,
        "tell": [{"to": "owner", "message": "m", "leaves": {"evening": 18}}],
    },
    {
        "name": "on",
        "days": 0,
        "tell": [{"to": "owner", "message": "m", "leaves": {"minutes_before": 60}}],
    },
]


def leaves(*moments, told=frozenset(), others=()):
    """When the messages leave that are written at some moments."""
    steps = [
        {**step, "tell": [{**tell, "days_apart": 0} for tell in step["tell"]]}
        for step in STEPS
    ]
    book = judging(*steps, limits=Limits())
    rows = records(TOWN, task("CP-1", MOMENT.isoformat()), *others)
    return [
        message.leaves
        for message in planned(
            book, lambda _day: rows, moments, told=told, by_itself=True
        )
    ]


@pytest.mark.parametrize(
    ("seen", "leaving"),
    [
        (MOMENT.replace(day=19, hour=7), [MOMENT.replace(day=19, hour=18)]),
        (MOMENT.replace(day=19, hour=22), [MOMENT.replace(day=19, hour=22)]),
        (MOMENT.replace(hour=1), [MOMENT.replace(hour=14)]),
        (MOMENT.replace(hour=14, minute=30), [MOMENT.replace(hour=14, minute=30)]),
        (MOMENT, []),
        (MOMENT + timedelta(hours=1), []),
        (MOMENT.replace(day=18), []),
    ],
)
def test_reminder_of_a_moment_leaves_at_its_own_moment_or_at_once_and_never_behind_it(
    seen, leaving
):
    assert leaves(seen) == leaving


def test_reminder_of_a_moment_takes_no_other_reminder_along():
    other = task("CP-2", "2027-03-20", owner="Ana")
    assert sorted(leaves(MOMENT.replace(hour=9), others=[other])) == [
        MOMENT.replace(hour=14),
        # The other one has no hour of its own, and waits for Monday.
        MOMENT.replace(day=22, hour=8),
    ]


@pytest.mark.parametrize(
    ("moment", "evening"),
    [
        (MOMENT, datetime(2027, 3, 19, 18, tzinfo=MADRID)),
        # In the night after which the clocks change, and on the day itself.
        (
            datetime(2027, 3, 28, 15, tzinfo=UTC),
            datetime(2027, 3, 27, 18, tzinfo=MADRID),
        ),
        (
            datetime(2027, 3, 29, 15, tzinfo=UTC),
            datetime(2027, 3, 28, 18, tzinfo=MADRID),
        ),
    ],
)
def test_evening_before_is_that_of_the_reader(moment, evening):
    ladder = judging(*STEPS).programme.rules.ladders[0]
    rung = rungs(ladder)[0]
    finding = Finding(
        ladder, rung, "tasks", "CP-1", date(2027, 3, 20), -1, "", moment=moment
    )
    tell = Tell(to=("owner",), message="m", leaves=Leaves(evening=18))
    reader = Person("eva@example.org", time_zone="Europe/Madrid")
    assert Reminder(finding, rung, tell, reader).leaves_at == evening


def test_slip_in_a_time_zone_keeps_no_reminder_back():
    ladder = judging(*STEPS).programme.rules.ladders[0]
    rung = rungs(ladder)[0]
    finding = Finding(
        ladder, rung, "tasks", "CP-1", date(2027, 3, 20), -1, "", moment=MOMENT
    )
    reader = Person("eva@example.org", time_zone="Europe/Nowhere")
    reminder = Reminder(finding, rung, rung.step.tell[0], reader)
    assert reminder.leaves_at == datetime(2027, 3, 19, 18, tzinfo=GUAYAQUIL)
