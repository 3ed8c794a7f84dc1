"""Who is told that the worker is gone, and that it is back; by a real mail server."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import Clock
from core.errors import HojaError
from journal.operation import installation, monitored
from monitoring.vitals import is_absent
from monitoring.worker_absence import AbsenceWatch
from tests.house import free_port
from tests.lived import coordinator

MINUTE = timedelta(minutes=1)
LIMIT = 15 * MINUTE
NOW = Clock().now()


@pytest.mark.parametrize(
    ("ago", "absent"),
    [
        (None, False),
        (timedelta(), False),
        (LIMIT, False),
        (LIMIT + MINUTE, True),
        (-LIMIT, False),
        (-LIMIT - MINUTE, True),
    ],
)
def test_worker_is_absent_when_its_sign_is_old_or_in_the_future(ago, absent):
    assert is_absent(None if ago is None else NOW - ago, NOW, LIMIT) == absent


def beat(house, ago=timedelta(), now=NOW):
    with house.journal.write() as connection:
        monitored.note_beat(connection, now - ago, looks=0, reads=0, writes=0)


def watch(house, **changed):
    settings = replace(house.settings, **changed)
    clock = Clock(lambda: NOW - Clock().now())
    return AbsenceWatch(settings, lambda: house.folder.programme, house.journal, clock)


def test_team_and_administrator_are_told_once_and_again_when_it_is_back(lived):
    before = len(lived.mails())
    watching = watch(lived, alarm_mail="admin@server.net")
    beat(lived)
    assert not watching.look()
    beat(lived, LIMIT + MINUTE)
    assert [watching.look() for _ in range(3)] == [True, False, False]
    gone = lived.mails()[before:]
    assert sorted(address for mail in gone for address in mail.recipients) == [
        "admin@server.net",
        "coordinacion@example.org",
    ]
    assert {str(mail.message["Subject"]) for mail in gone} == {
        "El programa detrás de la hoja de cálculo se ha detenido"
    }
    beat(lived)
    assert [watching.look() for _ in range(3)] == [True, False, False]
    assert len(lived.mails()) - before == 4


def test_of_two_web_processes_one_tells(lived):
    beat(lived, LIMIT + MINUTE)
    first, second = watch(lived), watch(lived)
    with lived.journal.read() as connection:
        present = monitored.read(connection)
    assert first.look()
    with lived.journal.write() as connection:
        assert not monitored.claim_absence(connection, present, NOW)
    assert not second.look()


def test_mail_that_could_not_leave_is_tried_again(lived):
    beat(lived, LIMIT + MINUTE)
    before = len(lived.mails())
    with pytest.raises(HojaError):
        watch(lived, smtp_url=f"smtp://127.0.0.1:{free_port()}").look()
    assert watch(lived).look()
    assert len(lived.mails()) == before + 1


def test_address_that_is_refused_has_nobody_told_again(lived):
    beat(lived, LIMIT + MINUTE)
    before = len(lived.mails())
    watching = watch(lived, alarm_mail="nobody@exa mple.net, <@")
    assert [watching.look() for _ in range(2)] == [True, False]
    assert len(lived.mails()) == before + 1


def test_nobody_is_told_while_the_outbox_is_closed(lived):
    beat(lived, LIMIT + MINUTE)
    with lived.journal.write() as connection:
        installation.set_outbox(connection, is_open=False)
    assert not watch(lived, smtp_url="smtps://smtp.example.net").look()


def test_absence_stands_on_top_of_the_desk_and_in_readyz(lived):
    # Pages go by the clock of this moment, not of when this file was read.
    client, now = coordinator(lived), Clock().now()
    beat(lived, now=now)
    assert "notice" not in client.get("/staff/?lang=en").text
    beat(lived, LIMIT + MINUTE, now)
    assert (
        "The program behind the spreadsheet has stopped."
        in client.get("/staff/?lang=en").text
    )
    assert client.get("/readyz").json["degraded"]["worker"] == "is not at work"
    assert lived.client().get("/readyz").json == {"status": "ok"}
