"""Kinds of batch requests beyond the everyday ones, and what the server says to
those that it does not do.
"""

from typing import Any

import pytest

from sheets.local.requests import REQUESTS
from sheets.local.requests.unserved import UNSERVED
from tests.sheets.local.conftest import Api
from tests.sheets.local_server import documents


def grid(rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, int]:
    sides = {"startRowIndex": rows[0], "endRowIndex": rows[1]}
    return {
        "sheetId": 0,
        **sides,
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def reply(api: Api, kind: str, **request: Any) -> Any:
    answer = api.batch({kind: request})
    assert "error" not in answer, answer
    return answer["replies"][0].get(kind)


def cells(api: Api, range: str, field: str) -> list[list[Any]]:
    told = api.get(ranges=range, fields=f"sheets.data.rowData.values.{field}")[
        "sheets"
    ][0]["data"][0]
    return [
        [cell.get(field.partition(".")[0]) for cell in row.get("values", [])]
        for row in told.get("rowData", [])
    ]


def formulas(api: Api, range: str = "Sheet1") -> Any:
    """What was entered; dates as texts."""
    return api.values(
        range, valueRenderOption="FORMULA", dateTimeRenderOption="FORMATTED_STRING"
    )


def test_every_kind_of_google_is_done_or_said_not_to_be() -> None:
    schemas = next(
        document["schemas"] for document in documents() if document["name"] == "sheets"
    )
    kinds = set(schemas["Request"]["properties"])
    assert (kinds, REQUESTS.keys() & UNSERVED) == (REQUESTS.keys() | UNSERVED, set())


@pytest.mark.parametrize("kind", sorted(UNSERVED))
def test_kind_that_is_not_done_is_named_and_nothing_is_changed(
    api: Api, kind: str
) -> None:
    rename = {
        "updateSpreadsheetProperties": {"properties": {"title": "x"}, "fields": "title"}
    }
    body = {"requests": [rename, {kind: {}}]}
    answer = api.session.post(f"{api.base}:batchUpdate", json=body, timeout=10)
    message = f"The local server does not do requests[1].{kind}, which Google does."
    assert answer.json() == {
        "error": {"code": 501, "message": message, "status": "UNIMPLEMENTED"}
    }
    assert (answer.status_code, api.get()["properties"]["title"]) == (
        501,
        "Untitled spreadsheet",
    )


def named(api: Api, name: str) -> Any:
    return reply(
        api, "addNamedRange", namedRange={"name": name, "range": grid((0, 2), (0, 1))}
    )["namedRange"]


def test_named_range_gets_another_name_and_place(api: Api) -> None:
    id = named(api, "towns")["namedRangeId"]
    given = {"namedRangeId": id, "name": "places", "range": grid((1, 3), (1, 2))}
    reply(api, "updateNamedRange", namedRange=given, fields="name,range")
    place = {name: at for name, at in given["range"].items() if name != "sheetId"}
    assert api.get()["namedRanges"] == [
        {"namedRangeId": id, "name": "places", "range": place}
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"namedRangeId": "0", "name": "x"}, "No named range with id: 0"),
        ({"name": "TOWNS"}, 'A named range with the name "TOWNS" already exists.'),
    ],
)
def test_named_range_is_not_changed_into_another(
    api: Api, given: Any, message: str
) -> None:
    named(api, "towns")
    given = {"namedRangeId": named(api, "places")["namedRangeId"]} | given
    answer = api.batch({"updateNamedRange": {"namedRange": given, "fields": "name"}})
    assert (
        answer["error"]["message"] == f"Invalid requests[0].updateNamedRange: {message}"
    )
    assert [entry["name"] for entry in api.get()["namedRanges"]] == ["towns", "places"]


def rule(text: str) -> dict[str, Any]:
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
    return {
        "ranges": [grid((0, 5), (0, 1))],
        "booleanRule": {"condition": condition, "format": {}},
    }


def rules(api: Api) -> list[str]:
    told = api.get()["sheets"][0].get("conditionalFormats", [])
    return [
        each["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for each in told
    ]


def test_conditional_format_is_put_in_the_place_of_another(api: Api) -> None:
    reply(api, "addConditionalFormatRule", rule=rule("old"), index=0)
    told = reply(api, "updateConditionalFormatRule", rule=rule("new"), index=0)
    assert (rules(api), told.keys()) == (["new"], {"newRule", "newIndex", "oldRule"})


def test_conditional_format_is_moved(api: Api) -> None:
    for at, text in enumerate("abc"):
        reply(api, "addConditionalFormatRule", rule=rule(text), index=at)
    told = reply(api, "updateConditionalFormatRule", sheetId=0, index=0, newIndex=2)
    assert (rules(api), told["oldIndex"], told["newIndex"]) == (["b", "c", "a"], 0, 2)
    missing = api.batch(
        {"updateConditionalFormatRule": {"sheetId": 0, "index": 3, "newIndex": 0}}
    )
    assert missing["error"]["message"].endswith(
        "No conditional format on sheet: 0 at index: 3"
    )


@pytest.mark.parametrize(
    ("kind", "dimension", "expected"),
    [
        (
            "insertRange",
            "ROWS",
            [["a", "", "c"], ["d", "b", "f"], ["g", "e", "i"], ["", "h"]],
        ),
        (
            "insertRange",
            "COLUMNS",
            [["a", "", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]],
        ),
        ("deleteRange", "ROWS", [["a", "e", "c"], ["d", "h", "f"], ["g", "", "i"]]),
        ("deleteRange", "COLUMNS", [["a", "c"], ["d", "e", "f"], ["g", "h", "i"]]),
    ],
)
def test_cells_shift_beside_what_is_put_in_or_taken_out(
    api: Api, kind: str, dimension: str, expected: Any
) -> None:
    api.put("A1", [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]])
    reply(api, kind, range=grid((0, 1), (1, 2)), shiftDimension=dimension)
    assert api.values() == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("insertRange", "=SUM(A1:A4)+A4+B3+A1"),
        ("deleteRange", "=SUM(A1:A2)+A2+B3+#REF!"),
    ],
)
def test_formulas_names_and_merges_follow_shifted_cells(
    api: Api, kind: str, expected: str
) -> None:
    api.put("A1", [[1], [2], [3], [4]])
    api.put(
        "D1",
        [["=SUM(A1:A3)+A3+B3+A1" if kind == "insertRange" else "=SUM(A1:A3)+A3+B3+A2"]],
        "USER_ENTERED",
    )
    named(api, "towns")
    merged = grid((4, 6), (0, 1))
    reply(api, "mergeCells", range=merged, mergeType="MERGE_ALL")
    reply(api, kind, range=grid((1, 2), (0, 1)), shiftDimension="ROWS")
    by = 1 if kind == "insertRange" else -1
    told = api.get(fields="namedRanges.range.endRowIndex,sheets.merges")
    assert formulas(api, "D1") == [[expected]]
    assert told["sheets"][0]["merges"][0]["startRowIndex"] == 4 + by
    assert told["namedRanges"][0]["range"]["endRowIndex"] == 2 + by


def test_grid_grows_so_that_inserting_loses_nothing(api: Api) -> None:
    properties = {"sheetId": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}
    reply(
        api,
        "updateSheetProperties",
        properties=properties,
        fields="gridProperties(rowCount,columnCount)",
    )
    api.put("A1", [["a", "b"], ["c", "d"]])
    reply(api, "insertRange", range=grid((0, 2), (1, 2)), shiftDimension="ROWS")
    assert api.values() == [["a"], ["c"], ["", "b"], ["", "d"]]


def test_shift_that_would_tear_a_merge_is_refused(api: Api) -> None:
    reply(api, "mergeCells", range=grid((3, 4), (0, 2)), mergeType="MERGE_ALL")
    answer = api.batch(
        {"insertRange": {"range": grid((0, 1), (0, 1)), "shiftDimension": "ROWS"}}
    )
    assert answer["error"]["code"] == 400


def test_double_rows_are_taken_out_of_a_range_only(api: Api) -> None:
    api.put(
        "A1",
        [
            ["Loja", 1, "p"],
            ["loja", 1, "q"],
            ["Loja", 2, "r"],
            [],
            [],
            ["LOJA", 1, "s"],
        ],
    )
    told = reply(api, "deleteDuplicates", range=grid((0, 9), (0, 2)))
    assert told == {"duplicatesRemovedCount": 2}
    assert api.values() == [
        ["Loja", "1", "p"],
        ["Loja", "2", "q"],
        ["", "", "r"],
        [],
        [],
        ["", "", "s"],
    ]


def test_doubles_are_told_by_the_columns_named(api: Api) -> None:
    api.put("A1", [["Loja", 0], ["Loja", 0.0], ["Quito", 0], ["Ibarra", ""]])
    column = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    told = reply(
        api, "deleteDuplicates", range={"sheetId": 0}, comparisonColumns=[column]
    )
    assert (told, api.values()) == (
        {"duplicatesRemovedCount": 2},
        [["Loja", "0"], ["Ibarra"]],
    )


def test_columns_to_compare_end_with_the_range(api: Api) -> None:
    api.put("A1", [["Loja", 0], ["Quito", 0]])
    beyond = {"sheetId": 0, "startIndex": 1, "endIndex": 1_000_000_000}
    columns = beyond | {"dimension": "COLUMNS"}
    told = reply(
        api, "deleteDuplicates", range={"sheetId": 0}, comparisonColumns=[columns]
    )
    assert told == {"duplicatesRemovedCount": 1}
    rows = beyond | {"dimension": "ROWS"}
    request = {"range": {"sheetId": 0}, "comparisonColumns": [rows]}
    answer = api.batch({"deleteDuplicates": request})
    assert answer["error"]["status"] == "INVALID_ARGUMENT"


def test_blanks_are_trimmed_and_text_stays_text(api: Api) -> None:
    api.put("A1", [["  Loja \t y\n Quito ", " =1+1", " ", "fine", 7]])
    assert reply(api, "trimWhitespace", range={"sheetId": 0}) == {
        "cellsChangedCount": 3
    }
    assert api.raw() == [["Loja y Quito", "=1+1", "", "fine", 7]]


def test_pasted_text_is_read_as_typed_and_the_grid_grows(api: Api) -> None:
    corner = {"sheetId": 0, "rowIndex": 999, "columnIndex": 25}
    data = 'Loja,5/31/2026\r\n"a, b",=1+1'
    reply(
        api,
        "pasteData",
        coordinate=corner,
        data=data,
        type="PASTE_NORMAL",
        delimiter=",",
    )
    assert api.raw("Z1000:AA1001") == [["Loja", 46173], ["a, b", 2]]


def test_pasted_html_is_said_not_to_be_done(api: Api) -> None:
    request = {"coordinate": {"sheetId": 0}, "data": "<table></table>", "html": True}
    assert api.batch({"pasteData": request})["error"]["status"] == "UNIMPLEMENTED"


@pytest.mark.parametrize(
    ("kind", "given"),
    [("SEMICOLON", {}), ("AUTODETECT", {}), ("CUSTOM", {"delimiter": "; "})],
)
def test_text_is_taken_apart_into_columns(api: Api, kind: str, given: Any) -> None:
    api.put("A1", [["Loja; 7", "gone"], ["Quito", "kept"], ["Puyo; 8; x"]])
    reply(
        api, "textToColumns", source=grid((0, 9), (0, 1)), delimiterType=kind, **given
    )
    assert api.raw() == [["Loja", 7], ["Quito", "kept"], ["Puyo", 8, "x"]]


def test_text_of_two_columns_is_not_taken_apart(api: Api) -> None:
    answer = api.batch(
        {"textToColumns": {"source": grid((0, 9), (0, 2)), "delimiterType": "COMMA"}}
    )
    assert answer["error"]["message"].endswith(
        "The source must span exactly one column."
    )


def test_shuffled_rows_are_all_there_and_whole(api: Api) -> None:
    rows = [[number, number * 2] for number in range(50)]
    api.put("A1", [["n", "double"], *rows])
    reply(api, "randomizeRange", range={"sheetId": 0, "startRowIndex": 1})
    found = api.raw()
    assert found[0] == ["n", "double"]
    assert (sorted(found[1:]), found[1:] != rows) == (rows, True)


@pytest.mark.parametrize(
    ("source", "length", "alternate", "expected"),
    [
        ([1, 3], 2, False, [1, 3, 5, 7]),
        ([5], 2, False, [5, 5, 5]),
        ([5], 2, True, [5, 6, 7]),
        (["a", "b"], 3, False, ["a", "b", "a", "b", "a"]),
        (["Town 1"], 2, False, ["Town 1", "Town 2", "Town 3"]),
        (["R08", "R09"], 2, False, ["R08", "R09", "R10", "R11"]),
        (["Town 1"], 1, True, ["Town 1", "Town 1"]),
        (["5/30/2026"], 2, False, ["5/30/2026", "5/31/2026", "6/1/2026"]),
        (["=B1*2"], 2, False, ["=B1*2", "=B2*2", "=B3*2"]),
        ([True], 1, False, [True, True]),
    ],
)
def test_what_cells_begin_is_carried_on(
    api: Api, source: Any, length: int, alternate: bool, expected: Any
) -> None:
    api.put("A1", [[value] for value in source], "USER_ENTERED")
    fill = {
        "source": grid((0, len(source)), (0, 1)),
        "dimension": "ROWS",
        "fillLength": length,
    }
    reply(api, "autoFill", sourceAndDestination=fill, useAlternateSeries=alternate)
    assert [row[0] for row in formulas(api)] == expected


def test_cells_are_filled_backwards_and_to_the_right(api: Api) -> None:
    api.put("C3", [[3, 4]])
    back = {"source": grid((2, 3), (2, 4)), "dimension": "COLUMNS", "fillLength": -2}
    reply(api, "autoFill", sourceAndDestination=back)
    assert api.raw("A3:D3") == [[1, 2, 3, 4]]
    reply(api, "autoFill", range=grid((2, 3), (0, 6)))
    assert api.raw("A3:F3") == [[1, 2, 3, 4, 5, 6]]


def test_fill_beyond_the_sheet_is_refused(api: Api) -> None:
    fill = {"source": grid((0, 1), (0, 1)), "dimension": "ROWS", "fillLength": -1}
    assert (
        api.batch({"autoFill": {"sourceAndDestination": fill}})["error"]["code"] == 400
    )


def test_borders_are_drawn_around_and_between(api: Api) -> None:
    red, thick = {"style": "SOLID", "color": {"red": 1}}, {"style": "SOLID_THICK"}
    reply(
        api, "updateBorders", range=grid((0, 2), (0, 2)), top=red, innerVertical=thick
    )
    ((first, second), *below) = cells(api, "A1:B2", "userEnteredFormat.borders")
    drawn = {
        "style": "SOLID",
        "width": 1,
        "color": {"red": 1},
        "colorStyle": {"rgbColor": {"red": 1}},
    }
    assert (first["borders"]["top"], second["borders"]["top"]) == (drawn, drawn)
    assert [list(cell["borders"]) for cell in (first, second, *below[0])] == [
        ["top", "right"], ["top", "left"], ["right"], ["left"],
    ]  # fmt: skip
    assert first["borders"]["right"]["width"] == 3


def test_border_not_given_stays_and_none_takes_it_away(api: Api) -> None:
    place, line = grid((0, 1), (0, 1)), {"style": "DASHED"}
    reply(api, "updateBorders", range=place, top=line, left=line)
    reply(api, "updateBorders", range=place, top={"style": "NONE"}, bottom=line)
    assert list(cells(api, "A1", "userEnteredFormat.borders")[0][0]["borders"]) == [
        "left",
        "bottom",
    ]


def test_group_is_folded_up_and_opened(api: Api) -> None:
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
    reply(api, "addDimensionGroup", range=span)
    hidden = []
    for folded in (True, False):
        group = {"range": span, "depth": 1, "collapsed": folded}
        reply(api, "updateDimensionGroup", dimensionGroup=group, fields="collapsed")
        told = api.get(ranges="A1:A4", includeGridData="true")["sheets"][0]
        assert told["rowGroups"][0].get("collapsed", False) == folded
        hidden.append(
            [row.get("hiddenByUser", False) for row in told["data"][0]["rowMetadata"]]
        )
    assert hidden == [[False, True, True, False], [False] * 4]
