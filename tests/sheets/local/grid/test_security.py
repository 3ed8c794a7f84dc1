"""What browsers are told about the page, and that the page works under it."""

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import press

PATHS = ["/sheet?all", "/sheet/{id}", "/sheet/{id}/data", "/sheet/static/page.js"]
PATHS += ["/sheet/nowhere", "/sheet/{id}/version"]


@pytest.mark.parametrize("path", PATHS)
def test_page_runs_its_own_files_only_and_in_no_frame(api: Api, path: str) -> None:
    headers = requests.get(api.url + path.format(id=api.id), timeout=10).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.browser
def test_page_breaks_none_of_its_own_rules(page: Page) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.reload()
    expect(page.locator("td.selected")).to_have_text("Loja")
    press(page, "Shift+F2 Escape Control+/ Escape Control+f Escape Shift+F10 Escape")
    press(page, "x Escape Control+c Control+v")
    expect(page.locator("#state")).to_have_text("Saved")
    assert told == []
