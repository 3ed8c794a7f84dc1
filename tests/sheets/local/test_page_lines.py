"""Rows and columns put in and taken out on the page are undone and done again."""

from typing import Any

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local.page_steps import act, fill, lines, send, state, undo


@pytest.fixture(autouse=True)
def _filled(api: Api) -> None:
    fill(api)


ACTS = [
    ("row_above", (2,)),
    ("row_below", (2,)),
    ("row_below", (5,)),
    ("delete_rows", (2,)),
    ("delete_rows", (1, 2, 5)),
    ("delete_rows", (0,)),
    ("delete_rows", (4,)),
    ("delete_rows", (2, 3, 4, 5)),
    ("column_left", (1,)),
    ("column_right", (3,)),
    ("delete_columns", (1,)),
    ("delete_columns", (0, 2)),
    ("delete_columns", (5, 6)),
]


@pytest.mark.parametrize(("name", "indexes"), ACTS)
def test_undo_and_redo_bring_all_back(
    api: Api, name: str, indexes: tuple[int, ...]
) -> None:
    before = state(api)
    token = act(api, name, *indexes)
    after = state(api)
    assert after != before
    token = undo(api, token)
    assert state(api) == before
    token = undo(api, token)
    assert state(api) == after
    undo(api, token)
    assert state(api) == before


def test_row_comes_back_among_its_neighbours(api: Api) -> None:
    token = act(api, "delete_rows", 2)
    span = lines("ROWS", 1, 3)
    api.batch({"insertDimension": {"range": span}})
    api.put("A2", [["new"]])
    undo(api, token)
    assert [row[:1] for row in api.values()] == [
        ["Name"], ["new"], [], ["a"], ["b"], ["c"], [], ["d"],
    ]  # fmt: skip
    assert api.values("C4:C5", valueRenderOption="FORMULA") == [
        ["=SUM(B4:B8)"],
        ["=B6"],
    ]


def test_formula_that_somebody_changed_since_stays(api: Api) -> None:
    token = act(api, "delete_rows", 2)
    assert api.values("C3", valueRenderOption="FORMULA") == [["=#REF!"]]
    api.put("C3", [["mine"]])
    undo(api, token)
    assert api.values("C4") == [["mine"]]


@pytest.mark.parametrize(
    ("name", "index", "change"),
    [
        # Somebody has written into the new row, or column.
        ("row_above", 2, ("A3", [["new"]])),
        ("column_left", 1, ("B4", [["new"]])),
        # Columns are found by their names only.
        ("delete_columns", 1, ("A1", [["Other"]])),
    ],
)
def test_undo_that_could_hit_something_else_is_refused(
    api: Api, name: str, index: int, change: Any
) -> None:
    token = act(api, name, index)
    api.put(*change)
    before = state(api)
    answer = send(api, "undo", token=token)
    assert answer.status_code == 409
    assert answer.json() == {"moved": True}
    assert state(api) == before


def test_rows_that_were_sorted_since_are_not_torn_apart(api: Api) -> None:
    token = act(api, "delete_rows", 2)
    specs = [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]
    request = {"range": {"sheetId": 0, "startRowIndex": 1}, "sortSpecs": specs}
    api.batch({"sortRange": request})
    assert send(api, "undo", token=token).status_code == 409


def test_merge_comes_back_with_its_row_wherever_that_is(api: Api) -> None:
    token = act(api, "delete_rows", 2)
    api.batch({"insertDimension": {"range": lines("ROWS", 1, 3)}})
    undo(api, token)
    [merge] = state(api)["sheets"][0]["merges"]
    assert (merge["startRowIndex"], merge["endRowIndex"]) == (4, 5)
