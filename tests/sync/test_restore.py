"""Bringing back a row, a tab and the whole spreadsheet, the team's own
columns included; mails wait.
"""

from dataclasses import replace

import pytest

from core.errors import Refused
from core.problem import ProblemCode
from journal.mails.holds import alarms
from journal.states import AlarmState
from journal.tabs import recovery, spreadsheets
from sheets.client import Spreadsheet
from sync.tabs.restore import restore_into, restore_row, restore_tab
from tests.lived import batch, named, problems, type_row, work

TOWN = "Serra das Flores"
OWN = ("Llamé el", "Notas", "Código", "Vale", "")


def grid(house, table):
    """A tab's cells as they are, by reference: header → cell, with the headers of
    columns that have none left out.
    """
    tab = house.look().tabs[table]
    client = Spreadsheet(house.key, server=house.settings.sheets_api_url)
    [found] = client.read([{"gridRange": {"sheetId": tab.layout.sheet_id}}])
    client.close()
    headers, *lines = found["valueRange"]["values"]
    at = tab.layout.columns["reference"]
    rows = {}
    for line in lines:
        cells = {
            h or f"@{i}": c
            for i, (h, c) in enumerate(zip(wide(headers, line), line, strict=True))
            if c != ""
        }
        rows[line[at]] = cells
    return rows


def wide(headers, line):
    return [*headers, *[""] * len(line)][: len(line)]


MIDDLE = 2


def cell(sheet_id, row, column, **value):
    """Staff write one cell, by its place."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": value}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def own_columns(house, table):
    """Staff add columns of their own, one between ours, and write into
    them all kinds of things.
    """
    tab = house.look().tabs[table]
    id, end = tab.layout.sheet_id, max(tab.layout.columns.values()) + 2
    between = {
        "sheetId": id,
        "dimension": "COLUMNS",
        "startIndex": MIDDLE,
        "endIndex": MIDDLE + 1,
    }
    more = {"appendDimension": {"sheetId": id, "dimension": "COLUMNS", "length": 6}}
    dates = {
        "sheetId": id,
        "startRowIndex": 1,
        "startColumnIndex": MIDDLE,
        "endColumnIndex": MIDDLE + 1,
    }
    style = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
    form = {
        "range": dates,
        "cell": {"userEnteredFormat": style},
        "fields": "userEnteredFormat.numberFormat",
    }
    typed = [
        cell(id, 0, at, stringValue=text)
        for at, text in zip((MIDDLE, end, end + 1, end + 2), OWN, strict=False)
    ]
    for row in sorted(row.index for row in tab.rows.values()):
        typed += [
            cell(id, row, MIDDLE, numberValue=46000 + row),
            cell(id, row, end, stringValue=f"=1+{row} no es fórmula"),
            cell(id, row, end + 1, stringValue=f"00{row}"),
            cell(id, row, end + 2, boolValue=bool(row % 2)),
            cell(id, row, end + 3, stringValue=f"sin título {row}"),
        ]
    batch(
        house,
        {"insertDimension": {"range": between}},
        more,
        {"repeatCell": form},
        *typed,
    )


def delete(house, table, *references):
    tab = house.look().tabs[table]
    for index in sorted(
        (tab.rows[reference].index for reference in references), reverse=True
    ):
        span = {
            "sheetId": tab.layout.sheet_id,
            "dimension": "ROWS",
            "startIndex": index,
            "endIndex": index + 1,
        }
        batch(house, {"deleteDimension": {"range": span}})


def delete_tab(house, table):
    batch(house, {"deleteSheet": {"sheetId": house.look().tabs[table].layout.sheet_id}})


def standing(house):
    with house.journal.read() as connection:
        return [
            (row.kind, row.table, row.references) for row in alarms.standing(connection)
        ]


def decide(house, to):
    with house.journal.write() as connection:
        for alarm in alarms.standing(connection):
            alarms.decide(
                connection, alarm.id, to, "ana@example.org", house.office.sync.now()
            )


def under_lease(house, act, *args, **more):
    shop = house.office.sync
    assert shop.take_lease()
    try:
        return act(shop, *args, **more)
    finally:
        shop.give_lease_back()


def mails(house):
    return [
        row.id
        for row in house.outbox()
        if row.state == "sent" and row.kind not in ("daily", "brake")
    ]


def test_row_comes_back_as_it_was_with_the_team_s_own_cells(lived):
    own_columns(lived, "towns")
    work(lived)
    town = named(lived, "towns", TOWN)
    before, sent = grid(lived, "towns"), mails(lived)
    assert len(before[town]) > len(lived.folder.programme.tables["towns"].columns) / 2
    assert all(header in before[town] for header in OWN if header)
    delete(lived, "towns", town)
    work(lived)
    assert town not in lived.records("towns")
    said = restore_row(lived.office.sync, town, dry_run=True)
    assert said == [
        "bring back 1 row into “Municipios”, with 5 cells of the team's own columns",
        f"  {town} {TOWN}",
    ]
    assert lived.settle()
    assert town not in lived.records("towns")
    assert restore_row(lived.office.sync, town) == said
    work(lived)
    assert grid(lived, "towns") == before
    assert lived.records("towns")[town]["name"] == TOWN
    assert (standing(lived), mails(lived)) == ([("back", "towns", [town])], sent)


@pytest.mark.long
def test_cell_that_made_no_sense_comes_back_as_it_stood(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "started", "pronto")
    lived.edit("towns", town, "mentor_1", "Nadie")
    work(lived)
    before = grid(lived, "towns")[town]
    delete(lived, "towns", town)
    work(lived)
    restore_row(lived.office.sync, town)
    work(lived)
    assert grid(lived, "towns")[town] == before
    assert [
        (code, column)
        for code, table, _r, column in problems(lived)
        if table == "towns" and column
    ] == [
        (ProblemCode.cell, "started"),
        (ProblemCode.no_such, "mentor_1"),
    ]


@pytest.mark.long
def test_own_column_that_is_gone_is_made_again_beside_what_is_there(lived):
    own_columns(lived, "towns")
    work(lived)
    town = named(lived, "towns", TOWN)
    before = grid(lived, "towns")[town]
    delete(lived, "towns", town)
    id = lived.look().tabs["towns"].layout.sheet_id
    span = {
        "sheetId": id,
        "dimension": "COLUMNS",
        "startIndex": MIDDLE,
        "endIndex": MIDDLE + 1,
    }
    batch(lived, {"deleteDimension": {"range": span}})
    work(lived)
    others = grid(lived, "towns")
    restore_row(lived.office.sync, town)
    work(lived)
    after = grid(lived, "towns")
    back_again = {
        header: cell
        for header, cell in after.pop(town).items()
        if not header.startswith("@")
    }
    assert back_again == {
        header: cell for header, cell in before.items() if not header.startswith("@")
    }
    assert [sorted(map(str, row.values())) for row in after.values()] == [
        sorted(map(str, row.values())) for row in others.values()
    ]


def reminders_sent(house):
    return [
        row.id
        for row in house.outbox()
        if row.kind == "commitments" and row.state == "sent"
    ]


@pytest.mark.long
@pytest.mark.parametrize(
    ("choice", "some_are_sent"),
    [(AlarmState.let_go, True), (AlarmState.dropped, False)],
)
def test_reminders_of_a_row_that_came_back_wait_for_a_person(
    lived, choice, some_are_sent
):
    lived.edit("settings", "commitments", "value", "automático")
    work(lived)
    rows = [
        reference
        for reference, values in lived.records("commitments").items()
        if values["status"] == "open"
    ]
    delete(lived, "commitments", *rows)
    work(lived)
    for reference in rows:
        restore_row(lived.office.sync, reference)
    before = reminders_sent(lived)
    lived.later(days=7)
    work(lived)
    assert reminders_sent(lived) == before
    decide(lived, choice)
    work(lived)
    assert (len(reminders_sent(lived)) > len(before)) == some_are_sent


@pytest.mark.long
def test_row_that_staff_put_back_themselves_meanwhile_is_there_once(lived):
    town = named(lived, "towns", TOWN)
    before = lived.look().tabs["towns"].rows[town]
    delete(lived, "towns", town)
    work(lived)
    restore_row(lived.office.sync, town)
    layout = lived.look().tabs["towns"].layout
    cells = [{} for _ in range(max(layout.columns.values()) + 1)]
    for at, raw in zip(layout.columns.values(), before.raw, strict=True):
        if raw != "":
            cells[at] = {
                "userEnteredValue": {
                    "numberValue"
                    if isinstance(raw, int | float)
                    else "stringValue": raw
                }
            }
    rows = [{"values": cells}]
    batch(
        lived,
        {
            "appendCells": {
                "sheetId": layout.sheet_id,
                "rows": rows,
                "fields": "userEnteredValue",
            }
        },
    )
    work(lived)
    assert list(lived.look().tabs["towns"].rows).count(town) == 1
    assert [code for code, *_rest in problems(lived)] == [ProblemCode.bulk_change]


@pytest.mark.parametrize("what", ["there", "never seen", "on its way"])
def test_only_what_is_gone_comes_back(lived, what):
    town = named(lived, "towns", TOWN)
    if what == "on its way":
        delete(lived, "towns", town)
        work(lived)
        restore_row(lived.office.sync, town)
    with pytest.raises(
        Refused,
        match={
            "there": "is in the",
            "never seen": "was ever",
            "on its way": "on its way",
        }[what],
    ):
        restore_row(lived.office.sync, "MN-NOSUCH" if what == "never seen" else town)


def test_row_cut_into_another_tab_is_not_gone(lived):
    town = named(lived, "towns", TOWN)
    tabs = lived.look().tabs
    delete(lived, "towns", town)
    type_row(lived, "mentors", reference=town, name=TOWN)
    work(lived)
    assert town in lived.look().tabs["mentors"].rows
    assert tabs["towns"].rows[town]
    with pytest.raises(Refused, match="is in the spreadsheet"):
        restore_row(lived.office.sync, town)
    with lived.journal.read() as connection:
        assert (
            recovery.gone_since(connection, lived.office.sync.now().replace(year=2000))
            == []
        )


def test_tab_comes_back_as_it_was(lived):
    own_columns(lived, "commitments")
    work(lived)
    before, sent = grid(lived, "commitments"), mails(lived)
    headers = lived.look().tabs["commitments"].layout.headers
    delete_tab(lived, "commitments")
    work(lived)
    assert ("lost", "commitments", []) in standing(lived)
    said = under_lease(lived, restore_tab, "commitments", dry_run=True)
    rows = f"bring back {len(before)} rows into “Compromisos”, with {len(before) * 5} cells of the team's own columns"
    assert said[0] == "make the tab “Compromisos”"
    assert rows in said
    assert "commitments" not in lived.look().tabs
    assert under_lease(lived, restore_tab, "commitments") == said
    work(lived)
    assert grid(lived, "commitments") == before
    assert lived.look().tabs["commitments"].layout.headers == headers
    assert [(kind, table, set(rows)) for kind, table, rows in standing(lived)] == [
        ("back", "commitments", set(before))
    ]
    assert mails(lived) == sent


@pytest.mark.long
def test_tab_that_was_made_anew_gets_the_rows_that_went_with_the_old_one(lived):
    gone_before = named(lived, "towns", TOWN)
    delete(lived, "towns", gone_before)
    work(lived)
    lived.later(minutes=10)
    work(lived)
    before = grid(lived, "towns")
    delete_tab(lived, "towns")
    lived.prepare()
    work(lived)
    assert lived.records("towns") == {}
    under_lease(lived, restore_tab, "towns")
    work(lived)
    assert grid(lived, "towns") == before


@pytest.mark.long
def test_restoring_a_tab_twice_brings_each_row_once(lived):
    before = grid(lived, "towns")
    delete_tab(lived, "towns")
    work(lived)
    under_lease(lived, restore_tab, "towns")
    under_lease(lived, restore_tab, "towns")
    work(lived)
    assert grid(lived, "towns") == before
    assert [code for code, *_rest in problems(lived)] == [ProblemCode.bulk_change]


@pytest.mark.long
@pytest.mark.parametrize(
    "where", ["new", pytest.param("one that staff made", marks=pytest.mark.long)]
)
def test_whole_spreadsheet_comes_back_in_another_one(lived, where):
    tables = list(lived.folder.programme.tables)
    for table in ("towns", "people"):
        own_columns(lived, table)
    work(lived)
    before = {table: grid(lived, table) for table in tables}
    headers = {name: tab.layout.headers for name, tab in lived.look().tabs.items()}
    sent, old = mails(lived), lived.key
    key = ""
    if where != "new":
        other = Spreadsheet("", server=lived.settings.sheets_api_url)
        key = other.create(
            "Nueva", lived.folder.programme.locale, lived.folder.programme.time_zone
        )
        other.close()
    said = under_lease(lived, restore_into, key, dry_run=True)
    assert lived.key == old
    done = under_lease(lived, restore_into, key)
    rows = [line for line in said if line.startswith("bring back")]
    assert [line for line in done if line.startswith("bring back")] == rows
    assert len(rows) == len([table for table in tables if before[table]])
    assert lived.key != old
    work(lived)
    assert lived.office.sync.spreadsheet.key == lived.key
    after = {table: grid(lived, table) for table in tables}
    appeared = {
        table: sorted(set(after[table]) - set(before[table]))
        for table in tables
        if after[table] != before[table]
    }
    # what the app has to say of the alarms stands there as well
    assert set(appeared) <= {
        "problems",
        "outbox",
    }
    assert {r: after[t][r] for t in appeared for r in before[t]} == {
        r: before[t][r] for t in appeared for r in before[t]
    }
    assert {
        name: tab.layout.headers for name, tab in lived.look().tabs.items()
    } == headers
    assert mails(lived) == sent
    assert {kind for kind, _table, _references in standing(lived)} == {"back"}
    lived.edit("towns", named(lived, "towns", TOWN), "population", "9.700")
    work(lived)
    assert lived.records("towns")[named(lived, "towns", TOWN)]["population"] == 9700


@pytest.mark.long
def test_environment_that_names_the_old_spreadsheet_leads_to_the_new_one(lived):
    old = lived.key
    under_lease(lived, restore_into, "")
    with lived.journal.read() as connection:
        assert (
            spreadsheets.current_key(connection, old)
            == spreadsheets.current_key(connection)
            != old
        )
    with lived.journal.write() as connection:
        spreadsheets.use(connection, old, in_place_of=lived.key)
    with lived.journal.read() as connection:
        assert spreadsheets.current_key(connection, old) == old


def test_only_an_empty_spreadsheet_is_taken(lived):
    other = Spreadsheet("", server=lived.settings.sheets_api_url)
    key = other.create("Usada", "es_EC", "America/Guayaquil")
    cell = {
        "rows": [{"values": [{"userEnteredValue": {"stringValue": "mío"}}]}],
        "fields": "userEnteredValue",
    }
    other.batch(
        [
            {
                "updateCells": {
                    **cell,
                    "start": {"sheetId": 0, "rowIndex": 3, "columnIndex": 3},
                }
            }
        ]
    )
    other.close()
    for used in (key, lived.key):
        with pytest.raises(Refused):
            under_lease(lived, restore_into, used)


@pytest.mark.long
def test_restored_spreadsheet_that_was_begun_before_is_taken_again(lived):
    other = Spreadsheet("", server=lived.settings.sheets_api_url)
    key = other.create(
        "Nueva", lived.folder.programme.locale, lived.folder.programme.time_zone
    )
    other.close()
    before, old = grid(lived, "towns"), lived.key
    under_lease(lived, restore_into, key)
    # as if it had ended before the journal knew of it
    with lived.journal.write() as connection:
        spreadsheets.use(connection, old)
    under_lease(lived, restore_into, key)
    work(lived)
    assert (lived.key, grid(lived, "towns")) == (key, before)


def test_google_spreadsheets_are_made_by_staff(lived):
    shop = lived.office.sync
    shop.settings = replace(shop.settings, sheets_api_url="")
    with pytest.raises(Refused, match="that staff have made"):
        restore_into(shop, "", dry_run=True)
