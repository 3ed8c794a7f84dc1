"""Typing into a cell of the page, in Chromium: every state of the editor,
read back through the API.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests import program
from tests.sheets.local.browser_page import cell, saved, select
from tests.sheets.local.conftest import Api

pytestmark = pytest.mark.browser

SHEET = [
    ["Reference", "Town", "Status"],
    ["TOWN-1", "Loja", "New"],
    ["TOWN-2", "Cuenca", "Done"],
]


def field(page: Page) -> Locator:
    return page.locator("textarea.editor")


def press(page: Page, keys: str) -> None:
    """Presses the keys named in a line; what is no key's name
    is typed letter by letter.
    """
    for key in keys.split():
        named = key in NAMED or "+" in key[1:]
        if named:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


NAMED = {
    "ArrowUp",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "Enter",
    "Tab",
    "Escape",
    "Home",
    "End",
    "F2",
}
NAMED |= {"PageUp", "PageDown", "Delete", "Backspace"}


def until_values(
    api: Api, area: str, expected: list[list[str]], option: str = "FORMATTED_VALUE"
) -> None:
    program.until(
        lambda: api.values(area, valueRenderOption=option) == expected,
        f"{expected} in {area}",
        patience=20,
    )


def unchanged(page: Page, api: Api) -> None:
    """Nothing but the text typed now, far below, has reached the sheet: saving
    keeps the order of typing.
    """
    expect(field(page)).to_have_count(0)
    select(page, (9, 0))
    press(page, "last Enter")
    until_values(api, "A10", [["last"]])
    assert api.values("A1:C5") == SHEET


def test_values_typed_down_a_column_reach_a_cell_each(page: Page, api: Api) -> None:
    select(page, (4, 1))
    press(page, "1 ArrowDown 2 ArrowDown 3 Enter")
    until_values(api, "B5:B7", [["1"], ["2"], ["3"]])


@pytest.mark.long
@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("ArrowUp", "B4"), ("ArrowDown", "B6"), ("ArrowLeft", "A5"), ("ArrowRight", "C5"),
        ("Enter", "B6"), ("Shift+Enter", "B4"), ("Tab", "C5"), ("Shift+Tab", "A5"),
        ("Home", "A5"), ("End", "Z5"), ("PageUp", "B1"),
        ("Control+Home", "A1"), ("Control+ArrowUp", "B3"),
    ],
)  # fmt: skip
def test_key_while_typing_saves_and_moves(
    page: Page, api: Api, key: str, place: str
) -> None:
    select(page, (4, 1))
    press(page, f"7 {key}")
    expect(page.locator("#place")).to_have_text(place)
    until_values(api, "B5", [["7"]])


@pytest.mark.long
@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("F2 ArrowLeft x Enter", "Lojxa"),
        ("Enter Home x Tab", "xLoja"),
        ("F2 Home ArrowDown End x Enter", "Lojax"),
        ("abc F2 ArrowLeft x Enter", "abxc"),
        ("F2 F2 x ArrowDown", "Lojax"),
        ("F2 Home Delete Enter", "oja"),
        ("ab Backspace Enter", "a"),
        ("abc Shift+ArrowLeft x Enter", "abx"),
        ("a Alt+Enter b Enter", "a\nb"),
    ],
)
def test_key_in_a_text_edits_it(page: Page, api: Api, keys: str, text: str) -> None:
    press(page, keys)
    until_values(api, "B2", [[text]])


@pytest.mark.long
def test_double_click_edits_with_the_caret(page: Page, api: Api) -> None:
    cell(page, 2, 1).dblclick()
    press(page, "End ArrowLeft x Enter")
    until_values(api, "B3", [["Cuencxa"]])


@pytest.mark.long
def test_click_into_the_typed_text_edits_it(page: Page, api: Api) -> None:
    press(page, "abc")
    field(page).click(position={"x": 4, "y": 12})
    press(page, "ArrowRight Home x Enter")
    until_values(api, "B2", [["xabc"]])


@pytest.mark.long
@pytest.mark.parametrize(
    "keys", ["Delete", "Backspace", "a Backspace Enter", "F2 Control+a Delete Enter"]
)
def test_cell_is_emptied(page: Page, api: Api, keys: str) -> None:
    press(page, keys)
    until_values(api, "B2", [])


@pytest.mark.long
@pytest.mark.parametrize(
    "keys",
    ["x Escape", "F2 x Escape", "= Escape", "= ArrowDown Escape", "x Backspace Escape"],
)
def test_escape_brings_back_what_stood_there(page: Page, api: Api, keys: str) -> None:
    press(page, keys)
    expect(cell(page, 1, 1)).to_have_text("Loja")
    unchanged(page, api)


@pytest.mark.long
def test_click_elsewhere_saves_what_was_typed(page: Page, api: Api) -> None:
    press(page, "Quito")
    cell(page, 2, 1).click()
    expect(page.locator("#place")).to_have_text("B3")
    until_values(api, "B2:B3", [["Quito"], ["Cuenca"]])


def test_click_while_a_formula_expects_a_reference_puts_it_in(
    page: Page, api: Api
) -> None:
    select(page, (4, 1))
    press(page, "=")
    cell(page, 2, 1).click()
    expect(field(page)).to_have_value("=B3")
    cell(page, 1, 1).click()
    expect(field(page)).to_have_value("=B2")
    expect(page.locator("td.outlined")).to_have_text("Loja")
    press(page, "&")
    cell(page, 2, 1).click()
    press(page, "Enter")
    until_values(api, "B5", [["=B2&B3"]], "FORMULA")
    assert api.values("B5") == [["LojaCuenca"]]


@pytest.mark.long
def test_click_after_a_whole_formula_saves_it(page: Page, api: Api) -> None:
    select(page, (4, 1))
    press(page, "=B2")
    cell(page, 2, 1).click()
    expect(page.locator("#place")).to_have_text("B3")
    until_values(api, "B3:B5", [["Cuenca"], [], ["=B2"]], "FORMULA")


@pytest.mark.long
def test_reference_is_put_in_where_the_caret_stands(page: Page, api: Api) -> None:
    select(page, (4, 1))
    press(page, '=&"x" F2 Home ArrowRight')
    cell(page, 1, 1).click()
    press(page, "Enter")
    until_values(api, "B5", [['=B2&"x"']], "FORMULA")


@pytest.mark.long
def test_arrows_while_a_formula_expects_a_reference_put_it_in(
    page: Page, api: Api
) -> None:
    select(page, (4, 1))
    press(page, "=COUNTA( ArrowUp ArrowUp ArrowLeft Shift+ArrowUp")
    expect(field(page)).to_have_value("=COUNTA(A2:A3")
    press(page, ") ArrowDown")
    until_values(api, "B5", [["=COUNTA(A2:A3)"]], "FORMULA")
    assert api.values("B5") == [["2"]]


@pytest.mark.long
def test_mouse_drawn_over_cells_refers_to_all_of_them(page: Page, api: Api) -> None:
    select(page, (4, 1))
    press(page, "=COUNTA(")
    cell(page, 2, 1).hover()
    page.mouse.down()
    cell(page, 1, 0).hover()
    page.mouse.up()
    press(page, ") Enter")
    until_values(api, "B5", [["=COUNTA(A2:B3)"]], "FORMULA")


@pytest.mark.long
def test_letter_of_a_column_refers_to_all_of_it(page: Page, api: Api) -> None:
    select(page, (4, 0))
    press(page, "=COUNTA(")
    page.locator("[data-number='1']").click()
    page.locator("[data-letter='1']").click()
    press(page, ") Enter")
    until_values(api, "A5", [["=COUNTA(B:B)"]], "FORMULA")


@pytest.mark.long
def test_check_box_is_referred_to_and_not_ticked(page: Page, api: Api) -> None:
    api.put("C2", [[False], [False]])
    grid = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 3,
        "startColumnIndex": 2,
        "endColumnIndex": 3,
    }
    api.batch(
        {
            "setDataValidation": {
                "range": grid,
                "rule": {"condition": {"type": "BOOLEAN"}},
            }
        }
    )
    box = page.locator("#c1-2 input")
    expect(box).to_be_visible()
    press(page, "=")
    box.click()
    expect(field(page)).to_have_value("=C2")
    expect(box).not_to_be_checked()


@pytest.mark.long
def test_finger_puts_a_reference_in(browser: Browser, page: Page, api: Api) -> None:
    with browser.new_context(
        has_touch=True, viewport={"width": 360, "height": 720}
    ) as context:
        phone = context.new_page()
        phone.goto(page.url)
        cell(phone, 4, 1).tap()
        expect(phone.locator("#place")).to_have_text("B5")
        cell(phone, 4, 1).tap()
        press(phone, "=")
        cell(phone, 2, 1).tap()
        expect(field(phone)).to_have_value("=B3")
        phone.keyboard.press("Enter")
        until_values(api, "B5", [["=B3"]], "FORMULA")


@pytest.mark.parametrize(
    "leave",
    [
        "Enter",
        "Menu",
        *(pytest.param(key, marks=pytest.mark.long) for key in ("Tab", "Shift+Enter")),
    ],
)
def test_equals_sign_alone_overwrites_nothing(page: Page, api: Api, leave: str) -> None:
    press(page, "=")
    if leave == "Menu":
        page.get_by_role("button", name="Menu").click()
        page.keyboard.press("Escape")
    else:
        page.keyboard.press(leave)
    unchanged(page, api)


# The caret is the "|".
EXPECTING = [
    "=|",
    "=A1+|",
    "=A1 + |",
    "=SUM(|",
    "=SUM(A1,|",
    "=SUM(A1;|",
    "=A1:|",
    "=-|",
    "=IF(A1>=|",
    "=|+A1",
    "=SUM(|)",
]
EXPECTING += ['="("&|']
NOT_EXPECTING = [
    "=A1|",
    "=SUM(A1)|",
    "=1|",
    '="a+|',
    "='A-|",
    "=|A1",
    "=|Ñ1",
    "|=A1",
    "a=|",
    "|",
    "1+|",
    "=SUM|",
]


@pytest.mark.long
def test_formula_expects_a_reference(page: Page) -> None:
    script = """async (texts) => {
        const { expectsReference } = await import("/sheet/static/typing/formula.js");
        return texts.filter((text) => expectsReference(text.replace("|", ""), text.indexOf("|")));
    }"""
    assert page.evaluate(script, EXPECTING + NOT_EXPECTING) == EXPECTING


class SlowLine:
    """Requests of one kind wait until the line is let go; later ones pass."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.page, self.pattern, self.slow = page, pattern, True
        self.waiting: list[Route] = []
        page.route(pattern, self.take)

    def take(self, route: Route) -> None:
        """Keeps the request, or passes it on."""
        if self.slow:
            self.waiting.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        """Passes everything on, and waits for the first answer."""
        self.slow = False
        with self.page.expect_response(self.pattern):
            for route in self.waiting:
                route.continue_()
        self.page.unroute(self.pattern)


def is_edit(request: Request) -> bool:
    return request.url.endswith("/edit")


@pytest.mark.long
def test_same_cell_is_typed_again_while_it_is_saved(page: Page, api: Api) -> None:
    line = SlowLine(page, "**/edit")
    with page.expect_request(is_edit):
        press(page, "007 Enter")
    press(page, "ArrowUp 08 Enter")
    line.let_go()
    until_values(api, "B2", [["8"]])
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.long
def test_typing_goes_on_while_the_same_cell_is_saved(page: Page, api: Api) -> None:
    line = SlowLine(page, "**/edit")
    with page.expect_request(is_edit):
        press(page, "007 Enter")
    press(page, "ArrowUp 0")
    line.let_go()
    saved(page)
    press(page, "8 Enter")
    until_values(api, "B2", [["8"]])
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.long
@pytest.mark.parametrize("way", ["button", "menu"])
def test_typing_while_a_row_is_added_overwrites_no_other(
    page: Page, api: Api, way: str
) -> None:
    line = SlowLine(page, "**/act")
    with page.expect_request("**/act"):
        if way == "button":
            page.get_by_role("button", name="Add row").click()
        else:
            press(page, "Shift+F10 ArrowDown Enter")
    press(page, "early Enter")
    expect(field(page)).to_have_count(0)
    line.let_go()
    expect(page.locator("#place")).to_have_text("B3")
    press(page, "Macas Enter")
    until_values(api, "B2:B4", [["Loja"], ["Macas"], ["Cuenca"]])


@pytest.mark.long
def test_question_about_an_earlier_cell_waits_for_the_typing(
    page: Page, api: Api
) -> None:
    grid = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 2,
        "startColumnIndex": 1,
        "endColumnIndex": 2,
    }
    rule = {"condition": {"type": "DATE_IS_VALID"}, "strict": True}
    api.batch({"setDataValidation": {"range": grid, "rule": rule}})
    line = SlowLine(page, "**/edit")
    with page.expect_request(is_edit):
        press(page, "soon ArrowDown")
    press(page, "half")
    line.let_go()
    press(page, "done")
    expect(field(page)).to_have_value("halfdone")
    press(page, "Enter")
    expect(page.locator("#ask")).to_contain_text("Only a date")
    press(page, "late Enter")
    expect(page.locator("#ask input")).to_have_value("soon")
    press(page, "Escape")
    until_values(api, "B2:B3", [["Loja"], ["halfdone"]])


@pytest.mark.long
def test_save_that_fails_is_told_and_tried_again(page: Page, api: Api) -> None:
    page.route("**/edit", lambda route: route.fulfill(status=500, body="broken"))
    press(page, "Quito ArrowDown")
    expect(page.get_by_role("status")).to_contain_text("what you typed is still here")
    expect(cell(page, 1, 1)).to_have_text("Quito")
    page.unroute("**/edit")
    until_values(api, "B2", [["Quito"]])


@pytest.mark.long
def test_save_that_is_refused_is_told_with_what_was_typed(page: Page, api: Api) -> None:
    page.route("**/edit", lambda route: route.fulfill(status=413, body="too long"))
    press(page, "Quito ArrowDown")
    expect(page.locator("#ask")).to_contain_text("This could not be saved: 413")
    expect(page.locator("#ask input")).to_have_value("Quito")
    page.unroute("**/edit")
    page.get_by_role("button", name="Save").click()
    until_values(api, "B2", [["Quito"]])


@pytest.mark.long
def test_other_window_in_front_saves_no_half_word(page: Page, api: Api) -> None:
    press(page, "half")
    # The browser tells a field so that its window has lost the focus; the field
    # stays the active element.
    page.evaluate("document.activeElement.dispatchEvent(new FocusEvent('blur'))")
    press(page, "done Enter")
    until_values(api, "B2", [["halfdone"]])


@pytest.mark.long
def test_paste_while_typing_goes_into_the_text(page: Page, api: Api) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('b\\tc')")
    press(page, "a Control+v d Enter")
    until_values(api, "B2:C2", [["ab\tcd", "New"]])


class Keyboard:
    """Keys as an input method sends them: a taken key first, then the letters on
    their way, then the text.
    """

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def take(self, key: str) -> None:
        self.session.send(
            "Input.dispatchKeyEvent",
            {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229},
        )

    def compose(self, text: str) -> None:
        caret: dict[str, Any] = {"selectionStart": len(text), "selectionEnd": len(text)}
        self.session.send("Input.imeSetComposition", {"text": text, **caret})

    def insert(self, text: str) -> None:
        self.session.send("Input.insertText", {"text": text})


@pytest.mark.long
def test_dead_key_begins_the_text(page: Page, api: Api) -> None:
    keyboard = Keyboard(page)
    keyboard.take("Dead")
    keyboard.compose("´")
    keyboard.insert("Á")
    press(page, "vila ArrowDown")
    until_values(api, "B2", [["Ávila"]])


@pytest.mark.long
def test_dead_key_alone_overwrites_nothing(page: Page, api: Api) -> None:
    Keyboard(page).take("Dead")
    press(page, "Enter")
    unchanged(page, api)


@pytest.mark.long
@pytest.mark.parametrize("key", ["Enter", "ArrowDown", "Tab", "Escape"])
def test_key_within_a_composition_leaves_the_cell_open(
    page: Page, api: Api, key: str
) -> None:
    keyboard = Keyboard(page)
    keyboard.take("Process")
    keyboard.compose("きと")
    keyboard.take(key)
    expect(field(page)).to_be_focused()
    keyboard.insert("キト")
    press(page, "Enter")
    until_values(api, "B2", [["キト"]])


@pytest.mark.long
def test_letter_behind_alt_graph_begins_the_text(page: Page, api: Api) -> None:
    page.evaluate(
        """document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
        key: "@", ctrlKey: true, altKey: true, modifierAltGraph: true, bubbles: true, cancelable: true }))"""
    )
    press(page, "x Enter")
    until_values(api, "B2", [["@x"]])


@pytest.mark.long
def test_key_of_the_browsers_menus_begins_no_text(page: Page, api: Api) -> None:
    page.keyboard.press("Alt+x")
    unchanged(page, api)
