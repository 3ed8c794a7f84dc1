"""Google's own client, turned to the local server by its `api_endpoint`: a
second client beside gspread.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.sheets.local_server import Server

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def client(server: Server, api: str, version: str, path: str = "") -> Any:
    options = {"api_endpoint": server.url + path}
    return build(
        api,
        version,
        credentials=AnonymousCredentials(),
        static_discovery=True,
        client_options=options,
    )


@pytest.fixture
def sheets(server: Server) -> Iterator[Any]:
    with client(server, "sheets", "v4") as api:
        yield api.spreadsheets()


@pytest.fixture
def files(server: Server) -> Iterator[Any]:
    with client(server, "drive", "v3", "/drive/v3/") as api:
        yield api.files()


@pytest.fixture
def id(sheets: Any) -> str:
    return str(
        sheets.create(
            body={"properties": {"title": "Towns", "locale": "es_EC"}}
        ).execute()["spreadsheetId"]
    )


def append(sheets: Any, id: str, *rows: list[str]) -> Any:
    cells = [
        {"values": [{"userEnteredValue": {"stringValue": text}} for text in row]}
        for row in rows
    ]
    body = {
        "requests": [
            {"appendCells": {"sheetId": 0, "rows": cells, "fields": "userEnteredValue"}}
        ]
    }
    return sheets.batchUpdate(spreadsheetId=id, body=body).execute()


def values(sheets: Any, id: str, range: str = "Sheet1", **how: Any) -> Any:
    return (
        sheets.values()
        .get(spreadsheetId=id, range=range, **how)
        .execute()
        .get("values")
    )


def test_cells_appended_are_read_back(sheets: Any, id: str) -> None:
    append(sheets, id, ["TOWN-1", "Loja"], ["TOWN-2"])
    assert values(sheets, id) == [["TOWN-1", "Loja"], ["TOWN-2"]]


def test_values_are_written_appended_and_cleared(sheets: Any, id: str) -> None:
    cells, how = (
        sheets.values(),
        {"spreadsheetId": id, "valueInputOption": "USER_ENTERED"},
    )
    cells.update(
        range="Sheet1!A1", body={"values": [["31/5/2026", "1,5"]]}, **how
    ).execute()
    made = cells.append(
        range="Sheet1", body={"values": [["x"]]}, includeValuesInResponse=True, **how
    ).execute()
    assert made["updates"]["updatedData"]["values"] == [["x"]]
    assert values(sheets, id, valueRenderOption="UNFORMATTED_VALUE") == [
        [46173, 1.5],
        ["x"],
    ]
    cells.batchClear(spreadsheetId=id, body={"ranges": ["A1:A1"]}).execute()
    assert values(sheets, id) == [["", "1,5"], ["x"]]


def test_column_is_found_by_its_metadata_after_a_move(sheets: Any, id: str) -> None:
    append(sheets, id, ["Town", "Status"], ["Loja", "New"])
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    mark = {
        "metadataKey": "column",
        "metadataValue": "status",
        "visibility": "DOCUMENT",
    }
    create = {
        "createDeveloperMetadata": {
            "developerMetadata": mark | {"location": {"dimensionRange": span}}
        }
    }
    move = {"moveDimension": {"source": span, "destinationIndex": 0}}
    sheets.batchUpdate(spreadsheetId=id, body={"requests": [create, move]}).execute()
    lookup = {
        "developerMetadataLookup": {"metadataKey": "column", "metadataValue": "status"}
    }
    found = (
        sheets.developerMetadata()
        .search(spreadsheetId=id, body={"dataFilters": [lookup]})
        .execute()
    )
    place = found["matchedDeveloperMetadata"][0]["developerMetadata"]["location"][
        "dimensionRange"
    ]
    assert (place.get("startIndex", 0), place["endIndex"]) == (0, 1)
    data = [
        {
            "dataFilter": lookup,
            "majorDimension": "COLUMNS",
            "values": [[None, "Approved"]],
        }
    ]
    body = {"valueInputOption": "RAW", "data": data}
    sheets.values().batchUpdateByDataFilter(spreadsheetId=id, body=body).execute()
    assert values(sheets, id) == [["Status", "Town"], ["Approved", "Loja"]]


def test_fields_choose_what_is_told(sheets: Any, id: str) -> None:
    append(sheets, id, ["a"])
    fields = "sheets(properties/title,data/rowData/values/formattedValue)"
    told = sheets.get(spreadsheetId=id, ranges=["A1"], fields=fields).execute()
    assert told == {
        "sheets": [
            {
                "properties": {"title": "Sheet1"},
                "data": [{"rowData": [{"values": [{"formattedValue": "a"}]}]}],
            }
        ]
    }


def test_batch_with_a_wrong_request_changes_nothing(sheets: Any, id: str) -> None:
    add = {"addSheet": {"properties": {"title": "Mentors"}}}
    wrong = {"deleteSheet": {"sheetId": 999}}
    with pytest.raises(HttpError, match="No sheet with id: 999") as raised:
        sheets.batchUpdate(spreadsheetId=id, body={"requests": [add, wrong]}).execute()
    assert raised.value.status_code == 400
    told = sheets.get(spreadsheetId=id, fields="sheets.properties.title").execute()
    assert told == {"sheets": [{"properties": {"title": "Sheet1"}}]}


def test_missing_spreadsheet_is_not_found(sheets: Any) -> None:
    with pytest.raises(HttpError, match="Requested entity was not found") as raised:
        sheets.get(spreadsheetId="nowhere").execute()
    assert raised.value.status_code == 404


def test_file_tells_its_version_and_its_time(sheets: Any, files: Any, id: str) -> None:
    fields = "id,name,version,modifiedTime,mimeType"
    before = files.get(fileId=id, fields=fields).execute()
    append(sheets, id, ["a"])
    after = files.get(fileId=id, fields=fields).execute()
    assert before["name"] == "Towns"
    assert int(after["version"]) > int(before["version"])
    assert after["modifiedTime"] >= before["modifiedTime"]


def test_files_are_listed_copied_and_deleted(sheets: Any, files: Any, id: str) -> None:
    append(sheets, id, ["Loja"])
    copy = files.copy(fileId=id, body={"name": "Archive"}).execute()["id"]
    append(sheets, id, ["Cuenca"])
    listed = files.list(
        q="mimeType='application/vnd.google-apps.spreadsheet' and name = 'Archive'"
    ).execute()["files"]
    assert [file["id"] for file in listed] == [copy]
    assert values(sheets, copy) == [["Loja"]]
    files.delete(fileId=copy).execute()
    with pytest.raises(HttpError, match="File not found"):
        files.get(fileId=copy).execute()


def test_files_are_exported(sheets: Any, files: Any, id: str) -> None:
    append(sheets, id, ["Town", "Note"], ["Loja", "a, b"])
    text = files.export(fileId=id, mimeType="text/csv").execute().decode()
    assert list(csv.reader(io.StringIO(text))) == [["Town", "Note"], ["Loja", "a, b"]]
    book = openpyxl.load_workbook(
        io.BytesIO(files.export(fileId=id, mimeType=EXCEL).execute())
    )
    assert [[cell.value for cell in row] for row in book.active] == [
        ["Town", "Note"],
        ["Loja", "a, b"],
    ]
    with pytest.raises(HttpError, match="conversion"):
        files.export(fileId=id, mimeType="image/png").execute()
