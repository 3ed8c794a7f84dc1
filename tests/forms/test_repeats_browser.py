"""Forms whose questions repeat, in a browser with scripts: repetitions come and go at
once, and stand in the sheet.
"""

import pytest
from playwright.sync_api import expect

from tests.forms.logic_form import FORM
from tests.forms.repeat_form import with_lines
from tests.house import LONG_OPEN, open_house, served

pytestmark = [pytest.mark.browser, pytest.mark.long]
SEND = "main form button[type=submit]:not([name])"


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_lines(folder)) as opened:
        yield opened.prepare()


@pytest.fixture
def page(house, browser):
    with served(house.app) as address:
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
        yield page
        context.close()


def legends(page, *words):
    expect(page.locator("main fieldset.repetition > legend")).to_have_text(list(words))


def test_repetitions_come_and_go_at_once_and_become_rows(house, page):
    requests = []
    page.on("request", lambda request: requests.append(request.method))
    page.fill("[name='budget-0-item']", "árboles")
    page.fill("[name='budget-0-price']", "100")
    page.click("[name=add-repetition]")
    legends(page, "Línea 1 de 2", "Línea 2 de 2")
    expect(page.locator("[name='budget-1-item']")).to_be_focused()
    page.fill("[name='budget-1-item']", "agua")
    page.fill("[name='budget-1-price']", "2000")
    expect(page.locator("[name='budget-1-reason']")).to_be_visible()
    expect(page.locator("[name='budget-0-reason']")).to_be_hidden()
    expect(page.locator("[data-part='budget-1-reason'] label")).to_contain_text(
        "Por qué agua"
    )
    expect(page.locator("output[data-value=total]").first).to_have_text("2100")
    expect(page.locator("output[data-value='budget-1-share']").first).to_have_text(
        "0,95"
    )
    page.click("[name=remove-repetition][value='budget-1']")
    legends(page, "Línea 1 de 1")
    expect(
        page.locator("[role=status]", has_text="Se quitó “Línea 2 de 2”.")
    ).to_be_visible()
    expect(page.locator("output[data-value=total]").first).to_have_text("100")
    page.click("text=Recuperar")
    expect(page.locator("[name='budget-1-item']")).to_have_value("agua")
    expect(page.locator("output[data-value=total]").first).to_have_text("2100")
    page.click("[name=add-repetition]")
    # One in which nothing stands is no row.
    expect(page.locator("[name='budget-2-item']")).to_be_focused()
    assert requests == []
    page.fill("[name='budget-1-reason']", "sed")
    page.fill("[name=name]", "Cotacachi")
    page.check("[name='consent-given']")
    page.click(SEND)
    expect(page.locator(".reference")).to_be_visible()
    expect(page.locator(".answers dt", has_text="Línea 2: Qué")).to_be_visible()
    house.settle()
    lines = house.records("lines")
    [town] = house.records("towns")
    assert sorted(
        (line["item"], line["price"], line["town"]) for line in lines.values()
    ) == [
        ("agua", 2000, town),
        ("árboles", 100, town),
    ]
    assert house.look().tabs["lines"].rows.keys() == lines.keys()
    house.settle()
    assert house.records("lines") == lines


def test_draft_brings_its_repetitions_back(page):
    page.click("[name=add-repetition]")
    page.click("[name=remove-repetition][value='budget-0']")
    page.click("[name=add-repetition]")
    page.fill("[name='budget-2-item']", "agua")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    page.reload()
    page.click("text=Seguir con eso")
    legends(page, "Línea 1 de 2", "Línea 2 de 2")
    expect(page.locator("[name='budget-2-item']")).to_have_value("agua")


def test_server_adds_where_the_script_is_too_old(page):
    stop = "event => event.stopImmediatePropagation()"
    page.evaluate(
        f"document.getElementById('questions').addEventListener('click', {stop}, true)"
    )
    page.fill("[name='budget-0-item']", "árboles")
    page.click("[name=add-repetition]")
    legends(page, "Línea 1 de 2", "Línea 2 de 2")
    expect(page.locator("[name='budget-0-item']")).to_have_value("árboles")
