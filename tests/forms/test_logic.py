"""Forms whose questions depend on one another, without JavaScript: the server
decides.
"""

import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from forms.answers.shows import UNSENT
from forms.web_form.names import SHOWN, STEP
from journal.forms import submissions
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.logic_form import FORM, field, with_form
from tests.forms.test_views import errors
from tests.house import LONG_OPEN, fill, hidden, open_house, own_fields, served
from tests.lived import coordinator, copied_house
from tests.uploads import samples

SENT = {"name": "Cotacachi", "consent-given": "y"}


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_form(folder)) as opened:
        yield opened


def opened(house):
    client = house.client()
    page = client.get(FORM).text
    return client, {**own_fields(page), SHOWN: hidden(page, SHOWN)}


def rows(house):
    with house.journal.read() as connection:
        return [
            row.values
            for row in deliveries.in_state(connection, DeliveryState.queued, 100)
        ]


def shown(page):
    """The parts that the page shows."""
    parts = re.findall(r'<div data-part="(\w+)"( hidden)?>', page)
    return [name for name, is_hidden in parts if not is_hidden]


def button(page):
    """What the button that goes on sends."""
    return re.search(rf'name="{STEP}" value="(\w+)"', page)[1]


def test_first_page_shows_what_applies_and_a_button_to_go_on(house):
    page = house.client().get(FORM).text
    assert shown(page) == ["name", "kind", "last", "day"]
    assert f'name="{STEP}"' in page


def test_going_on_shows_what_follows_and_judges_nothing(house):
    client, own = opened(house)
    pressed = {STEP: button(client.get(FORM).text)}
    page = client.post(FORM, data={**own, "kind": "y", "asked": "sesenta", **pressed})
    assert page.status_code == 200
    assert re.findall(r"<input[^>]* autofocus[^>]* name=.(\w+)", page.text) == ["asked"]
    assert shown(page.text) == [
        "name",
        "kind",
        "money",
        "asked",
        "own",
        "total",
        "last",
        "day",
    ]
    assert 'role="alert"' not in page.text
    assert 'value="sesenta"' in page.text


def test_questions_that_were_not_shown_are_asked_before_anything_is_kept(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, **SENT, "kind": "x"})
    assert page.status_code == 422
    assert "detail" in shown(page.text)
    assert "Sus respuestas llevan a otras preguntas" in page.text
    assert 'id="errors"' not in page.text
    again = client.post(
        FORM, data={**own, **SENT, "kind": "x", SHOWN: hidden(page.text, SHOWN)}
    )
    assert again.status_code == 303
    [row] = rows(house)
    assert row["name"] == "Cotacachi"


def test_what_is_typed_and_does_not_apply_is_told_and_not_kept(house):
    client, own = opened(house)
    everything = {
        **own,
        **SENT,
        "kind": "y",
        "detail": "p",
        "reason": "porque sí",
        "asked": "60",
        "own": "40",
    }
    everything[SHOWN] = (
        "name kind detail reason money asked own total enough last day letter"
    )
    page = client.post(FORM, data=everything)
    assert page.status_code == 422
    assert "porque sí" in page.text
    assert "¿reason?" in page.text
    assert rows(house) == []
    again = client.post(FORM, data={**everything, UNSENT: hidden(page.text, UNSENT)})
    assert again.status_code == 303
    [row] = rows(house)
    assert not row.keys() & {"detail", "reason"}
    # nor among the answers as they were typed, which the receipt shows
    assert "porque sí" not in client.get(again.location).text
    with house.journal.read() as connection:
        typed = submissions.by_key(connection, own["form-key"]).answers
    assert not typed.keys() & {"detail", "reason"}


def test_file_of_a_question_that_does_not_apply_is_told_and_not_kept(house):
    client, own = opened(house)
    everything = {
        **own,
        **SENT,
        "kind": "y",
        "asked": "1",
        "letter": (io.BytesIO(samples.pdf()), "carta.pdf"),
    }
    everything[SHOWN] = "name kind asked own last day letter money total"
    page = client.post(FORM, data=everything, content_type="multipart/form-data")
    assert page.status_code == 422
    data = {
        **everything,
        UNSENT: hidden(page.text, UNSENT),
        "kept-letter": hidden(page.text, "kept-letter"),
    }
    del data["letter"]
    assert client.post(FORM, data=data).status_code == 303
    with house.journal.read() as connection:
        [row] = deliveries.in_state(connection, DeliveryState.queued, 100)
    assert "letter" not in row.values


def test_error_of_a_hidden_question_is_no_error(house):
    client, own = opened(house)
    data = {
        **own,
        **SENT,
        "kind": "x",
        "asked": "sesenta",
        SHOWN: "name kind detail letter last day",
    }
    page = client.post(FORM, data=data)
    assert 'id="errors"' not in page.text


def test_computed_value_and_answers_in_words_are_shown(house):
    client, own = opened(house)
    page = client.post(
        FORM, data={**own, "kind": "y", "asked": "60", "own": "1040", STEP: "1"}
    ).text
    assert '<output data-value="total">1.100</output>' in page
    assert re.search(
        r'Con <output class="inside" data-value="total">1.100</output> alcanza', page
    )


def test_answer_that_is_not_understood_is_not_blank_for_what_depends_on_it(
    tmp_path, folder
):
    fields = (
        field("phone", "phone", required='mail == ""'),
        field("mail", "email", required='phone == ""'),
    )
    with open_house(tmp_path, with_form(folder, fields)) as house:
        client, own = opened(house)
        assert errors(
            client.post(FORM, data={**own, **SENT, "phone": "12"}).text
        ).keys() == {"phone"}
        assert errors(client.post(FORM, data={**own, **SENT}).text).keys() == {
            "phone",
            "mail",
        }


def test_group_that_is_wrong_says_so(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, "consent-given": "y"}).text
    assert re.search(
        r'<fieldset[^>]* id="q-kind"[^>]* role="radiogroup" aria-invalid="true"', page
    )


@pytest.mark.parametrize(("days", "status"), [(-1, 303), (0, 303), (3, 422)])
def test_day_is_compared_with_every_day_that_is_today_somewhere(house, days, status):
    client, own = opened(house)
    day = house.app.extensions["hoja.services"].clock.now().date() + timedelta(
        days=days
    )
    data = {
        **own,
        **SENT,
        "kind": "x",
        "day": day.isoformat(),
        SHOWN: "name kind detail letter last day",
    }
    assert client.post(FORM, data=data).status_code == status


@pytest.fixture
def address(house):
    with served(house.app) as opened:
        yield opened


@pytest.mark.browser
def test_browser_shows_at_once_what_the_server_decides(house, address, browser):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="es", base_url=address
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(FORM)
    page.evaluate(
        "press => { document.querySelector('[name=form-press]').value = press }",
        LONG_OPEN,
    )
    expect(page.locator(".step:visible")).to_have_count(0)
    expect(page.locator("[name=detail]").first).to_be_hidden()
    page.check("[name=kind][value=x]")
    page.check("[name=detail][value=p]")
    page.fill("[name=reason]", "porque sí")
    page.check("[name=kind][value=y]")
    expect(page.locator("[name=reason]")).to_be_hidden()
    page.fill("[name=asked]", "60")
    page.fill("[name=own]", "1040")
    expect(page.locator("output[data-value=total]").first).to_have_text("1100")
    expect(page.locator("[data-part=enough]")).to_contain_text("Con 1100 alcanza")
    page.fill("[name=name]", "Cotacachi")
    page.check("[name='consent-given']")
    page.click("main form button[type=submit]:not([name])")
    # What was typed and is hidden now is told before it is left out.
    expect(page.locator("[role=alert]")).to_contain_text("porque sí")
    page.click("main form button[type=submit]:not([name])")
    expect(page.locator(".reference")).to_be_visible()
    context.close()
    [row] = rows(house)
    assert row["name"] == "Cotacachi"


@pytest.mark.browser
def test_counter_counts_as_the_server_does(tmp_path, folder, browser):
    fields = (
        field("name", most_words=3),
        field("why", max_length=5, appearance="multiline"),
        field("elements"),
    )
    with open_house(tmp_path, with_form(folder, fields)) as house:
        page = browser.new_page()
        page.set_content(house.client().get(FORM).text)
        page.add_script_tag(path="static/form.js")
        page.fill("[name=name]", " uno  dos ")
        expect(page.locator(".hint", has_text="2 de 3 palabras")).to_be_visible()
        page.fill("[name=why]", "é\n😀ab")
        expect(page.locator(".hint", has_text="5 de 5 caracteres")).to_be_visible()
        page.close()
        client, own = opened(house)
        assert (
            client.post(FORM, data={**own, **SENT, "why": "é\r\n😀ab"}).status_code
            == 303
        )


@pytest.mark.parametrize(
    ("words", "status"), [("uno dos tres", 303), ("uno dos tres cuatro", 422)]
)
def test_as_many_words_as_are_allowed_are_kept_and_no_more(
    tmp_path, folder, words, status
):
    with open_house(
        tmp_path, with_form(folder, (field("name", most_words=3),))
    ) as house:
        client, own = opened(house)
        answer = client.post(FORM, data={**own, **SENT, "name": words})
        assert (answer.status_code, list(errors(answer.text))) == (
            status,
            [] if status == 303 else ["name"],
        )


@pytest.mark.browser
def test_browser_that_cannot_evaluate_goes_on_in_steps(address, browser):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="es", base_url=address
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(FORM)
    expect(page.locator(".step:visible")).to_have_count(0)
    # As a browser does that does not know a class of letters in a pattern.
    page.evaluate(
        "() => { Expressions.evaluate = () => { throw new SyntaxError('too old') } }"
    )
    page.check("[name=kind][value=y]")
    expect(page.locator(".step:visible").first).to_be_visible()
    page.locator(".step:visible button").first.click()
    expect(page.locator("[name=asked]")).to_be_visible()
    context.close()


def test_staff_may_leave_out_a_file_that_others_must_add(
    tmp_path, folder, tmp_path_factory
):
    fields = (field("name"), field("letter", "file", required=True))
    with copied_house(
        tmp_path / "house", with_form(folder, fields), tmp_path_factory
    ) as house:
        assert list(errors(fill(house.client(), FORM, SENT).text)) == ["letter"]
        assert (
            fill(coordinator(house), FORM, {**SENT, "arrived-by": "phone"}).status_code
            == 303
        )
