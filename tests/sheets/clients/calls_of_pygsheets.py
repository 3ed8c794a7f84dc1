"""What pygsheets does."""

from collections.abc import Callable
from typing import Any

import httplib2
import pygsheets
from google.oauth2.credentials import Credentials
from pygsheets.client import Client


def calls(url: str) -> list[tuple[str, Callable[[], None]]]:
    class Http(httplib2.Http):
        def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
            for google in (
                "https://sheets.googleapis.com",
                "https://www.googleapis.com",
            ):
                uri = uri.replace(google, url)
            return super().request(uri, *args, **kwargs)

    client = Client(Credentials("local"), http=Http())
    book = client.create("Towns")
    sheet = book.sheet1

    def open_again() -> None:
        assert client.open("Towns").id == book.id
        assert client.open_by_key(book.id).title == "Towns"

    def titles() -> None:
        assert "Towns" in client.spreadsheet_titles()
        assert book.id in client.spreadsheet_ids()

    def update_value() -> None:
        sheet.update_value("A1", "x")
        assert sheet.get_value("A1") == "x"

    def update_values() -> None:
        sheet.update_values("A1:B2", [["a", "b"], ["c", "d"]])
        assert sheet.get_values("A1", "B2") == [["a", "b"], ["c", "d"]]

    def cell_objects() -> None:
        cell = sheet.cell("A1")
        cell.value = "New"
        assert sheet.get_value("A1") == "New"
        assert cell.neighbour("right").value == "b"

    def cell_format() -> None:
        cell = sheet.cell("B2")
        cell.set_text_format("bold", True)
        cell.color = (1, 0.5, 0, 1)
        cell.note = "noted"
        cell.fetch()
        assert cell.text_format["bold"] is True
        assert cell.note == "noted"

    def number_format() -> None:
        cell = sheet.cell("C1")
        cell.set_number_format(pygsheets.FormatType.PERCENT, "0.0%")
        cell.value = 0.25
        assert cell.value == "25.0%", cell.value

    def formula() -> None:
        cell = sheet.cell("C2")
        cell.formula = "=1+1"
        assert cell.value == "2", cell.value

    def records() -> None:
        sheet.update_values("A1", [["n", "v"], ["x", 1], ["y", 2]])
        assert [row["n"] for row in sheet.get_all_records()][:2] == ["x", "y"]

    def rows_and_columns() -> None:
        sheet.append_table([["z", "3"]], start="A1")
        assert sheet.get_row(4, include_tailing_empty=False) == ["z", "3"]
        assert sheet.get_col(1, include_tailing_empty=False)[:2] == ["n", "x"]

    def insert_and_delete() -> None:
        sheet.insert_rows(1, 1, ["i", "j"])
        assert sheet.get_value("A2") == "i"
        sheet.delete_rows(2)
        sheet.insert_cols(1, 1)
        sheet.delete_cols(2)

    def find_and_replace() -> None:
        assert len(sheet.find("x")) >= 1
        sheet.replace("x", "found")
        assert sheet.get_value("A2") == "found"

    def named_ranges() -> None:
        sheet.create_named_range("Names", start="A1", end="A3", returnas="json")
        assert sheet.get_named_range("Names").name == "Names"
        sheet.delete_named_range("Names")

    def data_ranges() -> None:
        cells = pygsheets.DataRange("A1", "B2", worksheet=sheet)
        model = pygsheets.Cell("A1")
        model.set_text_format("italic", True)
        cells.apply_format(model)
        cells.protected = True
        cells.protected = False

    def sort() -> None:
        sheet.sort_range("A2", "B4", basecolumnindex=0, sortorder="DESCENDING")
        assert sheet.get_value("A2") == "z"

    def worksheets() -> None:
        extra = book.add_worksheet("Extra", rows=10, cols=5)
        assert book.worksheet_by_title("Extra").rows == 10
        extra.title = "Renamed"
        extra.index = 0
        extra.hidden = True
        extra.hidden = False
        extra.frozen_rows = 1
        book.del_worksheet(extra)

    def copy() -> None:
        assert sheet.copy_to(book.id).title.startswith("Copy of")

    def validation() -> None:
        sheet.set_data_validation(
            "D1",
            "D5",
            condition_type="ONE_OF_LIST",
            condition_values=["1", "2"],
            showCustomUi=True,
        )

    def conditional() -> None:
        sheet.add_conditional_formatting(
            "A1", "A4", "NUMBER_BETWEEN", {"backgroundColor": {"red": 1}}, ["1", "5"]
        )

    def merge() -> None:
        sheet.merge_cells("E1", "F2")

    def size() -> None:
        sheet.adjust_column_width(1, 3, 80)
        sheet.adjust_row_height(1, 2, 30)
        sheet.resize(100, 8)
        sheet.add_rows(5)
        assert sheet.rows == 105

    def batch() -> None:
        client.set_batch_mode(True)
        sheet.update_value("A1", "batched")
        sheet.update_value("A2", "too")
        client.run_batch()
        client.set_batch_mode(False)
        assert sheet.get_value("A2") == "too"

    def clear() -> None:
        sheet.clear("A1", "B2")
        assert sheet.get_value("A1") == ""

    def share() -> None:
        book.share("ana@example.org", role="writer", type="user")
        assert len(book.permissions) >= 1
        book.remove_permission("ana@example.org")

    def folder() -> None:
        made = client.drive.create_folder("Cases")
        inside = client.create("Inside", folder=made)
        assert inside.title == "Inside"

    def move_into_folder() -> None:
        made = client.drive.create_folder("More")
        client.drive.move_file(book.id, old_folder="root", new_folder=made)
        told = client.drive.spreadsheet_metadata(query=f"'{made}' in parents")
        assert [file["id"] for file in told] == [book.id]

    def delete() -> None:
        book.delete()

    return [
        (run.__name__, run)
        for run in (
            open_again,
            titles,
            update_value,
            update_values,
            cell_objects,
            cell_format,
            number_format,
            formula,
            records,
            rows_and_columns,
            insert_and_delete,
            find_and_replace,
            named_ranges,
            data_ranges,
            sort,
            worksheets,
            copy,
            validation,
            conditional,
            merge,
            size,
            batch,
            clear,
            share,
            folder,
            move_into_folder,
            delete,
        )
    ]
