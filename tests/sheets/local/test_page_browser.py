"""The page for people in a browser: what is done there is read back through the API
and the real gspread client.
"""

from typing import Any

import gspread
import pytest
from playwright.sync_api import Page, expect

from tests import program
from tests.sheets.local.browser_page import cell, menu, paste, pick, saved, select, yes
from tests.sheets.local.conftest import Api


def until(page: Page, api: Api, expected: list[list[Any]]) -> None:
    expect(page.get_by_role("status")).to_have_text("Saved")
    assert api.values() == expected


@pytest.mark.browser
def test_keys_alone_edit_and_move(page: Page, api: Api) -> None:
    page.keyboard.type("Quito")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("!")
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_have_text("B3")
    expect(page.locator("#c1-2")).to_have_text("New!")
    until(
        page,
        api,
        [
            ["Reference", "Town", "Status"],
            ["TOWN-1", "Quito", "New!"],
            ["TOWN-2", "Cuenca", "Done"],
        ],
    )


@pytest.mark.long
@pytest.mark.browser
def test_change_from_elsewhere_appears_by_itself(page: Page, api: Api) -> None:
    api.put("B3", [["Zamora"]])
    expect(page.locator("#c2-1")).to_have_text("Zamora")


@pytest.mark.long
@pytest.mark.browser
def test_edit_in_progress_outlives_a_change_from_elsewhere(
    page: Page, api: Api
) -> None:
    page.keyboard.type("half a wo")
    api.put("B3", [["Zamora"]])
    expect(page.locator("textarea.editor")).to_have_value("half a wo")
    page.keyboard.type("rd")
    page.keyboard.press("Enter")
    expect(page.locator("#c2-1")).to_have_text("Zamora")
    assert api.values("B2:B3") == [["half a word"], ["Zamora"]]


@pytest.mark.long
@pytest.mark.browser
def test_choice_is_picked_from_the_list(page: Page, api: Api) -> None:
    grid = {
        "sheetId": 0,
        "startRowIndex": 1,
        "startColumnIndex": 2,
        "endColumnIndex": 3,
    }
    options = [{"userEnteredValue": value} for value in ("New", "Done")]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": options}, "strict": True}
    api.batch({"setDataValidation": {"range": grid, "rule": rule}})
    expect(page.locator("#c1-2.choice")).to_be_visible()
    page.locator("#c1-2").click()
    page.keyboard.press("Enter")
    page.get_by_role("option", name="Done").click()
    until(
        page,
        api,
        [
            ["Reference", "Town", "Status"],
            ["TOWN-1", "Loja", "Done"],
            ["TOWN-2", "Cuenca", "Done"],
        ],
    )


@pytest.mark.browser
def test_protected_cell_asks_before_an_edit(page: Page, api: Api) -> None:
    grid = {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}
    api.batch(
        {"addProtectedRange": {"protectedRange": {"range": grid, "warningOnly": True}}}
    )
    expect(page.locator("#c1-1.guarded")).to_be_visible()
    page.locator("#c1-1").click()
    page.keyboard.type("Macará")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#c1-1")).to_have_text("Loja")
    page.locator("#c1-1").click()
    page.keyboard.type("Macará")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes").click()
    expect(page.locator("#c1-1")).to_have_text("Macará")
    expect(page.get_by_role("status")).to_have_text("Saved")
    assert api.values("B2") == [["Macará"]]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_page_fits_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") == width


HEADER = ["Reference", "Town", "Status"]
ONE, TWO = ["TOWN-1", "Loja", "New"], ["TOWN-2", "Cuenca", "Done"]


@pytest.mark.long
@pytest.mark.browser
def test_rows_are_added_above_and_below(page: Page, tab: gspread.Worksheet) -> None:
    menu(page, "Row above")
    saved(page)
    page.keyboard.type("Macas")
    page.keyboard.press("Enter")
    expect(cell(page, 2, 1)).to_have_text("Loja")
    page.get_by_role("button", name="Add row").click()
    expect(cell(page, 4, 1)).to_have_text("Cuenca")
    expect(page.locator("#place")).to_have_text("B4")
    assert tab.get_values() == [HEADER, ["", "Macas", ""], ONE, ["", "", ""], TWO]


@pytest.mark.long
@pytest.mark.browser
def test_new_row_is_filled_cell_by_cell_without_waiting(
    page: Page, tab: gspread.Worksheet
) -> None:
    select(page, (5, 0))
    for text in ("TOWN-3", "Macas", "New"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator("#c5-2")).to_have_text("New")
    expect(page.get_by_role("dialog")).to_have_count(0)
    saved(page)
    until_values(
        tab, [HEADER, ONE, TWO, [""] * 3, [""] * 3, ["TOWN-3", "Macas", "New"]]
    )


def until_values(tab: gspread.Worksheet, expected: list[list[str]]) -> None:
    program.until(
        lambda: tab.get_values() == expected, f"{expected} in the sheet", patience=20
    )


@pytest.mark.long
@pytest.mark.browser
def test_rows_are_moved_by_keys_alone(page: Page, tab: gspread.Worksheet) -> None:
    pick(page, "Move row down")
    expect(page.locator("td.selected")).to_have_id("c2-1")
    assert tab.get_values() == [HEADER, TWO, ONE]
    pick(page, "Move row up")
    expect(page.locator("td.selected")).to_have_id("c1-1")
    assert tab.get_values() == [HEADER, ONE, TWO]


@pytest.mark.long
@pytest.mark.browser
def test_rows_selected_together_are_deleted_after_a_question(
    page: Page, tab: gspread.Worksheet
) -> None:
    page.keyboard.press("Shift+ArrowDown")
    pick(page, "Delete row")
    expect(page.get_by_role("dialog")).to_contain_text("Delete 2 rows?")
    page.keyboard.press("Enter")
    saved(page)
    assert tab.get_values() == [HEADER]


@pytest.mark.long
@pytest.mark.browser
def test_deleting_a_row_can_be_called_off(page: Page, tab: gspread.Worksheet) -> None:
    menu(page, "Delete row")
    page.keyboard.press("Escape")
    expect(page.locator("#grid")).to_be_focused()
    assert tab.get_values() == [HEADER, ONE, TWO]


@pytest.mark.long
@pytest.mark.browser
def test_columns_are_added_left_and_right_and_named(
    page: Page, tab: gspread.Worksheet
) -> None:
    menu(page, "Column to the left")
    expect(page.locator("#c0-2")).to_have_text("Town")
    select(page, (0, 1))
    page.keyboard.type("Country")
    page.keyboard.press("Enter")
    saved(page)
    pick(page, "Column to the right")
    expect(page.locator("#c0-3")).to_have_text("Town")
    assert tab.get_values("A1:E1") == [["Reference", "Country", "", "Town", "Status"]]


@pytest.mark.long
@pytest.mark.browser
def test_columns_are_moved_and_deleted(page: Page, tab: gspread.Worksheet) -> None:
    menu(page, "Move column right")
    expect(page.locator("td.selected")).to_have_id("c1-2")
    assert tab.row_values(2) == ["TOWN-1", "New", "Loja"]
    pick(page, "Move column left")
    expect(page.locator("td.selected")).to_have_id("c1-1")
    assert tab.row_values(2) == ONE
    menu(page, "Delete column")
    expect(page.get_by_role("dialog")).to_contain_text("Delete the column “Town”")
    yes(page)
    expect(page.locator("#c0-1")).to_have_text("Status")
    assert tab.get_values() == [
        ["Reference", "Status"],
        ["TOWN-1", "New"],
        ["TOWN-2", "Done"],
    ]


@pytest.mark.long
@pytest.mark.browser
def test_header_is_renamed_by_typing(page: Page, tab: gspread.Worksheet) -> None:
    select(page, (0, 1))
    page.keyboard.type("City")
    page.keyboard.press("Enter")
    page.keyboard.type("Quito")
    page.keyboard.press("Enter")
    until_values(
        tab, [["Reference", "City", "Status"], ["TOWN-1", "Quito", "New"], TWO]
    )


@pytest.mark.long
@pytest.mark.browser
def test_rows_are_sorted_both_ways(
    page: Page, api: Api, tab: gspread.Worksheet
) -> None:
    tab.freeze(rows=1)
    expect(page.locator("tr.frozen")).to_be_visible()
    menu(page, "Sort A → Z")
    expect(page.locator("#c1-1")).to_have_text("Cuenca")
    assert tab.get_values() == [HEADER, TWO, ONE]
    pick(page, "Sort Z → A")
    expect(page.locator("#c1-1")).to_have_text("Loja")
    assert tab.get_values() == [HEADER, ONE, TWO]


@pytest.mark.long
@pytest.mark.browser
def test_tabs_are_added_renamed_moved_and_deleted(
    page: Page, client: gspread.Client, api: Api
) -> None:
    def titles() -> list[str]:
        return [sheet.title for sheet in client.open_by_key(api.id).worksheets()]

    page.get_by_role("button", name="Add tab").click()
    page.locator("#ask input").fill("Second")
    page.keyboard.press("Enter")
    second = page.get_by_role("button", name="Second", exact=True)
    expect(second).to_have_attribute("aria-current", "page")
    assert titles() == ["Sheet1", "Second"]
    menu(page, "Move tab left")
    expect(page.locator("#tabs button").first).to_have_text("Second")
    assert titles() == ["Second", "Sheet1"]
    pick(page, "Rename tab")
    page.keyboard.type("Towns")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Towns", exact=True)).to_be_visible()
    pick(page, "Move tab right")
    expect(page.locator("#tabs button").first).to_have_text("Sheet1")
    assert titles() == ["Sheet1", "Towns"]
    menu(page, "Delete tab")
    yes(page)
    expect(page.locator("#c1-1")).to_have_text("Loja")
    assert titles() == ["Sheet1"]


@pytest.mark.long
@pytest.mark.browser
def test_tabs_are_switched(page: Page, api: Api) -> None:
    api.batch({"addSheet": {"properties": {"title": "Other"}}})
    api.put("Other!A1", [["there"]])
    page.get_by_role("button", name="Other", exact=True).click()
    expect(page.locator("#c0-0")).to_have_text("there")
    page.get_by_role("button", name="Sheet1", exact=True).click()
    expect(page.locator("#c1-1")).to_have_text("Loja")


def basic_filter(client: gspread.Client, api: Api) -> Any:
    return (
        client.open_by_key(api.id)
        .fetch_sheet_metadata()["sheets"][0]
        .get("basicFilter")
    )


@pytest.mark.long
@pytest.mark.browser
def test_filter_hides_rows_and_is_taken_off(
    page: Page, client: gspread.Client, api: Api
) -> None:
    select(page, (1, 2))
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_label("Done").uncheck()
    page.get_by_role("button", name="Apply").click()
    expect(cell(page, 2, 1)).to_have_count(0)
    expect(page.locator("#filtered")).to_contain_text(
        "Filter on Status. Hidden rows: 1"
    )
    expect(page.locator(".funnel.on")).to_have_attribute(
        "aria-label", "Filter by values: Status"
    )
    assert basic_filter(client, api)["criteria"] == {"2": {"hiddenValues": ["Done"]}}
    page.locator("#filtered").get_by_role("button").click()
    expect(cell(page, 2, 1)).to_have_text("Cuenca")
    assert basic_filter(client, api) is None


@pytest.mark.long
@pytest.mark.browser
def test_filter_is_set_by_keys_alone(
    page: Page, client: gspread.Client, api: Api
) -> None:
    pick(page, "Filter by values")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("loj")
    expect(page.get_by_label("Cuenca")).to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Loja")).not_to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, 1, 1)).to_have_count(0)
    expect(cell(page, 2, 1)).to_have_text("Cuenca")
    assert basic_filter(client, api)["criteria"] == {"1": {"hiddenValues": ["Loja"]}}


@pytest.mark.long
@pytest.mark.browser
def test_pasting_passes_over_hidden_rows(
    page: Page, tab: gspread.Worksheet, api: Api
) -> None:
    tab.append_row(["TOWN-3", "Macas", "New"])
    specs = [{"columnIndex": 2, "filterCriteria": {"hiddenValues": ["Done"]}}]
    api.batch(
        {"setBasicFilter": {"filter": {"range": {"sheetId": 0}, "filterSpecs": specs}}}
    )
    expect(cell(page, 2, 1)).to_have_count(0)
    paste(page, "one\ntwo")
    saved(page)
    assert tab.col_values(2) == ["Town", "one", "Cuenca", "two"]


@pytest.mark.long
@pytest.mark.browser
def test_range_of_a_spreadsheet_program_is_pasted(
    page: Page, tab: gspread.Worksheet
) -> None:
    tab.resize(rows=4)
    expect(cell(page, 4, 0)).to_have_count(0)
    select(page, (2, 1))
    paste(
        page,
        'two\t"a ""quoted"" one\nin two lines"\r\n5" pipe\t"tab\there"\r\nfourth\t\r\nfifth\tbeyond\r\n',
    )
    expect(cell(page, 5, 2)).to_have_text("beyond")
    saved(page)
    lines = [
        ["two", 'a "quoted" one\nin two lines'],
        ['5" pipe', "tab\there"],
        ["fourth", ""],
        ["fifth", "beyond"],
    ]
    assert (tab.get_values("B3:C6"), tab.get_values("A3")) == (lines, [["TOWN-2"]])


@pytest.mark.long
@pytest.mark.browser
def test_single_value_fills_the_selection(page: Page, tab: gspread.Worksheet) -> None:
    page.keyboard.press("Shift+ArrowDown")
    paste(page, "Quito")
    saved(page)
    assert tab.get_values("B1:B3") == [["Town"], ["Quito"], ["Quito"]]


COPY = """() => {
    const clipboardData = new DataTransfer();
    document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
}"""


@pytest.mark.long
@pytest.mark.browser
def test_selection_by_keys_is_copied(page: Page, tab: gspread.Worksheet) -> None:
    tab.update_acell("C2", 'two\n"lines"')
    expect(cell(page, 1, 2)).to_contain_text("lines")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#place")).to_have_text("B2:C3")
    assert page.evaluate(COPY) == 'Loja\t"two\n""lines"""\nCuenca\tDone'


@pytest.mark.long
@pytest.mark.browser
def test_selection_by_mouse_is_copied(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    select(page, (1, 0), (2, 1))
    assert page.evaluate(COPY) == "TOWN-1\tLoja\nTOWN-2\tCuenca"
    cell(page, 1, 1).hover()
    page.mouse.down()
    cell(page, 2, 2).hover()
    page.mouse.up()
    expect(page.locator("#place")).to_have_text("B2:C3")
    assert page.evaluate(COPY) == "Loja\tNew\nCuenca\tDone"
    page.locator("[data-number='1']").click()
    assert page.evaluate(COPY).startswith("TOWN-1\tLoja\tNew")
    page.locator("[data-letter='2']").click()
    assert page.evaluate(COPY) == "Status\nNew\nDone"


@pytest.mark.long
@pytest.mark.browser
def test_selection_is_emptied_and_brought_back(
    page: Page, tab: gspread.Worksheet
) -> None:
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    expect(cell(page, 2, 1)).to_have_text("")
    until_values(tab, [HEADER, ["TOWN-1", "", "New"], ["TOWN-2", "", "Done"]])
    saved(page)
    expect(cell(page, 1, 1)).to_have_text("")
    page.keyboard.press("Control+z")
    expect(cell(page, 2, 1)).to_have_text("Cuenca")
    until_values(tab, [HEADER, ONE, TWO])


def ruled(api: Api, kind: str) -> None:
    grid = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 3,
        "startColumnIndex": 2,
        "endColumnIndex": 3,
    }
    rule = {"condition": {"type": kind}, "strict": True}
    api.batch({"setDataValidation": {"range": grid, "rule": rule}})


@pytest.mark.long
@pytest.mark.browser
def test_check_box_is_ticked_by_key_and_by_mouse(
    page: Page, api: Api, tab: gspread.Worksheet
) -> None:
    api.put("C2", [[False], [False]])
    ruled(api, "BOOLEAN")
    expect(page.locator("#c2-2 input")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator("#c1-2 input")).to_be_checked()
    page.locator("#c2-2 input").click()
    expect(page.locator("#c2-2 input")).to_be_checked()
    until_values(
        tab, [HEADER, ["TOWN-1", "Loja", "TRUE"], ["TOWN-2", "Cuenca", "TRUE"]]
    )


@pytest.mark.long
@pytest.mark.browser
def test_date_is_picked_and_typed(page: Page, api: Api, tab: gspread.Worksheet) -> None:
    api.put("C2", [["5/31/2026"], [""]], "USER_ENTERED")
    ruled(api, "DATE_IS_VALID")
    expect(page.locator("#c1-2")).to_have_text("5/31/2026")
    select(page, (1, 2))
    page.keyboard.press("Enter")
    expect(page.locator("input.editor")).to_have_value("2026-05-31")
    page.locator("input.editor").fill("2026-06-01")
    page.keyboard.press("Enter")
    page.keyboard.type("7/2/2026")
    page.keyboard.press("Enter")
    until_values(
        tab, [HEADER, ["TOWN-1", "Loja", "6/1/2026"], ["TOWN-2", "Cuenca", "7/2/2026"]]
    )


@pytest.mark.long
@pytest.mark.browser
def test_wrong_date_is_asked_for_again_and_not_lost(
    page: Page, api: Api, tab: gspread.Worksheet
) -> None:
    api.put("C2", [["5/31/2026"], [""]], "USER_ENTERED")
    ruled(api, "DATE_IS_VALID")
    expect(page.locator("#c1-2")).to_have_text("5/31/2026")
    select(page, (1, 2))
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    expect(page.locator("#ask input")).to_have_value("soon")
    page.locator("#ask input").fill("6/2/2026")
    page.keyboard.press("Enter")
    expect(page.locator("#c1-2")).to_have_text("6/2/2026")
    assert tab.acell("C2").value == "6/2/2026"


@pytest.mark.long
@pytest.mark.browser
def test_flag_is_painted(page: Page, api: Api) -> None:
    condition = {
        "type": "CUSTOM_FORMULA",
        "values": [{"userEnteredValue": '=$C2="Done"'}],
    }
    rule = {
        "condition": condition,
        "format": {"backgroundColor": {"red": 1, "green": 0.8}},
    }
    area = {
        "sheetId": 0,
        "startRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": 3,
    }
    api.batch(
        {
            "addConditionalFormatRule": {
                "rule": {"ranges": [area], "booleanRule": rule},
                "index": 0,
            }
        }
    )
    expect(page.locator("#c2-1.filled")).to_have_css(
        "background-color", "rgb(255, 204, 0)"
    )
    expect(page.locator("#c1-1.filled")).to_have_count(0)


@pytest.mark.long
@pytest.mark.browser
def test_row_deleted_by_another_is_told_and_the_text_given_back(
    page: Page, api: Api, tab: gspread.Worksheet
) -> None:
    page.keyboard.type("Quito")
    tab.delete_rows(2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("What you typed: “Quito”")
    page.get_by_role("button", name="OK").click()
    expect(cell(page, 1, 1)).to_have_text("Cuenca")
    assert tab.get_values() == [HEADER, TWO]


def no_news(page: Page) -> None:
    """From here on the page does not learn by itself what others change."""
    with page.expect_request("**/version"):
        page.route("**/version", lambda _route: None)


@pytest.mark.long
@pytest.mark.browser
def test_row_deleted_by_another_meanwhile_deletes_no_other(
    page: Page, tab: gspread.Worksheet
) -> None:
    no_news(page)
    tab.delete_rows(2)
    pick(page, "Delete row")
    yes(page)
    expect(page.get_by_role("status")).to_contain_text("Nothing was done")
    expect(cell(page, 1, 1)).to_have_text("Cuenca")
    assert tab.get_values() == [HEADER, TWO]


@pytest.mark.long
@pytest.mark.browser
def test_column_moved_by_another_meanwhile_is_not_mistaken(
    page: Page, tab: gspread.Worksheet
) -> None:
    no_news(page)
    tab.insert_cols([["Country", "EC", "EC"]])
    menu(page, "Delete column")
    yes(page)
    expect(page.get_by_role("status")).to_contain_text("Nothing was done")
    assert tab.row_values(1) == ["Country", *HEADER]
    page.keyboard.press("Home")
    expect(page.locator("#content")).to_have_text("EC")


@pytest.mark.long
@pytest.mark.browser
def test_typing_into_a_row_that_moved_meanwhile_reaches_it(
    page: Page, tab: gspread.Worksheet
) -> None:
    no_news(page)
    tab.insert_row(["TOWN-0", "Macas", "New"], 2)
    page.keyboard.type("Quito")
    page.keyboard.press("Enter")
    saved(page)
    assert tab.get_values() == [
        HEADER,
        ["TOWN-0", "Macas", "New"],
        ["TOWN-1", "Quito", "New"],
        TWO,
    ]


@pytest.mark.long
@pytest.mark.browser
def test_typing_goes_on_without_connection_and_is_saved_later(
    page: Page, tab: gspread.Worksheet
) -> None:
    page.route("**/edit", lambda route: route.abort())
    page.keyboard.type("Quito")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("No connection")
    page.unroute("**/edit")
    saved(page)
    assert tab.acell("B2").value == "Quito"


@pytest.mark.long
@pytest.mark.browser
def test_files_are_downloaded(page: Page) -> None:
    for item, ending in (
        ("Download as Excel (XLSX)", ".xlsx"),
        ("Download tab as CSV", ".csv"),
    ):
        with page.expect_download() as wanted:
            menu(page, item)
        assert wanted.value.suggested_filename.endswith(ending)


@pytest.mark.long
@pytest.mark.browser
def test_menu_closes_with_escape_and_gives_the_focus_back(page: Page) -> None:
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(page.locator("#grid")).to_be_focused()


@pytest.mark.browser
def test_cell_text_is_never_markup(page: Page, api: Api) -> None:
    bad = "<img src=x onerror=document.title='broken'>"
    api.put("A1", [[bad, bad], [bad, bad]])
    expect(cell(page, 1, 1)).to_have_text(bad)
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("#sift label")).to_have_text([f"{bad}1", "Cuenca1"])
    assert page.locator("main img, dialog img").count() == 0


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("language", ["es", "pt", "en", "fr", "de"])
@pytest.mark.parametrize("width", [360, 1280])
def test_tools_and_menu_fit_in_every_language(
    browser: Any, api: Api, language: str, width: int
) -> None:
    context = browser.new_context(
        locale=language, viewport={"width": width, "height": 720}
    )
    page = context.new_page()
    page.goto(f"{api.url}/sheet/{api.id}")
    expect(page.locator("td.selected")).to_be_visible()
    page.locator("#more").click()
    expect(page.get_by_role("menu")).to_be_in_viewport(ratio=1)
    small = "items => items.filter(i => i.offsetParent && i.getBoundingClientRect().height < 40).length"
    assert (
        page.locator(
            "header button, header a, #tabs button, [role=menuitem]"
        ).evaluate_all(small)
        == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (
        page.locator(".tools").evaluate(
            "tools => tools.scrollWidth - tools.clientWidth"
        )
        == 0
    )
    context.close()
