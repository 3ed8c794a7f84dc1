from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from journal.states import DeliveryState
from journal.tabs import deliveries

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)


def enqueue(journal, *references, table="towns"):
    with journal.write() as connection:
        for reference in references:
            deliveries.enqueue(connection, table, reference, {"name": reference})


def rows(journal, state):
    with journal.read() as connection:
        return deliveries.in_state(connection, state, 100)


def move(journal, row, to, **more):
    with journal.write() as connection:
        deliveries.move(connection, [row.id], to, **more)


def test_rows_leave_in_the_order_in_which_they_came(journal):
    enqueue(journal, "MN-3", "MN-1", "MN-2")
    assert [row.reference for row in rows(journal, DeliveryState.queued)] == [
        "MN-3",
        "MN-1",
        "MN-2",
    ]


def test_reference_is_sent_on_its_way_once(journal):
    enqueue(journal, "MN-3")
    with pytest.raises(IntegrityError):
        enqueue(journal, "MN-3")


def test_move_notes_when_google_was_asked(journal):
    enqueue(journal, "MN-3")
    move(
        journal,
        rows(journal, DeliveryState.queued)[0],
        DeliveryState.appending,
        asked_at=NOW,
    )
    [asked] = rows(journal, DeliveryState.appending)
    assert asked.asked_at == NOW
    move(journal, asked, DeliveryState.queued, error="busy")
    assert rows(journal, DeliveryState.queued)[0].error == "busy"


def test_waiting_counts_what_has_not_arrived(journal):
    enqueue(journal, "MN-1", "MN-2", "MN-3", "MN-4")
    states = (DeliveryState.appending, DeliveryState.delivered, DeliveryState.refused)
    for row, to in zip(rows(journal, DeliveryState.queued), states, strict=False):
        move(journal, row, to)
    with journal.read() as connection:
        assert deliveries.waiting(connection) == 2
        assert deliveries.pending_references(connection, "towns") == {"MN-1", "MN-4"}
        assert deliveries.pending_by_table(connection) == {"towns": {"MN-1", "MN-4"}}
        assert deliveries.references(connection, "towns") == {
            "MN-1",
            "MN-2",
            "MN-3",
            "MN-4",
        }
        assert deliveries.references(connection, "mentors") == set()


def test_change_reaches_only_what_has_not_left(journal):
    enqueue(journal, "MN-1", "MN-2")
    move(journal, rows(journal, DeliveryState.queued)[0], DeliveryState.appending)
    with journal.write() as connection:
        for reference in ("MN-1", "MN-2", "MN-9"):
            deliveries.change(connection, reference, {"status": "applied"})
    assert rows(journal, DeliveryState.appending)[0].values == {"name": "MN-1"}
    assert rows(journal, DeliveryState.queued)[0].values == {
        "name": "MN-2",
        "status": "applied",
    }
