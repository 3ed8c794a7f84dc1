"""A call that says “look now”: the worker, wherever it is, looks within seconds."""

import threading

import pytest

from core.clock import steady_seconds
from journal.operation import worker_steps
from journal.states import WorkerStep
from staff.hook import HEADER, PER_MINUTE
from tests.lived import copied_house, named
from worker import work
from worker.loop import Loop

WORD = "a secret that nobody would guess"


@pytest.fixture
def hooked(tmp_path, folder, tmp_path_factory):
    with copied_house(
        tmp_path / "house", folder, tmp_path_factory, hook_secret=WORD
    ) as house:
        yield house


def call(house, secret=WORD):
    return house.client().post("/hook/look", headers={HEADER: secret}).status_code


def wanted(house):
    with house.journal.read() as connection:
        return worker_steps.statuses(connection)[WorkerStep.watch].wanted_at


def test_without_a_secret_in_the_settings_there_is_no_such_address(lived):
    assert call(lived, "") == 404


def test_only_the_secret_is_heard(hooked):
    assert [call(hooked, word) for word in ("", "another", WORD + "x")] == [
        403,
        403,
        403,
    ]
    assert wanted(hooked) is None
    assert call(hooked) == 204
    assert wanted(hooked) is not None
    assert hooked.client().get("/hook/look", headers={HEADER: WORD}).status_code == 404


def test_too_many_calls_are_turned_away_and_guesses_use_up_nothing_of_the_others(
    hooked,
):
    assert {call(hooked, "a guess") for _ in range(PER_MINUTE)} == {403}
    assert call(hooked, "a guess") == 429
    assert {call(hooked) for _ in range(PER_MINUTE)} == {204}
    assert call(hooked) == 429


def test_worker_looks_when_asked_and_once_for_each_call(hooked, monkeypatch):
    monkeypatch.setattr(work, "LOOK_SECONDS_HERE", 3600.0)
    town = named(hooked, "towns", "Serra das Flores")
    running = Loop(hooked.office)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        while running.context.snapshot is None:
            running.stop.wait(0.01)
        hooked.edit("towns", town, "population", "9.700")
        assert call(hooked) == 204
        began = steady_seconds()
        # A look that began between the edit and the call shows the edit, and leaves the
        # call to be answered by the next.
        while (
            running.work.asked is None
            or hooked.records("towns")[town]["population"] != 9700
        ):
            assert steady_seconds() - began < 60
            running.stop.wait(0.01)
        assert running.work.look_at > steady_seconds()
        assert not running.work._asked(steady_seconds() + work.HOOK_PAUSE)
    finally:
        running.stop.set()
        thread.join()
