"""The search of the page: over all rows, drawn or not."""

import pytest
from playwright.sync_api import Page, expect

from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import at, cell, press

pytestmark = pytest.mark.browser

LAST = 900


@pytest.fixture
def searched(page: Page, api: Api) -> Page:
    api.put(f"C{LAST}", [["Cañón"]])
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(LAST + 20))
    press(page, "Control+f")
    return page


def count(page: Page, text: str) -> None:
    expect(page.locator("#find span")).to_have_text(text)


def test_search_finds_what_is_not_drawn(searched: Page) -> None:
    page = searched
    expect(cell(page, LAST - 1, 2)).to_have_count(0)
    page.keyboard.type("canon")
    at(page, f"C{LAST}")
    count(page, "1 of 1")
    expect(cell(page, LAST - 1, 2)).to_be_in_viewport()
    press(page, "Escape")
    expect(page.locator("#grid")).to_be_focused()
    at(page, f"C{LAST}")


def test_next_and_previous_go_round(searched: Page) -> None:
    page = searched
    page.keyboard.type("town-")
    for keys, place, told in (
        ("", "A3", "2 of 3"), ("Enter", "A4", "3 of 3"), ("Enter", "A2", "1 of 3"),
        ("Shift+Enter", "A4", "3 of 3"),
    ):  # fmt: skip
        press(page, keys)
        at(page, place)
        count(page, told)
    page.get_by_role("button", name="Previous").click()
    at(page, "A3")
    expect(page.locator("td.hit")).to_have_text(["TOWN-1", "TOWN-2", "TOWN-3"])


def test_search_without_hits_says_so_and_stays(searched: Page) -> None:
    page = searched
    page.keyboard.type("nowhere")
    count(page, "No matches")
    at(page, "B2")


def test_search_follows_changes_of_others(searched: Page, api: Api) -> None:
    searched.keyboard.type("loja")
    count(searched, "1 of 1")
    api.put("A20", [["Loja"]])
    count(searched, "1 of 2")
