"""What the page's own copy and paste brings along beside cells, and takes back."""

from typing import Any

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local.page_steps import Json, grid, page, row_id, send, state, undo

ROWS = [["Name", "Number"], ["a", 1], ["b", ""], ["c", 3], ["d", 4]]
MERGED = ((2, 3), (0, 2))
LOW = ((1, 4), (1, 2))


@pytest.fixture(autouse=True)
def _filled(api: Api) -> None:
    """Row 3 is merged, and a rule holds in B2:B4."""
    api.put("A1", ROWS)
    condition = {"type": "NUMBER_LESS", "values": [{"userEnteredValue": "2"}]}
    bold = {"textFormat": {"bold": True}}
    rule = {
        "ranges": [grid(*LOW)],
        "booleanRule": {"condition": condition, "format": bold},
    }
    answer = api.batch(
        {"addConditionalFormatRule": {"rule": rule}},
        {"mergeCells": {"range": grid(*MERGED)}},
        {"addSheet": {"properties": {"title": "Other", "sheetId": 7}}},
    )
    assert "replies" in answer


def pasted(
    api: Api,
    rows: dict[int, int],
    columns: dict[int, int],
    gid: int = 0,
    **more: Any,
) -> str:
    """Pastes A1:B5 or a part of it; `rows` and `columns` are sources by target."""
    ids = page(api)
    cells: list[Json] = []
    for row, source_row in rows.items():
        for column, source_column in columns.items():
            origin = {
                "gid": 0,
                "row": source_row,
                "id": row_id(ids, source_row),
                "column": source_column,
            }
            text = str(ROWS[source_row][source_column])
            cells.append(
                {"row": row, "column": column, "value": text, "from": origin, **more}
            )
    answer = send(api, "edit", gid=gid, cells=cells)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["undo"])


def spans(ranges: list[Json]) -> list[Any]:
    """Ranges as ((top, bottom), (left, right))."""
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    sides = [[each.get(name, 0) for name in names] for each in ranges]
    return sorted(((a, b), (c, d)) for a, b, c, d in sides)


def merges(api: Api, tab: int = 0) -> list[Any]:
    return spans(state(api)["sheets"][tab].get("merges", []))


def ruled(api: Api, tab: int = 0) -> list[Any]:
    [rule] = state(api)["sheets"][tab].get("conditionalFormats", [{"ranges": []}])
    return spans(rule["ranges"])


BOTH = {3: 0, 4: 1}
PASTES = [
    # Rows 2 and 3 to D7.
    ({6: 1, 7: 2}, BOTH, [MERGED, ((7, 8), (3, 5))], [LOW, ((6, 8), (4, 5))]),
    # Twice below each other.
    (
        {6: 1, 7: 2, 8: 1, 9: 2},
        BOTH,
        [MERGED, ((7, 8), (3, 5)), ((9, 10), (3, 5))],
        [LOW, ((6, 10), (4, 5))],
    ),
    # A hidden row is passed over.
    (
        {6: 1, 8: 2},
        BOTH,
        [MERGED, ((8, 9), (3, 5))],
        [LOW, ((6, 7), (4, 5)), ((8, 9), (4, 5))],
    ),
    # A part of what is merged is no merge.
    ({6: 2}, {3: 0}, [MERGED], [LOW]),
    # No rule where none was.
    ({1: 4}, {1: 1}, [MERGED], [((2, 4), (1, 2))]),
    # A merge that reaches beyond the target stays.
    ({2: 1}, {1: 0}, [MERGED], [((1, 2), (1, 2)), ((3, 4), (1, 2))]),
]


@pytest.mark.parametrize(("rows", "columns", "merged", "rules"), PASTES)
def test_merges_and_rules_go_along_and_are_taken_back(
    api: Api,
    rows: dict[int, int],
    columns: dict[int, int],
    merged: list[Any],
    rules: list[Any],
) -> None:
    before = state(api)
    token = pasted(api, rows, columns)
    assert (merges(api), ruled(api)) == (sorted(merged), sorted(rules))
    after = state(api)
    token = undo(api, token)
    assert state(api) == before
    undo(api, token)
    assert state(api) == after


def test_into_another_tab_goes_a_copy(api: Api) -> None:
    before = state(api)
    token = pasted(api, {0: 1, 1: 2}, {0: 0, 1: 1}, gid=7)
    assert (merges(api, 1), ruled(api, 1)) == ([((1, 2), (0, 2))], [((0, 2), (1, 2))])
    assert (merges(api), ruled(api)) == ([MERGED], [LOW])
    undo(api, token)
    assert state(api) == before


@pytest.mark.parametrize("gid", [0, 7])
def test_what_is_cut_takes_merges_and_rules_away(api: Api, gid: int) -> None:
    before = state(api)
    token = pasted(api, {6: 1, 7: 2}, BOTH, gid=gid, cut=True)
    tab = int(gid == 7)
    assert merges(api, tab) == [((7, 8), (3, 5))]
    assert ((6, 8), (4, 5)) in ruled(api, tab)
    assert ((3, 4), (1, 2)) in ruled(api)
    assert MERGED not in merges(api)
    undo(api, token)
    assert state(api) == before


def test_cell_that_says_something_else_by_now_brings_nothing(api: Api) -> None:
    api.put("A2", [["other"]])
    pasted(api, {6: 1, 7: 2}, BOTH)
    assert (merges(api), ruled(api)) == ([MERGED], [LOW])


def test_undo_leaves_the_merge_that_somebody_else_made(api: Api) -> None:
    token = pasted(api, {6: 1, 7: 2}, BOTH)
    api.batch({"mergeCells": {"range": grid((8, 9), (0, 2))}})
    undo(api, token)
    assert ((8, 9), (0, 2)) in merges(api)
    assert api.values("D7:E8") == []


def test_undone_fill_takes_its_rules_back(api: Api) -> None:
    before = state(api)
    answer = send(
        api,
        "fill",
        rows=[{"row": row} for row in (3, 4, 5)],
        columns=[{"column": 1, "header": "Number"}],
        source={"rows": [0, 0], "columns": [0, 0]},
    )
    assert ruled(api) != [LOW]
    undo(api, answer.json()["undo"])
    assert state(api) == before
