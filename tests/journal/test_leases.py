"""Two holders and their clocks; nobody sleeps."""

import logging
from dataclasses import dataclass

import pytest

from core.errors import LeaseLost
from journal.operation.leases import BEAT_SECONDS, Lease
from tests.journal.threads import at_once

SECONDS = 60.0


@dataclass
class FakeClock:
    """Seconds that pass when the test says so."""

    seconds: float = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def lease_of(journal, clock):
    """Makes the lease of a holder; its clock may be another machine's."""

    def lease(holder, its_clock=clock, name="spreadsheet"):
        return Lease(journal, name, holder, SECONDS, its_clock)

    return lease


def test_lease_is_taken_by_one_of_many(lease_of):
    taken = at_once(12, lambda number: lease_of(f"worker {number}").take())
    assert sorted(taken) == [*[False] * 11, True]


def test_lease_of_a_dead_holder_is_taken_by_one_of_many(lease_of, clock):
    assert lease_of("dead").take()
    waiting = [lease_of(f"worker {number}") for number in range(12)]
    assert not any(lease.take() for lease in waiting)
    clock.seconds += SECONDS
    assert sorted(at_once(12, lambda number: waiting[number].take())) == [
        *[False] * 11,
        True,
    ]


def test_lease_is_waited_for_from_the_first_look_and_not_from_when_it_was_taken(
    lease_of, clock
):
    assert lease_of("dead").take()
    clock.seconds += 10 * SECONDS
    waiting = lease_of("waiting")
    assert not waiting.take()
    clock.seconds += SECONDS - 1
    assert not waiting.take()
    clock.seconds += 1
    assert waiting.take()


def test_lease_that_its_holder_moves_on_is_never_taken(lease_of, clock):
    holder, waiting = lease_of("holder"), lease_of("waiting")
    assert holder.take()
    for _ in range(5):
        assert not waiting.take()
        clock.seconds += SECONDS - 1
        holder.guard()


@pytest.mark.parametrize("ahead", [-3_600.0, 3_600.0])
def test_clocks_of_two_machines_need_not_agree(lease_of, clock, ahead):
    its_clock = FakeClock(ahead)
    assert lease_of("dead", its_clock).take()
    waiting = lease_of("waiting")
    assert not waiting.take()
    clock.seconds += SECONDS
    assert waiting.take()


def test_guard_asks_the_journal_no_more_often_than_it_must(
    lease_of, journal, clock, monkeypatch
):
    holder = lease_of("holder")
    assert holder.take()
    clock.seconds += BEAT_SECONDS
    with monkeypatch.context() as patch:
        patch.setattr(journal, "write", None)
        holder.guard()
    clock.seconds += 0.1
    holder.guard()
    assert holder.is_held


def test_guard_of_a_holder_that_slept_while_another_took_the_lease_is_lost(
    lease_of, clock
):
    asleep, waiting = lease_of("asleep"), lease_of("waiting")
    assert asleep.take()
    assert not waiting.take()
    clock.seconds += SECONDS
    assert waiting.take()
    with pytest.raises(LeaseLost):
        asleep.guard()
    waiting.release()
    # what it knows of the world is out of date, though the lease is free
    with pytest.raises(LeaseLost):
        asleep.guard()


def test_guard_of_a_holder_that_slept_and_was_not_missed_goes_on(lease_of, clock):
    asleep, waiting = lease_of("asleep"), lease_of("waiting")
    assert asleep.take()
    assert not waiting.take()
    clock.seconds += SECONDS
    assert not asleep.is_held
    asleep.guard()
    assert asleep.is_held
    assert not waiting.take()


def test_guard_without_a_lease_is_lost(lease_of):
    with pytest.raises(LeaseLost):
        lease_of("nobody").guard()


def test_lease_given_back_is_free_at_once(lease_of):
    first, second = lease_of("first"), lease_of("second")
    assert first.take()
    second.release()
    assert not second.take()
    first.release()
    assert second.take()
    assert not first.take()


def test_lease_given_back_and_taken_again_is_a_living_one(lease_of, clock):
    holder, waiting = lease_of("holder"), lease_of("waiting")
    assert holder.take()
    assert not waiting.take()
    holder.release()
    assert holder.take()
    clock.seconds += SECONDS
    assert not waiting.take()


def test_leases_of_other_names_do_not_touch(lease_of):
    assert lease_of("first").take()
    assert lease_of("second", name="another").take()


def test_take_waiting_outlives_a_dead_holder(lease_of, clock):
    def pause():
        clock.seconds += 1

    assert lease_of("dead").take()
    assert lease_of("waiting").take_waiting(pause)
    assert clock.seconds == SECONDS


def test_take_waiting_ends_when_the_holder_turns_out_to_be_alive(lease_of, clock):
    holder = lease_of("holder")

    def pause():
        clock.seconds += BEAT_SECONDS + 1
        holder.guard()

    assert holder.take()
    assert not lease_of("waiting").take_waiting(pause)
    assert clock.seconds == BEAT_SECONDS + 1


def test_lease_logs_when_it_is_taken_lost_and_given_up_and_nothing_in_between(
    lease_of, clock, caplog
):
    caplog.set_level(logging.INFO, "hoja.lease")
    holder, other = lease_of("holder"), lease_of("other")
    assert [holder.take(), holder.take(), other.take()] == [True, True, False]
    clock.seconds += SECONDS
    assert other.take()
    with pytest.raises(LeaseLost):
        holder.guard()
    holder.release()
    other.release()
    assert [record.getMessage() for record in caplog.records] == [
        "taken",
        "taken",
        "lost",
        "given up",
    ]
    assert {tuple(record.effect_fields.items()) for record in caplog.records} == {
        (("lease", "spreadsheet"),)
    }
