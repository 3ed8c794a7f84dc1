from contextlib import suppress

import pytest

from core.errors import HojaError, Later
from sheets.writing.update import write_own, write_references
from tests.sheets.small import COLUMNS, column, programme


def write(sheet, layout, wanted):
    return write_own(sheet.client, sheet.programme, {"towns": (layout, wanted)})


def staff_cells(sheet):
    """Every staff cell, by reference and header."""
    rows = sheet.tab().rows
    return {reference: dict(row.values) for reference, row in rows.items()}


@pytest.fixture
def filled(sheet):
    sheet.append(
        *(
            {"reference": f"MN-{n}", "name": f"n{n}", "notes": "ñ", "due": "2027-03-12"}
            for n in range(5)
        )
    )
    return sheet


def test_flag_is_written_beside_its_record(filled):
    layout = filled.tab().layout
    assert (
        write(
            filled,
            layout,
            {
                "MN-3": {"flag": "Vence hoy"},
                "MN-1": {"flag": None},
                "MN-9": {"flag": "lost"},
            },
        )
        == 2
    )
    rows = filled.tab().rows
    assert {reference: row.own.get("flag") for reference, row in rows.items()} == {
        **dict.fromkeys(rows, None),
        "MN-3": "Vence hoy",
    }


def test_flag_is_cleared(filled):
    layout = filled.tab().layout
    write(filled, layout, {"MN-3": {"flag": "Vence hoy"}})
    write(filled, layout, {"MN-3": {"flag": None}})
    assert filled.tab().rows["MN-3"].own["flag"] is None


@pytest.mark.parametrize("name", ["flag", "reference", "name", "notes", "received"])
@pytest.mark.parametrize("to", [0, 3, 14])
def test_no_staff_cell_is_hit_when_a_column_moves_after_the_look(filled, name, to):
    layout, before = filled.tab().layout, staff_cells(filled)
    filled.columns("moveDimension", name, destinationIndex=to)
    write(
        filled,
        layout,
        {
            f"MN-{n}": {"flag": "x", "received": "2027-03-12T05:00:00+00:00"}
            for n in range(5)
        },
    )
    assert staff_cells(filled) == before
    assert {row.own["flag"] for row in filled.tab().rows.values()} == {"x"}


def test_no_staff_cell_is_hit_when_columns_and_rows_come_and_go_after_the_look(filled):
    layout, before = filled.tab().layout, staff_cells(filled)
    rows = {
        "sheetId": layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": 2,
        "endIndex": 3,
    }
    first = {
        "sheetId": layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": 0,
        "endIndex": 2,
    }
    filled.client.batch(
        [{"insertDimension": {"range": first}}, {"deleteDimension": {"range": rows}}]
    )
    assert (
        write(filled, layout, {f"MN-{n}": {"flag": f"of {n}"} for n in range(5)}) == 4
    )
    del before["MN-1"]
    assert staff_cells(filled) == before
    assert {r: row.own["flag"] for r, row in filled.tab().rows.items()} == {
        f"MN-{n}": f"of {n}" for n in (0, 2, 3, 4)
    }


def test_column_deleted_after_the_look_is_no_reason_to_write_elsewhere(filled):
    layout, before = filled.tab().layout, staff_cells(filled)
    filled.columns("deleteDimension", "flag")
    with suppress(HojaError):
        write(filled, layout, {"MN-1": {"flag": "x"}})
    assert staff_cells(filled) == before


def test_column_without_a_mark_is_not_written(filled):
    grown = programme([*COLUMNS, column("extra", own=True)])
    layout = filled.tab().layout
    with pytest.raises(Later, match="setup-sheet"):
        write_own(
            filled.client,
            grown,
            {
                "towns": (
                    type(layout)(
                        grown.tables["towns"],
                        layout.sheet_id,
                        layout.columns,
                        layout.metadata,
                    ),
                    {"MN-1": {"extra": "x"}},
                )
            },
        )


def test_staff_s_column_is_never_written(filled):
    with pytest.raises(AssertionError, match="not the app's to write"):
        write(filled, filled.tab().layout, {"MN-1": {"notes": "mine"}})


def test_row_typed_by_hand_gets_its_reference(filled):
    at = filled.tab().layout.columns["name"]
    filled.put(6, at, "by hand")
    tab = filled.tab()
    assert write_references(
        filled.client,
        tab.layout,
        {6: "MN-7"},
        {row.index: row.raw for row in tab.loose},
    )
    assert filled.row("MN-7") == {"name": "by hand"}


def test_reference_is_not_written_where_rows_have_moved(filled):
    filled.put(6, filled.tab().layout.columns["name"], "by hand")
    tab = filled.tab()
    rows = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": 2,
        "endIndex": 3,
    }
    filled.client.batch([{"deleteDimension": {"range": rows}}])
    assert not write_references(
        filled.client,
        tab.layout,
        {6: "MN-7"},
        {row.index: row.raw for row in tab.loose},
    )
    assert "MN-7" not in filled.tab().rows


def test_reference_is_not_written_where_an_empty_row_came_in_between(filled):
    filled.put(6, filled.tab().layout.columns["name"], "by hand")
    tab = filled.tab()
    rows = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": 6,
        "endIndex": 7,
    }
    filled.client.batch([{"insertDimension": {"range": rows}}])
    assert not write_references(
        filled.client,
        tab.layout,
        {6: "MN-7"},
        {row.index: row.raw for row in tab.loose},
    )
    assert [row.reference for row in filled.tab().loose] == [""]


def test_flags_of_many_rows_cost_two_calls(filled):
    layout = filled.tab().layout
    filled.server.forget_calls()
    write(filled, layout, {f"MN-{n}": {"flag": f"{n}"} for n in range(5)})
    assert len(filled.server.calls()) == 2


def test_flag_is_written_beside_a_reference_typed_another_way(filled):
    filled.append({"reference": "MN-7K3MQ", "name": "x"})
    filled.put(6, 0, " mn-7k3mq")
    assert write(filled, filled.tab().layout, {"MN-7K3MQ": {"flag": "Vence hoy"}}) == 1
    assert filled.tab().rows["MN-7K3MQ"].own["flag"] == "Vence hoy"
