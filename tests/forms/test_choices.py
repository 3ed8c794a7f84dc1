"""Choices that depend on answers, without JavaScript: the server decides."""

import re

import pytest

from forms.web_form.names import SHOWN, STEP
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.choice_form import CASCADE, CITIES, COUNTRIES, with_fields
from tests.forms.logic_form import FORM, field
from tests.forms.test_views import errors
from tests.house import hidden, open_house, own_fields

SENT = {"name": "Cotacachi", "consent-given": "y"}


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_fields(folder, *CASCADE)) as opened:
        yield opened


def opened(house):
    client = house.client()
    page = client.get(FORM).text
    return client, {**own_fields(page), SHOWN: hidden(page, SHOWN)}


def offered(page, question):
    """The values that the page lets somebody choose, without those
    that only a script may show.
    """
    without_templates = re.sub(r"<template>.*?</template>", "", page, flags=re.DOTALL)
    return re.findall(
        rf'<input[^>]*name="{question}"[^>]*value="(\w+)"', without_templates
    )


def rows(house):
    with house.journal.read() as connection:
        return [
            row.values
            for row in deliveries.in_state(connection, DeliveryState.queued, 100)
        ]


def test_nothing_is_offered_before_the_answer_it_depends_on(house):
    page = house.client().get(FORM).text
    assert offered(page, "city") == []
    assert "Responda primero, por favor: ¿country?" in page


def test_going_on_shows_the_choices_that_apply(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, "country": "ec", STEP: "city"})
    assert page.status_code == 200
    assert offered(page.text, "city") == ["quito", "loja"]
    assert re.search(r'id="q-city"[^>]* autofocus', page.text)


def test_choices_that_nobody_has_been_shown_are_shown_before_anything_is_kept(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, **SENT, "country": "pe"})
    assert page.status_code == 422
    assert offered(page.text, "city") == ["lima"]
    assert "Sus respuestas llevan a otras preguntas" in page.text
    again = client.post(
        FORM,
        data={
            **own,
            **SENT,
            "country": "pe",
            "city": "lima",
            SHOWN: hidden(page.text, SHOWN),
        },
    )
    assert again.status_code == 303
    assert [row["city"] for row in rows(house)] == ["lima"]


SEEN = "name country city visited"


def test_choice_that_does_not_apply_is_told_and_never_kept(house):
    client, own = opened(house)
    page = client.post(
        FORM, data={**own, **SENT, "country": "pe", "city": "quito", SHOWN: SEEN}
    )
    assert errors(page.text) == {
        "city": "“Quito” no va con sus otras respuestas. Elija otra vez, por favor."
    }
    assert offered(page.text, "city") == ["lima"]
    again = client.post(FORM, data={**own, **SENT, "country": "pe", SHOWN: SEEN})
    assert again.status_code == 303
    [row] = rows(house)
    assert "city" not in row


def test_of_several_choices_those_that_do_not_apply_are_told(house):
    client, own = opened(house)
    page = client.post(
        FORM,
        data={
            **own,
            **SENT,
            "country": "ec",
            "visited": ["quito", "lima"],
            SHOWN: SEEN,
        },
    )
    assert list(errors(page.text)) == ["visited"]
    assert re.search(r'value="quito"[^>]*checked|checked[^>]*value="quito"', page.text)


def test_form_can_be_sent_without_the_answer_that_decides(house):
    client, own = opened(house)
    assert client.post(FORM, data={**own, **SENT}).status_code == 303


def test_choice_of_another_answer_is_dropped_with_words_when_going_on(house):
    client, own = opened(house)
    page = client.post(
        FORM, data={**own, "country": "pe", "city": "quito", STEP: "1"}
    ).text
    assert "“Quito” no va con sus otras respuestas." in page
    assert offered(page, "city") == ["lima"]


def test_other_always_applies(tmp_path, folder):
    from tests.forms.choice_form import choice

    city = field(
        "city",
        "select_one",
        choices=(*CITIES, choice("other")),
        choice_filter="country == ${country}",
        or_other=True,
    )
    fields = (field("name"), field("country", "select_one", choices=COUNTRIES), city)
    with open_house(tmp_path, with_fields(folder, *fields)) as house:
        assert offered(house.client().get(FORM).text, "city") == ["other"]


def test_choice_that_is_hidden_on_another_page_is_carried_until_its_page_is_shown(
    tmp_path, folder
):
    first, second = field("one", "page"), field("two", "page")
    name, country, city, _visited = CASCADE
    fields = (first, name, country, second, city)
    with open_house(tmp_path, with_fields(folder, *fields)) as house:
        client, own = opened(house)
        sent = {
            **own,
            "name": "x",
            "country": "pe",
            "city": "quito",
            "at-page": "one",
            "to-page": "one",
        }
        page = client.post(FORM, data=sent).text
        assert offered(page, "city") == ["quito", "lima"]
        page = client.post(FORM, data={**sent, "to-page": "two"}).text
        assert offered(page, "city") == ["lima"]
        assert "“Quito” no va con sus otras respuestas." in page


def test_what_is_read_only_is_shown_and_what_a_browser_sends_for_it_is_not_read(
    tmp_path, folder
):
    fields = (
        field("name"),
        field("edition", "integer", label="Edición", default=7, read_only=True),
        field(
            "after", "integer", label="Después", calculate="edition + 1", read_only=True
        ),
    )
    with open_house(tmp_path, with_fields(folder, *fields)) as house:
        client, own = opened(house)
        page = client.get(FORM).text
        assert '<output data-value="edition">7</output>' in page
        assert 'name="edition"' not in page
        assert (
            client.post(
                FORM, data={**own, **SENT, "edition": "9", "after": "99"}
            ).status_code
            == 303
        )
        [row] = rows(house)
        assert (row["edition"], row["after"]) == (7, 8)
