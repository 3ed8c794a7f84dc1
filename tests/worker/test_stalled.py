"""A worker that is not dead but late: it wakes when another one has done its
work, and must not undo it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.clock import Clock
from journal.mails import claims, messages
from journal.schema import deliveries as rows
from journal.states import DeliveryState, MessageState
from journal.tabs import deliveries
from tests.house import House
from tests.lived import copied_house
from worker.folder import Folder


def without_rows(house: House) -> None:
    house.prepare()
    assert house.settle()


@pytest.fixture
def prepared(
    tmp_path: Path, folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with copied_house(
        tmp_path / "house", folder, tmp_path_factory, preparation=without_rows
    ) as house:
        yield house


def state_of(house: House, reference: str) -> str:
    with house.journal.read() as connection:
        return str(
            connection.execute(
                sa.select(rows.c.state).where(rows.c.reference == reference)
            ).scalar_one()
        )


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
        deliveries.move(
            connection,
            [id],
            DeliveryState.appending,
            asked_at=asked_at + timedelta(seconds=9),
        )
        deliveries.give_back(connection, [id], asked_at)
    assert state_of(prepared, "MN-34679") == DeliveryState.appending


def test_message_that_another_worker_took_is_out_of_reach(prepared):
    now, taken, sending = Clock().now(), (MessageState.taken,), MessageState.sending
    mail = dict.fromkeys(
        ("kind", "email", "person", "language", "subject", "text", "html"), "x"
    )
    with prepared.journal.write() as connection:
        values = {
            **mail,
            "state": MessageState.queued,
            "due_at": now,
            "judged_look": "look",
        }
        id = messages.add(connection, (), values, now)
        assert claims.take(connection, id, "first", ["look"], now)
        # the second one's `recover`
        assert messages.move(connection, id, taken, MessageState.queued, now)
        assert claims.take(connection, id, "second", ["look"], now)
        assert not claims.begin_sending(connection, id, "first", now, now)
        assert not claims.end(connection, id, "first", taken, MessageState.queued, now)
        assert claims.begin_sending(connection, id, "second", now, now)
        assert claims.end(connection, id, "second", (sending,), MessageState.sent, now)


def test_rows_of_a_lost_tab_hold_up_no_others(prepared):
    with prepared.journal.write() as connection:
        for number in range(600):
            deliveries.enqueue(connection, "no_such_tab", f"XX-{number}", {})
        deliveries.enqueue(connection, "towns", "MN-34679", {"name": "Lago Agrio"})
    prepared.settle()
    assert state_of(prepared, "MN-34679") == DeliveryState.delivered
