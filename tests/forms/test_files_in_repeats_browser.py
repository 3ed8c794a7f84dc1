"""Files of repetitions in a browser with scripts: they are sent as they are chosen,
leave with their repetition and come back with it.
"""

import pytest
from playwright.sync_api import expect

from tests.forms.logic_form import FORM
from tests.forms.repeat_form import with_lines
from tests.forms.test_files_in_repeats import FIELDS, stored
from tests.house import LONG_OPEN, open_house, served
from tests.uploads import samples

pytestmark = [pytest.mark.browser, pytest.mark.long]
SEND = "main form button[type=submit]:not([name])"


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_lines(folder, FIELDS)) as opened:
        yield opened


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


def choose(page, repetition, name):
    file = {"name": name, "mimeType": "image/png", "buffer": samples.png()}
    page.set_input_files(f"[name='budget-{repetition}-photo']", [file])


def arrived(page, name):
    return expect(page.locator(".files li", has_text=name))


def test_files_of_repetitions_that_come_and_go(house, page):
    page.fill("[name=name]", "Cotacachi")
    for repetition in range(3):
        page.click("[name=add-repetition]")
        choose(page, repetition, f"foto{repetition}.png")
        arrived(page, f"foto{repetition}.png").to_contain_text("✓")
        # What depends on the file is asked as soon as it has arrived.
        expect(page.locator(f"[name='budget-{repetition}-size']")).to_be_visible()
    for repetition in (1, 2):
        page.click(f"[name=remove-repetition][value='budget-{repetition}']")
        arrived(page, f"foto{repetition}.png").to_have_count(0)
    page.click("text=Recuperar")
    arrived(page, "foto2.png").to_contain_text("✓")
    page.check("[name='consent-given']")
    page.click(SEND)
    expect(page.locator(".reference")).to_be_visible()
    assert [(field, name) for field, name, _row in stored(house)] == [
        ("budget-0-photo", "foto0.png"),
        ("budget-1-photo", "foto2.png"),
    ]


def test_file_on_its_way_waits_for_its_repetition(house, page):
    waiting = []

    def hold(route):
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/files", hold)
    page.fill("[name=name]", "Cotacachi")
    page.click("[name=add-repetition]")
    with page.expect_request("**/files"):
        choose(page, 0, "foto.png")
    page.click("[name=remove-repetition][value='budget-0']")
    expect(page.locator("main fieldset.repetition")).to_have_count(0)
    # As the server answers where it has no such question.
    waiting[0].fulfill(json={"arrived": [], "problems": []}, status=422)
    page.click("text=Recuperar")
    arrived(page, "foto.png").to_contain_text("✓")
    page.check("[name='consent-given']")
    page.click(SEND)
    expect(page.locator(".reference")).to_be_visible()
    assert [name for _field, name, _row in stored(house)] == ["foto.png"]
