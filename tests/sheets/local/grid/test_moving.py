"""Keys that move and select, and the line that says what a selection comes to."""

import pytest
from playwright.sync_api import Page, expect

from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import at, cell, go_to, press, until_values

pytestmark = pytest.mark.browser

MOVES = [
    # From within data to its edge, from an edge to the next data, or to the end.
    ("Control+ArrowDown", "B4"),
    ("Control+ArrowUp", "B1"),
    ("Control+ArrowRight", "D2"),
    ("Control+ArrowLeft", "A2"),
    ("Control+ArrowDown Control+ArrowDown", "B8"),
    ("Control+ArrowRight Control+ArrowRight", "F2"),
    ("Control+ArrowRight Control+ArrowRight Control+ArrowRight", "Z2"),
    ("Control+ArrowDown Control+ArrowDown Control+ArrowUp", "B4"),
    ("Control+Shift+ArrowDown", "B2:B4"),
    ("Control+Shift+ArrowDown Control+Shift+ArrowRight", "B2:D4"),
    ("Control+Home", "A1"),
    ("Control+End", "F8"),
    ("Control+Shift+End", "B2:F8"),
    ("Home", "A2"),
    ("End", "Z2"),
    ("Shift+Home", "B2:A2"),
    ("Control+a", "A1:Z28"),
]


def test_keys_move_and_select_as_in_google_sheets(page: Page, api: Api) -> None:
    api.put("B8", [["far"]])
    api.put("F2", [["away"]])
    expect(cell(page, 7, 1)).to_have_text("far")
    for keys, place in MOVES:
        go_to(page, 1, 1)
        press(page, keys)
        at(page, place)


def test_page_down_moves_by_what_is_in_sight_and_page_up_back(page: Page) -> None:
    press(page, "PageDown")
    expect(page.locator("#place")).not_to_have_text("B2")
    row = int(page.locator("#place").inner_text()[1:])
    rows_in_sight = page.evaluate(
        "document.getElementById('grid').clientHeight / document.querySelector('td').offsetHeight"
    )
    assert rows_in_sight - 4 < row < rows_in_sight + 1
    press(page, "PageUp")
    at(page, "B2")


def test_hidden_rows_are_no_edge(page: Page, api: Api) -> None:
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    hide = {"range": span, "properties": {"hiddenByUser": True}, "fields": "*"}
    api.batch({"updateDimensionProperties": hide})
    expect(cell(page, 2, 1)).to_have_count(0)
    press(page, "Control+ArrowDown")
    at(page, "B4")


def test_enter_after_tabs_returns_below_where_they_began(page: Page, api: Api) -> None:
    go_to(page, 4, 0)
    press(page, "TOWN-4 Tab Zamora Tab New Enter")
    at(page, "A6")
    press(page, "TOWN-5 Tab Quito Enter")
    at(page, "A7")
    until_values(api, "A5:C6", [["TOWN-4", "Zamora", "New"], ["TOWN-5", "Quito"]])


def test_enter_after_another_step_stays_in_its_column(page: Page) -> None:
    press(page, "Tab ArrowDown x Enter")
    at(page, "C4")


def test_selection_comes_to_sum_average_and_count(page: Page) -> None:
    sums = page.locator("#sums")
    expect(sums).to_be_empty()
    go_to(page, 1, 2)
    press(page, "Shift+ArrowRight Control+Shift+ArrowDown")
    expect(sums).to_have_text("Sum: 60Average: 20Count: 6")
    press(page, "ArrowLeft")
    expect(sums).to_be_empty()


def test_rows_are_selected_by_drawing_over_their_numbers(page: Page) -> None:
    page.locator("[data-number='1']").hover()
    page.mouse.down()
    page.locator("[data-number='3']").hover()
    page.mouse.up()
    at(page, "A2:Z4")


def test_keys_are_listed_wherever_the_focus_is(page: Page) -> None:
    page.locator("#more").focus()
    page.keyboard.press("Control+/")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Ctrl+D, Ctrl+R")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_screen_readers_are_told_where_they_are(page: Page) -> None:
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "24")
    expect(grid).to_have_attribute("aria-colcount", "26")
    press(page, "ArrowDown ArrowRight")
    expect(grid).to_have_attribute("aria-activedescendant", "c2-2")
    active = page.get_by_role("gridcell", name="Done", exact=True)
    expect(active).to_have_attribute("aria-colindex", "3")
    expect(active).to_have_attribute("aria-selected", "true")
    row = page.get_by_role("row").filter(has=active)
    expect(row).to_have_attribute("aria-rowindex", "3")
    expect(row.get_by_role("rowheader")).to_have_text("3")
    expect(page.get_by_role("columnheader", name="C", exact=True)).to_have_attribute(
        "aria-colindex", "3"
    )
