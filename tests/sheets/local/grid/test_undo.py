"""What the menu does, undone and done again; read by gspread."""

from typing import Any

import gspread
import pytest
from playwright.sync_api import Page, expect

from tests import program
from tests.sheets.local.browser_page import pick, saved, yes
from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import cell, go_to, press

pytestmark = pytest.mark.browser


def state(tab: gspread.Worksheet) -> Any:
    """All that the spreadsheet holds."""
    return tab.spreadsheet.fetch_sheet_metadata({"includeGridData": "true"})


def until_state(tab: gspread.Worksheet, expected: Any) -> None:
    """Waits until the spreadsheet is in a state that it was in before."""
    program.until(lambda: state(tab) == expected, "the state before", patience=20)


@pytest.mark.parametrize(
    "act",
    [
        "Sort Z → A",
        "Move row down",
        "Hide rows",
        pytest.param("Move column left", marks=pytest.mark.long),
        pytest.param("Hide columns", marks=pytest.mark.long),
        pytest.param("Freeze up to this row", marks=pytest.mark.long),
        pytest.param("Freeze up to this column", marks=pytest.mark.long),
    ],
)
def test_act_is_undone_and_done_again(
    page: Page, tab: gspread.Worksheet, act: str
) -> None:
    before = state(tab)
    pick(page, act)
    saved(page)
    after = state(tab)
    assert after != before
    press(page, "Control+z")
    until_state(tab, before)
    expect(cell(page, 1, 1)).to_have_text("Loja")
    press(page, "Control+y")
    until_state(tab, after)


def test_acts_and_typing_are_undone_in_their_order(
    page: Page, tab: gspread.Worksheet, api: Api
) -> None:
    pick(page, "Sort Z → A")
    saved(page)
    go_to(page, 0, 1)
    press(page, "Quito Enter")
    saved(page)
    press(page, "Control+z Control+z")
    program.until(
        lambda: tab.col_values(2) == ["Town", "Loja", "Cuenca", "Macará"],
        "the towns as before",
        patience=20,
    )
    # What others have appended to the sorted tab meanwhile stays.
    pick(page, "Sort Z → A")
    saved(page)
    tab.append_row(["TOWN-4", "Zamora"])
    press(page, "Control+z")
    program.until(
        lambda: tab.col_values(2) == ["Town", "Loja", "Cuenca", "Macará", "Zamora"],
        "the towns as before, and the new one",
        patience=20,
    )


def test_width_that_was_drawn_is_undone(page: Page, tab: gspread.Worksheet) -> None:
    before = state(tab)
    page.locator("[data-letter='1'] .widen").hover()
    page.mouse.down()
    page.mouse.move(400, 200)
    page.mouse.up()
    saved(page)
    assert state(tab) != before
    press(page, "Control+z")
    until_state(tab, before)


def test_undo_of_what_somebody_has_turned_back_says_so(
    page: Page, tab: gspread.Worksheet
) -> None:
    pick(page, "Hide rows")
    saved(page)
    tab.unhide_rows(1, 2)
    expect(cell(page, 1, 1)).to_have_text("Loja")
    press(page, "Control+z")
    expect(page.locator("#state")).to_have_text("This can no longer be undone.")


def test_tabs_are_undone_and_done_again(page: Page, tab: gspread.Worksheet) -> None:
    book = tab.spreadsheet
    other = book.add_worksheet("Other", 10, 5)
    other.update([["=Sheet1!B2"]], raw=False)
    before = state(tab)
    pick(page, "Move tab right")
    saved(page)
    pick(page, "Delete tab")
    yes(page)
    saved(page)
    expect(page.locator("#tabs [aria-current=page]")).to_have_text("Other")
    after = state(tab)
    press(page, "Control+z")
    expect(page.locator("#tabs [aria-current=page]")).to_have_text("Sheet1")
    expect(cell(page, 1, 1)).to_have_text("Loja")
    press(page, "Control+z")
    until_state(tab, before)
    press(page, "Control+y Control+y")
    until_state(tab, after)
    expect(page.locator("#tabs [aria-current=page]")).to_have_text("Other")


def test_new_and_renamed_tab_are_undone(page: Page, tab: gspread.Worksheet) -> None:
    before = state(tab)
    page.get_by_role("button", name="Add tab").click()
    page.locator("#ask input").fill("Villages")
    page.keyboard.press("Enter")
    saved(page)
    expect(page.locator("#tabs [aria-current=page]")).to_have_text("Villages")
    pick(page, "Rename tab")
    page.locator("#ask input").fill("Hamlets")
    page.keyboard.press("Enter")
    expect(page.locator("#tabs [aria-current=page]")).to_have_text("Hamlets")
    press(page, "Control+z")
    expect(page.locator("#tabs [aria-current=page]")).to_have_text("Villages")
    press(page, "Control+z")
    until_state(tab, before)
    expect(cell(page, 1, 1)).to_have_text("Loja")
