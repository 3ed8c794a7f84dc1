"""A message leaves only while the reading by which it was judged is fresh, on a
clock that cannot be set back.
"""

from datetime import timedelta

import pytest

from core.clock import Clock, steady_seconds
from core.ids import new_id
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.states import MessageKind, MessageState
from outbox.freshness import OLDEST, Freshness
from outbox.send import send
from tests.outbox.sending import stamp
from tests.outbox.test_send import add, state


def test_stamp_of_a_reading_that_is_too_old_counts_no_more():
    now = steady_seconds()
    assert Freshness("look", now).stamps() == (JOURNAL_JUDGED, "look")
    assert Freshness("look", now - OLDEST - 1).stamps() == (JOURNAL_JUDGED,)
    assert Freshness("", now).stamps() == (JOURNAL_JUDGED,)


def left(house, snapshot, taken, **message):
    """Whether a message leaves that was judged by a snapshot."""
    assert house.office.sync.take_lease()
    id = add(house, MessageState.queued, **message)
    stamp(house, [id], "look")
    send(house.office.outbox, snapshot, taken)
    return state(house, id) == MessageState.sent


@pytest.mark.parametrize(
    ("snapshot", "age", "leaves"),
    [
        ("look", 0, True),
        ("look", OLDEST + 1, False),
        ("newer", 0, False),
        ("", 0, False),
    ],
)
def test_message_leaves_with_the_newest_stamp_only_and_while_it_is_fresh(
    lived, snapshot, age, leaves
):
    assert left(lived, snapshot, steady_seconds() - age) == leaves


@pytest.mark.parametrize(
    "message", [{"kind": MessageKind.sign_in}, {"judged_look": JOURNAL_JUDGED}]
)
def test_what_the_journal_judges_alone_leaves_without_any_reading(lived, message):
    assert left(lived, "", 0.0, **message)


def test_clock_that_is_set_back_holds_nothing_up(lived):
    lived.office.sync.clock = Clock(lambda: -timedelta(hours=1))
    assert left(lived, "look", steady_seconds(), due_at=lived.office.outbox.now())


def test_reading_that_grows_old_within_a_batch_lets_the_rest_wait(lived, monkeypatch):
    ids = [add(lived, MessageState.queued) for _ in range(3)]
    snapshot = new_id()
    stamp(lived, ids, snapshot)
    assert lived.office.sync.take_lease()
    taken = steady_seconds()
    stamps = Freshness.stamps
    asked = []

    def growing_old(self):
        asked.append(self)
        return stamps(
            Freshness(self.snapshot, taken if len(asked) <= 2 else taken - OLDEST - 1)
        )

    # once to sort, then before each mail
    monkeypatch.setattr(Freshness, "stamps", growing_old)
    send(lived.office.outbox, snapshot, taken)
    assert [state(lived, id) for id in ids].count(MessageState.sent) == 1
