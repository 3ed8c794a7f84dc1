"""What Google fills in of what it is told in part."""

from typing import Any

import pytest

from tests.sheets.local.conftest import Api

Json = dict[str, Any]
RED = {"red": 1}
WHOLE = {
    "startRowIndex": 0,
    "endRowIndex": 1000,
    "startColumnIndex": 0,
    "endColumnIndex": 26,
}


def sheet(api: Api) -> Json:
    first: Json = api.get()["sheets"][0]
    return first


def cell(api: Api, range: str = "A1") -> Json:
    grid = api.get(ranges=range, includeGridData="true")["sheets"][0]["data"][0]
    found: Json = grid["rowData"][0]["values"][0]
    return found


def paint(api: Api, style: Json, fields: str = "userEnteredFormat") -> None:
    grid = {"endRowIndex": 1, "endColumnIndex": 1}
    data = {"userEnteredFormat": style}
    api.batch({"repeatCell": {"range": grid, "cell": data, "fields": fields}})


def test_filter_of_a_whole_tab_is_told_with_its_edges(api: Api) -> None:
    api.batch({"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}})
    assert sheet(api)["basicFilter"] == {"range": WHOLE}


def test_criteria_are_told_in_both_forms(api: Api) -> None:
    criteria = {"hiddenValues": ["x"]}
    api.batch(
        {"setBasicFilter": {"filter": {"range": {}, "criteria": {"1": criteria}}}}
    )
    told = sheet(api)["basicFilter"]
    assert told["filterSpecs"] == [{"columnIndex": 1, "filterCriteria": criteria}]


def test_hidden_rows_say_so(api: Api) -> None:
    api.put("A1", [["name"], ["x"], ["y"]])
    criteria = {"0": {"hiddenValues": ["x"]}}
    api.batch({"setBasicFilter": {"filter": {"range": {}, "criteria": criteria}}})
    told = api.get(ranges="A1:A3", fields="sheets.data.rowMetadata.hiddenByFilter")
    rows = told["sheets"][0]["data"][0]["rowMetadata"]
    assert rows == [{}, {"hiddenByFilter": True}, {}]


@pytest.mark.parametrize(
    ("given", "rgb", "style"),
    [
        ({"backgroundColor": RED}, RED, {"rgbColor": RED}),
        (
            {"backgroundColorStyle": {"rgbColor": {"red": 1, "blue": 0}}},
            RED,
            {"rgbColor": RED},
        ),
        ({"backgroundColor": {}}, {}, {"rgbColor": {}}),
        (
            {"backgroundColorStyle": {"themeColor": "ACCENT5"}},
            {"red": 1, "green": 0.42745098, "blue": 0.003921569},
            {"themeColor": "ACCENT5"},
        ),
    ],
)
def test_colour_is_told_in_both_forms(
    api: Api, given: Json, rgb: Json, style: Json
) -> None:
    for fields in ("userEnteredFormat", f"userEnteredFormat.{next(iter(given))}"):
        paint(api, given, fields)
        told = cell(api)
        for name in ("userEnteredFormat", "effectiveFormat"):
            colours = (
                told[name]["backgroundColor"],
                told[name]["backgroundColorStyle"],
            )
            assert colours == (rgb, style)


def test_effective_format_has_all_of_the_default(api: Api) -> None:
    api.put("A1", [[5]])
    paint(api, {"textFormat": {"bold": True}})
    told = cell(api)["effectiveFormat"]
    assert (told["textFormat"]["bold"], told["textFormat"]["fontSize"]) == (True, 10)
    assert told["horizontalAlignment"] == "RIGHT"


@pytest.mark.parametrize(
    ("value", "style", "link"),
    [
        ('=HYPERLINK("https://a.example", "a")', {}, "https://a.example"),
        (
            "a",
            {"textFormat": {"link": {"uri": "https://b.example"}}},
            "https://b.example",
        ),
        ("a", {}, None),
    ],
)
def test_link_of_a_cell_is_told(
    api: Api, value: str, style: Json, link: str | None
) -> None:
    api.put("A1", [[value]], "USER_ENTERED")
    paint(api, style)
    assert cell(api).get("hyperlink") == link


def test_banding_is_kept_and_shown(api: Api) -> None:
    rows = {"firstBandColor": RED, "secondBandColor": {"blue": 1}}
    add = {
        "addBanding": {
            "bandedRange": {"range": {"endRowIndex": 4}, "rowProperties": rows}
        }
    }
    reply = api.batch(add)["replies"][0]["addBanding"]["bandedRange"]
    assert reply["rowProperties"]["firstBandColorStyle"] == {"rgbColor": RED}
    api.put("A1", [["a"], ["b"]])
    assert cell(api, "A2")["effectiveFormat"]["backgroundColor"] == {"blue": 1}
    assert "already has alternating" in api.batch(add)["error"]["message"]
    api.batch({"deleteBanding": {"bandedRangeId": reply["bandedRangeId"]}})
    assert "bandedRanges" not in sheet(api)


def test_filter_view_lives(api: Api) -> None:
    add = {"addFilterView": {"filter": {"title": "Mine", "range": {"endRowIndex": 9}}}}
    id = api.batch(add)["replies"][0]["addFilterView"]["filter"]["filterViewId"]
    api.batch(
        {
            "updateFilterView": {
                "filter": {"filterViewId": id, "title": "Ours"},
                "fields": "title",
            }
        },
        {"duplicateFilterView": {"filterId": id}},
        {
            "insertDimension": {
                "range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}
            }
        },
    )
    views = sheet(api)["filterViews"]
    assert [view["title"] for view in views] == ["Ours", "Copy of Ours"]
    assert views[0]["range"]["startRowIndex"] == 1
    api.batch({"deleteFilterView": {"filterId": id}})
    assert len(sheet(api)["filterViews"]) == 1


def test_only_values_are_pasted(api: Api) -> None:
    api.put("A1", [["=1+1"]], "USER_ENTERED")
    grid = {"endRowIndex": 1, "endColumnIndex": 1}
    to = grid | {"startColumnIndex": 1, "endColumnIndex": 2}
    paste = {"source": grid, "destination": to, "pasteType": "PASTE_VALUES"}
    api.batch({"copyPaste": paste})
    assert api.values("B1", valueRenderOption="FORMULA") == [[2]]


def test_replacement_names_groups(api: Api) -> None:
    api.put("A1", [["Loja-Sur"]])
    replace = {"find": r"(\w+)-(\w+)", "replacement": "$2 $1", "searchByRegex": True}
    api.batch({"findReplace": replace | {"allSheets": True}})
    assert api.values("A1") == [["Sur Loja"]]


def test_replacement_by_a_wicked_expression_ends(api: Api) -> None:
    api.put("A1", [["a" * 60 + "!"]])
    replace = {"find": "(a+)+$", "replacement": "", "searchByRegex": True}
    api.batch({"findReplace": replace | {"allSheets": True}})
    assert api.values("A1") == [["a" * 60 + "!"]]


def sorted_by(api: Api, *values: Any, **spec: Any) -> list[Any]:
    api.put("A1", [[value] for value in values], "USER_ENTERED")
    grid = {"endRowIndex": len(values), "endColumnIndex": 1}
    api.batch({"sortRange": {"range": grid, "sortSpecs": [spec]}})
    rows = api.values(f"A1:A{len(values)}")
    return [row[0] if row else "" for row in rows]


def test_texts_are_sorted_by_language_and_errors_last(api: Api) -> None:
    locale = {"properties": {"locale": "es_EC"}, "fields": "locale"}
    api.batch({"updateSpreadsheetProperties": locale})
    values = ("oro", "=1/0", "ñame", "nube", "Ágata", "agua", "2")
    assert sorted_by(api, *values) == [
        "2",
        "Ágata",
        "agua",
        "nube",
        "ñame",
        "oro",
        "#DIV/0!",
    ]
    back = sorted_by(api, *values, sortOrder="DESCENDING")
    assert back == ["oro", "ñame", "nube", "agua", "Ágata", "2", "#DIV/0!"]


def test_rows_are_sorted_by_colour(api: Api) -> None:
    api.put("A1", [["a"], ["b"], ["c"]])
    grid = {"startRowIndex": 1, "endRowIndex": 2, "endColumnIndex": 1}
    style = {"userEnteredFormat": {"backgroundColor": RED}}
    api.batch(
        {"repeatCell": {"range": grid, "cell": style, "fields": "userEnteredFormat"}}
    )
    assert sorted_by(api, "a", "b", "c", backgroundColor=RED) == ["b", "a", "c"]


def test_spreadsheet_is_made_with_what_it_holds(api: Api) -> None:
    row = {"values": [{"userEnteredValue": {"stringValue": "a"}}]}
    body = {
        "sheets": [{"data": [{"startRow": 1, "rowData": [row]}], "merges": [WHOLE]}]
    }
    made = api.session.post(f"{api.url}/v4/spreadsheets", json=body, timeout=10).json()
    [told] = made["sheets"]
    assert told["merges"] == [WHOLE]
    body["sheets"][0]["charts"] = [{}]
    answer = api.session.post(f"{api.url}/v4/spreadsheets", json=body, timeout=10)
    assert answer.status_code == 501


@pytest.mark.parametrize(
    ("begun", "goes_on"),
    [
        (["1/31/2026", "2/28/2026"], ["3/31/2026", "4/30/2026"]),
        (["1/15/2026", "3/15/2026"], ["5/15/2026", "7/15/2026"]),
        (["1/30/2026", "1/31/2026"], ["2/1/2026", "2/2/2026"]),
        (["Monday"], ["Tuesday", "Wednesday"]),
        (["SAT", "SUN"], ["MON", "TUE"]),
        (["nov"], ["dec", "jan"]),
        (["January", "April"], ["July", "October"]),
        (["Town 1", "Town 3"], ["Town 5", "Town 7"]),
        (["2", "4"], ["6", "8"]),
        (["a", "b"], ["a", "b"]),
    ],
)
def test_series_goes_on(api: Api, begun: list[str], goes_on: list[str]) -> None:
    api.put("A1", [[value] for value in begun], "USER_ENTERED")
    source = {"endRowIndex": len(begun), "endColumnIndex": 1}
    fill = {"source": source, "dimension": "ROWS", "fillLength": 2}
    api.batch({"autoFill": {"sourceAndDestination": fill}})
    assert [row[0] for row in api.values("A1:A9")] == [*begun, *goes_on]
