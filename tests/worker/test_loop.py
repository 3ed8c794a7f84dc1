"""What happens to the whole when a part of it is away."""

import json
import logging
from dataclasses import replace

from journal import facts
from sheets.columns import INSTALLATION
from tests.house import fill, free_port
from tests.lived import ANSWERS, copied_house, named, told, work
from worker.loop import Loop
from worker.prepare import takeover

TOWN = "Serra das Flores"


def ready(house):
    answer = house.client().get("/readyz")
    return answer.status_code, answer.json["status"], sorted(answer.json["degraded"])


def test_sheets_server_away_is_named_and_everything_arrives_after(lived, caplog):
    caplog.set_level(logging.ERROR)
    lived.server.faults({"action": "reset"})
    for name in ("Uno", "Dos"):
        assert fill(lived.client(), "/es/aspiring_town", {**ANSWERS, "name": name}).status_code == 303
    assert not lived.settle()
    assert ready(lived) == (200, "degraded", ["deliver", "watch"])
    lived.server.faults()
    work(lived)
    assert ready(lived) == (200, "ok", [])
    towns = [row.values["name"] for row in lived.look().tabs["towns"].rows.values()]
    assert sorted(name for name in towns if name in ("Uno", "Dos")) == ["Dos", "Uno"]
    assert told(lived, "application").count(("ana.paez@example.org", "sent")) == 2


def test_foreign_spreadsheet_is_read_only_until_takeover(lived):
    shop = lived.office.shop
    [mark] = shop.spreadsheet.metadata(INSTALLATION)
    foreign = {**json.loads(mark["metadataValue"]), "id": "another"}
    lived.server.forget_calls()
    update = {
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": INSTALLATION}}],
        "developerMetadata": {"metadataValue": json.dumps(foreign)},
        "fields": "metadataValue",
    }
    shop.take_lease()
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
    assert told(lived, "paused") == [("antonio.lopes@example.org", "sent")]
    assert "Cotacachi" in [row.values["name"] for row in lived.look().tabs["towns"].rows.values()]


def test_second_worker_waits_for_the_lease(lived):
    assert lived.office.shop.take_lease()
    other = lived.new_office()
    assert not Loop(other).once()
    lived.office.shop.give_lease_back()
    assert Loop(other).once()


def test_mail_to_the_world_is_held_until_the_outbox_is_open(tmp_path, folder, tmp_path_factory):
    with copied_house(tmp_path / "house", folder, tmp_path_factory, demonstration=False) as house:
        fill(house.client(), "/es/aspiring_town", {**ANSWERS, "contact_email": "ana@hoja-test.org"})
        work(house)
        assert told(house, "application") == [("ana@hoja-test.org", "queued"), ("coordinacion@example.org", "queued")]
        with house.journal.write() as connection:
            facts.put(connection, facts.OUTBOX_OPEN, True)
        work(house)
        assert told(house, "application") == [("ana@hoja-test.org", "sent"), ("coordinacion@example.org", "skipped")]


def test_mail_server_away_is_named_and_mails_arrive_after(lived):
    lived.office.shop.settings = replace(lived.settings, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    fill(lived.client(), "/es/aspiring_town", ANSWERS)
    lived.settle()
    lived.later(seconds=5)
    lived.settle()
    assert ready(lived) == (200, "degraded", ["send"])
    assert {state for _email, state in told(lived, "application")} == {"queued"}
    lived.office.shop.settings = lived.settings
    work(lived)
    assert {state for _email, state in told(lived, "application")} == {"sent"}
