"""Merges, conditional formats and validation go along with what is pasted."""

from typing import Any

import pytest

from tests.sheets.local.conftest import Api

Json = dict[str, Any]
RED = {"backgroundColor": {"red": 1}}
TICK = {"condition": {"type": "BOOLEAN"}}


def grid(rows: tuple[int, int], columns: tuple[int, int], sheet: int = 0) -> Json:
    return {
        "sheetId": sheet,
        "startRowIndex": rows[0],
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def paste(api: Api, source: Json, destination: Json, **given: Any) -> Any:
    request = {"source": source, "destination": destination, **given}
    return api.batch({"copyPaste": request})


def cut(api: Api, source: Json, row: int, column: int, sheet: int = 0) -> Any:
    corner = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    request = {"source": source, "destination": corner, "pasteType": "PASTE_NORMAL"}
    return api.batch({"cutPaste": request})


def merge(api: Api, *grids: Json) -> None:
    api.batch(*({"mergeCells": {"range": part}} for part in grids))


def add_rule(api: Api, formula: str, *grids: Json) -> None:
    value = {"userEnteredValue": formula}
    condition = {"type": "CUSTOM_FORMULA", "values": [value]}
    rule = {
        "ranges": list(grids),
        "booleanRule": {"condition": condition, "format": RED},
    }
    api.batch({"addConditionalFormatRule": {"rule": rule, "index": 0}})


def named(grids: list[Json]) -> list[str]:
    """Ranges as rows and columns."""
    return [
        f"{part['startRowIndex']}-{part['endRowIndex']}"
        f"x{part['startColumnIndex']}-{part['endColumnIndex']}"
        for part in grids
    ]


def merges(api: Api, sheet: int = 0) -> list[str]:
    return named(api.get()["sheets"][sheet].get("merges", []))


def rules(api: Api, sheet: int = 0) -> list[tuple[str, list[str]]]:
    held = api.get()["sheets"][sheet].get("conditionalFormats", [])
    return [
        (
            rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"],
            named(rule["ranges"]),
        )
        for rule in held
    ]


@pytest.mark.parametrize(
    ("given", "copies"),
    [
        ({}, ["0-1x0-2", "4-5x0-2", "6-7x0-2"]),
        ({"pasteType": "PASTE_NO_BORDERS"}, ["0-1x0-2", "4-5x0-2", "6-7x0-2"]),
        ({"pasteOrientation": "TRANSPOSE"}, ["0-1x0-2", "4-6x0-1", "6-8x0-1"]),
        ({"pasteType": "PASTE_VALUES"}, ["0-1x0-2"]),
        ({"pasteType": "PASTE_FORMAT"}, ["0-1x0-2"]),
    ],
)
def test_merges_are_pasted_with_each_copy(
    api: Api, given: Json, copies: list[str]
) -> None:
    merge(api, grid((0, 1), (0, 2)))
    paste(api, grid((0, 2), (0, 2)), grid((4, 8), (0, 2)), **given)
    assert merges(api) == copies


def test_merge_inside_of_the_target_goes(api: Api) -> None:
    merge(api, grid((4, 5), (0, 2)))
    paste(api, grid((0, 1), (0, 2)), grid((4, 5), (0, 2)))
    assert merges(api) == []


def test_merge_is_not_torn_apart(api: Api) -> None:
    merge(api, grid((4, 5), (0, 3)))
    answer = paste(api, grid((0, 1), (0, 2)), grid((4, 5), (0, 2)))
    assert answer["error"]["status"] == "INVALID_ARGUMENT"
    assert merges(api) == ["4-5x0-3"]


def test_cut_merge_moves(api: Api) -> None:
    merge(api, grid((0, 1), (0, 2)))
    cut(api, grid((0, 2), (0, 2)), 1, 0)
    assert merges(api) == ["1-2x0-2"]


@pytest.mark.parametrize(
    "kind",
    [
        "PASTE_NORMAL",
        "PASTE_NO_BORDERS",
        "PASTE_FORMAT",
        "PASTE_CONDITIONAL_FORMATTING",
    ],
)
def test_rule_holds_where_it_is_pasted(api: Api, kind: str) -> None:
    add_rule(api, "=A1>1", grid((0, 2), (0, 2)))
    paste(api, grid((0, 1), (0, 1)), grid((4, 8), (0, 1)), pasteType=kind)
    assert rules(api) == [("=A1>1", ["0-2x0-2", "4-8x0-1"])]


@pytest.mark.parametrize("kind", ["PASTE_VALUES", "PASTE_FORMULA"])
def test_values_leave_rules_alone(api: Api, kind: str) -> None:
    add_rule(api, "=A1>1", grid((0, 2), (0, 2)))
    paste(api, grid((4, 5), (0, 1)), grid((0, 1), (0, 1)), pasteType=kind)
    assert rules(api) == [("=A1>1", ["0-2x0-2"])]


def test_rule_leaves_what_is_pasted_over(api: Api) -> None:
    add_rule(api, "=A1>1", grid((0, 4), (0, 1)))
    paste(api, grid((0, 1), (3, 4)), grid((0, 1), (0, 1)))
    assert rules(api) == [("=A2>1", ["1-4x0-1"])]
    paste(api, grid((0, 1), (3, 4)), grid((2, 3), (0, 1)))
    assert rules(api) == [("=A2>1", ["1-2x0-1", "3-4x0-1"])]
    paste(api, grid((0, 4), (3, 4)), grid((0, 4), (0, 1)))
    assert rules(api) == []


def test_rule_that_holds_already_is_not_broken_into_pieces(api: Api) -> None:
    add_rule(api, "=A1>1", grid((0, 9), (0, 1)))
    paste(api, grid((0, 1), (0, 1)), grid((4, 8), (0, 1)))
    assert rules(api) == [("=A1>1", ["0-9x0-1"])]


def test_rule_goes_into_another_tab_with_its_formula(api: Api) -> None:
    api.batch({"addSheet": {"properties": {"sheetId": 7, "title": "Other"}}})
    add_rule(api, "=A2>$C$1", grid((1, 4), (0, 1)))
    paste(api, grid((2, 4), (0, 1)), grid((5, 7), (1, 2), sheet=7))
    assert rules(api) == [("=A2>$C$1", ["1-4x0-1"])]
    assert rules(api, 1) == [("=B6>$C$1", ["5-7x1-2"])]


@pytest.mark.parametrize(
    ("sheet", "left", "moved"),
    [(0, [("=B6>1", ["5-7x1-2"])], None), (7, [], [("=B6>1", ["5-7x1-2"])])],
)
def test_cut_rule_moves(api: Api, sheet: int, left: Any, moved: Any) -> None:
    api.batch({"addSheet": {"properties": {"sheetId": 7, "title": "Other"}}})
    add_rule(api, "=A1>1", grid((0, 2), (0, 1)))
    cut(api, grid((0, 2), (0, 1)), 5, 1, sheet)
    assert rules(api) == left
    assert rules(api, 1) == (moved or [])


@pytest.mark.parametrize(
    ("kind", "has_rule"),
    [
        ("PASTE_NORMAL", True),
        ("PASTE_NO_BORDERS", True),
        ("PASTE_FORMAT", True),
        ("PASTE_DATA_VALIDATION", True),
        ("PASTE_VALUES", False),
        ("PASTE_FORMULA", False),
        ("PASTE_CONDITIONAL_FORMATTING", False),
    ],
)
def test_validation_is_pasted(api: Api, kind: str, has_rule: bool) -> None:
    given = {"range": grid((0, 1), (0, 1)), "rule": TICK}
    api.batch({"setDataValidation": given})
    paste(api, grid((0, 1), (0, 1)), grid((4, 5), (0, 1)), pasteType=kind)
    state = api.get(ranges="A5", includeGridData=True)
    rows = state["sheets"][0]["data"][0].get("rowData", [])
    cells = [cell for row in rows for cell in row.get("values", [])]
    assert [cell["dataValidation"] for cell in cells] == [TICK] * has_rule


def test_pasted_error_says_the_same_once_the_file_is_opened_anew(api: Api) -> None:
    api.put("A1", [["=nobody"]], "USER_ENTERED")
    paste(api, grid((0, 1), (0, 1)), grid((0, 1), (1, 2)), pasteType="PASTE_VALUES")
    state = api.get(ranges="B1", includeGridData=True)
    cell = state["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["effectiveValue"] == {
        "errorValue": {"type": "NAME", "message": "#NAME?"}
    }
