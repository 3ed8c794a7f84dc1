"""What was typed survives a closed tab, Back, another language and a line that is gone,
and is never filled in unasked.
"""

import pytest
from playwright.sync_api import expect

from forms.web_form.names import SWITCH
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.house import LONG_OPEN, open_house, own_fields, served
from tests.lived import ANSWERS
from tests.program import until

FORM = "/es/aspiring_town"
SEND = "main form button[type=submit]:not([name])"
OFFER, GO_ON, DELETE = "#draft", "#draft button >> nth=0", "#draft button >> nth=1"


@pytest.fixture
def empty(tmp_path, folder):
    with open_house(tmp_path, folder) as house:
        yield house


@pytest.fixture
def address(empty):
    """The pages of a house, served."""
    with served(empty.app) as opened:
        yield opened


@pytest.fixture
def phone(browser, address):
    """A telephone of one person; its pages begin at the address."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="es", base_url=address
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


def rows(house):
    with house.journal.read() as connection:
        return deliveries.in_state(connection, DeliveryState.queued, 100)


def opened(phone):
    page = phone.new_page()
    open_form(page)
    return page


def open_form(page):
    """As if it had stood open for long: tests fill it in faster than any person."""
    page.goto(FORM)
    page.evaluate(
        "press => { document.querySelector('[name=form-press]').value = press }",
        LONG_OPEN,
    )


def answer_all(page):
    for name, value in ANSWERS.items():
        field = page.locator(f"[name={name}]").first
        kind = field.get_attribute("type")
        if kind in ("radio", "checkbox"):
            page.check(f"[name={name}][value={value}]")
        else:
            field.fill(value)


def send(page):
    page.click(SEND)


@pytest.mark.browser
def test_draft_is_offered_after_a_closed_tab_and_filled_in_when_asked(phone, address):
    page = opened(phone)
    page.fill("[name=name]", "Cotacachi")
    page.check("[name=contact_language][value=pt]")
    page.check("[name='consent-given']")
    page.close(run_before_unload=False)
    page = opened(phone)
    expect(page.locator(OFFER)).to_be_visible()
    assert page.input_value("[name=name]") == ""
    page.click(GO_ON)
    assert page.input_value("[name=name]") == "Cotacachi"
    assert page.is_checked("[name=contact_language][value=pt]")
    assert not page.is_checked("[name='consent-given']")


@pytest.mark.browser
@pytest.mark.long
def test_draft_is_gone_where_it_is_deleted_or_a_week_old(phone):
    page = opened(phone)
    page.fill("[name=name]", "Cotacachi")
    page.reload()
    page.click(DELETE)
    page.reload()
    expect(page.locator(OFFER)).to_have_count(0)
    page.fill("[name=name]", "Otavalo")
    page.reload()
    expect(page.locator(OFFER)).to_be_visible()
    page.evaluate(
        "for (const key in localStorage) if (key.startsWith('hoja:draft:'))"
        " localStorage[key] = JSON.stringify({...JSON.parse(localStorage[key]), at: Date.now() - 8 * 86400000})"
    )
    page.reload()
    expect(page.locator(OFFER)).to_have_count(0)


@pytest.mark.browser
def test_draft_is_gone_once_it_is_sent_and_back_sends_nothing_twice(phone, empty):
    page = opened(phone)
    answer_all(page)
    send(page)
    expect(page.locator(".reference")).to_be_visible()
    # the script comes after what is seen
    until(
        lambda: page.evaluate("Object.keys(localStorage).length === 0"),
        "the draft is gone",
    )
    page.go_back()
    open_form(page)
    expect(page.locator(OFFER)).to_have_count(0)
    answer_all(page)
    send(page)
    expect(page.locator("main .notice h2")).to_be_visible()
    assert len(rows(empty)) == 1


@pytest.mark.browser
@pytest.mark.long
def test_form_that_is_sent_without_a_line_goes_once_when_it_is_back(phone, empty):
    page = opened(phone)
    answer_all(page)
    phone.set_offline(True)
    page.dblclick(SEND)
    expect(page.locator("#line")).to_be_visible()
    phone.set_offline(False)
    expect(page.locator(".reference")).to_be_visible()
    assert len(rows(empty)) == 1


@pytest.mark.browser
def test_enter_sends_and_does_not_change_the_language(phone):
    page = opened(phone)
    page.fill("[name=name]", "Cotacachi")
    page.press("[name=name]", "Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.get_attribute("html", "lang") == "es"


def test_language_link_keeps_what_was_typed_and_judges_nothing(empty):
    client = empty.client()
    data = {
        **own_fields(client.get(FORM).text),
        "name": "Cotacachi",
        "population": "muchos",
        SWITCH: "pt",
    }
    page = client.post("/pt/aspiring_town", data=data)
    assert page.status_code == 200
    assert 'lang="pt"' in page.text
    assert 'value="Cotacachi"' in page.text
    assert 'value="muchos"' in page.text
    assert 'role="alert"' not in page.text
    assert rows(empty) == []
