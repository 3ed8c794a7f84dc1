"""What happens to the whole when a part of it is away."""

import json
import logging
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import Clock
from core.errors import Refused, Unknown
from journal.database import Journal
from journal.operation import installation, worker_steps
from journal.states import WorkerStep
from sheets.marks import INSTALLATION
from sync.tabs.bootstrap import prepare
from sync.tabs.ownership import takeover
from tests.house import fill, free_port
from tests.lived import ANSWERS, coordinator, copied_house, named, told, work
from worker.context import open_worker
from worker.loop import Loop
from worker.step import WRITERS
from worker.work import LOOK_SECONDS_HERE, Work

TOWN = "Serra das Flores"


def ready(house):
    answer = coordinator(house).get("/readyz")
    # A copied house may have been made long ago: that its worker has not looked since
    # is no part of what is tried.
    return (
        answer.status_code,
        answer.json["status"],
        sorted(set(answer.json["degraded"]) - {"worker"}),
    )


def test_sheets_server_away_is_named_and_everything_arrives_after(lived, caplog):
    caplog.set_level(logging.ERROR)
    lived.server.faults({"action": "reset"})
    for name in ("Uno", "Dos"):
        assert (
            fill(
                lived.client(), "/es/aspiring_town", {**ANSWERS, "name": name}
            ).status_code
            == 303
        )
    assert not lived.settle()
    # before the first look nothing is written
    assert ready(lived) == (
        200,
        "degraded",
        ["watch"],
    )
    lived.server.faults()
    work(lived)
    assert ready(lived) == (200, "ok", [])
    towns = [row.values["name"] for row in lived.look().tabs["towns"].rows.values()]
    assert sorted(name for name in towns if name in ("Uno", "Dos")) == ["Dos", "Uno"]
    assert told(lived, "application").count(("ana.paez@example.org", "sent")) == 2


def test_foreign_spreadsheet_is_read_only_until_takeover(lived):
    shop = lived.office.sync
    assert shop.take_lease()
    [mark] = shop.spreadsheet.metadata(INSTALLATION)
    foreign = {**json.loads(mark["metadataValue"]), "id": "another"}
    lived.server.forget_calls()
    update = {
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": INSTALLATION}}],
        "developerMetadata": {"metadataValue": json.dumps(foreign)},
        "fields": "metadataValue",
    }
    shop.spreadsheet.batch([{"updateDeveloperMetadata": update}])
    fill(lived.client(), "/es/aspiring_town", ANSWERS)
    lived.edit("towns", named(lived, "towns", TOWN), "status", "En pausa")
    lived.server.forget_calls()
    before = len(lived.mails())
    for _ in range(3):
        lived.settle()
        lived.later(seconds=5)
    written = [call for call in lived.server.calls() if "batchUpdate" in call["path"]]
    assert (written, len(lived.mails())) == ([], before)
    assert ready(lived)[2] == ["watch"]
    shop.take_lease()
    takeover(shop)
    work(lived)
    assert ready(lived)[2] == []
    assert ("antonio.lopes@example.org", "sent") in told(lived, "paused")
    assert "Cotacachi" in [
        row.values["name"] for row in lived.look().tabs["towns"].rows.values()
    ]


@pytest.mark.long
def test_restored_backup_neither_writes_nor_mails_until_takeover(lived):
    """A copy of the state is put aside; the original works on; then
    the copy is started instead.
    """
    journal = lived.settings.state_dir / "journal.sqlite3"
    copy = journal.with_name("backup.sqlite3")
    with (
        closing(sqlite3.connect(journal)) as source,
        closing(sqlite3.connect(copy)) as backup,
    ):
        source.backup(backup)
    assert lived.settle()  # one generation newer
    with replaced(lived, copy) as restored:
        fill(lived.client(), "/es/aspiring_town", ANSWERS)
        lived.edit("towns", named(lived, "towns", TOWN), "status", "En pausa")
        lived.server.forget_calls()
        before = len(lived.mails())
        for _ in range(3):
            Loop(restored).once()
        written = [
            call for call in lived.server.calls() if "batchUpdate" in call["path"]
        ]
        assert (written, len(lived.mails())) == ([], before)
        assert restored.sync.take_lease()
        with pytest.raises(Refused, match="newer state"):
            prepare(restored.sync)
        takeover(restored.sync)
        restored.sync.give_lease_back()
        assert Loop(restored).once()
    lived.settle()  # and now the original is the one that is older
    assert ready(lived)[2] == ["watch"]


def test_backup_restored_on_the_same_day_mails_nothing_again(lived):
    loop = Loop(lived.office)
    assert lived.office.sync.take_lease()
    loop.round()  # the generation of this start
    fill(lived.client(), "/es/aspiring_town", ANSWERS)
    journal = lived.settings.state_dir / "journal.sqlite3"
    copy = journal.with_name("backup.sqlite3")
    with (
        closing(sqlite3.connect(journal)) as source,
        closing(sqlite3.connect(copy)) as backup,
    ):
        source.backup(backup)
    while told(lived, "application").count(("ana.paez@example.org", "sent")) == 0:
        loop.round()
    lived.office.sync.give_lease_back()
    before = len(lived.mails())
    with replaced(lived, copy) as restored:
        for _ in range(3):
            Loop(restored).once()
    assert len(lived.mails()) == before


def test_spreadsheet_taken_over_since_the_last_look_gets_neither_mails_nor_our_mark(
    lived,
):
    loop = Loop(lived.office)
    assert lived.office.sync.take_lease()
    loop.round()
    fill(lived.client(), "/es/aspiring_town", ANSWERS)
    loop.round()
    before = len(lived.mails())
    [mark] = lived.office.sync.spreadsheet.metadata(INSTALLATION)
    theirs = json.dumps({**json.loads(mark["metadataValue"]), "id": "another"})
    update = {
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": INSTALLATION}}],
        "developerMetadata": {"metadataValue": theirs},
        "fields": "metadataValue",
    }
    lived.office.sync.spreadsheet.batch([{"updateDeveloperMetadata": update}])
    loop.work.look_at, loop.work.look_again = float("inf"), False
    loop.steps = [
        step for step in loop.steps if step.name in ("decide", "send", "claim")
    ]
    for _ in range(3):
        lived.later(seconds=5)
        loop.round()
    [mark] = lived.office.sync.spreadsheet.metadata(INSTALLATION)
    assert (len(lived.mails()), mark["metadataValue"]) == (before, theirs)


@contextmanager
def replaced(house, journal_file):
    """An office on another journal, beside the house's own."""
    journal = Journal(f"sqlite:///{journal_file}")
    journal.upgrade()
    office = open_worker(house.settings, house.folder, journal)
    yield office
    office.sync.spreadsheet.close()
    journal.close()


def test_second_worker_waits_for_the_lease(lived):
    assert lived.office.sync.take_lease()
    other = lived.new_office()
    assert not Loop(other).once()
    lived.office.sync.give_lease_back()
    assert Loop(other).once()


def test_mail_to_the_world_is_held_until_the_outbox_is_open(
    tmp_path, folder, tmp_path_factory
):
    with copied_house(
        tmp_path / "house", folder, tmp_path_factory, demonstration=False
    ) as house:
        fill(
            house.client(),
            "/es/aspiring_town",
            {**ANSWERS, "contact_email": "ana@hoja-test.org"},
        )
        work(house)
        assert told(house, "application") == [
            ("ana@hoja-test.org", "queued"),
            ("coordinacion@example.org", "queued"),
        ]
        with house.journal.write() as connection:
            installation.set_outbox(connection, is_open=True)
        work(house)
        # an example
        assert told(house, "application") == [
            ("ana@hoja-test.org", "sent"),
            ("coordinacion@example.org", "queued"),
        ]


def test_mail_server_away_is_named_and_mails_arrive_after(lived):
    outbox = lived.office.outbox
    lived.office.outbox = replace(
        outbox,
        settings=replace(lived.settings, smtp_url=f"smtp://127.0.0.1:{free_port()}"),
    )
    fill(lived.client(), "/es/aspiring_town", ANSWERS)
    lived.settle()
    lived.later(seconds=5)
    lived.settle()
    assert ready(lived) == (200, "degraded", ["send"])
    assert {state for _email, state in told(lived, "application")} == {"queued"}
    lived.office.outbox = outbox
    work(lived)
    assert {state for _email, state in told(lived, "application")} == {"sent"}


@pytest.mark.parametrize("hours", [-1, 1])
def test_wall_clock_that_is_set_stops_no_look_and_loses_no_lease(
    lived, monkeypatch, hours
):
    town, seconds, wall = named(lived, "towns", TOWN), [0.0], Clock.now
    loop, other = Loop(lived.office, lambda: seconds[0]), lived.new_office().sync
    assert loop.sync.take_lease()
    loop.round()
    monkeypatch.setattr(
        Clock, "now", lambda clock: wall(clock) + timedelta(hours=hours)
    )
    lived.edit("towns", town, "population", "9.700")
    seconds[0] += LOOK_SECONDS_HERE
    loop.round()
    assert lived.records("towns")[town]["population"] == 9700
    assert not other.take_lease()
    loop.sync.give_lease_back()
    assert other.take_lease()


@pytest.mark.parametrize(("minutes", "is_quiet"), [(0, False), (-6, True), (60, True)])
def test_look_long_ago_or_in_the_future_says_nothing_of_the_present_worker(
    lived, minutes, is_quiet
):
    with lived.journal.write() as connection:
        worker_steps.note_done(
            connection, WorkerStep.watch, Clock().now() + timedelta(minutes=minutes)
        )
    assert ("worker" in coordinator(lived).get("/readyz").json["degraded"]) == is_quiet


@pytest.mark.parametrize("step", ["deliver", "flag"])
def test_write_whose_end_is_not_known_asks_for_another_look(lived, step):
    loop = Loop(lived.office)
    assert lived.office.sync.take_lease()
    loop.round()

    def cut_off():
        raise Unknown("the line broke")

    [broken] = [each for each in loop.steps if each.name == step]
    broken.run, broken.not_before = cut_off, float("-inf")
    loop.steps, loop.work.look_again = [broken], False
    loop.round()
    assert loop.work.look_again


def test_mark_that_cannot_be_read_stops_what_writes_and_nothing_else(lived):
    loop = Loop(lived.office)
    assert lived.office.sync.take_lease()
    loop.round()
    lived.office.snapshot = replace(lived.office.snapshot, installation="[1")
    loop.work.look_at = float("inf")
    loop.work.look_again = False
    assert loop.round() in (True, False)
    assert {step.name for step in loop.steps if step.failures} == WRITERS


def test_sheet_that_was_written_is_looked_at_again_before_its_time(lived):
    steps = Work(lived.office, lambda: 0.0)
    assert lived.office.sync.take_lease()
    looks = []
    for steps.look_again in (True, False, True):
        steps.watch()
        looks.append(steps.looks)
    assert looks == [1, 1, 2]
