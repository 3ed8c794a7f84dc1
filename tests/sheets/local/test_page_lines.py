"""Rows and columns put in and taken out on the page are undone and done again."""

from typing import Any

import pytest
import requests

from tests.sheets.local.conftest import Api

Json = dict[str, Any]
ROWS = [
    ["Name", "Number", "Sum", "Twice"],
    ["a", 1, "=SUM(B2:B6)", "=B2*2"],
    ["b", 2, "=B4", "=B3*2"],
    ["c", 3, "=A3", "=B4*2"],
    [],
    ["d", 4, "=SUM(D:D)", ""],
]


def grid(rows: tuple[int, int], columns: tuple[int, int]) -> Json:
    return {
        "sheetId": 0,
        "startRowIndex": rows[0],
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def lines(dimension: str, start: int, end: int) -> Json:
    return {
        "sheetId": 0,
        "dimension": dimension,
        "startIndex": start,
        "endIndex": end,
    }


@pytest.fixture(autouse=True)
def _filled(api: Api) -> None:
    api.put("A1", ROWS, "USER_ENTERED")
    value = {"userEnteredValue": "=B3>1"}
    condition = {"type": "CUSTOM_FORMULA", "values": [value]}
    rule = {
        "ranges": [grid((2, 4), (1, 2))],
        "booleanRule": {"condition": condition, "format": {"textFormat": {}}},
    }
    location = {"dimensionRange": lines("ROWS", 2, 3)}
    metadata = {
        "metadataKey": "x",
        "location": location,
        "visibility": "DOCUMENT",
    }
    sized = {"range": lines("ROWS", 2, 3), "properties": {"pixelSize": 50}}
    name = {"name": "Towns", "range": grid((2, 3), (0, 3))}
    answer = api.batch(
        {"mergeCells": {"range": grid((2, 3), (5, 7))}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"addNamedRange": {"namedRange": name}},
        {"createDeveloperMetadata": {"developerMetadata": metadata}},
        {"updateDimensionProperties": {**sized, "fields": "pixelSize"}},
    )
    assert "replies" in answer


def page(api: Api) -> Json:
    answer = requests.get(f"{api.url}/sheet/{api.id}/data", timeout=10)
    data: Json = answer.json()
    return data


def send(api: Api, path: str, **body: Any) -> requests.Response:
    return requests.post(
        f"{api.url}/sheet/{api.id}/{path}", json={"gid": 0, **body}, timeout=10
    )


def act(api: Api, name: str, *indexes: int) -> str:
    """Does an act; gives the token by which it is undone."""
    data = page(api)
    rows = [{"row": index, "id": row_id(data, index)} for index in indexes]
    columns = [{"column": index, "header": header(data, index)} for index in indexes]
    answer = send(
        api, "act", act=name, version=data["version"], rows=rows, columns=columns
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["undo"])


def row_id(data: Json, index: int) -> Any:
    rows = data["rows"]
    return rows[index]["id"] if index < len(rows) and rows[index] else None


def header(data: Json, index: int) -> str:
    headers = data["headers"]
    return str(headers[index]) if index < len(headers) else ""


def undo(api: Api, token: str) -> str:
    answer = send(api, "undo", token=token)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["undo"])


def state(api: Api) -> Json:
    told: Json = api.get(includeGridData=True)
    return told


ACTS = [
    ("row_above", (2,)),
    ("row_below", (2,)),
    ("row_below", (5,)),
    ("delete_rows", (2,)),
    ("delete_rows", (1, 2, 5)),
    ("delete_rows", (0,)),
    ("delete_rows", (4,)),
    ("delete_rows", (2, 3, 4, 5)),
    ("column_left", (1,)),
    ("column_right", (3,)),
    ("delete_columns", (1,)),
    ("delete_columns", (0, 2)),
    ("delete_columns", (5, 6)),
]


@pytest.mark.parametrize(("name", "indexes"), ACTS)
def test_undo_and_redo_bring_all_back(
    api: Api, name: str, indexes: tuple[int, ...]
) -> None:
    before = state(api)
    token = act(api, name, *indexes)
    after = state(api)
    assert after != before
    token = undo(api, token)
    assert state(api) == before
    token = undo(api, token)
    assert state(api) == after
    undo(api, token)
    assert state(api) == before


def test_row_comes_back_among_its_neighbours(api: Api) -> None:
    token = act(api, "delete_rows", 2)
    span = lines("ROWS", 1, 3)
    api.batch({"insertDimension": {"range": span}})
    api.put("A2", [["new"]])
    undo(api, token)
    assert [row[:1] for row in api.values()] == [
        ["Name"], ["new"], [], ["a"], ["b"], ["c"], [], ["d"],
    ]  # fmt: skip
    assert api.values("C4:C5", valueRenderOption="FORMULA") == [
        ["=SUM(B4:B8)"],
        ["=B6"],
    ]


def test_formula_that_somebody_changed_since_stays(api: Api) -> None:
    token = act(api, "delete_rows", 2)
    assert api.values("C3", valueRenderOption="FORMULA") == [["=#REF!"]]
    api.put("C3", [["mine"]])
    undo(api, token)
    assert api.values("C4") == [["mine"]]


@pytest.mark.parametrize(
    ("name", "index", "change"),
    [
        # Somebody has written into the new row, or column.
        ("row_above", 2, ("A3", [["new"]])),
        ("column_left", 1, ("B4", [["new"]])),
        # Columns are found by their names only.
        ("delete_columns", 1, ("A1", [["Other"]])),
    ],
)
def test_undo_that_could_hit_something_else_is_refused(
    api: Api, name: str, index: int, change: Any
) -> None:
    token = act(api, name, index)
    api.put(*change)
    before = state(api)
    answer = send(api, "undo", token=token)
    assert answer.status_code == 409
    assert answer.json() == {"moved": True}
    assert state(api) == before


def test_rows_that_were_sorted_since_are_not_torn_apart(api: Api) -> None:
    token = act(api, "delete_rows", 2)
    specs = [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]
    request = {"range": {"sheetId": 0, "startRowIndex": 1}, "sortSpecs": specs}
    api.batch({"sortRange": request})
    assert send(api, "undo", token=token).status_code == 409


def test_other_acts_are_not_undone(api: Api) -> None:
    assert act(api, "hide_rows", 2) == "None"
