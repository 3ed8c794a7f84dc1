"""Lists in repetitions, with scripts and without: each follows the answers of its own
repetition.
"""

import pytest
from playwright.sync_api import expect

from tests.forms.choice_form import add_towns
from tests.forms.logic_form import FORM
from tests.forms.repeat_form import with_lines
from tests.forms.test_choices_browser import picture
from tests.forms.test_lists_in_repeats import FIELDS, rows
from tests.forms.test_record_lists import TOWNS
from tests.house import LONG_OPEN, open_house, served

pytestmark = [pytest.mark.browser, pytest.mark.long]
SEND = "main form button[type=submit]:not([name])"
PRESS = "press => { document.querySelector('[name=form-press]').value = press }"


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_lines(folder, FIELDS)) as house:
        add_towns(house, TOWNS)
        yield house


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request, house, browser):
    with served(house.app) as address:
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            locale="es",
            base_url=address,
            java_script_enabled=request.param,
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.has_script = request.param
        page.goto(FORM)
        yield page
        context.close()


def step(page, name=""):
    """The button that the page has without a script."""
    if not page.has_script:
        page.click(f"button[name=go-on]{name} >> nth=-1")


def option(page, name, value):
    return page.locator(f"input[name='{name}'][value='{value}']")


def test_lists_of_a_repetition_that_was_added(house, page):
    page.fill("[name=name]", "Cotacachi")
    page.check("input[name='stops-0-land'][value=ec]")
    step(page, "[value='stops-0-city']")
    expect(option(page, "stops-0-city", "quito")).to_be_visible()
    expect(option(page, "stops-0-city", "lima")).not_to_be_visible()
    option(page, "stops-0-city", "quito").check()
    page.click("[name=add-repetition]")
    page.check("input[name='stops-1-land'][value=pe]")
    step(page, "[value='stops-1-city']")
    expect(option(page, "stops-1-city", "lima")).to_be_visible()
    expect(option(page, "stops-1-city", "quito")).not_to_be_visible()
    expect(option(page, "stops-0-city", "quito")).to_be_checked()
    option(page, "stops-1-city", "lima").check()
    page.fill("[name='search-stops-1-near']", "cunao")
    if page.has_script:
        page.press("[name='search-stops-1-near']", "Enter")
        expect(option(page, "stops-1-near", "MN-BBBBB")).to_be_checked()
    page.check("input[name='stops-1-kind'][value=other]")
    step(page, ":visible")
    page.fill("[name='stops-1-kind_other']", "cometas")
    page.check("[name='consent-given']")
    picture(page, f"lists-in-repeats-{page.has_script}")
    page.evaluate(PRESS, LONG_OPEN)
    page.click(SEND)
    page.wait_for_url("**/receipt/**")
    assert [
        (row.get("city"), row.get("near"), row.get("kind_other")) for row in rows(house)
    ] == [
        ("quito", None, None),
        ("lima", "MN-BBBBB", "cometas"),
    ]
    expect(page.get_by_text("Cuñao")).to_be_visible()
