"""Where the demonstration's clock stops on its way, and that nothing is passed over."""

from datetime import UTC, datetime, timedelta

import pytest

from journal.operation import installation
from tests.house import hidden
from tests.lived import named, own
from worker.demonstration import next_stop

ZONE = "America/Guayaquil"


def at(text: str) -> datetime:
    """A moment by the clock of Guayaquil, five hours behind UTC."""
    return datetime.fromisoformat(f"{text}-05:00")


@pytest.mark.parametrize(
    ("now", "goal", "due", "stop"),
    [
        ("2027-03-01T10:00", "2027-03-08T09:00", None, "2027-03-02T08:01"),
        ("2027-03-01T07:00", "2027-03-08T09:00", None, "2027-03-01T08:01"),
        ("2027-03-01T08:01", "2027-03-08T09:00", None, "2027-03-02T08:01"),
        (
            "2027-03-01T10:00",
            "2027-03-08T09:00",
            "2027-03-01T17:30",
            "2027-03-01T17:30",
        ),
        (
            "2027-03-01T10:00",
            "2027-03-08T09:00",
            "2027-03-05T17:30",
            "2027-03-02T08:01",
        ),
        (
            "2027-03-01T10:00",
            "2027-03-08T09:00",
            "2027-03-01T09:00",
            "2027-03-02T08:01",
        ),
        ("2027-03-08T08:01", "2027-03-08T09:00", None, "2027-03-08T09:00"),
    ],
)
def test_next_stop(now, goal, due, stop):
    assert next_stop(
        at(now).astimezone(UTC), at(goal), ZONE, at(due) if due else None
    ) == at(stop)


def test_week_is_played_day_by_day_and_no_step_is_passed_over(lived):
    client = lived.client()
    before = lived.office.sync.now()
    pressed = client.post(
        "/mailbox/move",
        data={"csrf_token": hidden(client.get("/").text, "csrf_token"), "days": "7"},
    )
    assert pressed.status_code == 303
    assert "<progress" in client.get("/").text
    assert lived.settle()
    with lived.journal.read() as connection:
        assert installation.read(connection).clock_goal is None
    passed = lived.office.sync.now() - before
    assert timedelta(days=6) < passed < timedelta(days=8)
    task = named(
        lived, "commitments", "Combinar com três escolas a semana do Comércio Justo"
    )
    assert own(lived, "commitments", task)["flag"].startswith("! Vencido hace   2 días")
    # What fell due was written on its own day, and not at the end of the week
    # as with a clock that jumps.
    end = lived.office.sync.now()
    written = [
        row.created_at
        for row in lived.outbox()
        if before < row.created_at < end - timedelta(days=1)
    ]
    assert written != []
