"""Lists inside of repetitions: filtered, of records, searched, and with “Other”."""

import re

import pytest

from forms.after_sending.receipts import opened_receipt
from forms.web_form.names import ADD, LATER, REMOVE, RESTORE, SHOWN, STEP
from journal.states import DeliveryState
from journal.tabs import deliveries
from programme.form_parts.or_other import asked_where_chosen, text_name
from tests.forms.choice_form import CITIES, COUNTRIES, add_towns, choice
from tests.forms.logic_form import FORM, field
from tests.forms.repeat_form import with_lines
from tests.forms.test_record_lists import TOWNS
from tests.forms.test_views import errors
from tests.house import hidden, open_house, own_fields

KINDS = (choice("tool"), choice("other"))
LINES = (
    field("land", "select_one", choices=COUNTRIES, label="País"),
    field(
        "city",
        "select_one",
        choices=CITIES,
        choice_filter="country == ${land}",
        label="Ciudad",
    ),
    field("near", "reference", table="towns", public_list=True, label="Cerca"),
    field(
        "sister",
        "reference",
        table="towns",
        public_list=True,
        choice_filter="country == ${land} and ${population} != 1",
        label="Hermana",
    ),
    field("kind", "select_one", choices=KINDS, or_other=True, label="Clase"),
    field(text_name("kind"), label="¿Cuál?", **asked_where_chosen("kind")),
)
FIELDS = (
    field("name", required=True, label="Nombre"),
    field("population", "integer", label="Población"),
    field(
        "stops", "repeat", table="lines", label="Parada", least=1, most=3, fields=LINES
    ),
)
KEYS = "repetition-stops"
SENT = {"name": "Cotacachi", "consent-given": "y", KEYS: ["0", "1"]}


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_lines(folder, FIELDS)) as house:
        add_towns(house, TOWNS)
        yield house


def opened(house):
    client = house.client()
    page = client.get(FORM).text
    return client, {**own_fields(page), SHOWN: hidden(page, SHOWN)}


def everything(keys=(0, 1)):
    """What a page says that has shown every question."""
    names = [f"stops-{key}-{line.name}" for key in keys for line in LINES]
    return {SHOWN: " ".join(("name", "population", *names))}


def offered(page, name):
    """What can be chosen without a script."""
    start = page.index(f'id="{name}"')
    box = page[start : page.index("</fieldset>", start)]
    box = re.sub(r"<template>.*?</template>", "", box, flags=re.DOTALL)
    return re.findall(rf'name="{name}"[^>]*value="([^"]+)"', box)


def rows(house):
    with house.journal.read() as connection:
        queued = deliveries.in_state(connection, DeliveryState.queued, 100)
    return [row.values for row in queued if row.table == "lines"]


def test_choices_follow_the_answer_of_their_own_repetition(house):
    client, own = opened(house)
    data = {**own, KEYS: ["0", "1"], "stops-0-land": "ec", "stops-1-land": "pe"}
    page = client.post(FORM, data={**data, STEP: "stops-0-city"}).text
    assert offered(page, "stops-0-city") == ["quito", "loja"]
    assert offered(page, "stops-1-city") == ["lima"]
    assert "MN-BBBBB" in offered(page, "stops-1-sister")


def test_choice_that_does_not_fit_is_refused_in_its_repetition(house):
    client, own = opened(house)
    answers = {
        "stops-0-land": "ec",
        "stops-0-city": "quito",
        "stops-1-land": "pe",
        "stops-1-city": "loja",
    }
    page = client.post(FORM, data={**own, **everything(), **SENT, **answers}).text
    assert list(errors(page)) == ["stops-1-city"]
    assert rows(house) == []


def test_list_waits_for_the_answer_that_decides(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, KEYS: "0", STEP: "stops-0-city"}).text
    assert "Responda primero" in page or "País" in page
    assert offered(page, "stops-0-city") == []


def test_record_is_searched_and_kept_in_its_row(house):
    client, own = opened(house)
    answers = {"search-stops-0-near": "cunao", "stops-1-near": "MN-AAAAB"}
    sent = client.post(FORM, data={**own, **everything(), **SENT, **answers})
    assert sent.status_code == 303
    assert [row["near"] for row in rows(house)] == ["MN-BBBBB", "MN-AAAAB"]
    receipt = client.get(sent.location).text
    assert "Cuñao" in receipt
    assert "San José de B" in receipt


def test_search_without_a_match_is_told_and_its_repetition_is_not_blank(house):
    client, own = opened(house)
    answers = {"stops-0-near": "MN-AAAAB", "search-stops-1-near": "Atlantis"}
    page = client.post(FORM, data={**own, **everything(), **SENT, **answers}).text
    assert list(errors(page)) == ["stops-1-near"]
    assert 'value="Atlantis"' in page
    assert rows(house) == []


def test_other_asks_for_its_text_in_its_repetition(house):
    client, own = opened(house)
    answers = {"stops-0-kind": "tool", "stops-1-kind": "other"}
    data = {**own, **everything(), **SENT, **answers}
    assert list(errors(client.post(FORM, data=data).text)) == ["stops-1-kind_other"]
    sent = client.post(FORM, data={**data, "stops-1-kind_other": "kites"})
    assert sent.status_code == 303
    assert [(row["kind"], row.get("kind_other")) for row in rows(house)] == [
        ("tool", None),
        ("other", "kites"),
    ]


def test_choice_comes_back_with_a_repetition_that_was_removed(house):
    client, own = opened(house)
    answers = {"stops-1-land": "pe", "stops-1-city": "lima"}
    page = client.post(
        FORM, data={**own, KEYS: ["0", "1"], **answers, REMOVE: "stops-1"}
    ).text
    assert "stops-1-city" in page
    data = {**own, KEYS: ["0"], RESTORE: "stops-1"}
    data |= {
        name: hidden(page, name)
        for name in ("removed-stops-1-land", "removed-stops-1-city")
    }
    restored = client.post(FORM, data=data).text
    assert re.search(
        r'name="stops-1-city"[^>]*checked[^>]*value="lima"|checked[^>]*value="lima"',
        restored,
    )


def test_repetition_that_is_added_offers_what_outer_answers_allow(house):
    client, own = opened(house)
    page = client.post(
        FORM, data={**own, KEYS: "0", ADD: "stops", "population": "1"}
    ).text
    assert offered(page, "stops-1-sister") == []


ANSWERED = {
    "stops-0-land": "ec",
    "stops-0-city": "loja",
    "stops-1-land": "pe",
    "search-stops-1-near": "cunao",
    "stops-1-kind": "tool",
}


def test_link_to_go_on_later_keeps_what_was_chosen_and_searched(house):
    client, own = opened(house)
    data = {**own, KEYS: ["0", "1"], **ANSWERED, LATER: "1"}
    token = re.search(r"saved-form=([\w.-]+)", client.post(FORM, data=data).text)[1]
    page = house.client().get(f"{FORM}?saved-form={token}").text
    assert _is_chosen(page, "stops-0-city", "loja")
    assert _is_chosen(page, "stops-1-kind", "tool")
    assert offered(page, "stops-0-city") == ["quito", "loja"]
    assert offered(page, "stops-1-city") == ["lima"]
    assert _is_chosen(page, "stops-1-near", "MN-BBBBB")


def test_chosen_and_searched_are_listed_in_words_before_sending(tmp_path, folder):
    fields = (field("place", "page", label="Lugar"), *FIELDS)
    with open_house(tmp_path, with_lines(folder, fields)) as house:
        add_towns(house, TOWNS)
        client, own = opened(house)
        here = {**own, **everything(), "at-page": "place", "name": "Cotacachi"}
        page = client.post(FORM, data={**here, KEYS: ["0", "1"], **ANSWERED}).text
        assert hidden(page, "at-page") == "check-answers"
        listed = dict(re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>", page))
        assert listed["Parada 1: Ciudad"] == "Loja"
        assert listed["Parada 2: Cerca"].startswith("Cuñao")
        assert listed["Parada 2: Ciudad"] == "Sin respuesta"


def test_document_of_the_answers_says_what_the_receipt_says(house):
    client, own = opened(house)
    sent = client.post(FORM, data={**own, **everything(), **SENT, **ANSWERED})
    assert sent.status_code == 303
    token = sent.location.rpartition("/")[2]
    with house.app.test_request_context():
        receipt = opened_receipt(token)
    answers = dict(receipt.answers)
    assert answers["Parada 1: Ciudad"] == "Loja"
    assert answers["Parada 2: Cerca"].startswith("Cuñao")
    assert answers["Parada 2: Clase"] == "Tool"
    assert client.get(f"{sent.location}/answers.pdf").data.startswith(b"%PDF")


def _is_chosen(page, name, value):
    for box in re.findall(rf'<(?:input|option)[^>]*value="{value}"[^>]*>', page):
        if ("checked" in box or "selected" in box) and (
            f'name="{name}"' in box or "<option" in box
        ):
            return True
    return False
