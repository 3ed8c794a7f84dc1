"""A worker that is not dead but late: it wakes when another one has done its work, and must not undo it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.clock import Clock
from journal import deliveries, messages
from journal.schema import deliveries as rows
from journal.states import DeliveryState, MessageState
from outbox.delivery import move
from tests.house import House


@pytest.fixture
def prepared(house: House) -> House:
    house.prepare()
    assert house.settle()
    return house


def state_of(house: House, reference: str) -> str:
    with house.journal.read() as connection:
        return str(connection.execute(sa.select(rows.c.state).where(rows.c.reference == reference)).scalar_one())


def test_row_that_another_worker_settled_is_not_queued_again(prepared):
    asked_at = Clock().now()
    with prepared.journal.write() as connection:
        deliveries.enqueue(connection, "towns", "MN-34679", {"name": "Lago Agrio"})
        id = deliveries.in_state(connection, DeliveryState.queued, 1)[0].id
        deliveries.move(connection, [id], DeliveryState.appending, asked_at=asked_at)
        deliveries.move(connection, [id], DeliveryState.delivered)
        deliveries.give_back(connection, [id], asked_at)
    assert state_of(prepared, "MN-34679") == DeliveryState.delivered


def test_row_that_was_asked_for_anew_is_not_given_back_by_the_first(prepared):
    asked_at = Clock().now()
    with prepared.journal.write() as connection:
        deliveries.enqueue(connection, "towns", "MN-34679", {"name": "Lago Agrio"})
        id = deliveries.in_state(connection, DeliveryState.queued, 1)[0].id
        deliveries.move(connection, [id], DeliveryState.appending, asked_at=asked_at + timedelta(seconds=9))
        deliveries.give_back(connection, [id], asked_at)
    assert state_of(prepared, "MN-34679") == DeliveryState.appending


def test_message_that_another_worker_took_is_out_of_reach(prepared):
    first, second = prepared.office.sync, prepared.new_office().sync
    now = Clock().now()
    mail = {
        "kind": "k",
        "email": "a@example.org",
        "person": "A",
        "language": "es",
        "subject": "s",
        "text": "t",
        "html": "h",
    }
    with prepared.journal.write() as connection:
        id = messages.add(connection, (), {**mail, "state": MessageState.queued, "due_at": now}, now)
        row = messages.by_id(connection, id)
    assert move(first, row.id, (MessageState.queued,), MessageState.taken, holder=first.holder)
    with prepared.journal.write() as connection:
        assert messages.move(
            connection, id, (MessageState.taken,), MessageState.queued, now
        )  # the second one's `recover`
    assert move(second, row.id, (MessageState.queued,), MessageState.taken, holder=second.holder)
    assert not move(first, row.id, (MessageState.taken,), MessageState.sending)
    assert not move(first, row.id, (MessageState.taken, MessageState.sending), MessageState.queued)
    assert move(second, row.id, (MessageState.taken,), MessageState.sending)


def test_rows_of_a_lost_tab_hold_up_no_others(prepared):
    with prepared.journal.write() as connection:
        for number in range(600):
            deliveries.enqueue(connection, "no_such_tab", f"XX-{number}", {})
        deliveries.enqueue(connection, "towns", "MN-34679", {"name": "Lago Agrio"})
    prepared.settle()
    assert state_of(prepared, "MN-34679") == DeliveryState.delivered
