"""Values written and read: RAW, USER_ENTERED, by locale, and what Google refuses."""

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local_server import Server

HARMLESS = [
    "+593991234567",
    "007",
    "=1+1",
    "1e5",
    "TRUE",
    "3/4/2026",
    "'quoted",
    " spaced ",
]


def test_raw_text_arrives_as_the_characters_it_is(api: Api) -> None:
    api.put("A1", [HARMLESS])
    assert api.raw() == [HARMLESS]


def test_null_leaves_a_cell_as_it_is(api: Api) -> None:
    api.put("A1", [["a", "b", "c"]])
    api.put("A1", [["x", None, ""]])
    assert api.values() == [["x", "b"]]


def test_empty_cells_and_rows_at_the_end_are_left_out(api: Api) -> None:
    api.put("A1", [["a", "", ""], ["", "", ""], ["", "b", ""], ["", "", ""]])
    assert api.values() == [["a"], [], ["", "b"]]


def test_columns_written_as_columns_are_read_as_rows(api: Api) -> None:
    api.put("B2", [["a", "b"], ["c"]], majorDimension="COLUMNS")
    assert api.values() == [[], ["", "a", "c"], ["", "b"]]
    assert api.values("B2:C3", majorDimension="COLUMNS") == [["a", "b"], ["c"]]


@pytest.mark.parametrize(
    ("locale", "typed", "raw", "shown"),
    [
        ("en_US", "3/4/2026", 46085, "3/4/2026"),
        ("en_US", "2,000.50", 2000.5, "2,000.50"),
        ("en_GB", "3/4/2026", 46115, "03/04/2026"),
        ("es_EC", "3/4/2026", 46115, "3/4/2026"),
        ("es_EC", "1.234,5", 1234.5, "1.234,50"),
        ("es_EC", "5 mayo 2026", 46147, "5 may 2026"),
        ("pt_BR", "31/12/2026", 46387, "31/12/2026"),
        ("pt_BR", "12/31/2026", "12/31/2026", "12/31/2026"),
        ("de_DE", "3.4.2026", 46115, "03.04.2026"),
        ("de_DE", "0,5", 0.5, "0,5"),
        ("fr_FR", "3/4/2026 14:30", 46115.604166666664, "03/04/2026 14:30:00"),
        ("fr_FR", "VRAI", True, "VRAI"),
        ("es_EC", "2026-04-03", 46115, "2026-04-03"),
        ("en_US", "30/2/2026", "30/2/2026", "30/2/2026"),
        ("en_US", "50%", 0.5, "50%"),
        ("en_US", "+593", 593, "593"),
        ("en_US", "007", 7, "7"),
        ("en_US", "1e5", 100000, "1.00E+05"),
        ("en_US", "'007", "007", "007"),
        ("en_US", "12 Main St", "12 Main St", "12 Main St"),
        ("en_US", "NaN", "NaN", "NaN"),
        ("en_US", "1.2.3", "1.2.3", "1.2.3"),
    ],
)
def test_typed_value_is_read_by_the_locale(
    server: Server, locale: str, typed: str, raw: object, shown: str
) -> None:
    api = Api(server.url, locale)
    api.put("A1", [[typed]], "USER_ENTERED")
    assert (api.raw(), api.values()) == ([[raw]], [[shown]])
    api.session.close()


@pytest.fixture
def text_api(api: Api) -> Api:
    cell = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    api.batch(
        {
            "repeatCell": {
                "range": {"sheetId": 0},
                "cell": cell,
                "fields": "userEnteredFormat.numberFormat",
            }
        }
    )
    return api


def test_text_format_keeps_what_is_typed(text_api: Api) -> None:
    text_api.put("A1", [HARMLESS], "USER_ENTERED")
    assert text_api.raw() == [HARMLESS]


def test_formats_alone_are_no_data_to_append_after(text_api: Api) -> None:
    row = {"values": [{"userEnteredValue": {"stringValue": "first"}}]}
    text_api.batch(
        {"appendCells": {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}}
    )
    assert text_api.values() == [["first"]]


def test_check_box_reads_false_and_counts_as_data(api: Api) -> None:
    grid = {
        "sheetId": 0,
        "startRowIndex": 0,
        "endRowIndex": 2,
        "startColumnIndex": 1,
        "endColumnIndex": 2,
    }
    api.batch(
        {
            "setDataValidation": {
                "range": grid,
                "rule": {"condition": {"type": "BOOLEAN"}},
            }
        }
    )
    row = {"values": [{"userEnteredValue": {"stringValue": "third"}}]}
    api.batch(
        {"appendCells": {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}}
    )
    assert api.values() == [["", "FALSE"], ["", "FALSE"], ["third"]]


def test_date_is_told_as_text_where_asked(api: Api) -> None:
    api.put("A1", [["12/31/2026"]], "USER_ENTERED")
    shown = api.values(
        valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING"
    )
    assert shown == [["12/31/2026"]]


def test_values_beyond_the_range_are_refused(api: Api) -> None:
    answer = api.put("A1:B1", [["a", "b"], ["c", "d"]])
    expected = (
        "Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]"
    )
    assert (answer["error"]["message"], api.values()) == (expected, [])


def test_range_beyond_the_grid_is_refused(api: Api) -> None:
    message = api.get("/values/A2000")["error"]["message"]
    assert (
        message
        == "Range (Sheet1!A2000) exceeds grid limits. Max rows: 1000, max columns: 26"
    )


def test_range_that_means_nothing_is_refused(api: Api) -> None:
    assert api.get("/values/Nowhere!A1")["error"] == {
        "code": 400,
        "message": "Unable to parse range: Nowhere!A1",
        "status": "INVALID_ARGUMENT",
    }


def test_cell_over_fifty_thousand_characters_is_refused(api: Api) -> None:
    assert "error" not in api.put("A1", [["x" * 50_000]])
    assert (
        "more than the maximum of 50000 characters"
        in api.put("A2", [["x" * 50_001]])["error"]["message"]
    )


def test_batch_of_values_with_one_wrong_range_writes_nothing(api: Api) -> None:
    data = [
        {"range": "A1", "values": [["a"]]},
        {"range": "Nowhere!A1", "values": [["b"]]},
    ]
    answer = api.post("/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    assert (answer["error"]["code"], api.values()) == (400, [])
