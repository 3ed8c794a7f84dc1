"""gspread's calls on a tab: its looks, its order, what is hidden,
protected, filtered, grouped.
"""

from typing import Any

import gspread
import pytest

Book, Sheet = gspread.Spreadsheet, gspread.Worksheet


@pytest.fixture
def sheet(book: Book) -> Sheet:
    book.sheet1.update([["Town", "Rows"], ["Loja", "7"], ["Cuenca", "9"]], "A1")
    return book.sheet1


def told(book: Book, fields: str, **params: Any) -> Any:
    return book.fetch_sheet_metadata({"fields": fields, **params})["sheets"][0]


def sizes(book: Book, dimension: str, name: str) -> list[Any]:
    data = told(book, f"sheets.data.{dimension}", includeGridData="true")["data"][0]
    return [entry.get(name) for entry in data[dimension]][:3]


def test_title_index_and_colour_are_changed(book: Book, sheet: Sheet) -> None:
    book.add_worksheet("Second", 5, 5)
    sheet.update_title("Towns")
    sheet.update_index(2)  # counted with the tab itself still in its place
    assert [each.title for each in book.worksheets()] == ["Second", "Towns"]
    sheet.update_tab_color("#ff0000")
    assert book.worksheet("Towns").get_tab_color() == "#FF0000"
    sheet.clear_tab_color()
    assert book.worksheet("Towns").get_tab_color() is None


def test_tab_is_hidden_and_shown(book: Book, sheet: Sheet) -> None:
    book.add_worksheet("Second", 5, 5)
    sheet.hide()
    assert [each.isSheetHidden for each in book.worksheets()] == [True, False]
    assert [each.title for each in book.worksheets(exclude_hidden=True)] == ["Second"]
    sheet.show()
    assert [each.isSheetHidden for each in book.worksheets()] == [False, False]


def test_gridlines_are_hidden(book: Book, sheet: Sheet) -> None:
    sheet.hide_gridlines()
    assert book.get_worksheet(0).is_gridlines_hidden
    sheet.show_gridlines()
    assert not book.get_worksheet(0).is_gridlines_hidden


def test_rows_and_columns_are_frozen(book: Book, sheet: Sheet) -> None:
    sheet.freeze(rows=1, cols=2)
    found = book.get_worksheet(0)
    assert (found.frozen_row_count, found.frozen_col_count) == (1, 2)


def test_rows_and_columns_are_hidden(book: Book, sheet: Sheet) -> None:
    sheet.hide_rows(1, 2)
    sheet.hide_columns(0, 1)
    assert sizes(book, "rowMetadata", "hiddenByUser") == [None, True, None]
    assert sizes(book, "columnMetadata", "hiddenByUser") == [True, None, None]
    sheet.unhide_rows(1, 2)
    sheet.unhide_columns(0, 1)
    assert (
        sizes(book, "rowMetadata", "hiddenByUser")
        == sizes(book, "columnMetadata", "hiddenByUser")
        == [None] * 3
    )


def test_columns_are_made_as_wide_as_their_texts(book: Book, sheet: Sheet) -> None:
    sheet.update(
        [["A name that is much longer than the usual width of a column"]], "A4"
    )
    sheet.columns_auto_resize(0, 1)
    sheet.rows_auto_resize(0, 1)
    assert sizes(book, "columnMetadata", "pixelSize")[0] > 300


def test_cells_are_formatted(book: Book, sheet: Sheet) -> None:
    sheet.format("A1:B1", {"textFormat": {"bold": True}})
    sheet.batch_format(
        [
            {
                "range": "B2",
                "format": {"numberFormat": {"type": "NUMBER", "pattern": "0.00"}},
            }
        ]
    )
    sheet.update([[7]], "B2")
    fields = "sheets.data.rowData.values.userEnteredFormat.textFormat.bold"
    values = told(book, fields, includeGridData="true")["data"][0]["rowData"][0][
        "values"
    ]
    assert [value["userEnteredFormat"]["textFormat"]["bold"] for value in values] == [
        True,
        True,
    ]
    assert sheet.acell("B2").value == "7.00"


def test_ranges_are_protected(book: Book, sheet: Sheet) -> None:
    made = sheet.add_protected_range(
        "A1:B1", editor_users_emails=["ana@example.org"], description="headers"
    )
    id = made["replies"][0]["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    assert [entry["description"] for entry in book.list_protected_ranges(sheet.id)] == [
        "headers"
    ]
    sheet.delete_protected_range(id)
    assert book.list_protected_ranges(sheet.id) == []


def test_filter_is_set_and_cleared(book: Book, sheet: Sheet) -> None:
    sheet.set_basic_filter("A1:B3")
    assert told(book, "sheets.basicFilter")["basicFilter"]["range"]["endRowIndex"] == 3
    sheet.clear_basic_filter()
    assert told(book, "sheets(basicFilter,properties.title)") == {
        "properties": {"title": "Sheet1"}
    }


def test_rows_and_columns_are_grouped(sheet: Sheet) -> None:
    sheet.add_dimension_group_rows(1, 3)
    sheet.add_dimension_group_columns(0, 1)
    assert [
        group["range"]["endIndex"] for group in sheet.list_dimension_group_rows()
    ] == [3]
    assert [group["depth"] for group in sheet.list_dimension_group_columns()] == [1]
    sheet.delete_dimension_group_rows(1, 3)
    sheet.delete_dimension_group_columns(0, 1)
    assert (
        sheet.list_dimension_group_rows(),
        sheet.list_dimension_group_columns(),
    ) == ([], [])


def test_tab_is_copied_into_another_spreadsheet(
    client: gspread.Client, sheet: Sheet
) -> None:
    other = client.create("Archive")
    made = sheet.copy_to(other.id)
    assert made["title"] == "Copy of Sheet1"
    assert other.get_worksheet_by_id(made["sheetId"]).acell("A2").value == "Loja"


def test_tab_is_duplicated_from_itself(book: Book, sheet: Sheet) -> None:
    twin = sheet.duplicate(new_sheet_name="Twin")
    sheet.update([["Quito"]], "A2")
    assert book.worksheet("Twin").acell("A2").value == twin.acell("A2").value == "Loja"
