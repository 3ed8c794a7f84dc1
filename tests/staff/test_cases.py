import re
from html import unescape

from tests.house import hidden
from tests.lived import coordinator, named

TOWN = "Serra das Flores"


def address_of(house, client, town):
    pages = client.get("/staff/pages").text
    found = unescape(re.search(rf'<a href="([^"]*)">{town}</a>', pages)[1])
    return found.removeprefix(house.settings.public_url)


def test_staff_find_every_page_and_give_one_a_new_address(lived):
    client = coordinator(lived)
    old, other = (address_of(lived, client, town) for town in (TOWN, "Muqui"))
    assert TOWN in lived.client().get(old).text
    token = hidden(client.get("/staff/pages").text, "csrf_token")
    data = {"csrf_token": token, "reference": named(lived, "towns", TOWN)}
    assert client.post("/staff/pages", data=data).status_code == 303
    new = address_of(lived, client, TOWN)
    assert [
        lived.client().get(address).status_code for address in (old, new, other)
    ] == [410, 200, 200]


def test_others_see_no_list_and_renew_nothing(lived):
    old = address_of(lived, coordinator(lived), TOWN)
    stranger = lived.client()
    token = hidden(stranger.get("/staff/").text, "csrf_token")
    data = {"csrf_token": token, "reference": named(lived, "towns", TOWN)}
    assert (
        stranger.get("/staff/pages").status_code,
        stranger.post("/staff/pages", data=data).status_code,
    ) == (
        401,
        401,
    )
    assert lived.client().get(old).status_code == 200


def test_new_address_is_for_cases_only(lived):
    client = coordinator(lived)
    token = hidden(client.get("/staff/pages").text, "csrf_token")
    data = {"csrf_token": token, "reference": next(iter(lived.records("commitments")))}
    assert client.post("/staff/pages", data=data).status_code == 404


def test_page_of_a_contact_is_found_and_gets_a_new_address(lived):
    client = coordinator(lived)
    old, other = (
        address_of(lived, client, mentor) for mentor in ("Meadowbridge", "Puerto Cacao")
    )
    assert "Helen Ashworth" in lived.client().get(old).text
    token = hidden(client.get("/staff/pages").text, "csrf_token")
    data = {"csrf_token": token, "reference": named(lived, "mentors", "Meadowbridge")}
    assert client.post("/staff/pages", data=data).status_code == 303
    new = address_of(lived, client, "Meadowbridge")
    assert [
        lived.client().get(address).status_code for address in (old, new, other)
    ] == [410, 200, 200]
