"""Tabs that are added, renamed, moved and deleted on the page are undone and done
again.
"""

from typing import Any

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local.page_steps import Json, fill, lines, send, state, undo

OTHER = 7


@pytest.fixture(autouse=True)
def _filled(api: Api) -> None:
    """Three tabs that point at each other."""
    fill(api)
    api.batch(
        {"addSheet": {"properties": {"title": "My towns", "sheetId": OTHER}}},
        {"addSheet": {"properties": {"title": "Last", "sheetId": 9}}},
        {
            "addNamedRange": {
                "namedRange": {"name": "Third", "range": {"sheetId": OTHER}}
            }
        },
    )
    api.put("My towns!A1", [["=Sheet1!B4"], [2]], "USER_ENTERED")
    api.put("Last!A1", [["='My towns'!A2"]], "USER_ENTERED")


def tab_act(api: Api, name: str, gid: int = OTHER, **more: Any) -> str:
    answer = send(api, "act", act=name, gid=gid, **more)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["undo"])


def titles(api: Api) -> list[str]:
    return [sheet["properties"]["title"] for sheet in state(api)["sheets"]]


def formulas(api: Api, cell: str) -> Any:
    return api.values(cell, valueRenderOption="FORMULA")


@pytest.mark.parametrize(
    ("name", "gid", "more"),
    [
        ("add_tab", 0, {"title": "New"}),
        ("rename", OTHER, {"title": "Their towns"}),
        ("delete_tab", OTHER, {}),
        ("delete_tab", 0, {}),
        ("tab_left", OTHER, {}),
        ("tab_right", 0, {}),
    ],
)
def test_undo_and_redo_bring_all_back(
    api: Api, name: str, gid: int, more: Json
) -> None:
    before = state(api)
    token = tab_act(api, name, gid, **more)
    after = state(api)
    assert after != before
    token = undo(api, token)
    assert state(api) == before
    token = undo(api, token)
    assert state(api) == after
    undo(api, token)
    assert state(api) == before


def test_deleted_tab_comes_back_beside_its_neighbours(api: Api) -> None:
    token = tab_act(api, "delete_tab")
    api.batch(
        {"addSheet": {"properties": {"title": "First", "index": 0}}},
        {"insertDimension": {"range": lines("ROWS", 1, 3)}},
    )
    assert formulas(api, "Last!A1") == [["=#REF!"]]
    undo(api, token)
    assert titles(api) == ["First", "Sheet1", "My towns", "Last"]
    assert formulas(api, "Last!A1") == [["='My towns'!A2"]]
    # Its formula points at the same row, wherever that is now.
    assert formulas(api, "My towns!A1") == [["=Sheet1!B6"]]


def test_deleted_tab_calls_others_by_their_names_of_now(api: Api) -> None:
    token = tab_act(api, "delete_tab")
    tab_act(api, "rename", 0, title="Main")
    undo(api, token)
    assert formulas(api, "My towns!A1") == [["=Main!B4"]]


def rename(title: str) -> Json:
    properties = {"sheetId": OTHER, "title": title}
    return {"updateSheetProperties": {"properties": properties, "fields": "title"}}


def to_front(gid: int) -> Json:
    properties = {"sheetId": gid, "index": 0}
    return {"updateSheetProperties": {"properties": properties, "fields": "index"}}


@pytest.mark.parametrize(
    ("name", "more", "change"),
    [
        ("rename", {"title": "Their towns"}, rename("Third name")),
        ("rename", {"title": "Their towns"}, {"deleteSheet": {"sheetId": OTHER}}),
        ("rename", {"title": "Their towns"},
         {"addSheet": {"properties": {"title": "My towns"}}}),
        ("delete_tab", {}, {"addSheet": {"properties": {"title": "My towns"}}}),
        ("tab_left", {}, to_front(9)),
    ],
)  # fmt: skip
def test_undo_that_could_hit_something_else_is_refused(
    api: Api, name: str, more: Json, change: Json
) -> None:
    token = tab_act(api, name, **more)
    api.batch(change)
    before = state(api)
    answer = send(api, "undo", token=token)
    assert (answer.status_code, answer.json()) == (409, {"moved": True})
    assert state(api) == before


def test_new_tab_that_somebody_has_written_into_stays(api: Api) -> None:
    token = tab_act(api, "add_tab", title="New")
    api.put("New!A1", [["theirs"]])
    assert send(api, "undo", token=token).status_code == 409
    assert titles(api)[-1] == "New"


def test_tab_that_is_shown_after_an_undo_is_there(api: Api) -> None:
    token = tab_act(api, "add_tab", title="New")
    assert send(api, "undo", token=token).json()["gid"] == 9
