"""What gspread does every day works against the local server."""

import gspread
import pytest


def test_row_appended_is_read_back(book: gspread.Spreadsheet) -> None:
    book.sheet1.append_row(["TOWN-7K3M", "Loja", 3])
    assert book.sheet1.get_all_values() == [["TOWN-7K3M", "Loja", "3"]]


def test_sheet_added_twice_is_refused(book: gspread.Spreadsheet) -> None:
    book.add_worksheet("Towns", 10, 5)
    with pytest.raises(gspread.exceptions.APIError, match='A sheet with the name "Towns" already exists'):
        book.add_worksheet("Towns", 10, 5)


def test_unknown_spreadsheet_is_not_found(client: gspread.Client) -> None:
    with pytest.raises(gspread.exceptions.SpreadsheetNotFound):
        client.open_by_key("nowhere")
