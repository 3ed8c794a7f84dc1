"""One window for all tests of a file, and a new spreadsheet in it for each of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.sheets.local.conftest import Api

ROWS = [
    ["Reference", "Town", "Status", "Citizens"],
    ["TOWN-1", "Loja", "New", 10],
    ["TOWN-2", "Cuenca", "Done", 20],
    ["TOWN-3", "Macará", "New", 30],
]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale="en-US",
        viewport={"width": 1280, "height": 720},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def tab_of_window(window: BrowserContext) -> Page:
    return window.new_page()


@pytest.fixture
def page(tab_of_window: Page, api: Api) -> Page:
    """The page of ROWS; "Loja" in B2 is selected."""
    api.put("A1", ROWS)
    tab_of_window.goto(f"{api.url}/sheet/{api.id}#gid=0&range=B2")
    expect(tab_of_window.locator("td.selected")).to_have_text("Loja")
    return tab_of_window
