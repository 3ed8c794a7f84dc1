"""gspread's calls on the cells of a tab."""

import re
from typing import Any

import gspread
import pytest
from gspread.cell import Cell
from gspread.exceptions import APIError
from gspread.utils import (
    DateTimeOption,
    Dimension,
    InsertDataOption,
    MergeType,
    ValidationConditionType,
    ValueRenderOption,
    rowcol_to_a1,
)

Sheet = gspread.Worksheet
TABLE = [["Town", "Rows"], ["Loja", "7"], ["Cuenca", "9"], ["Loja", "1"]]


@pytest.fixture
def sheet(book: gspread.Spreadsheet) -> Sheet:
    book.sheet1.update(TABLE, "A1")
    return book.sheet1


def texts(sheet: Sheet) -> list[list[str]]:
    return sheet.get_all_values()


def test_cells_are_read_one_by_one_and_by_line(sheet: Sheet) -> None:
    assert (
        sheet.acell("A2").value,
        sheet.cell(3, 2).value,
        sheet.acell("Z9").value,
    ) == ("Loja", "9", None)
    assert (sheet.row_values(2), sheet.col_values(1)) == (
        ["Loja", "7"],
        [line[0] for line in TABLE],
    )
    assert [cell.value for cell in sheet.range("A2:B2")] == ["Loja", "7"]
    assert len(sheet.get_all_cells()) == sheet.row_count * sheet.col_count


def test_ranges_are_read(sheet: Sheet) -> None:
    assert sheet.get("A2:B2") == [["Loja", "7"]]
    assert [part[0] for part in sheet.batch_get(["A1", "B3"])] == [["Town"], ["9"]]
    assert sheet.get("A1:B2", major_dimension=Dimension.cols) == [
        ["Town", "Loja"],
        ["Rows", "7"],
    ]
    assert sheet.get("C1:C9") == [[]]
    with pytest.raises(APIError, match="Unable to parse range"):
        sheet.get("nonsense!!")


def test_records_are_read_by_header(sheet: Sheet) -> None:
    assert sheet.get_all_records() == [
        {"Town": "Loja", "Rows": 7}, {"Town": "Cuenca", "Rows": 9}, {"Town": "Loja", "Rows": 1},
    ]  # fmt: skip


def test_values_are_told_formatted_raw_and_as_formulas(sheet: Sheet) -> None:
    sheet.update([["=1/4", "5/31/2026"]], "A5", value_input_option="USER_ENTERED")
    assert sheet.get("A5:B5") == [["0.25", "5/31/2026"]]
    assert sheet.get("A5:B5", value_render_option=ValueRenderOption.unformatted) == [
        [0.25, 46173]
    ]
    assert (
        sheet.acell("A5", value_render_option=ValueRenderOption.formula).value == "=1/4"
    )
    as_text = {"date_time_render_option": DateTimeOption.formatted_string}
    assert sheet.get(
        "B5", value_render_option=ValueRenderOption.unformatted, **as_text
    ) == [["5/31/2026"]]


def test_cells_are_written(sheet: Sheet) -> None:
    sheet.update_acell("A2", "Quito")
    sheet.update_cell(3, 2, 10)
    sheet.update_cells([Cell(4, 1, "Ibarra"), Cell(4, 3, "new")])
    sheet.batch_update(
        [
            {"range": "D1", "values": [["x"]]},
            {"range": "D2:D3", "values": [["y"], ["z"]]},
        ]
    )
    assert texts(sheet) == [
        ["Town", "Rows", "", "x"], ["Quito", "7", "", "y"], ["Cuenca", "10", "", "z"], ["Ibarra", "1", "new", ""],
    ]  # fmt: skip


def test_raw_text_is_no_formula_and_none_leaves_a_cell(sheet: Sheet) -> None:
    sheet.update([["=1+1", None], [None, "x"]], "A2", raw=True)
    assert texts(sheet)[1:3] == [["=1+1", "7"], ["Cuenca", "x"]]


def test_ranges_are_cleared(sheet: Sheet) -> None:
    sheet.batch_clear(["A2", "B3:B4"])
    assert texts(sheet) == [["Town", "Rows"], ["", "7"], ["Cuenca", ""], ["Loja", ""]]
    sheet.clear()
    assert texts(sheet) == [[]]


def test_rows_are_appended(sheet: Sheet) -> None:
    sheet.append_row(["Ibarra", 2])
    sheet.append_rows(
        [["Tulcán"], ["Otavalo"]], insert_data_option=InsertDataOption.insert_rows
    )
    assert texts(sheet)[4:] == [["Ibarra", "2"], ["Tulcán", ""], ["Otavalo", ""]]


def test_rows_and_columns_are_put_in_and_taken_out(sheet: Sheet) -> None:
    sheet.insert_row(["Ibarra", "2"], 2)
    sheet.insert_rows([["Quito"], ["Puyo"]], 3)
    sheet.insert_cols([["Country", "Ecuador"]], 2)
    assert texts(sheet)[:4] == [
        ["Town", "Country", "Rows"],
        ["Ibarra", "Ecuador", "2"],
        ["Quito", "", ""],
        ["Puyo", "", ""],
    ]
    sheet.delete_rows(2, 4)
    sheet.delete_columns(2)
    assert texts(sheet) == TABLE


def test_grid_is_made_larger_and_smaller(sheet: Sheet) -> None:
    rows, columns = sheet.row_count, sheet.col_count
    sheet.add_rows(3)
    sheet.add_cols(2)
    assert (sheet.row_count, sheet.col_count) == (rows + 3, columns + 2)
    sheet.resize(2, 1)
    assert texts(sheet) == [["Town"], ["Loja"]]


def test_cells_are_found(sheet: Sheet) -> None:
    found = sheet.find("Loja")
    assert (found.row, found.col) == (2, 1)
    assert sheet.find("nowhere") is None
    assert [cell.row for cell in sheet.findall("Loja")] == [2, 4]
    assert [cell.value for cell in sheet.findall(re.compile(r"^\d$"), in_column=2)] == [
        "7",
        "9",
        "1",
    ]
    assert sheet.find("loja", case_sensitive=False).address == "A2"


def test_rows_are_sorted(sheet: Sheet) -> None:
    sheet.update([[7], [9], [1]], "B2")
    sheet.sort((1, "asc"), (2, "des"), range="A2:B4")
    assert texts(sheet)[1:] == [["Cuenca", "9"], ["Loja", "7"], ["Loja", "1"]]


def test_ranges_are_copied_and_cut(sheet: Sheet) -> None:
    sheet.copy_range("A2:B2", "D2:E2")
    sheet.cut_range("A3:B3", "D3")
    assert texts(sheet)[1:3] == [
        ["Loja", "7", "", "Loja", "7"],
        ["", "", "", "Cuenca", "9"],
    ]


def test_notes_are_written_and_read(sheet: Sheet) -> None:
    sheet.insert_note("A2", "called on Monday")
    sheet.insert_notes({"B2": "two", "B3": "three"})
    assert (sheet.get_note("A2"), sheet.get_note("A1")) == ("called on Monday", "")
    assert sheet.get_notes(grid_range="A2:B3") == [
        ["called on Monday", "two"],
        ["", "three"],
    ]
    sheet.update_note("A2", "called again")
    sheet.clear_notes(["B2", "B3"])
    assert [
        note for line in sheet.get_notes(grid_range="A2:B3") for note in line if note
    ] == ["called again"]
    sheet.update_notes({"A3": "three", "B3": "four"})
    assert sheet.get_notes(grid_range="A3:B3") == [["three", "four"]]
    sheet.clear_note("A2")
    assert sheet.get_note("A2") == ""


def test_merged_cells_are_read_as_one(sheet: Sheet) -> None:
    sheet.merge_cells("A2:A3")
    assert sheet.get("A2:B3", combine_merged_cells=True) == [
        ["Loja", "7"],
        ["Loja", "9"],
    ]
    sheet.unmerge_cells("A2:A3")
    assert sheet.get("A2:B3", combine_merged_cells=True) == [["Loja", "7"], ["", "9"]]


def merges(book: gspread.Spreadsheet) -> list[str]:
    told = book.fetch_sheet_metadata()["sheets"][0].get("merges", [])
    return [
        rowcol_to_a1(part["startRowIndex"] + 1, part["startColumnIndex"] + 1)
        + ":"
        + rowcol_to_a1(part["endRowIndex"], part["endColumnIndex"])
        for part in told
    ]


def test_many_are_merged_and_a_larger_merge_takes_them_in(
    book: gspread.Spreadsheet, sheet: Sheet
) -> None:
    sheet.batch_merge(
        [{"range": "A2:A3"}, {"range": "C1:D2", "mergeType": MergeType.merge_rows}]
    )
    assert merges(book) == ["A2:A3", "C1:D1", "C2:D2"]
    sheet.merge_cells("C1:D2")
    assert merges(book) == ["A2:A3", "C1:D2"]


def test_part_of_a_merge_is_neither_merged_nor_taken_apart(
    book: gspread.Spreadsheet, sheet: Sheet
) -> None:
    sheet.merge_cells("A2:A3")
    for act in (
        lambda: sheet.merge_cells("A3:A4"),
        lambda: sheet.unmerge_cells("A3:B4"),
    ):
        with pytest.raises(
            APIError,
            match="You must select all cells in a merged range to merge or unmerge them",
        ):
            act()
    assert (merges(book), sheet.acell("A4").value) == (["A2:A3"], "Loja")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda sheet: sheet.update_cell(5000, 1, "x"),
            "exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (lambda sheet: sheet.update([[1, 2, 3]], "A1:B1"), "tried writing to column"),
        (lambda sheet: sheet.get("A0"), "Unable to parse range: 'Sheet1'!A0"),
        (
            lambda sheet: sheet.delete_rows(1, 5000),
            "Cannot delete a row that doesn't exist",
        ),
        (lambda sheet: sheet.resize(0, 0), "rowCount must be at least 1"),
        (
            lambda sheet: sheet.freeze(rows=1000),
            "You can't freeze all visible rows on the sheet",
        ),
        (lambda sheet: sheet.update_title(""), "You can't have an empty sheet name"),
        (
            lambda sheet: sheet.delete_protected_range(77),
            "No protected range with id: 77",
        ),
        (lambda sheet: sheet.delete_named_range("77"), "No named range with id: 77"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_changed(
    sheet: Sheet, wrong: Any, message: str
) -> None:
    with pytest.raises(APIError) as refused:
        wrong(sheet)
    assert (refused.value.code, refused.value.error["status"]) == (
        400,
        "INVALID_ARGUMENT",
    )
    assert message in refused.value.error["message"]
    assert texts(sheet) == TABLE


def test_rule_of_a_drop_down_is_kept(book: gspread.Spreadsheet, sheet: Sheet) -> None:
    values = ["Loja", "Cuenca"]
    sheet.add_validation(
        "A2:A4",
        ValidationConditionType.one_of_list,
        values,
        strict=True,
        showCustomUi=True,
    )
    fields = "sheets.data.rowData.values.dataValidation"
    told = book.fetch_sheet_metadata(
        {"includeGridData": "true", "fields": fields, "ranges": "A2"}
    )
    rule = told["sheets"][0]["data"][0]["rowData"][0]["values"][0]["dataValidation"]
    assert (
        rule["strict"],
        [value["userEnteredValue"] for value in rule["condition"]["values"]],
    ) == (True, values)


def test_table_around_a_cell_is_found(sheet: Sheet) -> None:
    assert sheet.expand("A1") == TABLE
