"""What clients of others do that gspread does not: the same call said in other ways."""

import gzip
import json
from typing import Any

import pytest

from tests.sheets.local.conftest import Api

ADD: dict[str, Any] = {"addSheet": {"properties": {"title": "New"}}}


@pytest.mark.parametrize(
    "requests",
    [
        ADD,
        [[ADD]],
        [None, ADD, None],
        [{"add_sheet": {"properties": {"title": "New"}}}],
        [{"addSheet": {"properties": {"title": "New", "sheetId": "7", "index": 1.0}}}],
    ],
)
def test_batch_is_read_however_it_is_said(api: Api, requests: Any) -> None:
    answer = api.post(":batchUpdate", {"requests": requests})
    assert answer["replies"][0]["addSheet"]["properties"]["title"] == "New"
    assert len(api.get()["sheets"]) == 2


def test_slash_too_many_is_read_over(api: Api) -> None:
    assert api.get("/")["spreadsheetId"] == api.id
    assert "replies" in api.post("/:batchUpdate", {"requests": [ADD]})


def test_long_address_comes_as_a_form(api: Api) -> None:
    headers = {"X-HTTP-Method-Override": "GET"}
    answer = api.session.post(
        f"{api.base}/values:batchGet",
        data=[("ranges", "A1"), ("ranges", "B2:C3")],
        headers=headers,
        timeout=10,
    )
    ranges = [part["range"] for part in answer.json()["valueRanges"]]
    assert ranges == ["Sheet1!A1", "Sheet1!B2:C3"]


@pytest.mark.parametrize("cut", [0, 5])
def test_packed_body_is_unpacked(api: Api, cut: int) -> None:
    body = gzip.compress(json.dumps({"requests": [ADD]}).encode())
    answer = api.session.post(
        f"{api.base}:batchUpdate",
        data=body[: len(body) - cut],
        headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
        timeout=10,
    )
    assert answer.status_code == (400 if cut else 200)


@pytest.mark.parametrize(
    ("range", "told"),
    [
        ("R1C1", "Sheet1!A1"),
        ("R2C3:R4C5", "Sheet1!C2:E4"),
        ("Sheet1!r1c2", "Sheet1!B1"),
        ("R2", "Sheet1!R2"),
        ("R1C1:R[1]C[1]", None),
    ],
)
def test_range_in_rows_and_columns(api: Api, range: str, told: str | None) -> None:
    assert api.get(f"/values/{range}").get("range") == told


@pytest.mark.parametrize(
    ("path", "fields", "problem"),
    [
        ("", "sheets.properties.colour", "sheets.properties.colour"),
        ("", "nothing", "nothing"),
        ("/values/A1", "range,values,x", "x"),
    ],
)
def test_mask_of_what_is_not_there_is_refused(
    api: Api, path: str, fields: str, problem: str
) -> None:
    error = api.get(path, fields=fields)["error"]
    [violation] = error["details"][0]["fieldViolations"]
    assert error["code"] == 400
    assert violation["field"] == problem


BAD = [
    {"addSheet": {"properties": "x"}},
    {"copyPaste": {"source": {"endRowIndex": 0}, "destination": {}}},
    {
        "updateCells": {
            "rows": [{"values": [{"userEnteredValue": {"numberValue": "x"}}]}],
            "start": {},
            "fields": "*",
        }
    },
    {"repeatCell": {"range": {}, "cell": {}, "fields": "userEnteredFormat.colour"}},
    {"repeatCell": {"range": {"startRowIndex": -1}, "cell": {}, "fields": "note"}},
    {"repeatCell": {"range": {"startRowIndex": 5000}, "cell": {}, "fields": "note"}},
    {
        "updateSpreadsheetProperties": {
            "properties": {"timeZone": "Mars/Base"},
            "fields": "timeZone",
        }
    },
    {
        "updateSpreadsheetProperties": {
            "properties": {"locale": "xx_YY"},
            "fields": "locale",
        }
    },
    {"findReplace": {"find": "(?<=a)b", "searchByRegex": True, "allSheets": True}},
    {"addBanding": {"bandedRange": {"range": {}}}},
    {"deleteFilterView": {"filterId": 9}},
    {"addSheet": {"properties": {"gridProperties": {"rowCount": 0}}}},
]


@pytest.mark.parametrize("request_", BAD, ids=lambda request: next(iter(request)))
def test_nonsense_is_refused(api: Api, request_: dict[str, Any]) -> None:
    assert api.batch(request_)["error"]["code"] == 400


@pytest.mark.parametrize("name", ["pivotTable", "dataSourceTable"])
def test_cell_of_a_kind_that_is_not_done_is_refused(api: Api, name: str) -> None:
    cell = {"repeatCell": {"range": {}, "cell": {name: {}}, "fields": "*"}}
    assert name in api.batch(cell)["error"]["message"]
    assert api.batch(cell)["error"]["code"] == 501
