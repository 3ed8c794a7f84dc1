import re

import pytest

from journal.states import AlarmState
from tests.house import fill, hidden
from tests.lived import ANSWERS, coordinator, named, work
from tests.staff.test_views import ask, token
from tests.sync.test_restore import decide, delete, grid, standing

TOWN = "Serra das Flores"
MARTA = "comite.quiroga@example.org"


def gone_town(house):
    town = named(house, "towns", TOWN)
    before = grid(house, "towns")[town]
    delete(house, "towns", town)
    work(house)
    return town, before


@pytest.mark.long
def test_coordinator_brings_a_row_back_and_its_mails_wait(lived):
    client = coordinator(lived)
    assert "No row has disappeared." in client.get("/staff/gone?lang=en").text
    town, before = gone_town(lived)
    page = client.get("/staff/gone").text
    assert (TOWN in page, hidden(page, "reference")) == (True, town)
    sent = client.post(
        "/staff/gone", data={"csrf_token": token(page), "reference": town}
    )
    assert sent.status_code == 303
    page = client.get("/staff/gone").text
    assert f"{town} is on its way back." in page
    assert "No row has disappeared." in page
    work(lived)
    assert grid(lived, "towns")[town] == before
    assert standing(lived) == [("back", "towns", [town])]
    assert (
        "1 row was brought back into the tab “Municipios”."
        in client.get("/staff/").text
    )


def test_fresh_submissions_that_vanished_stand_first_and_come_back_with_one_button(
    lived,
):
    client = coordinator(lived)
    for name in ("Cotacachi", "Otavalo"):
        fill(lived.client(), "/es/aspiring_town", {**ANSWERS, "name": name})
    work(lived)
    sent = [named(lived, "towns", name) for name in ("Cotacachi", "Otavalo")]
    delete(lived, "towns", named(lived, "towns", TOWN), *sent)
    work(lived)
    page = client.get("/staff/gone?lang=en").text
    [first] = re.findall(r'<section id="unedited">.*?</section>', page, re.DOTALL)
    assert ["Cotacachi" in first, "Otavalo" in first, TOWN in first, TOWN in page] == [
        True,
        True,
        False,
        True,
    ]
    client.post("/staff/gone", data={"csrf_token": token(page), "reference": sent})
    assert "unedited" not in client.get("/staff/gone").text
    work(lived)
    assert set(sent) <= set(lived.look().tabs["towns"].rows)


def test_row_that_somebody_had_worked_on_is_no_fresh_submission(lived):
    client = coordinator(lived)
    gone_town(lived)
    assert "unedited" not in client.get("/staff/gone").text


@pytest.mark.long
def test_decision_waits_until_the_row_is_there_to_look_at(lived):
    client = coordinator(lived)
    town, _before = gone_town(lived)
    page = client.get("/staff/gone?lang=en").text
    client.post("/staff/gone", data={"csrf_token": token(page), "reference": town})
    [address] = {
        part.split('"')[0]
        for part in client.get("/staff/").text.split('href="')
        if "/alarm/" in part[:20]
    }
    page = client.get(address).text
    assert "still on their way" in page
    choice = {"csrf_token": token(page), "choice": "go"}
    client.post(address, data=choice)
    # said once more, as the answer to the button
    assert "still on their way" in client.get(address).text
    assert standing(lived) == [("back", "towns", [town])]
    work(lived)
    page = client.get(address).text
    assert ("still on their way" in page, TOWN in page, "Let the mails go" in page) == (
        False,
        True,
        True,
    )
    client.post(address, data=choice)
    assert standing(lived) == []


@pytest.mark.long
def test_pressed_twice_it_comes_once(lived):
    client = coordinator(lived)
    town, _before = gone_town(lived)
    page = client.get("/staff/gone?lang=en").text
    for _ in range(2):
        client.post("/staff/gone", data={"csrf_token": token(page), "reference": town})
    assert "cannot be brought back" in client.get("/staff/gone").text
    work(lived)
    assert list(lived.look().tabs["towns"].rows).count(town) == 1
    decide(lived, AlarmState.let_go)
    work(lived)
    assert standing(lived) == []


def test_only_coordinators_bring_back(lived):
    client = lived.client()
    [link] = ask(lived, client, MARTA)
    client.post(link, data={"csrf_token": token(client.get(link).text)})
    town, _before = gone_town(lived)
    page = client.get("/staff/gone?lang=en").text
    assert (TOWN in page, 'name="reference"' in page) == (True, False)
    pressed = client.post(
        "/staff/gone",
        data={"csrf_token": token(client.get("/staff/").text), "reference": town},
    )
    assert pressed.status_code == 403
    assert lived.client().get("/staff/gone").status_code == 401


def test_button_needs_the_session_s_token(lived):
    client = coordinator(lived)
    town, _before = gone_town(lived)
    assert client.post("/staff/gone", data={"reference": town}).status_code == 400
