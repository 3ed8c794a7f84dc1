"""The page for people: its own small API, and the whole of it in a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect, sync_playwright

from tests.sheets.local.conftest import Api

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]


def edit(api: Api, **cell: Any) -> requests.Response:
    body = {"gid": 0, "cells": [{"row": 0, "column": 0, **cell}]}
    return requests.post(f"{api.url}/sheet/{api.id}/edit", json=body, timeout=10)


def drawn(api: Api) -> Any:
    return requests.get(f"{api.url}/sheet/{api.id}/data", timeout=10).json()


def validated(api: Api, kind: str, *values: str, strict: bool = True) -> None:
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    rule = {"condition": condition, "strict": strict}
    api.batch({"setDataValidation": {"range": {"sheetId": 0, "endColumnIndex": 1, "endRowIndex": 5}, "rule": rule}})


def test_single_spreadsheet_is_opened_at_once(api: Api) -> None:
    assert requests.get(f"{api.url}/sheet", timeout=10).url == f"{api.url}/sheet/{api.id}"


def test_page_speaks_the_language_of_the_browser(api: Api) -> None:
    page = requests.get(f"{api.url}/sheet?all", headers={"Accept-Language": "pt-BR,en;q=0.5"}, timeout=10)
    assert "<h1>Planilhas</h1>" in page.text


def test_unknown_spreadsheet_has_no_page(api: Api) -> None:
    assert requests.get(f"{api.url}/sheet/nowhere", timeout=10).status_code == 404


def test_edit_is_typed_as_in_google(api: Api) -> None:
    assert edit(api, value="3/4/2026", was="").status_code == 200
    assert api.raw() == [[46085]]


def test_edit_of_a_row_that_moved_reaches_that_row(api: Api) -> None:
    api.put("A1", [["a"], ["b"]])
    id = drawn(api)["rows"][0]["id"]
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    api.batch({"insertDimension": {"range": span}})
    edit(api, id=id, value="mine", was="a")
    assert api.values() == [[], ["mine"], ["b"]]


def test_edit_of_a_deleted_row_is_told_so(api: Api) -> None:
    api.put("A1", [["a"], ["b"]])
    id = drawn(api)["rows"][0]["id"]
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    api.batch({"deleteDimension": {"range": span}})
    assert (edit(api, id=id, value="mine", was="a").status_code, api.values()) == (410, [["b"]])


def test_edit_of_a_cell_that_changed_meanwhile_asks_first(api: Api) -> None:
    api.put("A1", [["theirs"]])
    answer = edit(api, value="mine", was="")
    assert (answer.status_code, answer.json(), api.values()) == (409, {"now": "theirs"}, [["theirs"]])


def test_strict_list_refuses_people_and_not_the_api(api: Api) -> None:
    validated(api, "ONE_OF_LIST", "New", "Done")
    assert edit(api, value="Nwe").json() == {"rule": "ONE_OF_LIST"}
    api.put("A1", [["Nwe"]], "USER_ENTERED")
    assert api.values() == [["Nwe"]]


def test_strict_date_refuses_what_is_none(api: Api) -> None:
    validated(api, "DATE_IS_VALID")
    assert edit(api, value="soon").status_code == 422
    assert edit(api, value="5/31/2026").status_code == 200


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, api: Api) -> Iterator[Page]:
    api.put("A1", [["Reference", "Town", "Status"], ["TOWN-1", "Loja", "New"], ["TOWN-2", "Cuenca", "Done"]])
    context = browser.new_context(locale="en-US", viewport={"width": 360, "height": 720})
    page = context.new_page()
    page.goto(f"{api.url}/sheet/{api.id}#gid=0&range=B2")
    expect(page.locator("td.selected")).to_have_text("Loja")
    yield page
    context.close()


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
    expect(page.locator("#place")).to_have_text("C3")
    expect(page.locator("#c1-2")).to_have_text("New!")
    until(page, api, [["Reference", "Town", "Status"], ["TOWN-1", "Quito", "New!"], ["TOWN-2", "Cuenca", "Done"]])


@pytest.mark.browser
def test_change_from_elsewhere_appears_by_itself(page: Page, api: Api) -> None:
    api.put("B3", [["Zamora"]])
    expect(page.locator("#c2-1")).to_have_text("Zamora")


@pytest.mark.browser
def test_edit_in_progress_outlives_a_change_from_elsewhere(page: Page, api: Api) -> None:
    page.keyboard.type("half a wo")
    api.put("B3", [["Zamora"]])
    expect(page.locator("textarea.editor")).to_have_value("half a wo")
    page.keyboard.type("rd")
    page.keyboard.press("Enter")
    expect(page.locator("#c2-1")).to_have_text("Zamora")
    assert api.values("B2:B3") == [["half a word"], ["Zamora"]]


@pytest.mark.browser
def test_choice_is_picked_from_the_list(page: Page, api: Api) -> None:
    grid = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    options = [{"userEnteredValue": value} for value in ("New", "Done")]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": options}, "strict": True}
    api.batch({"setDataValidation": {"range": grid, "rule": rule}})
    expect(page.locator("#c1-2.choice")).to_be_visible()
    page.locator("#c1-2").click()
    page.keyboard.press("Enter")
    page.locator("select.editor").select_option("Done")
    until(page, api, [["Reference", "Town", "Status"], ["TOWN-1", "Loja", "Done"], ["TOWN-2", "Cuenca", "Done"]])


@pytest.mark.browser
def test_protected_cell_asks_before_an_edit(page: Page, api: Api) -> None:
    grid = {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}
    api.batch({"addProtectedRange": {"protectedRange": {"range": grid, "warningOnly": True}}})
    expect(page.locator("#c1-1.guarded")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".editor")).to_have_count(0)
    page.locator("#grid").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes").click()
    expect(page.locator(".editor")).to_have_value("Loja")


@pytest.mark.browser
def test_tools_sort_delete_and_rename(page: Page, api: Api) -> None:
    page.get_by_role("button", name="Delete row").click()
    page.get_by_role("button", name="Yes").click()
    until(page, api, [["Reference", "Town", "Status"], ["TOWN-2", "Cuenca", "Done"]])
    page.get_by_role("button", name="Rename tab").click()
    page.locator("dialog input").fill("Towns")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Towns", exact=True)).to_be_visible()
    assert api.get(fields="sheets.properties.title") == {"sheets": [{"properties": {"title": "Towns"}}]}


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_page_fits_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") == width
