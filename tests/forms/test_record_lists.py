"""Lists of records: filtered, searched, out of a tab, and empty."""

import re

import pytest

from forms.web_form.names import SHOWN, STEP
from programme.parts import ChoicesFrom
from tests.forms.choice_form import COUNTRIES, add_towns, with_fields
from tests.forms.logic_form import FORM, field
from tests.forms.test_choices import SENT, offered, opened, rows
from tests.forms.test_views import errors
from tests.house import fill, open_house

MANY = {
    f"MN-AAAA{letter}": {"name": f"San José de {letter}", "country": "ec"}
    for letter in "ABCDEFGHIJKLM"
}
TOWNS = {**MANY, "MN-BBBBB": {"name": "Cuñao", "country": "pe", "status": "applied"}}
REFERENCE = re.compile(r"MN-\w+")


def near(**keys):
    return field("near", "reference", table="towns", public_list=True, **keys)


@pytest.fixture
def searched(tmp_path, folder):
    with open_house(tmp_path, with_fields(folder, field("name"), near())) as house:
        add_towns(house, TOWNS)
        yield house


def references(page):
    """The records that can be chosen without a script."""
    without_templates = re.sub(r"<template>.*?</template>", "", page, flags=re.DOTALL)
    return re.findall(r'<input[^>]*name="near"[^>]*value="(MN-\w+)"', without_templates)


def test_long_list_is_searched_and_one_match_is_taken(searched):
    client, own = opened(searched)
    page = client.post(FORM, data={**own, "search-near": "cunao", STEP: "near"}).text
    assert references(page) == ["MN-BBBBB"]
    assert re.search(r'checked[^>]*value="MN-BBBBB"', page)
    sent = client.post(FORM, data={**own, **SENT, "search-near": " CUÑAO "})
    assert sent.status_code == 303
    assert [row["near"] for row in rows(searched)] == ["MN-BBBBB"]


def test_several_matches_are_chosen_from(searched):
    client, own = opened(searched)
    page = client.post(FORM, data={**own, "search-near": "san josé", STEP: "near"}).text
    assert references(page) == sorted(MANY)
    assert (
        "Varias opciones coinciden con “san josé” (13). Elija una, por favor." in page
    )
    refused = client.post(FORM, data={**own, **SENT, "search-near": "san josé"})
    assert list(errors(refused.text)) == ["near"]


def test_search_without_a_match_is_told_and_nothing_is_kept(searched):
    client, own = opened(searched)
    page = client.post(FORM, data={**own, **SENT, "search-near": "Atlantis"})
    assert errors(page.text)["near"].startswith("Aquí nada se llama “Atlantis”")
    assert 'value="Atlantis"' in page.text
    assert rows(searched) == []


def test_records_are_filtered_by_answers_and_by_themselves(tmp_path, folder):
    country = field("land", "select_one", choices=COUNTRIES)
    filtered = near(
        choice_filter='country == ${land} and (status == null or status == "applied")'
    )
    with open_house(
        tmp_path, with_fields(folder, field("name"), country, filtered)
    ) as house:
        add_towns(
            house,
            {
                **TOWNS,
                "MN-CCCCC": {"name": "Puno", "country": "pe", "status": "withdrawn"},
            },
        )
        client, own = opened(house)
        page = client.post(FORM, data={**own, "land": "pe", STEP: "near"}).text
        assert references(page) == ["MN-BBBBB"]
        # What no answer decides stays on the server: neither the row nor
        # the column is in the page.
        assert "Puno" not in page
        assert "&#34;status" not in page
        seen = {SHOWN: "name land near"}
        refused = client.post(
            FORM, data={**own, **SENT, **seen, "land": "ec", "near": "MN-BBBBB"}
        )
        assert list(errors(refused.text)) == ["near"]
        assert (
            client.post(
                FORM, data={**own, **SENT, **seen, "land": "pe", "near": "MN-BBBBB"}
            ).status_code
            == 303
        )


@pytest.fixture
def from_tab(tmp_path, folder):
    source = ChoicesFrom(table="towns")
    goals = field("goals", "select_multiple", choices_from=source, public_list=True)
    main = field(
        "main", "select_one", choices_from=source, public_list=True, required=True
    )
    with open_house(tmp_path, with_fields(folder, field("name"), goals, main)) as house:
        yield house


def test_choices_out_of_a_tab_are_kept_by_their_words(from_tab):
    add_towns(
        from_tab, {"MN-AAAAA": {"name": "Agua; luz"}, "MN-BBBBB": {"name": "Escuela"}}
    )
    client, own = opened(from_tab)
    sent = client.post(
        FORM, data={**own, **SENT, "goals": ["Agua, luz", "Escuela"], "main": "Escuela"}
    )
    assert sent.status_code == 303
    [row] = rows(from_tab)
    assert (row["goals"], row["main"]) == (["Agua, luz", "Escuela"], "Escuela")


def test_words_that_are_in_no_row_are_refused(from_tab):
    add_towns(from_tab, {"MN-AAAAA": {"name": "Agua"}})
    client, own = opened(from_tab)
    page = client.post(
        FORM, data={**own, **SENT, "goals": ["Agua", "Oro"], "main": "Oro"}
    )
    assert list(errors(page.text)) == ["goals", "main"]


def test_empty_list_of_what_must_be_answered_says_whom_to_ask(from_tab):
    client, own = opened(from_tab)
    page = client.get(FORM).text
    words = "Aquí no hay nada que elegir por el momento. Sin una respuesta aquí no se puede enviar el formulario"
    assert words in page
    assert offered(page, "main") == []
    refused = client.post(FORM, data={**own, **SENT})
    assert errors(refused.text)["main"].startswith(words)


def test_list_that_everybody_may_not_read_stays_empty(tmp_path, folder):
    hidden = field("goals", "select_multiple", choices_from=ChoicesFrom(table="towns"))
    with open_house(tmp_path, with_fields(folder, field("name"), hidden)) as house:
        add_towns(house, TOWNS)
        assert "San José" not in house.client().get(FORM).text


def test_row_that_was_added_is_a_choice_and_its_words_stand_in_the_cell(
    tmp_path, folder
):
    goals = field(
        "goals",
        "select_multiple",
        choices_from=ChoicesFrom(table="towns"),
        public_list=True,
    )
    with open_house(
        tmp_path, with_fields(folder, field("name", required=True), goals)
    ) as house:
        house.prepare()
        fill(house.client(), FORM, {"name": "Agua, luz", "consent-given": "y"})
        fill(house.client(), FORM, {"name": "Escuela", "consent-given": "y"})
        house.settle()
        answers = {
            "name": "Cotacachi",
            "goals": ["Agua, luz", "Escuela"],
            "consent-given": "y",
        }
        assert fill(house.client(), FORM, answers).status_code == 303
        house.settle()
        [row] = [
            row
            for row in house.look().tabs["towns"].rows.values()
            if row.values["name"] == "Cotacachi"
        ]
        assert "Agua, luz; Escuela" in row.raw
        [record] = [
            values
            for values in house.records("towns").values()
            if values["name"] == "Cotacachi"
        ]
        assert record["goals"] == ["Agua, luz", "Escuela"]
