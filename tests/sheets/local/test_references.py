"""Formulas keep pointing at what they pointed at, whatever is inserted, deleted, moved,
sorted, copied or renamed.
"""

from typing import Any

import pytest

from sheets.local.formulas.references import copied
from sheets.local.model.spreadsheet import Cell, Formula
from tests.sheets.local.conftest import Api


def span(dimension: str, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def area(top: int, bottom: int, left: int, right: int) -> dict[str, Any]:
    rows = {"startRowIndex": top, "endRowIndex": bottom}
    return {"sheetId": 0, **rows, "startColumnIndex": left, "endColumnIndex": right}


def formulas(api: Api, range: str = "Sheet1") -> Any:
    return api.values(range, valueRenderOption="FORMULA")


@pytest.mark.parametrize(
    ("change", "formula"),
    [
        (
            {"insertDimension": {"range": span("ROWS", 1, 3)}},
            '=SUM(A1:A5)+A5*$A$1&"A3"',
        ),
        (
            {"insertDimension": {"range": span("COLUMNS", 0, 1)}},
            '=SUM(B1:B3)+B3*$B$1&"A3"',
        ),
        (
            {"deleteDimension": {"range": span("ROWS", 1, 2)}},
            '=SUM(A1:A2)+A2*$A$1&"A3"',
        ),
        (
            {"deleteDimension": {"range": span("ROWS", 2, 3)}},
            '=SUM(A1:A2)+#REF!*$A$1&"A3"',
        ),
        (
            {"moveDimension": {"source": span("COLUMNS", 0, 1), "destinationIndex": 2}},
            '=SUM(B1:B3)+B3*$B$1&"A3"',
        ),
    ],
)
def test_formula_follows_what_it_points_at(api: Api, change: Any, formula: str) -> None:
    api.put("A1", [[1], [2], [3]])
    api.put("D6", [['=SUM(A1:A3)+A3*$A$1&"A3"']], "USER_ENTERED")
    api.batch(change)
    assert [
        cell for row in formulas(api) for cell in row if str(cell).startswith("=")
    ] == [formula]


def test_formula_of_another_tab_follows_too(api: Api) -> None:
    api.batch({"addSheet": {"properties": {"title": "Sums", "sheetId": 7}}})
    api.put("Sums!A1", [["=Sheet1!B2", "=B2", "=SUM('Sheet1'!B:B)"]], "USER_ENTERED")
    api.batch(
        {"insertDimension": {"range": span("ROWS", 0, 1)}},
        {"insertDimension": {"range": span("COLUMNS", 1, 2)}},
    )
    assert formulas(api, "Sums") == [["=Sheet1!C3", "=B2", "=SUM('Sheet1'!C:C)"]]


def test_formula_names_a_tab_by_its_new_title_and_notices_its_end(api: Api) -> None:
    api.batch({"addSheet": {"properties": {"title": "Towns", "sheetId": 7}}})
    api.put("A1", [["=Towns!A1"]], "USER_ENTERED")
    title = {"sheetId": 7, "title": "All towns"}
    api.batch({"updateSheetProperties": {"properties": title, "fields": "title"}})
    assert formulas(api) == [["='All towns'!A1"]]
    api.batch({"deleteSheet": {"sheetId": 7}})
    assert (formulas(api), api.values()) == ([["=#REF!"]], [["#REF!"]])


def test_sorted_rows_keep_looking_at_their_own_row(api: Api) -> None:
    api.put("A1", [[3, "=A1*10"], [1, "=A2*10"], [2, "=A3*10"]], "USER_ENTERED")
    api.batch(
        {
            "sortRange": {
                "range": area(0, 3, 0, 26),
                "sortSpecs": [{"dimensionIndex": 0}],
            }
        }
    )
    assert api.raw() == [[1, 10], [2, 20], [3, 30]]
    api.batch(
        {
            "sortRange": {
                "range": area(0, 3, 0, 2),
                "sortSpecs": [{"sortOrder": "DESCENDING"}],
            }
        }
    )
    assert api.raw() == [[3, 30], [2, 20], [1, 10]]


def test_copied_formula_looks_as_far_away_as_before(api: Api) -> None:
    api.put("A1", [[1, "=A1+$A$1"], [2], [3]], "USER_ENTERED")
    api.batch(
        {"copyPaste": {"source": area(0, 1, 1, 2), "destination": area(1, 3, 1, 2)}}
    )
    assert formulas(api) == [[1, "=A1+$A$1"], [2, "=A2+$A$1"], [3, "=A3+$A$1"]]


def test_cut_cells_are_found_where_they_were_put(api: Api) -> None:
    api.put("A1", [[5, "=A1", "=SUM(A1:A2)"]], "USER_ENTERED")
    api.batch(
        {
            "cutPaste": {
                "source": area(0, 1, 0, 1),
                "destination": {"rowIndex": 4, "columnIndex": 3},
            }
        }
    )
    assert formulas(api)[0] == ["", "=D5", "=SUM(A1:A2)"]


@pytest.mark.parametrize(
    ("formula", "down", "right", "pasted"),
    [
        ("=A1", 1, 1, "=B2"),
        ("=$A1+A$1+$A$1", 1, 1, "=$A2+B$1+$A$1"),
        ("=B2", -1, -2, "=#REF!"),
        ("=SUM(A:A)+SUM(2:3)", 1, 1, "=SUM(B:B)+SUM(3:4)"),
        ("='It''s B2'!C3&\"C3\"", 1, 0, "='It''s B2'!C4&\"C3\""),
        ("=LOG10(A1)+FOO2BAR", 1, 0, "=LOG10(A2)+FOO2BAR"),
    ],
)
def test_references_are_told_from_names_and_texts(
    formula: str, down: int, right: int, pasted: str
) -> None:
    assert copied(Cell(Formula(formula)), down, right).entered == pasted
