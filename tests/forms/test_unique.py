"""A question whose answer may stand in one row only (`unique`)."""

import pytest

from journal.records import known_records
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.logic_form import FORM, field, with_form
from tests.forms.test_views import errors
from tests.house import fill, hidden, open_house, own_fields

SENT = {"name": "Ana", "contact_email": "ana@example.org", "consent-given": "y"}


@pytest.fixture
def house(tmp_path, folder):
    fields = (field("name"), field("contact_email", "email", unique=True))
    with open_house(tmp_path, with_form(folder, fields)) as house:
        yield house


def queued(house):
    with house.journal.read() as connection:
        return deliveries.in_state(connection, DeliveryState.queued, 10)


@pytest.mark.parametrize(
    "address", ["ana@example.org", "ANA@Example.org", "Ana <ana@example.org>"]
)
def test_value_that_waits_for_the_sheet_is_taken(house, address):
    assert fill(house.client(), FORM, SENT).status_code == 303
    answer = fill(
        house.client(), FORM, {**SENT, "name": "Eva", "contact_email": address}
    )
    assert (answer.status_code, list(errors(answer.text))) == (422, ["contact_email"])
    assert "Ana" not in answer.text.replace("Ana &lt;", "")
    assert len(queued(house)) == 1


@pytest.mark.parametrize(("is_gone", "status"), [(False, 422), (True, 303)])
def test_value_of_the_sheet_is_taken_until_its_row_is_gone(house, is_gone, status):
    now = house.app.extensions["hoja.services"].clock.now()
    with house.journal.write() as connection:
        values = {"contact_email": "Ana@example.org"}
        known_records.add(
            connection, "towns", "MN-AAAAA", values, own={}, occasion="x", now=now
        )
        known_records.update(
            connection, "towns", "MN-AAAAA", gone_at=now if is_gone else None
        )
    assert fill(house.client(), FORM, SENT).status_code == status


def test_blank_value_is_nobodys(house):
    for name in ("Ana", "Eva"):
        assert (
            fill(
                house.client(), FORM, {**SENT, "name": name, "contact_email": ""}
            ).status_code
            == 303
        )


def test_same_page_sent_twice_gives_its_receipt_and_from_back_says_sent_already(house):
    client = house.client()
    own = own_fields(client.get(FORM).text)
    first, second = (client.post(FORM, data={**own, **SENT}) for _ in range(2))
    assert first.location == second.location
    again = fill(client, FORM, SENT)
    assert again.status_code == 409
    assert errors(again.text) == {}
    # Meant to count twice, it still cannot.
    data = {
        **own_fields(again.text),
        **SENT,
        "send-again": hidden(again.text, "send-again"),
    }
    assert list(errors(client.post(FORM, data=data).text)) == ["contact_email"]


def test_key_that_was_used_does_not_ask_who_has_sent_the_form(house):
    assert (
        fill(
            house.client(), FORM, {**SENT, "contact_email": "eva@example.org"}
        ).status_code
        == 303
    )
    client = house.client()
    own = own_fields(client.get(FORM).text)
    assert client.post(FORM, data={**own, **SENT}).status_code == 303
    tried = {**own, **SENT, "name": "Otra"}
    answers = [
        client.post(FORM, data={**tried, "contact_email": f"{who}@example.org"})
        for who in ("eva", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert [errors(answer.text) for answer in answers] == [{}, {}]
