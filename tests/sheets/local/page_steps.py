"""What the tests of the page's own small API do."""

from typing import Any

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


def fill(api: Api) -> None:
    """Fills the tab: with formulas, a merge, a rule, a name, metadata and a size."""
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
        f"{api.url}/sheet/{api.id}/{path}", json={"gid": 0} | body, timeout=10
    )


def act(api: Api, name: str, *indexes: int, **more: Any) -> str:
    """Does an act; gives the token by which it is undone."""
    data = page(api)
    rows = [{"row": index, "id": row_id(data, index)} for index in indexes]
    columns = [{"column": index, "header": header(data, index)} for index in indexes]
    answer = send(
        api,
        "act",
        act=name,
        version=data["version"],
        rows=rows,
        columns=columns,
        **more,
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
