"""Acts of the menu in any order, undone all and done again all."""

import random
from typing import Any

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local.page_steps import (
    Json,
    fill,
    grid,
    header,
    page,
    row_id,
    send,
    state,
)

ROW_ACTS = ("row_above", "row_below", "delete_rows", "hide_rows", "show_rows")
COLUMN_ACTS = (
    "column_left", "column_right", "delete_columns", "hide_columns", "show_columns",
    "sort_up", "sort_down", "freeze_columns",
)  # fmt: skip
MOVES = ("row_up", "row_down", "move_left", "move_right")
OTHERS = (
    "filter", "no_filter", "unfreeze", "freeze_rows", "width", "add_tab", "rename",
    "tab_right", "delete_tab",
)  # fmt: skip
SEEDS = [1, 2, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 20))]


def any_act(api: Api, choice: random.Random) -> list[Any]:
    """One act, with the token that undoes it; none where it changed nothing."""
    gids = [sheet["properties"]["sheetId"] for sheet in state(api)["sheets"]]
    data = page(api)
    indexes = sorted(choice.sample(range(6), choice.randint(1, 2)))
    places = {
        "rows": [{"row": index, "id": row_id(data, index)} for index in indexes],
        "columns": [
            {"column": index, "header": header(data, index)} for index in indexes
        ],
    }
    name = choice.choice(ROW_ACTS + COLUMN_ACTS + MOVES + OTHERS)
    more: Json = {"title": f"T{choice.random()}", "pixels": choice.randint(30, 90)}
    more["to"] = {"row": choice.randrange(8)}
    if name in ("move_left", "move_right"):
        more["to"] = {"column": choice.randrange(8)}
    gid = choice.choice(gids) if name == "delete_tab" else 0
    answer = send(api, "act", act=name, gid=gid, **places, **more)
    assert answer.status_code < 500, (name, answer.text)
    token = answer.json().get("undo")
    return [(name, indexes, more, token)] if token else []


def turned(api: Api, tokens: list[Any]) -> list[Any]:
    """Undoes all; the tokens that do it again."""
    back: list[Any] = []
    for act in reversed(tokens):
        answer = send(api, "undo", token=act[-1])
        assert answer.status_code == 200, (act, answer.text)
        back.append((*act[:-1], answer.json()["undo"]))
    return back


@pytest.mark.parametrize("seed", SEEDS)
def test_undo_of_all_brings_the_beginning_back(api: Api, seed: int) -> None:
    fill(api)
    choice = random.Random(seed)
    before = state(api)
    tokens: list[Any] = []
    for _ in range(12):
        tokens += any_act(api, choice)
    after = state(api)
    again = turned(api, tokens)
    assert state(api) == before
    turned(api, again)
    assert state(api) == after


OTHER_CHANGES: list[Json] = [
    {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 2,
                                   "endIndex": 4}}},
    {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1,
                                   "endIndex": 2}}},
    {"sortRange": {"range": grid((0, 8), (0, 26)),
                   "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]}},
    {"updateCells": {"range": grid((2, 3), (0, 9)), "fields": "*"}},
    {"appendCells": {"sheetId": 0, "fields": "*", "rows": [
        {"values": [{"userEnteredValue": {"formulaValue": "=B2"}}]}]}},
    {"addSheet": {"properties": {}}},
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_undo_beside_others_is_done_or_refused(api: Api, seed: int) -> None:
    fill(api)
    choice = random.Random(seed)
    tokens: list[Any] = []
    for _ in range(12):
        tokens += any_act(api, choice)
        if choice.random() < 0.4:
            api.batch(choice.choice(OTHER_CHANGES))
    for *_, token in reversed(tokens):
        before = state(api)
        answer = send(api, "undo", token=token)
        assert answer.status_code in (200, 409, 410), answer.text
        if answer.status_code != 200:
            assert state(api) == before
