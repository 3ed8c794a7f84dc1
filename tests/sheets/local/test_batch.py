"""Batches of requests: all or nothing, and what each kind does."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.sheets.local.conftest import Api


def append(*texts: str) -> dict[str, Any]:
    row = {"values": [{"userEnteredValue": {"stringValue": text}} for text in texts]}
    return {"appendCells": {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}}


def test_batch_with_one_bad_request_changes_nothing(api: Api) -> None:
    before = api.get()
    answer = api.batch(append("a"), {"addSheet": {"properties": {"title": "Sheet1"}}})
    message = 'Invalid requests[1].addSheet: A sheet with the name "Sheet1" already exists. Please enter another name.'
    assert answer["error"]["message"] == message
    assert (api.get(), api.values()) == (before, [])


def test_unknown_request_is_refused_by_name(api: Api) -> None:
    message = api.batch({"paintItBlack": {}})["error"]["message"]
    assert message == (
        "Invalid JSON payload received. Unknown name \"paintItBlack\" at 'requests[0]': Cannot find field."
    )


def test_appended_rows_let_a_full_grid_grow(api: Api) -> None:
    grid = {"sheetId": 0, "gridProperties": {"rowCount": 1, "columnCount": 1}}
    fields = "gridProperties(rowCount,columnCount)"
    api.batch({"updateSheetProperties": {"properties": grid, "fields": fields}})
    api.batch(append("a", "b"), append("c"))
    assert api.get("/values/Sheet1")["range"] == "Sheet1!A1:B2"


def test_delete_of_all_rows_is_refused(api: Api) -> None:
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1000}
    message = api.batch({"deleteDimension": {"range": span}})["error"]["message"]
    assert (
        message
        == "Invalid requests[0].deleteDimension: You can't delete all the rows on the sheet."
    )


def test_ten_million_cells_are_the_limit(api: Api) -> None:
    big = {"title": "Big", "gridProperties": {"rowCount": 500_000, "columnCount": 20}}
    message = api.batch({"addSheet": {"properties": big}})["error"]["message"]
    assert "above the limit of 10000000 cells" in message


def test_inserted_row_takes_the_format_of_the_one_before(api: Api) -> None:
    grid = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 2,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "New"}]}
    }
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    api.batch({"setDataValidation": {"range": grid, "rule": rule}})
    api.batch({"insertDimension": {"range": span, "inheritFromBefore": True}})
    shown = api.get(ranges="A3", fields="sheets.data.rowData.values.dataValidation")
    assert shown["sheets"][0]["data"][0]["rowData"][0]["values"] == [
        {"dataValidation": rule}
    ]


def test_protected_range_follows_an_inserted_column(api: Api) -> None:
    grid = {"sheetId": 0, "startColumnIndex": 2, "endColumnIndex": 3}
    api.batch(
        {"addProtectedRange": {"protectedRange": {"range": grid, "warningOnly": True}}}
    )
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    api.batch({"insertDimension": {"range": span}})
    found = api.get(fields="sheets.protectedRanges.range")["sheets"][0][
        "protectedRanges"
    ]
    assert found == [{"range": {"startColumnIndex": 3, "endColumnIndex": 4}}]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("ASCENDING", [["2"], ["10"], ["apple"], ["Pear"], ["TRUE"]]),
        ("DESCENDING", [["TRUE"], ["Pear"], ["apple"], ["10"], ["2"]]),
    ],
)
def test_sort_puts_numbers_texts_and_truths_in_order(
    api: Api, order: str, expected: list[list[str]]
) -> None:
    api.put("A1", [["Pear"], [10], [""], [True], ["apple"], [2]])
    api.batch(
        {
            "sortRange": {
                "range": {"sheetId": 0},
                "sortSpecs": [{"dimensionIndex": 0, "sortOrder": order}],
            }
        }
    )
    assert api.values() == expected


def test_find_replace_counts_what_it_did(api: Api) -> None:
    api.put("A1", [["Loja", "loja loja"], ["Quito", "12"]])
    reply = api.batch(
        {"findReplace": {"find": "loja", "replacement": "Cuenca", "allSheets": True}}
    )["replies"][0]
    counts = {
        "valuesChanged": 2,
        "rowsChanged": 1,
        "sheetsChanged": 1,
        "occurrencesChanged": 3,
    }
    assert (reply["findReplace"], api.values("A1:B1")) == (
        counts,
        [["Cuenca", "Cuenca Cuenca"]],
    )


def test_cut_cells_leave_nothing_behind(api: Api) -> None:
    api.put("A1", [["a", "b"]])
    source = {
        "sheetId": 0,
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    target = {"sheetId": 0, "rowIndex": 2, "columnIndex": 1}
    api.batch(
        {
            "cutPaste": {
                "source": source,
                "destination": target,
                "pasteType": "PASTE_NORMAL",
            }
        }
    )
    assert api.values() == [["", "b"], [], ["", "a"]]


def test_duplicated_sheet_is_a_copy_of_its_own(api: Api) -> None:
    api.put("A1", [["a"]])
    api.batch({"duplicateSheet": {"sourceSheetId": 0, "newSheetName": "Copy"}})
    api.put("Copy!A1", [["b"]])
    assert (api.values("Sheet1"), api.values("Copy")) == ([["a"]], [["b"]])


def test_parallel_appends_lose_no_row(api: Api) -> None:
    def one(number: int) -> int:
        body = {"requests": [append(str(number))]}
        return requests.post(
            f"{api.base}:batchUpdate", json=body, timeout=10
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(40))) == {200}
    assert sorted(int(row[0]) for row in api.values()) == list(range(40))


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        (
            {
                "insertDimension": {
                    "range": {
                        "sheetId": 0,
                        "dimension": "COLUMNS",
                        "startIndex": 0,
                        "endIndex": 1,
                    }
                }
            },
            [2],
        ),
        (
            {
                "deleteDimension": {
                    "range": {
                        "sheetId": 0,
                        "dimension": "COLUMNS",
                        "startIndex": 0,
                        "endIndex": 1,
                    }
                }
            },
            [0],
        ),
        (
            {
                "deleteDimension": {
                    "range": {
                        "sheetId": 0,
                        "dimension": "COLUMNS",
                        "startIndex": 1,
                        "endIndex": 2,
                    }
                }
            },
            [],
        ),
        (
            {
                "moveDimension": {
                    "source": {
                        "sheetId": 0,
                        "dimension": "COLUMNS",
                        "startIndex": 1,
                        "endIndex": 2,
                    },
                    "destinationIndex": 3,
                }
            },
            [2],
        ),
    ],
)
def test_filter_stays_on_the_column_that_it_was_set_for(
    api: Api, change: Any, columns: list[int]
) -> None:
    held = {"hiddenValues": ["b"]}
    given = {
        "range": {
            "sheetId": 0,
            "startRowIndex": 0,
            "startColumnIndex": 0,
            "endColumnIndex": 5,
        }
    }
    given |= {
        "criteria": {"1": held},
        "filterSpecs": [{"columnIndex": 1, "filterCriteria": held}],
    }
    api.batch({"setBasicFilter": {"filter": given}}, change)
    told = api.get()["sheets"][0]["basicFilter"]
    assert [int(at) for at in told.get("criteria", {})] == columns
    assert [
        spec.get("columnIndex", 0) for spec in told.get("filterSpecs", [])
    ] == columns
