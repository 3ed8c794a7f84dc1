"""The page's own small API: what is undone, filled and copied, without a browser."""

from typing import Any

import pytest
import requests

from tests.sheets.local.conftest import Api

ROWS = [["Name", "Number"], ["a", 1], ["b", 2], ["c", 3]]


def send(api: Api, path: str, **body: Any) -> requests.Response:
    return requests.post(
        f"{api.url}/sheet/{api.id}/{path}", json={"gid": 0, **body}, timeout=10
    )


def row_id(api: Api, row: int) -> Any:
    data = requests.get(f"{api.url}/sheet/{api.id}/data", timeout=10).json()
    return data["rows"][row]["id"]


def typed(api: Api, row: int, column: int, value: str, **more: Any) -> Any:
    cell = {"row": row, "column": column, "value": value, **more}
    return send(api, "edit", cells=[cell]).json()["undo"]


@pytest.fixture(autouse=True)
def _filled(api: Api) -> None:
    api.put("A1", ROWS)


def filled(api: Api, rows: list[int], source: list[int], **more: Any) -> Any:
    """Fills column B."""
    return send(
        api,
        "fill",
        rows=[{"row": row} for row in rows],
        columns=[{"column": 1, "header": "Number"}],
        source={"rows": source, "columns": [0, 0]},
        **more,
    )


@pytest.mark.parametrize(
    ("rows", "source", "series", "numbers"),
    [
        ([1, 2, 3, 4], [0, 2], True, [1, 2, 3, 4]),
        ([1, 2, 3, 4], [0, 0], False, [1, 1, 1, 1]),
        ([1, 2, 3], [2, 2], False, [3, 3, 3]),
        # Upwards.
        ([1, 2, 3], [1, 2], True, [1, 2, 3]),
        # Row 3 is hidden, and keeps what it has.
        ([1, 3, 4], [0, 0], False, [1, 2, 1, 1]),
    ],
)
def test_fill(
    api: Api, rows: list[int], source: list[int], series: bool, numbers: list[int]
) -> None:
    assert filled(api, rows, source, series=series).status_code == 200
    assert api.raw("B2:B6") == [[number] for number in numbers]


@pytest.mark.parametrize(
    ("rows", "source", "status"),
    [([3, 1], [0, 0], 409), ([1, 2], [0, 2], 400), ([1, 2], [1, 0], 400), ([], [0, 0], 400)],
)  # fmt: skip
def test_fill_of_what_is_not_there_changes_nothing(
    api: Api, rows: list[int], source: list[int], status: int
) -> None:
    assert filled(api, rows, source).status_code == status
    assert api.raw("A1:B4") == ROWS


def test_undone_fill_brings_the_formats_back(api: Api) -> None:
    api.put("B2", [["5/31/2026"]], "USER_ENTERED")
    undo = filled(api, [1, 2], [0, 0]).json()["undo"]
    assert api.values("B2:B3") == [["5/31/2026"]] * 2
    send(api, "undo", token=undo)
    assert api.values("B3") == [["2"]]


def test_undone_twice_is_done_again(api: Api) -> None:
    undo = typed(api, 1, 0, "mine")
    for text in ("a", "mine", "a"):
        answer = send(api, "undo", token=undo).json()
        undo = answer["undo"]
        assert (api.values("A2"), answer["at"]) == ([[text]], [1, 0])


def test_undo_of_the_first_text_in_an_empty_row_leaves_it_empty(api: Api) -> None:
    undo = typed(api, 8, 0, "new")
    again = send(api, "undo", token=undo).json()["undo"]
    assert api.values("A5:A9") == []
    send(api, "undo", token=again)
    assert api.values("A9") == [["new"]]


def test_undo_leaves_what_others_did_to_the_format(api: Api) -> None:
    undo = typed(api, 1, 0, "mine", id=row_id(api, 1))
    area = {"sheetId": 0, "endRowIndex": 2, "endColumnIndex": 1}
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    request = {"range": area, "cell": bold, "fields": "userEnteredFormat"}
    api.batch({"repeatCell": request})
    assert send(api, "undo", token=undo).status_code == 200
    data = api.get(ranges="A2", includeGridData="true")["sheets"][0]["data"][0]
    cell = data["rowData"][0]["values"][0]
    assert cell["formattedValue"] == "a"
    assert cell["userEnteredFormat"]["textFormat"]["bold"]


@pytest.mark.parametrize(
    ("more", "status", "text"),
    [
        ({}, 409, "theirs"),
        ({"overwrite": [0]}, 200, "a"),
        ({"skip": [0]}, 200, "theirs"),
    ],
)
def test_undo_of_what_somebody_has_changed_since(
    api: Api, more: Any, status: int, text: str
) -> None:
    undo = typed(api, 1, 0, "mine")
    api.put("A2", [["theirs"]])
    answer = send(api, "undo", token=undo, **more)
    assert (answer.status_code, api.values("A2")) == (status, [[text]])
    if status == 409:
        assert answer.json() == {"at": 0, "now": "theirs"}


def test_undo_in_a_row_that_was_deleted_is_told_so(api: Api) -> None:
    undo = typed(api, 1, 0, "mine")
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    api.batch({"deleteDimension": {"range": span}})
    answer = send(api, "undo", token=undo)
    assert (answer.status_code, answer.json()) == (410, {"at": 0})


def test_change_of_another_spreadsheet_is_not_undone_here(api: Api) -> None:
    undo = typed(api, 1, 0, "mine")
    other = Api(api.url)
    assert send(other, "undo", token=undo).status_code == 410
    assert send(api, "undo", token="nothing").json() == {"forgotten": True}
    assert api.values("A2") == [["mine"]]
    other.session.close()


COPIED = [
    # The formula of C2, pasted into C4: as far away as before, or cut.
    ("=B2*2", {}, "=B4*2"),
    ("=B2*2", {"cut": True}, "=B2*2"),
    # It says something else by now: what was copied counts.
    ("=B2*3", {}, "=B4*3"),
    ("text", {}, "text"),
]


@pytest.mark.parametrize(("value", "more", "pasted"), COPIED)
def test_pasted_cell(api: Api, value: str, more: Any, pasted: str) -> None:
    api.put("C2", [["=B2*2"]], "USER_ENTERED")
    origin = {"gid": 0, "row": 1, "id": row_id(api, 1), "column": 2, "header": ""}
    typed(api, 3, 2, value, **{"from": origin}, **more)
    assert api.values("C4", valueRenderOption="FORMULA") == [[pasted]]


def test_pasted_cell_keeps_the_rule_of_its_place(api: Api) -> None:
    area = {"sheetId": 0, "startRowIndex": 3, "endRowIndex": 4, "endColumnIndex": 1}
    options = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "c"}]}
    rule = {"condition": options, "strict": True}
    api.batch({"setDataValidation": {"range": area, "rule": rule}})
    origin = {"gid": 0, "row": 1, "id": row_id(api, 1), "column": 0, "header": "Name"}
    cell = {"row": 3, "column": 0, "value": "a", "from": origin}
    assert send(api, "edit", cells=[cell]).status_code == 422
    assert api.values("A4") == [["c"]]


def test_widths_are_kept_and_nonsense_is_refused(api: Api) -> None:
    column = [{"column": 1, "header": "Number"}]
    for pixels, status in ((180, 200), (0, 400), (-5, 400), ("wide", 400)):
        answer = send(api, "act", act="width", columns=column, pixels=pixels)
        assert answer.status_code == status
    data = requests.get(f"{api.url}/sheet/{api.id}/data", timeout=10).json()
    assert data["columns"][1]["width"] == 180


@pytest.mark.parametrize(("selected", "hidden"), [([2], [5]), ([1, 3], [5]), ([8], [])])
def test_hidden_rows_beside_the_selection_are_shown_else_all(
    api: Api, selected: list[int], hidden: list[int]
) -> None:
    for row in (1, 5):
        send(api, "act", act="hide_rows", rows=[{"row": row}])
    rows = [{"row": row} for row in selected]
    send(api, "act", act="show_rows", rows=rows)
    data = requests.get(f"{api.url}/sheet/{api.id}/data", timeout=10).json()
    assert data["hiddenRows"] == hidden
