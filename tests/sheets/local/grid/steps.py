"""Steps on the page that the tests of this folder take."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests import program
from tests.sheets.local.browser_page import cell, saved
from tests.sheets.local.conftest import Api

__all__ = ["at", "cell", "drag", "go_to", "press", "rule", "saved", "until_values"]

KEYS = "ArrowUp ArrowDown ArrowLeft ArrowRight Enter Tab Escape Home End F2 F4 Delete"
NAMED = frozenset((*KEYS.split(), "PageUp", "PageDown", "Space", "Backspace"))


def press(page: Page, keys: str) -> None:
    """Presses the keys named in a line; what is no key's name is typed."""
    for key in keys.split():
        if key in NAMED or "+" in key[1:]:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def at(page: Page, place: str) -> None:
    """Waits until this cell or range is selected."""
    expect(page.locator("#place")).to_have_text(place)


def go_to(page: Page, row: int, column: int) -> None:
    """Selects one cell with the mouse; both indexes count from 0."""
    cell(page, row, column).click()


def drag(page: Page, handle: Locator, to: Locator) -> None:
    """Draws something from where it is to the middle of something else."""
    handle.hover()
    page.mouse.down()
    to.hover(force=True)
    page.mouse.up()


def until_values(
    api: Api, area: str, expected: list[list[Any]], option: str = "FORMULA"
) -> None:
    """Waits until the sheet holds these values, formulas as such."""
    program.until(
        lambda: api.values(area, valueRenderOption=option) == expected,
        f"{expected} in {area}",
        patience=20,
    )


def rule(api: Api, column: int, kind: str, *values: str, strict: bool = True) -> None:
    """Puts data validation on the rows 2 to 5 of a column."""
    area = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 5,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    options = [{"userEnteredValue": value} for value in values]
    condition = {"type": kind, "values": options}
    api.batch(
        {
            "setDataValidation": {
                "range": area,
                "rule": {"condition": condition, "strict": strict},
            }
        }
    )
