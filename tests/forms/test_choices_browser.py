"""Lists in a browser: filtered at once, searched by keyboard, and both
in steps without a script.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.forms.choice_form import CASCADE, add_towns, with_fields
from tests.forms.logic_form import FORM, field
from tests.forms.test_choices import rows
from tests.house import LONG_OPEN, open_house, served
from tests.program import until

pytestmark = pytest.mark.browser
SEND = "main form button[type=submit]:not([name])"
PRESS = "press => { document.querySelector('[name=form-press]').value = press }"
TOWNS = {
    f"MN-AAAA{letter}": {"name": f"San José de {letter}"} for letter in "ABCDEFGHIJKLM"
}
TOWNS |= {"MN-BBBBB": {"name": "Cuñao"}, "MN-CCCCC": {"name": "São Luís"}}
NEAR = field("near", "reference", table="towns", public_list=True, required=True)


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_fields(folder, *CASCADE, NEAR)) as opened:
        add_towns(opened, TOWNS)
        yield opened


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
        page.goto(FORM)
        page.has_script = request.param
        yield page
        context.close()


def go_on(page, question):
    """Where no script runs, the button of a list shows what it offers now."""
    if not page.has_script:
        page.click(f"button[name=go-on][value={question}] >> nth=-1")


def picture(page, name):
    """For whoever looks at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_choices_follow_the_answer_they_depend_on(house, page):
    picture(page, f"choices-{page.has_script}-0")
    page.check("[name=country][value=ec]")
    go_on(page, "city")
    expect(page.locator("[name=city]:visible")).to_have_count(3)
    page.check("[name=city][value=quito]")
    page.check("[name=country][value=pe]")
    go_on(page, "city")
    expect(page.locator("#q-city .told")).to_have_text(
        "“Quito” no va con sus otras respuestas. Elija otra vez, por favor."
    )
    expect(page.locator("[name=city][value=quito]:visible")).to_have_count(0)
    picture(page, f"choices-{page.has_script}-1")
    page.check("[name=city][value=lima]")
    page.fill("[name=name]", "Cotacachi")
    page.fill("[name=search-near]", "cunao")
    go_on(page, "near")
    page.check("[name=near][value=MN-BBBBB]")
    picture(page, f"choices-{page.has_script}-2")
    page.check("[name=consent-given]")
    page.evaluate(PRESS, LONG_OPEN)
    page.click(SEND)
    expect(page.locator(".reference")).to_be_visible()
    [row] = rows(house)
    assert (row["city"], row["near"]) == ("lima", "MN-BBBBB")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_choice_comes_back_with_the_answer_it_depends_on(page):
    page.check("[name=country][value=ec]")
    page.check("[name=city][value=quito]")
    page.check("[name=country][value=pe]")
    expect(page.locator("[name=city]:checked")).to_have_count(0)
    page.check("[name=country][value=ec]")
    expect(page.locator("[name=city][value=quito]")).to_be_checked()
    expect(page.locator("#q-city .told")).to_have_text("")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_long_list_is_searched_by_keyboard(page):
    line = page.locator("[name=search-near]")
    line.focus()
    page.keyboard.type("luis sao")
    expect(page.locator("[name=near]:visible")).to_have_count(1)
    expect(page.locator("#q-near .search [role=status]")).to_have_text(
        "Se muestran 1 de 15"
    )
    page.keyboard.press("Enter")
    expect(page.locator("[name=near][value=MN-CCCCC]")).to_be_checked()
    expect(page.locator("[name=near][value=MN-CCCCC]")).to_be_focused()
    line.fill("san jose")
    # What is chosen stays in sight; arrows go from one to the next that is shown.
    expect(page.locator("[name=near]:visible")).to_have_count(14)
    line.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[name=near][value=MN-AAAAA]")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=near][value=MN-AAAAB]")).to_be_checked()
    picture(page, "choices-search")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_draft_fills_in_choices_that_depend_on_answers(page):
    page.check("[name=country][value=pe]")
    page.check("[name=city][value=lima]")
    page.check("[name=near][value=MN-BBBBB]")
    expect(page.locator("[name=near][value=MN-BBBBB]")).to_be_checked()
    until(
        lambda: page.evaluate(
            "Object.values(localStorage).some(draft => draft.includes('MN-BBBBB'))"
        ),
        "the draft holds the mentor",
    )
    page.goto(FORM)
    page.click("#draft button >> nth=0")
    expect(page.locator("[name=city][value=lima]")).to_be_checked()
    expect(page.locator("[name=near][value=MN-BBBBB]")).to_be_checked()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_draft_keeps_what_was_typed_into_a_search_beside_what_is_chosen(page):
    page.check("[name=near][value=MN-BBBBB]")
    page.fill("[name=search-near]", "luis sao")
    until(
        lambda: page.evaluate(
            "Object.values(localStorage).some(draft => draft.includes('luis sao'))"
        ),
        "the draft holds the search",
    )
    page.goto(FORM)
    page.click("#draft button >> nth=0")
    expect(page.locator("[name=search-near]")).to_have_value("luis sao")
    expect(page.locator("[name=near]:visible")).to_have_count(2)
    expect(page.locator("[name=near][value=MN-BBBBB]")).to_be_checked()
    expect(page.locator("[name=near][value=MN-BBBBB]")).to_be_enabled()
