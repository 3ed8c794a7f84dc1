from sheets.client import Spreadsheet
from sheets.setup.reconcile import apply, plan
from tests.sheets.small import COLUMNS, column, programme


def headers(sheet):
    return sheet.grid()[0]


def test_setup_makes_every_tab_with_its_headers(sheet):
    labels = [one.label["es"] for one in sheet.programme.tables["towns"].columns]
    # The name stands beside the reference.
    assert headers(sheet) == [labels[0], labels[2], labels[1], *labels[3:]]
    titles = [one["properties"]["title"] for one in sheet.client.structure()["sheets"]]
    assert titles[-2:] == ["Cosas", sheet.programme.tables["people"].label["es"]]


def test_setup_again_finds_nothing_to_do(sheet):
    made = plan(sheet.client, sheet.programme, "ours")
    assert (made.lines, made.requests, made.problems) == ([], [], [])


def test_plan_alone_changes_nothing(sheets_server):
    client = Spreadsheet("", server=sheets_server.url)
    client.create("Small", "es_EC", "America/Guayaquil")
    before = client.structure()
    assert len(plan(client, programme(), "ours").lines) == 4
    assert client.structure() == before
    client.close()


def test_new_column_is_added_at_the_end(sheet):
    grown = programme([*COLUMNS[:3], column("region"), *COLUMNS[3:]])
    before = headers(sheet)
    assert sheet.setup(grown) == ["add the column “region” to “Cosas”"]
    assert headers(sheet) == [*before, "region"]
    assert sheet.setup(grown) == []


def test_column_that_is_not_in_the_programme_any_more_becomes_staff_s(sheet):
    sheet.append({"reference": "MN-1", "notes": "kept"})
    before = sheet.grid()
    assert sheet.setup(programme(COLUMNS[:-1])) == []
    assert sheet.grid() == before


def test_renamed_column_is_known_by_its_older_header(sheet):
    renamed = [*COLUMNS[:-1], column("remarks", was=["notes"])]
    assert sheet.setup(programme(renamed)) == [
        "mark the column “notes” of “Cosas”",
        "call the column “notes” of “Cosas” “remarks”",
    ]
    assert headers(sheet)[-2:] == ["remarks", "Recibido"]
    assert sheet.setup(programme(renamed)) == []


def test_tab_made_by_hand_is_taken_with_what_is_in_it(sheets_server):
    client = Spreadsheet("", server=sheets_server.url)
    client.create("Small", "es_EC", "America/Guayaquil")
    rows = [
        {"values": [{"userEnteredValue": {"stringValue": text}} for text in line]}
        for line in (["NAME"], ["Ana"])
    ]
    client.batch([{"addSheet": {"properties": {"sheetId": 7, "title": "cosas"}}}])
    client.batch(
        [
            {
                "updateCells": {
                    "rows": rows,
                    "fields": "userEnteredValue",
                    "start": {"sheetId": 7},
                }
            }
        ]
    )
    made = plan(client, programme(), "ours")
    apply(client, made)
    assert made.lines[0] == "mark the tab “cosas” as towns"
    assert "add the column “Referencia” to “cosas”" in made.lines
    [found] = client.read([{"gridRange": {"sheetId": 7}}])
    assert [line[0] for line in found["valueRange"]["values"]] == ["NAME", "Ana"]
    assert plan(client, programme(), "ours").lines == []
    client.close()


def test_foreign_zone_and_locale_are_problems_and_stay(sheets_server):
    client = Spreadsheet("", server=sheets_server.url)
    client.create("Small", "en_US", "Europe/Rome")
    made = plan(client, programme(), "ours")
    apply(client, made)
    assert [dict(problem.values)["theirs"] for problem in made.problems] == [
        "Europe/Rome",
        "en_US",
    ]
    properties = client.structure()["properties"]
    assert (properties["timeZone"], properties["locale"]) == ("Europe/Rome", "en_US")
    client.close()


def test_status_gets_a_drop_down_that_warns_only(sheet):
    drop_downs = []
    fresh = Spreadsheet("", server=sheet.server.url)
    fresh.create("Small", "es_EC", "America/Guayaquil")
    for request in plan(fresh, programme(), "ours").requests:
        if rule := request.get("setDataValidation", {}).get("rule"):
            drop_downs.append(
                (
                    [v["userEnteredValue"] for v in rule["condition"]["values"]],
                    rule["strict"],
                )
            )
    fresh.close()
    assert drop_downs[0] == (["Aprobado", "No aprobado", "En pausa"], False)
    assert {strict for _options, strict in drop_downs} == {False}


def test_app_s_columns_are_protected_with_a_warning(sheet):
    tab = sheet.tab().layout
    [protected] = [
        one["protectedRanges"]
        for one in sheet.client.structure()["sheets"]
        if one["properties"]["sheetId"] == tab.sheet_id
    ]
    own = {
        one["range"]["startColumnIndex"]
        for one in protected
        if "startColumnIndex" in one["range"]
    }
    names = {column.name for column in tab.table.columns if column.own}
    assert own == {tab.columns[name] for name in names}
    assert {one["warningOnly"] for one in protected} == {True}
