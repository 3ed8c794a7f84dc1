"""What other programs are given: read back with a reader that is not ours."""

import csv
import io
from datetime import datetime
from typing import Any

import openpyxl
import requests

from tests.sheets.local.conftest import Api

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported(api: Api, kind: str) -> bytes:
    answer = requests.get(
        f"{api.url}/drive/v3/files/{api.id}/export",
        params={"mimeType": kind},
        timeout=30,
    )
    answer.raise_for_status()
    return answer.content


def workbook(api: Api) -> Any:
    return openpyxl.load_workbook(io.BytesIO(exported(api, EXCEL)))


def test_excel_workbook_has_typed_values_and_formulas(api: Api) -> None:
    api.put("A1", [["Town", "Since", "Inhabitants", "Half"]])
    api.put(
        "A2", [["'=Loja", "5/31/2026", "180,617", "=C2/2"], ["TRUE"]], "USER_ENTERED"
    )
    sheet = workbook(api).active
    assert [cell.value for cell in sheet[2]] == [
        "=Loja",
        datetime(2026, 5, 31),  # noqa: DTZ001
        180617,
        "=C2/2",
    ]
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].value is True


def test_excel_workbook_keeps_tabs_looks_and_lists(api: Api) -> None:
    api.put("A1", [["Status"], ["New"]])
    rule = {
        "condition": {
            "type": "ONE_OF_LIST",
            "values": [{"userEnteredValue": "New"}, {"userEnteredValue": "Done"}],
        }
    }
    bold = {
        "textFormat": {"bold": True},
        "backgroundColor": {"red": 1, "green": 0.8, "blue": 0},
    }
    first = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    api.batch(
        {
            "repeatCell": {
                "range": first,
                "cell": {"userEnteredFormat": bold},
                "fields": "userEnteredFormat",
            }
        },
        {
            "setDataValidation": {
                "range": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2},
                "rule": rule,
            }
        },
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"frozenRowCount": 1}},
                "fields": "gridProperties",
            }
        },
        {"addSheet": {"properties": {"title": "Mail: sent/held?"}}},
    )
    book = workbook(api)
    assert book.sheetnames == ["Sheet1", "Mail  sent held"]
    sheet = book["Sheet1"]
    assert (sheet["A1"].font.b, sheet["A1"].fill.fgColor.rgb) == (True, "FFFFCC00")
    assert sheet.freeze_panes == "A2"
    assert sheet.data_validations.dataValidation[0].formula1 == '"New,Done"'


def test_csv_is_what_people_see(api: Api) -> None:
    api.put("A1", [["Town, land", "5/31/2026"], ['say "yes"']], "USER_ENTERED")
    rows = list(csv.reader(io.StringIO(exported(api, "text/csv").decode())))
    assert rows == [["Town, land", "5/31/2026"], ['say "yes"', ""]]
