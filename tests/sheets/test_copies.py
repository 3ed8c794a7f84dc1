"""A tab copied, the original deleted, the copy renamed: taken over after a
question, never silently.
"""

import pytest

from core.problem import ProblemCode
from sheets.setup.plan import Copies
from sheets.setup.reconcile import plan
from tests.sheets.conftest import Sheet
from tests.sheets.local_server import running_server
from tests.sheets.small import programme

COPY = 77


@pytest.fixture(scope="module", params=["leave", "copy"])
def server(request, tmp_path_factory):
    with running_server(
        tmp_path_factory.mktemp("copies"), metadata_on_duplicate=request.param
    ) as running:
        yield running


@pytest.fixture(scope="module")
def original(server):
    """A spreadsheet with one town, which each test has a copy of."""
    made = Sheet(server, programme())
    made.append({"reference": "MN-34679", "name": "Pimampiro"})
    made.client.close()
    return server.workbooks.get(made.client.key)


@pytest.fixture
def sheet(server, original):
    made = Sheet(server, programme(), server.add(original))
    yield made
    made.client.close()


def duplicate(sheet, sheet_id=COPY, title="Copia"):
    request = {
        "sourceSheetId": sheet.sheet_id,
        "newSheetId": sheet_id,
        "newSheetName": title,
    }
    sheet.client.batch([{"duplicateSheet": request}])


def delete(sheet):
    sheet.client.batch([{"deleteSheet": {"sheetId": sheet.sheet_id}}])


def rename(sheet, sheet_id, title):
    properties = {"sheetId": sheet_id, "title": title}
    sheet.client.batch(
        [{"updateSheetProperties": {"properties": properties, "fields": "title"}}]
    )


def titles(sheet):
    return [tab["properties"]["title"] for tab in sheet.client.structure()["sheets"]]


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("title", ["Copia", "Cosas"])
def test_copy_of_a_deleted_tab_is_asked_about_and_not_read(sheet, title, fresh):
    duplicate(sheet)
    sheet.look()
    delete(sheet)
    rename(sheet, COPY, title)
    if fresh:
        sheet.forget()
    look = sheet.look()
    assert "towns" not in look.tabs
    assert [(p.code, p.table, dict(p.values)["copy"]) for p in look.problems] == [
        (ProblemCode.tab_copied, "towns", title)
    ]


def test_setup_asks_before_it_takes_a_copy_and_makes_no_other_tab(sheet):
    duplicate(sheet)
    delete(sheet)
    rename(sheet, COPY, "Cosas")
    made = plan(sheet.client, sheet.programme, "ours")
    assert ([problem.code for problem in made.problems], made.lines) == (
        [ProblemCode.tab_copied],
        [],
    )


def test_copy_takes_the_place_of_the_tab_when_a_person_says_so(sheet):
    duplicate(sheet)
    delete(sheet)
    sheet.setup(copies=Copies.adopt)
    tab = sheet.tab()
    assert (tab.layout.sheet_id, [row.values["name"] for row in tab.rows.values()]) == (
        COPY,
        ["Pimampiro"],
    )
    assert sheet.codes() == []
    assert sheet.setup() == []


def test_copy_beside_its_original_is_nobodys(sheet):
    duplicate(sheet)
    assert (sheet.tab().layout.sheet_id, sheet.codes(), sheet.setup()) == (
        sheet.sheet_id,
        [],
        [],
    )


def test_original_counts_again_when_it_comes_back(sheet):
    duplicate(sheet)
    duplicate(sheet, 78, "Otra")
    delete(sheet)
    [problem] = sheet.look().problems
    assert dict(problem.values)["copy"] == "Copia”, “Otra"
    sheet.setup(copies=Copies.adopt)
    assert sheet.codes() == [(ProblemCode.tab_copied, "")]  # which of the two?
    rename(sheet, 78, "Cosas")
    sheet.setup(copies=Copies.adopt)
    assert sheet.tab().layout.sheet_id == 78


def test_tab_is_made_anew_beside_a_copy_where_that_is_wanted(sheet):
    duplicate(sheet)
    delete(sheet)
    sheet.setup(copies=Copies.leave)
    assert titles(sheet)[-1] == "Cosas"
    assert (dict(sheet.tab().rows), sheet.codes()) == ({}, [])


def test_lost_tab_without_a_copy_is_lost(sheet):
    delete(sheet)
    assert sheet.codes() == [(ProblemCode.tab_lost, "")]


def test_tab_that_has_only_the_app_s_columns_in_common_is_no_copy(sheet):
    sheet.client.batch(
        [{"addSheet": {"properties": {"sheetId": 79, "title": "Otra cosa"}}}]
    )
    cells = [
        {"userEnteredValue": {"stringValue": text}}
        for text in ("Referencia", "Por atender", "Recibido", "name")
    ]
    start = {"sheetId": 79, "rowIndex": 0, "columnIndex": 0}
    sheet.client.batch(
        [
            {
                "updateCells": {
                    "rows": [{"values": cells}],
                    "fields": "userEnteredValue",
                    "start": start,
                }
            }
        ]
    )
    delete(sheet)
    assert sheet.codes() == [(ProblemCode.tab_lost, "")]


def test_chart_on_a_tab_of_its_own_is_no_copy_and_no_hindrance(sheet):
    chart = {"sheetId": 80, "title": "Gráfico", "sheetType": "OBJECT"}
    sheet.client.batch([{"addSheet": {"properties": chart}}])
    delete(sheet)
    assert sheet.codes() == [(ProblemCode.tab_lost, "")]
