"""A form that is begun on one device and sent from another."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from core.links import Links
from forms.request import continue_later
from forms.web_form.names import LATER
from journal.schema import saved_forms
from tests.forms.test_views import rows
from tests.house import fill, open_house, own_fields
from tests.lived import ANSWERS

FORM = "/es/aspiring_town"
OWN = ("csrf-token", "form-key", "form-version", "form-about", "saved-form")


@pytest.fixture
def empty(tmp_path, folder):
    with open_house(tmp_path, folder) as house:
        yield house


def begun(house, **answers):
    """The path of the link to what was typed so far."""
    page = fill(house.client(), FORM, {**answers, LATER: "1"})
    assert page.status_code == 200
    [link] = re.findall(r'<input readonly value="([^"]+)"', page.text)
    return unescape(link).removeprefix(house.settings.public_url)


def saved(house):
    with house.journal.read() as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(saved_forms)
        ).scalar_one()


def test_link_opens_what_was_typed_on_any_device_and_nothing_is_sent(empty):
    link = begun(
        empty, name="Cotacachi", population="muchos", consent="y", contact_language="pt"
    )
    page = empty.client().get(link)
    assert 'value="Cotacachi"' in page.text
    assert 'value="muchos"' in page.text
    assert re.search(r'<input[^>]*checked[^>]*value="pt"', page.text)
    assert not re.search(r'<input[^>]*checked[^>]*name="consent-given"', page.text)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert rows(empty) == []


def test_form_that_is_sent_from_its_link_is_not_gone_on_with(empty):
    client = empty.client()
    link = begun(empty, name="Cotacachi")
    page = client.get(link).text
    own = own_fields(page, *OWN)
    assert client.post(FORM, data={**own, **ANSWERS}).status_code == 303
    assert (len(rows(empty)), saved(empty)) == (1, 0)
    again = client.get(link)
    assert again.status_code == 200
    assert 'value="Cotacachi"' not in again.text


def test_saving_once_more_keeps_the_link(empty):
    client = empty.client()
    link = begun(empty, name="Cotacachi")
    own = own_fields(client.get(link).text, *OWN)
    page = client.post(FORM, data={**own, "name": "Otavalo", LATER: "1"})
    assert unescape(page.text).count(link) > 0
    assert saved(empty) == 1
    assert 'value="Otavalo"' in client.get(link).text


def test_nothing_is_kept_without_the_token_of_a_page(empty):
    page = empty.client().post(FORM, data={"name": "Cotacachi", LATER: "1"})
    assert page.status_code == 422
    assert saved(empty) == 0


def test_link_is_good_for_its_form_alone_and_not_for_ever(empty):
    link = begun(empty, name="Cotacachi")
    client = empty.client()
    assert (
        "Cotacachi"
        not in client.get(link.replace("aspiring_town", "mentor_pledge")).text
    )
    assert "Cotacachi" not in client.get(link[:-3]).text
    empty.later(days=31)
    assert "Cotacachi" not in client.get(link).text


def test_full_store_is_told_and_loses_nothing(empty, monkeypatch):
    monkeypatch.setattr(continue_later, "MOST_BYTES_IN_ALL", 3)
    page = fill(empty.client(), FORM, {"name": "Cotacachi", LATER: "1"})
    assert page.status_code == 422
    assert 'value="Cotacachi"' in page.text
    assert saved(empty) == 0


def test_one_client_that_saves_without_end_leaves_room_for_others(empty, monkeypatch):
    monkeypatch.setattr(continue_later, "MOST_BYTES_OF_CLIENT", 700)
    answers = {"name": "Cotacachi", LATER: "1"}
    statuses = [fill(empty.client(), FORM, answers).status_code for _ in range(4)]
    assert (statuses, saved(empty)) == ([200, 200, 422, 422], 2)
    other = empty.client()
    other.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert fill(other, FORM, answers).status_code == 200


def test_network_of_a_client_is_not_kept(empty):
    begun(empty, name="Cotacachi")
    with empty.journal.read() as connection:
        [client] = connection.execute(sa.select(saved_forms.c.client)).scalars()
    assert re.fullmatch("[0-9a-f]{16}", client)
    assert client != Links("another secret", "").client_mark("127.0.0.1")


def test_empty_answers_take_room_too(empty, monkeypatch):
    monkeypatch.setattr(continue_later, "MOST_BYTES_IN_ALL", 1000)
    statuses = [fill(empty.client(), FORM, {LATER: "1"}).status_code for _ in range(4)]
    assert (statuses[-1], saved(empty) < 4) == (422, True)
