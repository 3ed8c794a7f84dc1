"""A finger on the page: handles of the selection, the menu by a long press."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.conftest import ROWS
from tests.sheets.local.grid.steps import at, cell, until_values

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def phone_window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-US",
        viewport={"width": 360, "height": 720},
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(phone_window: Page, api: Api) -> Page:
    api.put("A1", ROWS)
    phone_window.goto(f"{api.url}/sheet/{api.id}#gid=0&range=A1")
    expect(phone_window.locator("td.selected")).to_have_text("Reference")
    cell(phone_window, 1, 1).tap()
    at(phone_window, "B2")
    return phone_window


class Finger:
    """One finger, as the browser's own protocol moves it."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)

    def send(self, kind: str, *points: dict[str, float]) -> None:
        self.session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)}
        )

    def draw(self, start: Locator, end: Locator) -> None:
        """From the middle of one thing to the middle of another, in some steps."""
        first, last = middle(start), middle(end)
        self.send("touchStart", first)
        for step in range(1, 6):
            part = step / 5
            self.send(
                "touchMove",
                {
                    axis: first[axis] + (last[axis] - first[axis]) * part
                    for axis in first
                },
            )
        self.send("touchEnd")


def middle(thing: Locator) -> dict[str, float]:
    box: Any = thing.bounding_box()
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def test_handle_is_drawn_over_a_range(phone: Page) -> None:
    finger = Finger(phone)
    finger.draw(phone.locator(".grip.last"), cell(phone, 3, 2))
    at(phone, "B2:C4")
    finger.draw(phone.locator(".grip.first"), cell(phone, 0, 1))
    expect(phone.locator("td.in")).to_have_count(8)
    expect(phone.locator("#grid")).to_have_js_property("scrollTop", 0)


def test_long_press_opens_the_menu_on_what_is_pressed(phone: Page, api: Api) -> None:
    finger = Finger(phone)
    finger.send("touchStart", middle(cell(phone, 2, 1)))
    menu = phone.get_by_role("menu")
    expect(menu).to_be_visible()
    finger.send("touchEnd")
    at(phone, "B3")
    expect(menu).to_be_visible()
    phone.get_by_role("menuitem", name="Empty cells").tap()
    until_values(api, "B2:B4", [["Loja"], [], ["Macará"]])


def test_finger_that_moves_scrolls_and_selects_nothing(phone: Page) -> None:
    Finger(phone).draw(cell(phone, 9, 1), cell(phone, 2, 1))
    expect(phone.locator("#grid")).not_to_have_js_property("scrollTop", 0)
    at(phone, "B2")
    expect(phone.get_by_role("menu")).to_be_hidden()


def test_keyboard_of_a_phone_saves_and_opens_the_next_cell(
    phone: Page, api: Api
) -> None:
    cell(phone, 1, 1).tap()
    editor = phone.locator("textarea.editor")
    expect(editor).to_have_attribute("enterkeyhint", "next")
    session = phone.context.new_cdp_session(phone)
    for text in ("Macas", "Puyo"):
        editor.fill("")
        # As such keyboards do: keys without names, words that are composed, and an
        # Enter that is told as a broken line.
        code = {"key": "Unidentified", "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **code})
        composed = {"text": text, "selectionStart": len(text), "selectionEnd": 0}
        session.send("Input.imeSetComposition", composed)
        session.send("Input.insertText", {"text": text})
        expect(editor).to_have_value(text)
        session.send("Input.insertText", {"text": "\n"})
    until_values(api, "B2:B4", [["Macas"], ["Puyo"], ["Macará"]])
    at(phone, "B4")
    expect(editor).to_have_value("Macará")


def test_cell_stays_in_sight_when_the_keyboard_comes(phone: Page) -> None:
    place = cell(phone, 11, 1)
    place.tap()
    at(phone, "B12")
    place.tap()
    editor = phone.locator("textarea.editor")
    expect(editor).to_be_visible()
    phone.set_viewport_size({"width": 360, "height": 380})
    try:
        expect(editor).to_be_in_viewport(ratio=1)
        expect(editor).to_be_focused()
        expect(phone.locator("#place")).to_be_in_viewport()
    finally:
        phone.set_viewport_size({"width": 360, "height": 720})


def test_list_is_tapped(phone: Page, api: Api) -> None:
    area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2}
    area |= {"endRowIndex": 4, "endColumnIndex": 3}
    options = [{"userEnteredValue": text} for text in ("New", "Done")]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": options}, "strict": True}
    api.batch({"setDataValidation": {"range": area, "rule": rule}})
    expect(phone.locator("#c1-2.choice")).to_be_visible()
    cell(phone, 1, 2).tap()
    at(phone, "C2")
    cell(phone, 1, 2).tap()
    phone.get_by_role("option", name="Done").tap()
    until_values(api, "C2", [["Done"]])
