"""A tab of 500 columns: only those in sight are drawn."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import at, cell, press, until_values

pytestmark = pytest.mark.browser
COLUMNS = 500
LAST = "SF"


@pytest.fixture
def page(window: BrowserContext, api: Api) -> Iterator[Page]:
    """Columns with their numbers in them; A is frozen, and B2 selected."""
    grid = {"columnCount": COLUMNS, "frozenColumnCount": 1, "frozenRowCount": 1}
    fields = "gridProperties(columnCount,frozenColumnCount,frozenRowCount)"
    properties = {"sheetId": 0, "gridProperties": grid}
    api.batch({"updateSheetProperties": {"properties": properties, "fields": fields}})
    api.put("A1", [[f"{row}/{column}" for column in range(COLUMNS)] for row in "123"])
    page = window.new_page()
    page.goto(f"{api.url}/sheet/{api.id}#gid=0&range=B2")
    expect(page.locator("td.selected")).to_have_text("2/1")
    yield page
    page.close()


def test_columns_are_drawn_where_the_selection_goes(page: Page, api: Api) -> None:
    assert page.locator("tr:has(#c1-1) > td").count() < 60
    press(page, "Control+ArrowRight")
    at(page, f"{LAST}2")
    expect(cell(page, 1, COLUMNS - 1)).to_be_in_viewport()
    expect(cell(page, 1, 0)).to_be_in_viewport()
    expect(cell(page, 1, 1)).to_have_count(0)
    # The letter stands above its cell, and the frozen header is drawn as well.
    letter = page.locator(f"[data-letter='{COLUMNS - 1}']").bounding_box()
    square = cell(page, 1, COLUMNS - 1).bounding_box()
    assert letter is not None
    assert square is not None
    assert letter["x"] == pytest.approx(square["x"], abs=1)
    expect(cell(page, 0, COLUMNS - 1)).to_have_text(f"1/{COLUMNS - 1}")
    press(page, "typed Enter")
    until_values(api, f"{LAST}2", [["typed"]])
    press(page, "Control+Home")
    at(page, "A1")
    press(page, "ArrowRight")
    expect(cell(page, 0, 1)).to_be_in_viewport()


def test_scrolled_columns_are_drawn_and_clicked(page: Page) -> None:
    page.locator("#grid").evaluate(
        "grid => { grid.scrollLeft = grid.scrollWidth / 2; }"
    )
    middle = cell(page, 2, COLUMNS // 2)
    expect(middle).to_have_text(f"3/{COLUMNS // 2}")
    middle.click()
    expect(page.locator("td.selected")).to_have_text(f"3/{COLUMNS // 2}")
    press(page, "Shift+Home")
    expect(page.locator("#sums")).to_contain_text(str(COLUMNS // 2 + 1))


def test_search_goes_to_a_column_that_is_not_drawn(page: Page) -> None:
    press(page, "Control+f")
    page.keyboard.type("3/444")
    press(page, "Enter")
    expect(cell(page, 2, 444)).to_be_in_viewport()
