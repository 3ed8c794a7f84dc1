"""Widths, what stays in sight and what is hidden, notes, lists, dates, check boxes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import program
from tests.sheets.local.browser_page import select
from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import (
    at,
    cell,
    go_to,
    press,
    rule,
    saved,
    until_values,
)

pytestmark = pytest.mark.browser


def pick(page: Page, item: str) -> None:
    """Picks from the menu on what is selected."""
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name=item, exact=True).click()


def sizes(api: Api, dimension: str) -> list[Any]:
    grid = api.get(includeGridData="true")["sheets"][0]["data"][0]
    return list(grid[f"{dimension}Metadata"])


def until_width(api: Api, column: int, test: str) -> int:
    """Waits until a column's width has changed from what all have."""
    program.until(
        lambda: sizes(api, "column")[column].get("pixelSize") != 100,
        test,
        patience=20,
    )
    return int(sizes(api, "column")[column]["pixelSize"])


def edge(page: Page, letter: int) -> Any:
    return page.locator(f"[data-letter='{letter}'] .widen")


def test_column_is_drawn_wider_and_stays_so(page: Page, api: Api) -> None:
    edge(page, 1).hover()
    page.mouse.down()
    page.mouse.move(400, 200)
    page.mouse.up()
    width = until_width(api, 1, "a wider column")
    assert width > 100
    page.reload()
    expect(cell(page, 1, 1)).to_have_css("width", f"{width}px")


def test_double_click_makes_a_column_as_wide_as_its_text(page: Page, api: Api) -> None:
    api.put("B3", [["a town whose name is longer than its column is wide"]])
    expect(cell(page, 2, 1)).to_contain_text("longer")
    edge(page, 1).dblclick()
    until_width(api, 1, "a column that fits")
    square = cell(page, 2, 1)
    expect(square).not_to_have_css("width", "100px")
    assert square.evaluate("square => square.scrollWidth <= square.clientWidth")


def test_frozen_rows_and_columns_stay_in_sight(page: Page, api: Api) -> None:
    page.set_viewport_size({"width": 700, "height": 500})
    go_to(page, 0, 0)
    pick(page, "Freeze up to this row")
    saved(page)
    pick(page, "Freeze up to this column")
    expect(page.locator("#c1-0.pinned")).to_be_visible()
    grid = api.get()["sheets"][0]["properties"]["gridProperties"]
    assert (grid["frozenRowCount"], grid["frozenColumnCount"]) == (1, 1)
    press(page, "Control+ArrowRight Control+ArrowRight Control+ArrowDown")
    expect(page.locator("#c0-0")).to_be_in_viewport()
    expect(page.locator("#c20-0")).to_be_in_viewport()
    pick(page, "Unfreeze")
    expect(page.locator(".pinned")).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 720})


def test_so_much_is_not_frozen_that_nothing_scrolls(page: Page, api: Api) -> None:
    go_to(page, 14, 0)
    pick(page, "Freeze up to this row")
    expect(page.locator("#state")).to_contain_text("Nothing was frozen")
    assert (
        "frozenRowCount" not in api.get()["sheets"][0]["properties"]["gridProperties"]
    )


def test_rows_are_hidden_and_shown_again(page: Page, api: Api) -> None:
    select(page, (1, 1), (2, 1))
    pick(page, "Hide rows")
    expect(cell(page, 2, 1)).to_have_count(0)
    assert [row.get("hiddenByUser") for row in sizes(api, "row")[:4]] == [
        None,
        True,
        True,
        None,
    ]
    at(page, "B4")
    expect(page.locator("th.after-hidden")).to_have_text("4")
    pick(page, "Show hidden rows")
    expect(cell(page, 2, 1)).to_have_text("Cuenca")


def test_columns_are_hidden_and_shown_again(page: Page) -> None:
    pick(page, "Hide columns")
    expect(cell(page, 1, 1)).to_have_count(0)
    expect(page.locator("th.after-hidden")).to_have_text("C")
    go_to(page, 1, 3)
    pick(page, "Show hidden columns")
    expect(cell(page, 1, 1)).to_have_text("Loja")


def test_note_is_written_marked_and_read(page: Page, api: Api) -> None:
    press(page, "Shift+F2")
    dialog = page.get_by_role("dialog", name="Note B2")
    dialog.get_by_role("textbox").fill("Called on Monday")
    page.keyboard.press("Control+Enter")
    noted = page.locator("#c1-1.noted")
    expect(noted).to_have_attribute("aria-description", "Note: Called on Monday")
    expect(page.locator("#bubble")).to_have_text("Called on Monday")
    data = api.get(ranges="B2", includeGridData="true")["sheets"][0]["data"][0]
    assert data["rowData"][0]["values"][0]["note"] == "Called on Monday"
    press(page, "ArrowDown")
    expect(page.locator("#bubble")).to_be_hidden()
    press(page, "Control+z")
    expect(page.locator(".noted")).to_have_count(0)


def test_list_is_searched_by_typing(page: Page, api: Api) -> None:
    rule(api, 2, "ONE_OF_LIST", "New", "Done", "Not accepted", "Accepted")
    expect(page.locator("#c1-2.choice")).to_be_visible()
    go_to(page, 1, 2)
    press(page, "Enter")
    options = page.get_by_role("option")
    expect(options).to_have_text(["New", "Done", "Not accepted", "Accepted"])
    expect(page.get_by_role("option", selected=True)).to_have_text("New")
    press(page, "Control+a")
    page.keyboard.type("acc")
    expect(options).to_have_text(["Accepted", "Not accepted"])
    press(page, "ArrowDown Enter")
    until_values(api, "C2", [["Not accepted"]])
    at(page, "C3")
    press(page, "n Enter")
    until_values(api, "C3", [["New"]])


def test_list_that_is_not_strict_takes_another_text(page: Page, api: Api) -> None:
    rule(api, 2, "ONE_OF_LIST", "New", "Done", strict=False)
    expect(page.locator("#c1-2.choice")).to_be_visible()
    go_to(page, 1, 2)
    press(page, "Newer Enter")
    until_values(api, "C2", [["Newer"]])


def test_escape_in_a_list_changes_nothing(page: Page, api: Api) -> None:
    rule(api, 2, "ONE_OF_LIST", "New", "Done")
    expect(page.locator("#c1-2.choice")).to_be_visible()
    go_to(page, 1, 2)
    press(page, "Enter ArrowDown Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    press(page, "ArrowDown ArrowDown ArrowDown Done Enter")
    until_values(api, "C2:C5", [["New"], ["Done"], ["New"], ["Done"]])


def test_double_click_on_a_date_opens_the_calendar(page: Page, api: Api) -> None:
    api.put("E2", [["5/31/2026", "5/31/2026 10:30:00"]], "USER_ENTERED")
    expect(cell(page, 1, 4)).to_have_text("5/31/2026")
    cell(page, 1, 4).dblclick()
    calendar = page.locator("input.editor[type=date]")
    expect(calendar).to_have_value("2026-05-31")
    calendar.fill("2026-06-02")
    page.keyboard.press("Enter")
    until_values(api, "E2", [["6/2/2026"]], "FORMATTED_VALUE")
    # A calendar would take the hour away.
    cell(page, 1, 5).dblclick()
    expect(page.locator("textarea.editor")).to_have_value("5/31/2026 10:30:00")


def test_formula_that_gives_a_date_stays_a_formula(page: Page, api: Api) -> None:
    api.put("E2", [["=TODAY()"]], "USER_ENTERED")
    expect(cell(page, 1, 4)).not_to_have_text("")
    cell(page, 1, 4).dblclick()
    expect(page.locator("textarea.editor")).to_have_value("=TODAY()")


def test_space_ticks_all_check_boxes_that_are_selected(page: Page, api: Api) -> None:
    api.put("E2", [[False], [True], [False], [False]])
    rule(api, 4, "BOOLEAN")
    expect(page.locator("#c4-4 input")).to_be_visible()
    go_to(page, 4, 3)
    press(page, "ArrowRight Shift+ArrowUp Shift+ArrowUp Space")
    until_values(api, "E2:E5", [[False], [True], [True], [True]], "UNFORMATTED_VALUE")
    press(page, "Space")
    until_values(
        api, "E2:E5", [[False], [False], [False], [False]], "UNFORMATTED_VALUE"
    )
