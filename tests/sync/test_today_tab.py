"""The tab with the list of the day, in the spreadsheet itself."""

from journal.tabs import problems
from sheets.client import Spreadsheet
from sync.tabs.today_tab import write_today
from tests.lived import batch, coordinator, named, work
from tests.staff.desk.test_today import lines


def tab(house):
    today = house.look().today
    assert today is not None
    return today


def titles(house):
    spreadsheet = Spreadsheet(house.key, server=house.settings.sheets_api_url)
    try:
        return [
            sheet["properties"]["title"] for sheet in spreadsheet.structure()["sheets"]
        ]
    finally:
        spreadsheet.close()


def test_tab_is_the_first_one_and_says_what_the_desk_says(lived):
    assert titles(lived)[0] == "Hoy"
    standing = tab(lived).lines
    desk = lines(coordinator(lived).get("/staff/?lang=es").text)
    assert len(standing) == len(desk) + 2
    for row, line in zip(standing[2:], desk, strict=True):
        assert row[1].partition("\n")[0] in line
        assert row[2] in line


def test_what_staff_do_in_the_tab_is_put_right_and_is_no_data(lived):
    work(lived)
    before = tab(lived)
    with lived.journal.read() as connection:
        standing = problems.standing(connection)
    typed = {
        "rows": [{"values": [{"userEnteredValue": {"stringValue": "typed"}}]}],
        "fields": "userEnteredValue",
    }
    everything = {
        "sheetId": before.sheet_id,
        "startRowIndex": 2,
        "endRowIndex": len(before.lines),
    }
    narrower = {
        "sheetId": before.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": 3,
        "endIndex": 6,
    }
    batch(
        lived,
        {
            "sortRange": {
                "range": everything,
                "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}],
            }
        },
        {
            "updateCells": {
                "start": {"sheetId": before.sheet_id, "rowIndex": 3, "columnIndex": 1},
                **typed,
            }
        },
        {"deleteDimension": {"range": narrower}},
    )
    work(lived)
    assert tab(lived) == before
    with lived.journal.read() as connection:
        assert problems.standing(connection) == standing


def test_tab_that_was_deleted_is_made_again_in_front_beside_one_of_the_team(lived):
    work(lived)
    before = tab(lived)
    batch(
        lived,
        {"deleteSheet": {"sheetId": before.sheet_id}},
        {"addSheet": {"properties": {"title": "Hoy"}}},
    )
    work(lived)
    assert titles(lived)[0] == "Hoy (2)"
    assert tab(lived).lines == before.lines


def test_list_that_stands_there_already_costs_no_call(lived):
    work(lived)
    snapshot = lived.look()
    office = lived.office
    calls = office.sync.spreadsheet.calls.total()
    assert write_today(office.sync, snapshot, office.notify.today) is False
    assert office.sync.spreadsheet.calls.total() == calls


def test_line_that_is_done_goes_from_the_tab(lived):
    town = named(lived, "towns", "Serra das Flores")
    before = [row[2] for row in tab(lived).lines[2:]]
    lived.edit("towns", town, "letter", "https://example.org/letter.pdf")
    work(lived)
    after = [row[2] for row in tab(lived).lines[2:]]
    assert (before.count("Serra das Flores"), after.count("Serra das Flores")) == (1, 1)
    assert tab(lived).lines[2:] != before
