"""Forms whose questions repeat, without JavaScript: repetitions come and go in
steps, and each becomes a row.
"""

import re

import pytest

from forms.after_sending.printed import _document
from forms.web_form.names import ADD, LATER, REMOVE, RESTORE, SHOWN
from journal.forms import repetition_rows, submissions
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.logic_form import FORM, field
from tests.forms.repeat_form import FIELDS, PLAIN, with_lines
from tests.forms.test_views import errors
from tests.house import hidden, open_house, own_fields

NAME = "repetition-budget"
FIRST = {NAME: "0", "budget-0-item": "árboles", "budget-0-price": "100"}
SENT = {"name": "Cotacachi", "consent-given": "y", **FIRST}


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_lines(folder)) as opened:
        yield opened


def opened(house):
    client = house.client()
    page = client.get(FORM).text
    return client, {**own_fields(page), SHOWN: hidden(page, SHOWN)}


def seen(*keys):
    """What a page with these repetitions says that it has shown."""
    names = [
        f"budget-{key}-{question}"
        for key in keys
        for question in ("item", "price", "kind", "share")
    ]
    return {
        SHOWN: " ".join(("name", "population", "total", *names)),
        NAME: [str(key) for key in keys],
    }


def rows(house):
    with house.journal.read() as connection:
        return deliveries.in_state(connection, DeliveryState.queued, 100)


def keys(page):
    return re.findall(rf'name="{NAME}" value="(\d+)"', page.partition("<template>")[0])


def titles(page):
    return re.findall(
        r"<legend>(Línea [^<]*)</legend>", page.partition("<template>")[0]
    )


def test_form_begins_with_the_least_number_of_repetitions(house):
    page = house.client().get(FORM).text
    assert (keys(page), titles(page)) == (["0"], ["Línea 1 de 1"])


def test_one_more_is_a_step_that_judges_nothing_and_loses_nothing(house):
    client, own = opened(house)
    page = client.post(
        FORM, data={**own, **FIRST, "budget-0-price": "cien", ADD: "budget"}
    )
    assert page.status_code == 200
    assert titles(page.text) == ["Línea 1 de 2", "Línea 2 de 2"]
    assert 'value="cien"' in page.text
    assert 'id="errors"' not in page.text
    assert re.search(r'<input[^>]* autofocus[^>]* id="budget-1-item"', page.text)


def test_removed_repetition_can_be_brought_back(house):
    client, own = opened(house)
    two = {
        **own,
        **FIRST,
        NAME: ["0", "1"],
        "budget-1-item": "agua",
        "budget-1-kind": "y",
    }
    page = client.post(FORM, data={**two, REMOVE: "budget-1"}).text
    assert keys(page) == ["0"]
    assert "Se quitó “Línea 2”." in page
    removed = {
        name: hidden(page, name)
        for name in ("removed-budget-1-item", "removed-budget-1-kind")
    }
    page = client.post(FORM, data={**own, **FIRST, **removed, RESTORE: "budget-1"}).text
    assert keys(page) == ["0", "1"]
    assert 'value="agua"' in page


def test_page_has_never_fewer_nor_more_than_it_may(house):
    client, own = opened(house)
    assert keys(client.post(FORM, data={**own, **FIRST, REMOVE: "budget-0"}).text) == [
        "0"
    ]
    many = {NAME: ["0", "1", "2", "3"]}
    assert keys(client.post(FORM, data={**own, **many, ADD: "budget"}).text) == [
        "0",
        "1",
        "2",
        "3",
    ]
    hostile = {NAME: [*map(str, range(500)), "-1", "x", "99999999", "²", ""]}
    assert keys(client.post(FORM, data={**own, **hostile, ADD: "budget"}).text) == [
        "0",
        "1",
        "2",
        "3",
    ]
    assert keys(
        client.post(
            FORM, data={**own, ADD: "nothing", REMOVE: "budget-x", RESTORE: "name-1"}
        ).text
    ) == ["0"]


def test_each_repetition_is_a_row_that_refers_to_the_forms_row(house):
    client, own = opened(house)
    more = {
        **seen(0, 7),
        "budget-7-item": "agua",
        "budget-7-price": "300",
        "budget-7-kind": "y",
    }
    assert (
        client.post(FORM, data={**own, **SENT, **more, "population": "400"}).status_code
        == 303
    )
    town, trees, water = rows(house)
    assert (town.table, town.values["name"]) == ("towns", "Cotacachi")
    assert [row.table for row in (trees, water)] == ["lines", "lines"]
    assert water.values["town"] == trees.values["town"] == town.reference
    assert (
        water.values["item"],
        water.values["price"],
        water.values["kind"],
        water.values["share"],
    ) == (
        "agua",
        300,
        "y",
        0.75,
    )
    assert water.values["consent"] == town.values["consent"]
    assert water.values["received"] == town.values["received"]
    with house.journal.read() as connection:
        sent = submissions.by_reference(connection, town.reference)
        assert [
            row.reference
            for row in repetition_rows.of_submission(connection, town.reference)
        ] == [
            trees.reference,
            water.reference,
        ]
    assert sent.answers["budget"] == [
        {"item": "árboles", "price": "100"},
        {"item": "agua", "price": "300", "kind": "y"},
    ]


def test_errors_say_which_repetition_they_are_in(house):
    client, own = opened(house)
    page = client.post(
        FORM,
        data={
            **own,
            **SENT,
            **seen(0, 1),
            "budget-0-price": "-1",
            "budget-1-item": "agua",
        },
    )
    assert page.status_code == 422
    assert errors(page.text).keys() == {"budget-0-price", "budget-1-price"}
    assert "Línea 2: Precio" in page.text


def test_blank_repetition_beyond_the_least_is_no_row(house):
    client, own = opened(house)
    assert (
        client.post(
            FORM, data={**own, **SENT, **seen(0, 1), "budget-1-item": ""}
        ).status_code
        == 303
    )
    assert [row.table for row in rows(house)] == ["towns", "lines"]


def test_repetition_that_must_be_there_is_asked_for(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, "name": "x", "consent-given": "y", NAME: "0"})
    assert errors(page.text).keys() == {"budget-0-item", "budget-0-price"}


def test_question_of_one_repetition_follows_from_its_own_answers(house):
    client, own = opened(house)
    two = {
        **own,
        **SENT,
        **seen(0, 1),
        "budget-1-item": "agua",
        "budget-1-price": "2000",
    }
    page = client.post(FORM, data=two)
    assert page.status_code == 422
    assert "Sus respuestas llevan a otras preguntas" in page.text
    shown = re.findall(
        r'data-part="(budget-\d-reason)"( hidden)?>',
        page.text.partition("<template>")[0],
    )
    assert shown == [("budget-0-reason", " hidden"), ("budget-1-reason", "")]
    assert (
        '<output class="inside" data-value="budget-1-item">agua</output>' in page.text
    )
    again = {**two, SHOWN: hidden(page.text, SHOWN), "budget-1-reason": "sed"}
    assert client.post(FORM, data=again).status_code == 303


def test_sum_that_must_be_right_is_told_at_its_value(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, **SENT, "population": "90"})
    assert page.status_code == 422
    assert "La suma no es lo pedido." in page.text
    assert 'href="#q-total"' in page.text
    assert 'id="q-total"' in page.text


def test_what_knows_nothing_of_the_page_sends_answers_alone(house):
    client = house.client()
    own = own_fields(client.get(FORM).text)
    sent = {
        "name": "x",
        "consent-given": "y",
        "budget-3-item": "agua",
        "budget-3-price": "1",
    }
    assert client.post(FORM, data={**own, **sent}).status_code == 303
    assert [row.values.get("item") for row in rows(house)] == [None, "agua"]


def test_another_language_and_going_on_later_keep_the_repetitions(house):
    client, own = opened(house)
    two = {**own, **FIRST, NAME: ["0", "5"], "budget-5-item": "agua"}
    assert keys(
        client.post("/pt/aspiring_town", data={**two, "in-language": "pt"}).text
    ) == ["0", "5"]
    page = client.post(FORM, data={**two, LATER: "1"}).text
    address = re.search(r"saved-form=([\w.-]+)", page)[1]
    page = client.get(f"{FORM}?saved-form={address}").text
    assert keys(page) == ["0", "5"]
    assert 'value="agua"' in page


def test_form_may_begin_without_any_and_send_none(tmp_path, folder):
    with open_house(tmp_path, with_lines(folder, PLAIN)) as house:
        client, own = opened(house)
        assert keys(client.get(FORM).text) == []
        assert (
            client.post(
                FORM, data={**own, "name": "x", "consent-given": "y"}
            ).status_code
            == 303
        )
        [row] = rows(house)
        assert row.table == "towns"


def test_repetitions_of_the_forms_own_table_are_its_rows(tmp_path, folder):
    lines = (
        field("name", required=True, label="Nombre"),
        field("population", "integer", label="Habitantes"),
    )
    repeat = field(
        "towns_too", "repeat", table="towns", label="Municipio", fields=lines
    )
    fields = (field("country", required=True, label="País"), repeat)
    with open_house(tmp_path, with_lines(folder, fields)) as house:
        client, own = opened(house)
        own[SHOWN] += " towns_too-1-name towns_too-1-population"
        two = {
            "repetition-towns_too": ["0", "1"],
            "towns_too-0-name": "A",
            "towns_too-1-name": "B",
        }
        assert (
            client.post(
                FORM, data={**own, **two, "country": "Perú", "consent-given": "y"}
            ).status_code
            == 303
        )
        values = [
            (row.table, row.values["name"], row.values["country"], row.values["status"])
            for row in rows(house)
        ]
        assert values == [
            ("towns", "A", "Perú", "applied"),
            ("towns", "B", "Perú", "applied"),
        ]


def test_repetitions_on_a_page_are_listed_before_sending(tmp_path, folder):
    fields = (
        field("place", "page", label="El lugar"),
        FIELDS[0],
        field("money", "page", label="Dinero"),
        *FIELDS[1:],
    )
    with open_house(tmp_path, with_lines(folder, fields)) as house:
        client, own = opened(house)
        page = client.post(
            FORM, data={**own, "at-page": "place", "name": "Cotacachi"}
        ).text
        here = {
            **own,
            "at-page": "money",
            "seen-before": "name",
            "name": "Cotacachi",
            SHOWN: hidden(page, SHOWN),
        }
        page = client.post(FORM, data={**here, **FIRST, ADD: "budget"}).text
        assert hidden(page, "at-page") == "money"
        here[SHOWN] = hidden(page, SHOWN)
        two = {
            **here,
            **FIRST,
            NAME: ["0", "1"],
            "budget-1-item": "agua",
            "budget-1-price": "3",
        }
        page = client.post(FORM, data=two).text
        assert hidden(page, "at-page") == "check-answers"
        assert "<dt>Línea 2: Qué</dt>" in page
        page = client.post(
            FORM,
            data={**two, "at-page": "check-answers", "to-question": "budget-1-item"},
        ).text
        assert hidden(page, "at-page") == "money"
        sent = {
            **two,
            "at-page": "check-answers",
            "seen-before": hidden(page, SHOWN) + " name",
            "consent-given": "y",
        }
        assert client.post(FORM, data=sent).status_code == 303
        assert [row.table for row in rows(house)] == ["towns", "lines", "lines"]


def test_paper_has_blank_repetitions(house):
    with house.app.test_request_context():
        services = house.app.extensions["hoja.services"]
        document = _document(services, services.programme.forms["aspiring_town"], "es")
    headings = [part.words for part in document.parts if part.is_heading]
    assert headings == ["Línea 1", "Línea 2", "Línea 3"]
    assert [part.words for part in document.parts].count("Precio") == 3


def test_receipt_lists_what_each_repetition_said(house):
    client, own = opened(house)
    more = {
        **seen(0, 1),
        "budget-1-item": "agua",
        "budget-1-price": "300",
        "budget-1-kind": "y",
    }
    answer = client.post(FORM, data={**own, **SENT, **more})
    page = client.get(answer.headers["Location"]).text
    assert "<dt>Línea 2: Clase</dt><dd>Y</dd>" in page
    assert "<dt>Línea 1: Precio</dt><dd>100</dd>" in page


def test_same_answers_once_more_are_asked_about_by_their_repetitions(house):
    client, own = opened(house)
    two = {
        **own,
        **SENT,
        **seen(0, 1),
        "budget-1-item": "agua",
        "budget-1-price": "300",
    }
    assert client.post(FORM, data=two).status_code == 303
    page = client.post(FORM, data={**two, "budget-1-price": "400"})
    assert page.status_code == 409
    assert re.search(
        r'<th scope="row">Línea 2: Precio</th><td>300</td><td>400</td>', page.text
    )


def test_made_up_keys_of_repetitions_leave_nothing_behind(house):
    client, own = opened(house)
    classes = house.app.extensions["hoja.services"].classes
    before = len(classes)
    for first in range(40, 46):
        client.post(
            FORM,
            data={
                **own,
                "name": "Cotacachi",
                NAME: [str(first), str(first + 9)],
                "go-on": "",
            },
        )
    assert len(classes) == before
