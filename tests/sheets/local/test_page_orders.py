"""Rows and columns moved, sorted, hidden, sized or frozen on the page are undone and
done again.
"""

from typing import Any

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local.page_steps import (
    Json,
    act,
    fill,
    grid,
    lines,
    send,
    state,
    undo,
)


@pytest.fixture(autouse=True)
def _filled(api: Api) -> None:
    fill(api)


ACTS: list[tuple[str, tuple[int, ...], Json]] = [
    ("row_up", (2,), {"to": {"row": 1}}),
    ("row_down", (1, 2), {"to": {"row": 5}}),
    # The second one moves farther than the first.
    ("row_down", (1, 3), {"to": {"row": 5}}),
    # An empty row, which has no id.
    ("row_up", (4,), {"to": {"row": 2}}),
    ("row_down", (5,), {"to": {"row": 8}}),
    ("move_left", (1,), {"to": {"column": 0}}),
    ("move_right", (1, 3), {"to": {"column": 6}}),
    ("sort_down", (1,), {}),
    ("sort_up", (0,), {}),
    ("hide_rows", (2, 3), {}),
    ("hide_columns", (1,), {}),
    ("width", (1, 2), {"pixels": 180}),
    ("freeze_rows", (2,), {}),
    ("freeze_columns", (0,), {}),
    ("filter", (), {}),
]


@pytest.mark.parametrize(("name", "indexes", "more"), ACTS)
def test_undo_and_redo_bring_all_back(
    api: Api, name: str, indexes: tuple[int, ...], more: Json
) -> None:
    before = state(api)
    token = act(api, name, *indexes, **more)
    after = state(api)
    assert after != before
    token = undo(api, token)
    assert state(api) == before
    token = undo(api, token)
    assert state(api) == after
    undo(api, token)
    assert state(api) == before


@pytest.mark.parametrize(
    ("done", "name", "indexes", "more"),
    [
        ("hide_rows", "show_rows", (2,), {}),
        ("hide_columns", "show_columns", (2,), {}),
        ("freeze_rows", "unfreeze", (), {}),
        ("filter", "no_filter", (), {}),
        ("filter", "filter_column", (0,), {"hidden": ["a"]}),
    ],
)
def test_what_takes_a_look_off_is_undone(
    api: Api, done: str, name: str, indexes: tuple[int, ...], more: Json
) -> None:
    act(api, done, 2)
    before = state(api)
    token = act(api, name, *indexes, **more)
    assert state(api) != before
    undo(api, token)
    assert state(api) == before


def first_column(api: Api) -> list[Any]:
    return [row[0] if row else "" for row in api.values("A1:A12")]


def put_in(index: int, count: int = 1) -> Json:
    return {"insertDimension": {"range": lines("ROWS", index, index + count)}}


SINCE: list[tuple[str, tuple[int, ...], Json, list[Json], list[str]]] = [
    # A row that somebody has put in stays beside its neighbours.
    ("row_down", (1,), {"to": {"row": 3}}, [put_in(2)],
     ["Name", "a", "b", "", "c", "", "d"]),
    # Sorted rows take the places that they have among themselves.
    ("sort_down", (1,), {}, [put_in(0)], ["", "Name", "a", "b", "c", "d"]),
    ("sort_down", (1,), {}, [{"deleteDimension": {"range": lines("ROWS", 1, 2)}}],
     ["Name", "a", "b", "c"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "indexes", "more", "changes", "expected"), SINCE)
def test_order_comes_back_around_what_others_did(
    api: Api,
    name: str,
    indexes: tuple[int, ...],
    more: Json,
    changes: list[Json],
    expected: list[str],
) -> None:
    token = act(api, name, *indexes, **more)
    api.batch(*changes)
    undo(api, token)
    assert first_column(api) == expected


def test_row_appended_after_sorting_stays_at_the_end(api: Api) -> None:
    api.put("A5", [["between"]])
    token = act(api, "sort_down", 1)
    api.put("A7:B7", [["new", 99]])
    undo(api, token)
    assert first_column(api) == ["Name", "a", "b", "c", "between", "d", "new"]
    assert api.values("D2:D4", valueRenderOption="FORMULA") == [
        ["=B2*2"], ["=B3*2"], ["=B4*2"],
    ]  # fmt: skip


def test_hidden_row_is_shown_again_wherever_it_is(api: Api) -> None:
    token = act(api, "hide_rows", 3)
    api.batch(put_in(1, 2))
    undo(api, token)
    rows = state(api)["sheets"][0]["data"][0]["rowMetadata"]
    assert not any("hiddenByUser" in row for row in rows)
    # What it was sized to before stays with it.
    assert rows[4]["pixelSize"] == 50


def test_undo_leaves_the_width_that_somebody_else_gave(api: Api) -> None:
    token = act(api, "width", 1, 2, pixels=180)
    sized = {"range": lines("COLUMNS", 2, 3), "properties": {"pixelSize": 70}}
    api.batch({"updateDimensionProperties": {**sized, "fields": "pixelSize"}})
    undo(api, token)
    columns = state(api)["sheets"][0]["data"][0]["columnMetadata"]
    assert [column["pixelSize"] for column in columns[:3]] == [100, 100, 70]


def test_filter_is_taken_off_though_its_range_has_grown(api: Api) -> None:
    token = act(api, "filter")
    api.batch({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}})
    undo(api, token)
    assert "basicFilter" not in state(api)["sheets"][0]


SORT = {
    "range": grid((0, 6), (0, 26)),
    "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}],
}
SHOW = {
    "range": lines("ROWS", 2, 3),
    "properties": {"hiddenByUser": False},
    "fields": "hiddenByUser",
}


@pytest.mark.parametrize(
    ("name", "indexes", "more", "change"),
    [
        ("sort_down", (1,), {}, {"sortRange": SORT}),
        ("row_down", (1,), {"to": {"row": 3}}, {"sortRange": SORT}),
        ("hide_rows", (2,), {}, {"updateDimensionProperties": SHOW}),
        ("filter", (), {}, {"clearBasicFilter": {"sheetId": 0}}),
        # Columns are found by their names only.
        ("move_left", (1,), {"to": {"column": 0}},
         {"insertDimension": {"range": lines("COLUMNS", 0, 1)}}),
        ("width", (1,), {"pixels": 180},
         {"insertDimension": {"range": lines("COLUMNS", 0, 1)}}),
    ],
)  # fmt: skip
def test_undo_that_could_hit_something_else_is_refused(
    api: Api, name: str, indexes: tuple[int, ...], more: Json, change: Json
) -> None:
    token = act(api, name, *indexes, **more)
    api.batch(change)
    before = state(api)
    answer = send(api, "undo", token=token)
    assert (answer.status_code, answer.json()) == (409, {"moved": True})
    assert state(api) == before


def test_sort_that_changes_nothing_is_nothing_to_undo(api: Api) -> None:
    act(api, "sort_up", 1)
    assert act(api, "sort_up", 1) == "None"
