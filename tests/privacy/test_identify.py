"""Who is meant by a number, or by a name in a row."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import Refused
from journal.access import security_events
from privacy.erase import erase_again
from privacy.identify import identify
from sync.observe import observe
from sync.tabs.ownership import takeover
from tests.lived import coordinator, named, work
from tests.privacy.test_erase import (
    ANA,
    ana_in_sheet,
    applied,
    erase,
    eraser_of,
    town,
    traces,
)
from tests.privacy.test_person_page import fields

__all__ = ["applied"]
NUMBER = "+593 99 111-2233"


def meant(house, who, row=""):
    with house.journal.read() as connection:
        return identify(house.folder.programme, connection, who, row)


def set_cells(house, **cells):
    for column, value in cells.items():
        house.edit("towns", named(house, "towns", "Cotacachi"), column, value)
    work(house)


def test_number_and_name_lead_to_the_address(applied):
    row = named(applied, "towns", "Cotacachi")
    assert meant(applied, NUMBER).address == ANA
    assert meant(applied, "ana páez", row).address == ANA
    assert meant(applied, "somebody@example.org").address == "somebody@example.org"


@pytest.mark.long
@pytest.mark.parametrize(
    ("who", "row", "words"),
    [("Luis", "{row}", "0 people"), ("Ana Páez", "MN-NONE1", "no row")],
)
def test_nobody_is_meant_by_what_is_not_there(applied, who, row, words):
    reference = row.format(row=named(applied, "towns", "Cotacachi"))
    with pytest.raises(Refused, match=words):
        meant(applied, who, reference)


@pytest.mark.long
def test_number_of_several_people_is_asked_back(applied):
    other = named(applied, "towns", "Serra das Flores")
    applied.edit("towns", other, "contact_phone", "+593991112233")
    work(applied)
    with pytest.raises(Refused, match=f"several people \\({ANA}, "):
        meant(applied, NUMBER)
    client = coordinator(applied)
    asked = {**fields(client.get("/staff/person").text), "email": NUMBER}
    assert client.post("/staff/person", data=asked).status_code == 404


@pytest.mark.long
def test_number_of_two_without_an_address_is_asked_back(applied):
    set_cells(applied, contact_email="")
    other = named(applied, "towns", "Serra das Flores")
    for column, value in (("contact_email", ""), ("contact_phone", "+593991112233")):
        applied.edit("towns", other, column, value)
    work(applied)
    with pytest.raises(Refused, match="several people"):
        meant(applied, NUMBER)


def test_person_without_an_address_is_erased_by_number_or_by_row(applied):
    set_cells(applied, contact_email="")
    row = named(applied, "towns", "Cotacachi")
    identity = meant(applied, "Ana Páez", row)
    assert (identity.address, identity.only) == ("=ana páez", frozenset({row}))
    erase(applied, NUMBER)
    work(applied)
    assert ana_in_sheet(applied) == (None, None)
    assert town(applied)["contact_phone"] is None


def test_name_in_a_row_is_erased_there_and_others_stay(applied):
    set_cells(applied, contact_email="", contact_phone="")
    erase(applied, "Ana Páez", row=named(applied, "towns", "Cotacachi"))
    work(applied)
    after = town(applied)
    assert (after["contact_name"], after["mayor_email"]) == (None, "eva@example.org")


def test_number_erases_as_the_address_does(applied):
    erase(applied, NUMBER)
    work(applied)
    assert traces(applied) == set()


@pytest.mark.long
@pytest.mark.parametrize("member", ["coordinacion@example.org", "+593 98 765 0007"])
def test_member_of_the_team_is_not_erased_on_a_page(lived, member):
    client = coordinator(lived)
    people = lived.records("people").items()
    address = "coordinacion@example.org"
    [row] = [row for row, values in people if values["email"] == address]
    lived.edit("people", row, "phone", "+593987650007")
    work(lived)
    asked = {**fields(client.get("/staff/person").text), "email": member}
    page = client.post("/staff/person", data=asked).text
    answer = client.post(
        "/staff/person/erase", data={**fields(page), "email": member, "read": "y"}
    )
    assert answer.status_code == 403
    assert lived.records("people")[row]["email"] == address


@pytest.mark.parametrize(("who", "by_row"), [(NUMBER, False), ("Ana Páez", True)])
def test_backup_does_not_bring_back_who_was_erased_without_an_address(
    applied, who, by_row
):
    set_cells(applied, contact_email="")
    row = named(applied, "towns", "Cotacachi")
    file = Path(applied.journal.engine.url.database)
    backup = file.with_name("backup.sqlite3")
    copied(file, backup)
    erase(applied, who, row=row if by_row else "")
    work(applied)
    rest = traces(applied)
    copied(backup, file)
    assert ("known_records", "values") in traces(applied) - rest
    sync = applied.office.sync
    assert sync.take_lease()
    observe(sync)
    takeover(sync)
    sync.give_lease_back()
    work(applied)
    assert town(applied)["contact_name"] is None
    assert traces(applied) == rest


def copied(source, target):
    with (
        closing(sqlite3.connect(source)) as connection,
        closing(sqlite3.connect(target)) as copy,
    ):
        connection.backup(copy)


@pytest.mark.long
@pytest.mark.parametrize(
    ("blank", "who", "column", "again"),
    [
        ("contact_email", "Ana Páez", "contact_name", "Ana Páez"),
        ("contact_email", NUMBER, "contact_phone", "+593991112233"),
        ("contact_office", ANA, "contact_email", ANA),
    ],
)
def test_who_is_written_into_the_row_again_later_stays(
    applied, blank, who, column, again
):
    set_cells(applied, **{blank: ""})
    row = named(applied, "towns", "Cotacachi")
    erase(applied, who, row=row if column == "contact_name" else "")
    work(applied)
    applied.later(hours=1)
    set_cells(applied, **{column: again})
    assert erase_again(eraser_of(applied), applied.office.sync.now()) == 0
    assert town(applied)[column] == again


def test_answers_lose_who_is_erased_by_number_or_by_name(applied):
    set_cells(applied, contact_email="")
    row = named(applied, "towns", "Cotacachi")
    erase(applied, "Ana Páez", row=row)
    assert ("submissions", "answers") not in traces(applied)


def test_mark_of_a_number_is_that_of_the_person(applied):
    client = coordinator(applied)
    marks = set()
    for typed in (ANA, NUMBER, "+593991112233"):
        asked = {**fields(client.get("/staff/person").text), "email": typed}
        assert client.post("/staff/person/export", data=asked).status_code == 200
        with applied.journal.read() as connection:
            event = security_events.newest(connection, 1, by_somebody=True)[0]
        marks.add(event.about)
    assert marks == {eraser_of(applied).links.erasure_mark(ANA)}
