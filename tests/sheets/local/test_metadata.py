"""Developer metadata follows its column or row, and selects cells to read and write."""

from pathlib import Path
from typing import Any

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local_server import running_server


def mark(key: str, dimension: str, at: int, **given: Any) -> dict[str, Any]:
    span = {"sheetId": 0, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
    item = {
        "metadataKey": key,
        "location": {"dimensionRange": span},
        "visibility": "DOCUMENT",
        **given,
    }
    return {"createDeveloperMetadata": {"developerMetadata": item}}


def by_key(key: str) -> dict[str, Any]:
    return {"developerMetadataLookup": {"metadataKey": key}}


def span(dimension: str, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def place(api: Api, key: str) -> list[int]:
    found = api.post("/developerMetadata:search", {"dataFilters": [by_key(key)]}).get(
        "matchedDeveloperMetadata", []
    )
    return [
        item["developerMetadata"]["location"]["dimensionRange"]["startIndex"]
        for item in found
    ]


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: {"insertDimension": {"range": span(d, 1, 3)}}, [5]),
        (lambda d: {"insertDimension": {"range": span(d, 4, 6)}}, [3]),
        (lambda d: {"deleteDimension": {"range": span(d, 0, 2)}}, [1]),
        (lambda d: {"deleteDimension": {"range": span(d, 2, 4)}}, []),
        (
            lambda d: {
                "moveDimension": {"source": span(d, 3, 4), "destinationIndex": 0}
            },
            [0],
        ),
        (
            lambda d: {
                "moveDimension": {"source": span(d, 0, 2), "destinationIndex": 6}
            },
            [1],
        ),
    ],
)
def test_metadata_follows_its_dimension(
    api: Api, dimension: str, change: Any, expected: list[int]
) -> None:
    api.batch(mark("here", dimension, 3))
    assert "error" not in api.batch(change(dimension))
    assert place(api, "here") == expected


def test_moved_column_is_written_through_its_metadata(api: Api) -> None:
    api.put("A1", [["Reference", "Town", "Flag"]])
    api.batch(mark("flag", "COLUMNS", 2))
    api.batch(
        {"moveDimension": {"source": span("COLUMNS", 2, 3), "destinationIndex": 0}}
    )
    entry = {
        "dataFilter": by_key("flag"),
        "majorDimension": "COLUMNS",
        "values": [[None, "late"]],
    }
    api.post(
        "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": [entry]}
    )
    assert api.values() == [["Flag", "Reference", "Town"], ["late"]]


def test_filters_are_told_with_the_values_they_select(api: Api) -> None:
    api.put("A1", [["a", "b"], ["c", "d"]])
    api.batch(mark("second", "COLUMNS", 1))
    answer = api.post(
        "/values:batchGetByDataFilter",
        {"dataFilters": [by_key("second"), by_key("none")]},
    )
    values = {
        "range": "Sheet1!B1:B1000",
        "majorDimension": "ROWS",
        "values": [["b"], ["d"]],
    }
    assert answer["valueRanges"] == [
        {"valueRange": values, "dataFilters": [by_key("second")]}
    ]


def test_filter_that_selects_nothing_writes_nothing(api: Api) -> None:
    entry = {"dataFilter": by_key("gone"), "values": [["x"]]}
    answer = api.post(
        "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": [entry]}
    )
    assert (answer["responses"], api.values()) == ([], [])


def sorted_place(data: Path, **switches: str) -> list[int]:
    with running_server(data, **switches) as server:
        api = Api(server.url)
        api.put("A1", [["b"], ["c"], ["a"]])
        api.batch(mark("c", "ROWS", 1))
        api.batch(
            {
                "sortRange": {
                    "range": {"sheetId": 0},
                    "sortSpecs": [{"dimensionIndex": 0}],
                }
            }
        )
        assert api.values() == [["a"], ["b"], ["c"]]
        api.session.close()
        return place(api, "c")


@pytest.mark.parametrize(("switch", "expected"), [("stay", [1]), ("follow", [2])])
def test_row_metadata_on_sort_does_what_the_switch_says(
    tmp_path: Path, switch: str, expected: list[int]
) -> None:
    assert sorted_place(tmp_path, row_metadata_on_sort=switch) == expected


@pytest.mark.parametrize(
    ("switch", "rows"), [("refuse", [["once"]]), ("accept", [["once"], ["once"]])]
)
def test_repeated_metadata_id_does_what_the_switch_says(
    tmp_path: Path, switch: str, rows: list[list[str]]
) -> None:
    cells = {"values": [{"userEnteredValue": {"stringValue": "once"}}]}
    append = {
        "appendCells": {"sheetId": 0, "rows": [cells], "fields": "userEnteredValue"}
    }
    with running_server(tmp_path, repeat_metadata_id=switch) as server:
        api = Api(server.url)
        for _ in range(2):
            api.batch(append, mark("delivery", "ROWS", 0, metadataId=7))
        assert api.values() == rows
        api.session.close()
