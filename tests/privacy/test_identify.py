"""Who is meant by a number, or by a name in a row."""

import pytest

from core.errors import Refused
from privacy.identify import identify
from tests.lived import coordinator, named, work
from tests.privacy.test_erase import (
    ANA,
    ana_in_sheet,
    applied,
    erase,
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
