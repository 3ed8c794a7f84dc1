"""Amounts in the sheet: shown with their currency, and numbers all the same."""

import pytest

from tests.sheets.conftest import Sheet
from tests.sheets.small import COLUMNS, column, programme

FEES = [
    column("fee", "money", parameters={"currency": "USD"}),
    column("pesos", "money", parameters={"currency": "CLP"}),
]


@pytest.fixture
def sheet(sheets_server):
    return Sheet(sheets_server, programme([*COLUMNS, *FEES]))


def column_of(sheet, name):
    layout = sheet.tab().layout
    return layout.sheet_id, layout.columns[name]


def shown(sheet, name):
    """A column's cells as people read them."""
    id, index = column_of(sheet, name)
    part = {"sheetId": id, "startColumnIndex": index, "endColumnIndex": index + 1}
    cells = "sheets(data(rowData(values(formattedValue))))"
    [tab] = sheet.client.grids([{"gridRange": {**part, "startRowIndex": 1}}], cells)
    rows = [row.get("values", [{}])[0] for row in tab["data"][0]["rowData"]]
    return [cell["formattedValue"] for cell in rows if cell.get("formattedValue")]


def test_amount_is_shown_in_its_currency_and_summed_up(sheet):
    sheet.append(
        {"reference": "MN-1", "fee": 1500.5, "pesos": 1500},
        {"reference": "MN-2", "fee": 0.25, "pesos": 20},
    )
    for name in ("fee", "pesos"):
        _id, index = column_of(sheet, name)
        letter = chr(ord("A") + index)
        sheet.put(4, index, f"=SUM({letter}2:{letter}3)")
    assert shown(sheet, "fee") == ["1.500,50 USD", "0,25 USD", "1.500,75 USD"]
    assert shown(sheet, "pesos") == ["1.500 CLP", "20 CLP", "1.520 CLP"]
    assert sheet.row("MN-1")["fee"] == 1500.5


@pytest.mark.parametrize("kind", ["CURRENCY", "NUMBER"])
def test_way_in_which_staff_write_amounts_is_theirs(sheet, kind):
    _format(sheet, {"type": kind, "pattern": "0.0"})
    assert sheet.setup() == []


def test_column_of_words_becomes_one_of_amounts_again(sheet):
    _format(sheet, {"type": "TEXT", "pattern": "@"})
    [line] = sheet.setup()
    assert line.startswith("mend the format of the column “fee”")
    assert sheet.setup() == []


def test_currency_that_the_column_has_no_longer_is_not_shown(sheet):
    sheet.append({"reference": "MN-1", "fee": 1500.5})
    _format(sheet, {"type": "CURRENCY", "pattern": '#,##0.00 "EUR"'})
    [line] = sheet.setup()
    assert line.startswith("mend the format of the column “fee”")
    assert shown(sheet, "fee") == ["1.500,50 USD"]


def _format(sheet, number_format):
    id, index = column_of(sheet, "fee")
    part = {
        "sheetId": id,
        "startRowIndex": 1,
        "startColumnIndex": index,
        "endColumnIndex": index + 1,
    }
    cell = {"userEnteredFormat": {"numberFormat": number_format}}
    fields = "userEnteredFormat.numberFormat"
    sheet.client.batch(
        [{"repeatCell": {"range": part, "cell": cell, "fields": fields}}]
    )
