"""gspread's calls on accounts and whole spreadsheets."""

import gspread
import pytest
from gspread.exceptions import APIError, SpreadsheetNotFound, WorksheetNotFound
from gspread.utils import ExportFormat

Book, Client = gspread.Spreadsheet, gspread.Client


def titles(book: Book) -> list[str]:
    return [sheet.title for sheet in book.worksheets()]


def test_opened_by_key_address_and_title(client: Client, book: Book) -> None:
    address = f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid=0"
    assert {
        client.open_by_key(book.id).id,
        client.open_by_url(address).id,
        client.open("Towns").id,
    } == {book.id}


def test_missing_spreadsheet_is_not_found(client: Client) -> None:
    for missing in (
        lambda: client.open_by_key("nowhere"),
        lambda: client.open("Nowhere"),
    ):
        with pytest.raises(SpreadsheetNotFound):
            missing()


def test_all_are_opened_and_listed(client: Client, book: Book) -> None:
    other = client.create("Mentors")
    assert {each.id for each in client.openall()} == {book.id, other.id}
    assert [each.id for each in client.openall("Mentors")] == [other.id]
    assert {file["name"] for file in client.list_spreadsheet_files()} == {
        "Towns",
        "Mentors",
    }


def test_copy_has_the_cells_and_goes_its_own_way(client: Client, book: Book) -> None:
    book.sheet1.update([["Loja"]], "A1")
    copy = client.copy(book.id, title="Archive")
    book.sheet1.update([["Cuenca"]], "A1")
    assert (copy.title, copy.sheet1.acell("A1").value) == ("Archive", "Loja")


def test_deleted_spreadsheet_is_gone(client: Client, book: Book) -> None:
    client.del_spreadsheet(book.id)
    with pytest.raises(SpreadsheetNotFound):
        client.open_by_key(book.id)


def test_exported_as_text_and_as_a_workbook(client: Client, book: Book) -> None:
    book.sheet1.update([["Town", "a, b"]], "A1")
    assert client.export(book.id, ExportFormat.CSV) == b'Town,"a, b"'
    assert book.export(ExportFormat.TSV) == b"Town\ta, b"
    assert book.export(ExportFormat.EXCEL)[:2] == b"PK"


def test_imported_text_takes_the_place_of_all(client: Client, book: Book) -> None:
    book.sheet1.update([["old"]], "C3")
    client.import_csv(book.id, "Town,Rows\nLoja,7")
    assert client.open_by_key(book.id).sheet1.get_all_values() == [
        ["Town", "Rows"],
        ["Loja", "7"],
    ]


def test_tabs_are_found_by_title_place_and_id(book: Book) -> None:
    made = book.add_worksheet("Mentors", 20, 5)
    assert (
        book.worksheet("Mentors").id
        == book.get_worksheet(1).id
        == book.get_worksheet_by_id(made.id).id
        == made.id
    )
    assert (made.row_count, made.col_count, made.index) == (20, 5, 1)
    for missing in (
        lambda: book.worksheet("x"),
        lambda: book.get_worksheet(9),
        lambda: book.get_worksheet_by_id(9),
    ):
        with pytest.raises(WorksheetNotFound):
            missing()


def test_tab_added_twice_is_refused(book: Book) -> None:
    book.add_worksheet("Mentors", 10, 5)
    with pytest.raises(
        APIError, match='A sheet with the name "Mentors" already exists'
    ):
        book.add_worksheet("Mentors", 10, 5)


def test_tabs_are_added_in_a_place_put_in_order_and_deleted(book: Book) -> None:
    first = book.add_worksheet("First", 5, 5, index=0)
    last = book.add_worksheet("Last", 5, 5)
    assert titles(book) == ["First", "Sheet1", "Last"]
    book.reorder_worksheets([last, first])
    assert titles(book) == ["Last", "First", "Sheet1"]
    book.del_worksheet(first)
    book.del_worksheet_by_id(last.id)
    assert titles(book) == ["Sheet1"]
    with pytest.raises(APIError, match="remove all the sheets"):
        book.del_worksheet(book.sheet1)


def test_tab_is_duplicated(book: Book) -> None:
    book.sheet1.update([["Loja"]], "A1")
    made = book.duplicate_sheet(
        book.sheet1.id, insert_sheet_index=1, new_sheet_name="Twin"
    )
    assert (titles(book), made.get_all_values()) == (["Sheet1", "Twin"], [["Loja"]])


def test_title_locale_and_zone_are_changed(book: Book) -> None:
    book.update_title("Pueblos")
    book.update_locale("es_EC")
    book.update_timezone("America/Guayaquil")
    book.sheet1.update([["31/5/2026", "1,5"]], "A1", value_input_option="USER_ENTERED")
    assert (book.title, book.locale, book.timezone) == (
        "Pueblos",
        "es_EC",
        "America/Guayaquil",
    )
    assert book.sheet1.get_values(value_render_option="UNFORMATTED_VALUE") == [
        [46173, 1.5]
    ]


def test_values_of_a_book_are_written_read_and_cleared(book: Book) -> None:
    book.values_update(
        "Sheet1!A1", {"valueInputOption": "RAW"}, {"values": [["a", "b"]]}
    )
    book.values_append("Sheet1!A1", {"valueInputOption": "RAW"}, {"values": [["c"]]})
    data = [
        {"range": "Sheet1!D1", "values": [["d"]]},
        {"range": "Sheet1!D2", "values": [["e"]]},
    ]
    book.values_batch_update({"valueInputOption": "RAW", "data": data})
    assert book.values_get("Sheet1")["values"] == [
        ["a", "b", "", "d"],
        ["c", "", "", "e"],
    ]
    found = book.values_batch_get(["Sheet1!A1", "Sheet1!D1:D2"])["valueRanges"]
    assert [part["values"] for part in found] == [[["a"]], [["d"], ["e"]]]
    book.values_clear("Sheet1!A1:B1")
    book.values_batch_clear(body={"ranges": ["Sheet1!D2"]})
    assert book.values_get("Sheet1")["values"] == [["", "", "", "d"], ["c"]]


def test_named_ranges_are_told_read_and_taken_away(book: Book) -> None:
    book.sheet1.update([["Loja"], ["Cuenca"]], "B2")
    made = book.sheet1.define_named_range("B2:B3", "towns")
    id = made["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    assert [named["name"] for named in book.list_named_ranges()] == ["towns"]
    assert book.sheet1.get("towns") == [["Loja"], ["Cuenca"]]
    assert [(cell.address, cell.value) for cell in book.named_range("towns")] == [
        ("B2", "Loja"),
        ("B3", "Cuenca"),
    ]
    book.sheet1.delete_named_range(id)
    assert book.list_named_ranges() == []


def test_people_are_given_access_and_lose_it(book: Book) -> None:
    book.share("ana@example.org", perm_type="user", role="writer", notify=False)
    shared = [
        one
        for one in book.list_permissions()
        if one.get("emailAddress") == "ana@example.org"
    ]
    assert [one["role"] for one in shared] == ["writer"]
    assert len(book.remove_permissions("ana@example.org")) == 1
    assert [
        one
        for one in book.list_permissions()
        if one.get("emailAddress") == "ana@example.org"
    ] == []


def test_copy_has_the_permissions_too(client: Client, book: Book) -> None:
    book.share("ana@example.org", perm_type="user", role="reader", notify=False)
    client.insert_permission(book.id, None, perm_type="anyone", role="reader")
    shown = [
        (one["type"], one["role"], one.get("emailAddress"))
        for one in book.list_permissions()
    ]
    copied = client.copy(
        book.id, title="Archive", copy_permissions=True
    ).list_permissions()
    assert [
        (one["type"], one["role"], one.get("emailAddress")) for one in copied
    ] == shown


def test_file_is_handed_over_to_another_owner(client: Client, book: Book) -> None:
    made = book.share(
        "ana@example.org", perm_type="user", role="writer", notify=False
    ).json()
    assert book.transfer_ownership(made["id"]).json()["pendingOwner"]
    book.accept_ownership(made["id"])
    assert [(one["id"], one["role"]) for one in book.list_permissions()] == [
        ("owner", "writer"),
        (made["id"], "owner"),
    ]


def test_second_owner_is_refused(client: Client, book: Book) -> None:
    with pytest.raises(
        APIError, match="transferOwnership parameter must be enabled"
    ) as refused:
        book.share("ana@example.org", perm_type="user", role="owner", notify=False)
    assert (refused.value.code, len(book.list_permissions())) == (403, 1)


def test_permission_that_is_none_is_not_found(client: Client, book: Book) -> None:
    for missing in (
        lambda: client.remove_permission(book.id, "99"),
        lambda: book.transfer_ownership("99"),
    ):
        with pytest.raises(APIError, match="Permission not found: 99") as refused:
            missing()
        assert refused.value.code == 404


@pytest.mark.parametrize(
    "kind", [ExportFormat.PDF, ExportFormat.OPEN_OFFICE_SHEET, ExportFormat.ZIPPED_HTML]
)
def test_export_that_is_not_done_is_said_not_to_be(
    client: Client, book: Book, kind: ExportFormat
) -> None:
    with pytest.raises(APIError) as refused:
        client.export(book.id, kind)
    assert (refused.value.code, refused.value.error["status"]) == (501, "UNIMPLEMENTED")


@pytest.mark.parametrize(
    "name", ["", "two words", "A1", "r1c1", "1st", "TRUE", "towns"]
)
def test_range_is_given_names_only(book: Book, name: str) -> None:
    book.sheet1.define_named_range("A1", "Towns")
    with pytest.raises(APIError) as refused:
        book.sheet1.define_named_range("A2", name)
    assert (
        refused.value.code,
        [named["name"] for named in book.list_named_ranges()],
    ) == (400, ["Towns"])


def test_metadata_and_times_are_told(book: Book) -> None:
    assert book.fetch_sheet_metadata()["spreadsheetId"] == book.id
    assert book.creationTime <= book.get_lastUpdateTime()
    book.sheet1.update([["later"]], "A1")
    book.update_drive_metadata()
    with pytest.warns(DeprecationWarning, match="lastUpdateTime"):
        assert book.creationTime < book.lastUpdateTime
    assert book.url.endswith(book.id)


def test_batch_of_requests_gives_a_reply_each(book: Book) -> None:
    add = {"addSheet": {"properties": {"title": "Mentors"}}}
    rename = {
        "updateSpreadsheetProperties": {
            "properties": {"title": "All"},
            "fields": "title",
        }
    }
    replies = book.batch_update({"requests": [add, rename]})["replies"]
    assert [list(reply) for reply in replies] == [["addSheet"], []]
