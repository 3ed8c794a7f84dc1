"""What people do to the headers and columns of a tab: what is read then, what is told,
and that `setup-sheet` mends it.
"""

import pytest

from core.errors import Later
from core.notation.spreadsheet_text import column_letters
from core.problem import ProblemCode
from sheets.writing.append import append_requests
from sheets.writing.update import rename_references, write_own, write_references

FIRST, SECOND = "MN-34679", "MN-ACDEF"


@pytest.fixture
def filled(sheet):
    sheet.append(
        *(
            {"reference": r, "name": f"n {r}", "notes": f"note {r}", "count": 5}
            for r in (FIRST, SECOND)
        )
    )
    sheet.look()
    return sheet


def rows(sheet, kind, start, end, **more):
    span = {
        "sheetId": sheet.sheet_id,
        "dimension": "ROWS",
        "startIndex": start,
        "endIndex": end,
    }
    sheet.client.batch(
        [{kind: {"source" if kind == "moveDimension" else "range": span, **more}}]
    )


def insert_above(sheet, *texts):
    rows(sheet, "insertDimension", 0, len(texts))
    for index, text in enumerate(texts):
        sheet.put(index, 0, text)


def sort_whole_tab(sheet):
    area = {"sheetId": sheet.sheet_id, "startRowIndex": 0, "endRowIndex": 3}
    spec = [{"dimensionIndex": sheet.columns_of["name"], "sortOrder": "ASCENDING"}]
    sheet.client.batch([{"sortRange": {"range": area, "sortSpecs": spec}}])


def cut(sheet, name, to):
    """Cells of a column cut and pasted into another, header and all."""
    index = sheet.columns_of[name]
    source = {
        "sheetId": sheet.sheet_id,
        "startColumnIndex": index,
        "endColumnIndex": index + 1,
    }
    target = {"sheetId": sheet.sheet_id, "rowIndex": 0, "columnIndex": to}
    sheet.client.batch(
        [
            {
                "cutPaste": {
                    "source": source,
                    "destination": target,
                    "pasteType": "PASTE_NORMAL",
                }
            }
        ]
    )


def more_columns(sheet):
    sheet.client.batch(
        [
            {
                "appendDimension": {
                    "sheetId": sheet.sheet_id,
                    "dimension": "COLUMNS",
                    "length": 3,
                }
            }
        ]
    )


DAMAGED_HEADERS = {
    "a banner above": (
        lambda s: insert_above(s, "Programa 2027"),
        ProblemCode.header_moved,
    ),
    "several rows above": (
        lambda s: insert_above(s, "Programa", "", "2027"),
        ProblemCode.header_moved,
    ),
    "a blank row above": (lambda s: insert_above(s, ""), ProblemCode.header_moved),
    "sorted down": (sort_whole_tab, ProblemCode.header_moved),
    "moved down": (
        lambda s: rows(s, "moveDimension", 0, 1, destinationIndex=3),
        ProblemCode.header_moved,
    ),
    "deleted": (lambda s: rows(s, "deleteDimension", 0, 1), ProblemCode.header_lost),
    "blanked": (
        lambda s: [s.put(0, at, "") for at in s.columns_of.values()],
        ProblemCode.header_lost,
    ),
}


@pytest.mark.parametrize("damage", DAMAGED_HEADERS)
@pytest.mark.parametrize("fresh", [False, True])
def test_records_stay_and_one_problem_says_what_became_of_the_headers(
    filled, damage, fresh
):
    before = {reference: filled.row(reference) for reference in (FIRST, SECOND)}
    DAMAGED_HEADERS[damage][0](filled)
    if fresh:
        filled.forget()
    assert {reference: filled.row(reference) for reference in (FIRST, SECOND)} == before
    assert (set(filled.tab().rows), filled.tab().loose) == ({FIRST, SECOND}, [])
    assert filled.codes() == [(DAMAGED_HEADERS[damage][1], "")]


@pytest.mark.parametrize(
    "damage",
    [
        name
        for name, (_do, code) in DAMAGED_HEADERS.items()
        if code == ProblemCode.header_moved
    ],
)
def test_writes_go_by_the_header_row_wherever_it_is(filled, damage):
    DAMAGED_HEADERS[damage][0](filled)
    filled.append({"reference": "MN-33333", "name": "new"})
    layout = filled.tab().layout
    write_own(
        filled.client,
        filled.programme,
        {"towns": (layout, {r: {"flag": f"of {r}"} for r in (FIRST, "MN-33333")})},
    )
    own = {reference: row.own["flag"] for reference, row in filled.tab().rows.items()}
    assert own == {FIRST: f"of {FIRST}", SECOND: None, "MN-33333": "of MN-33333"}
    assert filled.grid()[layout.header_row] == filled.headers


@pytest.mark.parametrize("damage", ["deleted", "blanked"])
def test_nothing_is_written_into_a_tab_without_headers(filled, damage):
    DAMAGED_HEADERS[damage][0](filled)
    filled.put(4, filled.columns_of["name"], "by hand")
    tab, before = filled.tab(), filled.grid()
    [row] = tab.loose
    with pytest.raises(Later, match="no header row"):
        append_requests(filled.programme, tab.layout, [{"reference": "MN-33333"}])
    with pytest.raises(Later, match="no header row"):
        write_own(
            filled.client,
            filled.programme,
            {"towns": (tab.layout, {FIRST: {"flag": "x"}})},
        )
    assert not write_references(
        filled.client, tab.layout, {row.index: "MN-33333"}, {row.index: row.raw}
    )
    rename_references(filled.client, tab.layout, {FIRST: "MN-33333"})
    assert filled.grid() == before
    assert list(filled.look().writable) == ["people"]


@pytest.mark.parametrize("damage", ["sorted down", "moved down", "deleted", "blanked"])
def test_setup_puts_the_header_row_back_on_top(filled, damage):
    before = {reference: filled.row(reference) for reference in (FIRST, SECOND)}
    DAMAGED_HEADERS[damage][0](filled)
    assert "header row of “Cosas”" in filled.setup()[0]
    assert filled.grid()[0] == filled.headers
    assert {reference: filled.row(reference) for reference in (FIRST, SECOND)} == before
    assert filled.codes() == []
    filled.setup()
    assert filled.setup() == []


def test_setup_leaves_a_banner_where_it_is(filled):
    insert_above(filled, "Programa", "2027")
    filled.setup()
    assert filled.setup() == []
    assert [filled.grid()[row][:1] for row in (0, 1)] == [["Programa"], ["2027"]]


def test_headers_that_staff_gave_come_back(filled):
    filled.put(0, filled.columns_of["notes"], "Observaciones")
    more_columns(filled)
    filled.put(0, len(filled.headers), "Mío")
    filled.remember_shape()
    rows(filled, "deleteDimension", 0, 1)
    filled.setup()
    expected = [*filled.headers, "Mío"]
    expected[filled.columns_of["notes"]] = "Observaciones"
    assert filled.grid()[0] == expected


def test_row_above_the_headers_without_a_reference_is_no_record(filled):
    insert_above(filled, "")
    filled.put(0, filled.columns_of["name"], "a title of the team's")
    assert (set(filled.tab().rows), filled.tab().loose) == ({FIRST, SECOND}, [])


@pytest.mark.parametrize("fresh", [False, True])
def test_column_cut_and_pasted_elsewhere_is_not_read_and_its_new_place_is_told(
    filled, fresh
):
    more_columns(filled)
    place = column_letters(len(filled.headers))
    cut(filled, "notes", len(filled.headers))
    if fresh:
        filled.forget()
    [problem] = filled.look().problems
    assert (problem.code, problem.column, dict(problem.values)["place"]) == (
        ProblemCode.column_moved,
        "notes",
        place,
    )
    assert filled.row(FIRST) == {"name": f"n {FIRST}", "count": 5}


def test_column_that_staff_renamed_is_known_again_after_it_was_cut(filled):
    filled.put(0, filled.columns_of["notes"], "Observaciones")
    filled.look()
    more_columns(filled)
    cut(filled, "notes", len(filled.headers))
    assert filled.codes() == [(ProblemCode.column_moved, "notes")]


def test_own_column_that_was_cut_is_not_written(filled):
    more_columns(filled)
    cut(filled, "flag", len(filled.headers))
    before = filled.grid()
    with pytest.raises(Later, match="setup-sheet"):
        write_own(
            filled.client,
            filled.programme,
            {"towns": (filled.tab().layout, {FIRST: {"flag": "x"}})},
        )
    assert filled.grid() == before


def test_row_is_appended_past_a_column_that_was_cut(filled):
    more_columns(filled)
    cut(filled, "notes", len(filled.headers))
    filled.append({"reference": "MN-33333", "name": "new", "notes": "a note"})
    assert [cell for cell in filled.grid()[3] if cell] == ["MN-33333", "new"]


def test_setup_takes_the_column_where_it_stands_now(filled):
    more_columns(filled)
    before = filled.row(FIRST)
    cut(filled, "notes", len(filled.headers))
    assert filled.setup()[0] == "take the column “notes” of “Cosas” where it stands now"
    assert filled.setup() == []
    assert (filled.row(FIRST), filled.codes()) == (before, [])


def test_column_with_two_places_to_have_gone_to_is_asked_about(filled):
    more_columns(filled)
    end = len(filled.headers)
    cut(filled, "notes", end)
    filled.put(0, end + 1, "notes")
    assert filled.codes() == [(ProblemCode.column_twice, "notes")]
    assert "notes" not in filled.row(FIRST)
    assert not any("notes" in line for line in filled.setup())


def test_cells_pasted_over_another_column_are_read_as_neither(filled):
    cut(filled, "notes", filled.columns_of["name"])
    assert sorted(filled.codes()) == [
        (ProblemCode.column_twice, "name"),
        (ProblemCode.column_twice, "notes"),
    ]
    assert filled.row(FIRST) == {"count": 5}


def test_marked_column_with_a_blank_header_is_read_as_before(filled):
    before = filled.row(FIRST)
    filled.put(0, filled.columns_of["notes"], "")
    assert (filled.row(FIRST), filled.codes()) == (before, [])
