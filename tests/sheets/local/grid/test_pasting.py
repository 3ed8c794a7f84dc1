"""The page's own copy and paste brings merges and conditional formats along."""

from typing import Any

import gspread
import pytest
from gspread.utils import MergeType
from playwright.sync_api import Page, expect

from tests import program
from tests.sheets.local.browser_page import saved, select
from tests.sheets.local.conftest import Api
from tests.sheets.local.grid.steps import cell, go_to, press
from tests.sheets.local.page_steps import grid

pytestmark = pytest.mark.browser

GREEN = "rgb(0, 255, 0)"


@pytest.fixture(autouse=True)
def _looks(page: Page, api: Api, tab: gspread.Worksheet) -> None:
    """B4:C4 is merged, and what is new is green in C2:C4."""
    tab.merge_cells("B4:C4", MergeType.merge_all)
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": "New"}]}
    rule = {
        "ranges": [grid((1, 4), (2, 3))],
        "booleanRule": {
            "condition": condition,
            "format": {"backgroundColor": {"green": 1}},
        },
    }
    api.batch({"addConditionalFormatRule": {"rule": rule}})
    expect(cell(page, 1, 2)).to_have_css("background-color", GREEN)


def ranges(tab: gspread.Worksheet, name: str) -> list[Any]:
    """The ranges of merges, or of the one rule of conditional formats."""
    told = tab.spreadsheet.fetch_sheet_metadata()["sheets"][0]
    if name == "merges":
        held = told.get("merges", [])
    else:
        held = told["conditionalFormats"][0]["ranges"]
    spans = []
    for each in held:
        rows = (each["startRowIndex"], each["endRowIndex"])
        spans.append((rows, (each["startColumnIndex"], each["endColumnIndex"])))
    return spans


MERGED = ((3, 4), (1, 3))
RULED = ((1, 4), (2, 3))


def until_ranges(tab: gspread.Worksheet, merged: list[Any], ruled: list[Any]) -> None:
    program.until(
        lambda: (ranges(tab, "merges"), ranges(tab, "rules")) == (merged, ruled),
        f"merges {merged} and a rule in {ruled}",
        patience=20,
    )


def test_copy_brings_merges_and_rules_along(page: Page, tab: gspread.Worksheet) -> None:
    select(page, (1, 1), (3, 2))
    press(page, "Control+c")
    go_to(page, 6, 4)
    press(page, "Control+v")
    pasted = ((8, 9), (4, 6))
    until_ranges(tab, [MERGED, pasted], [RULED, ((6, 9), (5, 6))])
    go_to(page, 0, 0)
    expect(cell(page, 6, 5)).to_have_css("background-color", GREEN)
    press(page, "Control+z")
    until_ranges(tab, [MERGED], [RULED])
    press(page, "Control+y")
    until_ranges(tab, [MERGED, pasted], [RULED, ((6, 9), (5, 6))])


def test_cut_takes_merges_and_rules_away(page: Page, tab: gspread.Worksheet) -> None:
    select(page, (1, 1), (3, 2))
    press(page, "Control+x")
    go_to(page, 6, 4)
    press(page, "Control+v")
    until_ranges(tab, [((8, 9), (4, 6))], [((6, 9), (5, 6))])
    saved(page)
    press(page, "Control+z")
    until_ranges(tab, [MERGED], [RULED])


def test_key_that_pastes_what_is_shown_brings_values_only(
    page: Page, tab: gspread.Worksheet
) -> None:
    select(page, (1, 1), (3, 2))
    press(page, "Control+c")
    go_to(page, 6, 4)
    press(page, "Control+Shift+v")
    saved(page)
    expect(cell(page, 8, 4)).to_have_text("Macará")
    until_ranges(tab, [MERGED], [RULED])
