"""Formulas by pointing, copies, fills, undo and redo."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.sheets.local.browser_page import pick, select, yes
from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import (
    at,
    cell,
    drag,
    go_to,
    press,
    saved,
    until_values,
)

pytestmark = pytest.mark.browser


def test_row_number_and_drawn_cells_are_put_into_a_formula(
    page: Page, api: Api
) -> None:
    go_to(page, 5, 1)
    press(page, "=COUNTA(")
    cell(page, 1, 0).hover()
    page.mouse.down()
    cell(page, 3, 1).hover()
    page.mouse.up()
    expect(page.locator("textarea.editor")).to_have_value("=COUNTA(A2:B4")
    press(page, ",")
    page.locator("[data-number='1']").click()
    press(page, ") Enter")
    until_values(api, "B6", [["=COUNTA(A2:B4,2:2)"]])


def test_key_fixes_a_reference_step_by_step(page: Page, api: Api) -> None:
    go_to(page, 5, 1)
    press(page, "=B2")
    field = page.locator("textarea.editor")
    for text in ("=$B$2", "=B$2", "=$B2", "=B2", "=$B$2"):
        press(page, "F4")
        expect(field).to_have_value(text)
    press(page, "Enter")
    until_values(api, "B6", [["=$B$2"]])


def test_copied_formula_points_as_far_away_as_before(page: Page, api: Api) -> None:
    api.put("E2", [["=D2*2+$D$2"]], "USER_ENTERED")
    expect(cell(page, 1, 4)).to_have_text("30")
    go_to(page, 1, 4)
    press(page, "Control+c")
    select(page, (2, 4), (3, 4))
    press(page, "Control+v")
    until_values(api, "E3:E4", [["=D3*2+$D$2"], ["=D4*2+$D$2"]])
    expect(cell(page, 3, 4)).to_have_text("70")


def test_key_pastes_what_is_shown(page: Page, api: Api) -> None:
    api.put("E2", [["=D2*2"]], "USER_ENTERED")
    expect(cell(page, 1, 4)).to_have_text("20")
    go_to(page, 1, 4)
    press(page, "Control+c")
    go_to(page, 2, 4)
    press(page, "Control+Shift+v")
    until_values(api, "E2:E3", [["=D2*2"], [20]])


def test_copy_takes_format_and_note_along_and_shows_as_text_elsewhere(
    page: Page, api: Api
) -> None:
    red = {"userEnteredFormat": {"backgroundColor": {"red": 1}}, "note": "called"}
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}
    area |= {"startColumnIndex": 1, "endColumnIndex": 2}
    fields = "userEnteredFormat,note"
    api.batch(
        {"updateCells": {"range": area, "rows": [{"values": [red]}], "fields": fields}}
    )
    expect(cell(page, 1, 1)).to_have_css("background-color", "rgb(255, 0, 0)")
    press(page, "Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "Loja"
    go_to(page, 5, 1)
    press(page, "Control+v")
    saved(page)
    expect(cell(page, 5, 1)).to_have_text("Loja")
    go_to(page, 5, 1)
    expect(page.locator("#bubble")).to_have_text("called")
    press(page, "ArrowDown")
    expect(cell(page, 5, 1)).to_have_css("background-color", "rgb(255, 0, 0)")


def test_cut_cells_move_when_they_are_pasted_and_formulas_stay(
    page: Page, api: Api
) -> None:
    api.put("E2", [["=D2*2"]], "USER_ENTERED")
    expect(cell(page, 1, 4)).to_have_text("20")
    go_to(page, 1, 4)
    press(page, "Control+x")
    expect(page.locator("td.cut")).to_have_text("20")
    go_to(page, 4, 5)
    press(page, "Control+v")
    until_values(api, "E2:F5", [[], [], [], ["", "=D2*2"]])
    press(page, "Control+z")
    until_values(api, "E2:F5", [["=D2*2"]])


def test_escape_leaves_what_was_cut_where_it_is(page: Page, api: Api) -> None:
    press(page, "Control+x Escape")
    expect(page.locator("td.cut")).to_have_count(0)
    go_to(page, 5, 1)
    press(page, "Control+v")
    until_values(api, "B2:B6", [["Loja"], ["Cuenca"], ["Macará"], [], ["Loja"]])


def test_block_is_repeated_over_a_selection_that_is_its_multiple(
    page: Page, api: Api
) -> None:
    select(page, (1, 1), (2, 1))
    press(page, "Control+c")
    select(page, (4, 1), (7, 2))
    press(page, "Control+v")
    until_values(api, "B5:C8", [["Loja"] * 2, ["Cuenca"] * 2] * 2)


def test_undo_and_redo_go_through_all_changes(page: Page, api: Api) -> None:
    press(page, "one Enter two Enter")
    until_values(api, "B2:B3", [["one"], ["two"]])
    saved(page)
    press(page, "Control+z")
    until_values(api, "B2:B3", [["one"], ["Cuenca"]])
    at(page, "B3")
    press(page, "Control+z")
    until_values(api, "B2:B3", [["Loja"], ["Cuenca"]])
    press(page, "Control+y")
    until_values(api, "B2:B3", [["one"], ["Cuenca"]])
    press(page, "Control+Shift+z")
    until_values(api, "B2:B3", [["one"], ["two"]])
    press(page, "Control+z")
    expect(cell(page, 2, 1)).to_have_text("Cuenca")
    # What was undone is selected once the answer is there.
    at(page, "B3")
    press(page, "three Enter")
    until_values(api, "B2:B4", [["one"], ["three"], ["Macará"]])
    saved(page)
    press(page, "Control+y")
    expect(page.locator("#state")).to_have_text("There is nothing to undo or redo.")


def test_undo_reaches_a_row_that_has_moved(page: Page, api: Api) -> None:
    press(page, "Quito Enter")
    until_values(api, "B2", [["Quito"]])
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    api.batch({"insertDimension": {"range": span}})
    expect(cell(page, 2, 1)).to_have_text("Quito")
    press(page, "Control+z")
    until_values(api, "B2:B4", [[], ["Loja"], ["Cuenca"]])


@pytest.mark.parametrize(
    ("act", "is_asked"),
    [
        ("Delete row", True),
        pytest.param("Row above", False, marks=pytest.mark.long),
        pytest.param("Delete column", True, marks=pytest.mark.long),
        pytest.param("Column to the left", False, marks=pytest.mark.long),
    ],
)
def test_rows_and_columns_are_undone_and_done_again(
    page: Page, api: Api, act: str, is_asked: bool
) -> None:
    api.put("E3", [["=D2"]], "USER_ENTERED")
    before = api.values(valueRenderOption="FORMULA")
    expect(cell(page, 2, 4)).to_have_text("10")
    pick(page, act)
    if is_asked:
        yes(page)
    saved(page)
    after = api.values(valueRenderOption="FORMULA")
    assert after != before
    press(page, "Control+z")
    until_values(api, "Sheet1", before)
    expect(cell(page, 2, 4)).to_have_text("10")
    press(page, "Control+y")
    until_values(api, "Sheet1", after)


@pytest.mark.parametrize(
    ("answer", "text"), [("Keep theirs", "Zamora"), ("Put mine", "Loja")]
)
def test_undo_asks_before_it_takes_back_what_somebody_else_has_written(
    page: Page, api: Api, answer: str, text: str
) -> None:
    press(page, "Quito Enter")
    saved(page)
    api.put("B2", [["Zamora"]])
    expect(cell(page, 1, 1)).to_have_text("Zamora")
    press(page, "Control+z")
    expect(page.locator("#ask")).to_contain_text("Zamora")
    page.get_by_role("button", name=answer).click()
    expect(page.locator("#ask")).to_be_hidden()
    until_values(api, "B2", [[text]])


FILLS: list[tuple[list[list[Any]], str, list[list[Any]]]] = [
    ([["a"]], "down", [["a"], ["a"], ["a"]]),
    ([[5]], "down", [[5], [5], [5]]),
    ([["=D2+1"]], "down", [["=D2+1"], ["=D3+1"], ["=D4+1"]]),
    ([["Town 1"]], "down", [["Town 1"], ["Town 2"], ["Town 3"]]),
    ([["=E1+1"]], "right", [["=E1+1", "=F1+1", "=G1+1"]]),
]


@pytest.mark.long
def test_handle_carries_on_what_a_cell_begins(page: Page, api: Api) -> None:
    for begun, way, expected in FILLS:
        area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 4}
        api.batch({"updateCells": {"range": area, "fields": "*"}})
        api.put("E2", begun, "USER_ENTERED")
        page.reload()
        expect(cell(page, 1, 4)).not_to_have_text("")
        go_to(page, 1, 4)
        target = (3, 4) if way == "down" else (1, 6)
        drag(page, page.locator(".fill-handle"), cell(page, *target))
        until_values(api, "E2:G4", expected)


def test_two_numbers_make_a_series_and_one_undo_takes_it_back(
    page: Page, api: Api
) -> None:
    select(page, (1, 3), (2, 3))
    drag(page, page.locator(".fill-handle"), cell(page, 6, 3))
    until_values(api, "D2:D7", [[10], [20], [30], [40], [50], [60]])
    at(page, "D2:D7")
    saved(page)
    press(page, "Control+z")
    until_values(api, "D2:D7", [[10], [20], [30]])


def test_double_click_on_the_handle_fills_beside_the_data(page: Page, api: Api) -> None:
    go_to(page, 1, 4)
    press(page, "=D2*2 Enter ArrowUp")
    saved(page)
    page.locator(".fill-handle").dblclick()
    until_values(api, "E2:E5", [["=D2*2"], ["=D3*2"], ["=D4*2"]])


def test_fill_passes_over_rows_that_a_filter_hides(page: Page, api: Api) -> None:
    specs = [{"columnIndex": 2, "filterCriteria": {"hiddenValues": ["Done"]}}]
    api.batch(
        {"setBasicFilter": {"filter": {"range": {"sheetId": 0}, "filterSpecs": specs}}}
    )
    expect(cell(page, 2, 1)).to_have_count(0)
    drag(page, page.locator(".fill-handle"), cell(page, 3, 1))
    until_values(api, "B2:B4", [["Loja"], ["Cuenca"], ["Loja"]])


def test_keys_fill_down_and_right(page: Page, api: Api) -> None:
    api.put("E2", [["=D2"]], "USER_ENTERED")
    expect(cell(page, 1, 4)).to_have_text("10")
    select(page, (1, 4), (3, 4))
    press(page, "Control+d")
    until_values(api, "E2:E4", [["=D2"], ["=D3"], ["=D4"]])
    go_to(page, 1, 5)
    press(page, "Control+r")
    until_values(api, "F2", [["=E2"]])
    go_to(page, 4, 1)
    press(page, "Control+d")
    until_values(api, "B5", [["Macará"]])


def test_fill_asks_before_it_changes_a_protected_cell(page: Page, api: Api) -> None:
    area = {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 4}
    api.batch({"addProtectedRange": {"protectedRange": {"range": area}}})
    expect(page.locator("#c2-1.guarded")).to_be_visible()
    drag(page, page.locator(".fill-handle"), cell(page, 3, 1))
    expect(page.locator("#ask")).to_contain_text("Change it all the same?")
    press(page, "Escape")
    until_values(api, "B2:B4", [["Loja"], ["Cuenca"], ["Macará"]])
