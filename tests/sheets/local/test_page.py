"""The page for people: its own small API."""

import csv
import io
from typing import Any

import openpyxl
import pytest
import requests

from sheets.local.page import texts
from tests.sheets.local.conftest import Api


def edit(api: Api, **cell: Any) -> requests.Response:
    body = {"gid": 0, "cells": [{"row": 0, "column": 0, **cell}]}
    return requests.post(f"{api.url}/sheet/{api.id}/edit", json=body, timeout=10)


def drawn(api: Api) -> Any:
    return requests.get(f"{api.url}/sheet/{api.id}/data", timeout=10).json()


def validated(api: Api, kind: str, *values: str, strict: bool = True) -> None:
    condition = {
        "type": kind,
        "values": [{"userEnteredValue": value} for value in values],
    }
    rule = {"condition": condition, "strict": strict}
    api.batch(
        {
            "setDataValidation": {
                "range": {"sheetId": 0, "endColumnIndex": 1, "endRowIndex": 5},
                "rule": rule,
            }
        }
    )


def test_single_spreadsheet_is_opened_at_once(api: Api) -> None:
    assert (
        requests.get(f"{api.url}/sheet", timeout=10).url == f"{api.url}/sheet/{api.id}"
    )


def test_page_speaks_the_language_of_the_browser(api: Api) -> None:
    page = requests.get(
        f"{api.url}/sheet?all",
        headers={"Accept-Language": "pt-BR,en;q=0.5"},
        timeout=10,
    )
    assert "<h1>Planilhas</h1>" in page.text


@pytest.mark.parametrize("language", texts.TEXTS)
def test_every_word_of_the_page_is_in_every_language(api: Api, language: str) -> None:
    page = requests.get(
        f"{api.url}/sheet/{api.id}", headers={"Accept-Language": language}, timeout=10
    ).text
    assert texts.TEXTS[language].keys() == texts.TEXTS["en"].keys()
    assert ("<built-in" in page, "<b></b>" in page) == (False, False)


def test_unknown_spreadsheet_has_no_page(api: Api) -> None:
    assert requests.get(f"{api.url}/sheet/nowhere", timeout=10).status_code == 404


def test_edit_is_typed_as_in_google(api: Api) -> None:
    assert edit(api, value="3/4/2026", was="").status_code == 200
    assert api.raw() == [[46085]]


def test_edit_of_a_row_that_moved_reaches_that_row(api: Api) -> None:
    api.put("A1", [["a"], ["b"]])
    id = drawn(api)["rows"][0]["id"]
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    api.batch({"insertDimension": {"range": span}})
    edit(api, id=id, value="mine", was="a")
    assert api.values() == [[], ["mine"], ["b"]]


def test_edit_of_a_deleted_row_is_told_so(api: Api) -> None:
    api.put("A1", [["a"], ["b"]])
    id = drawn(api)["rows"][0]["id"]
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    api.batch({"deleteDimension": {"range": span}})
    assert (edit(api, id=id, value="mine", was="a").status_code, api.values()) == (
        410,
        [["b"]],
    )


def test_edit_of_a_cell_that_changed_meanwhile_asks_first(api: Api) -> None:
    api.put("A1", [["theirs"]])
    answer = edit(api, value="mine", was="")
    assert (answer.status_code, answer.json(), api.values()) == (
        409,
        {"at": 0, "now": "theirs"},
        [["theirs"]],
    )


def test_strict_list_refuses_people_and_not_the_api(api: Api) -> None:
    validated(api, "ONE_OF_LIST", "New", "Done")
    assert edit(api, value="Nwe").json() == {"at": 0, "rule": "ONE_OF_LIST"}
    api.put("A1", [["Nwe"]], "USER_ENTERED")
    assert api.values() == [["Nwe"]]


def test_strict_date_refuses_what_is_none(api: Api) -> None:
    validated(api, "DATE_IS_VALID")
    assert edit(api, value="soon").status_code == 422
    assert edit(api, value="5/31/2026").status_code == 200


def act(api: Api, name: str, **given: Any) -> requests.Response:
    return requests.post(
        f"{api.url}/sheet/{api.id}/act",
        json={"act": name, "gid": 0, **given},
        timeout=10,
    )


def filled(api: Api) -> Any:
    """Three columns and two rows beneath a frozen header."""
    api.put(
        "A1",
        [["Name", "Town", "Status"], ["Ana", "Loja", "New"], ["Bo", "Cuenca", "Done"]],
    )
    grid = {
        "properties": {"gridProperties": {"frozenRowCount": 1}},
        "fields": "gridProperties.frozenRowCount",
    }
    api.batch({"updateSheetProperties": grid})
    return drawn(api)


def insert(api: Api, dimension: str) -> None:
    span = {"sheetId": 0, "dimension": dimension, "startIndex": 1, "endIndex": 2}
    api.batch({"insertDimension": {"range": span}})


def test_edit_of_a_column_that_moved_reaches_that_column(api: Api) -> None:
    row = filled(api)["rows"][1]["id"]
    insert(api, "COLUMNS")
    assert (
        edit(
            api, row=1, column=1, id=row, header="Town", was="Loja", value="Quito"
        ).status_code
        == 200
    )
    assert api.values("A2:D2") == [["Ana", "", "Quito", "New"]]


def test_edit_of_a_column_that_is_gone_is_refused(api: Api) -> None:
    row = filled(api)["rows"][1]["id"]
    api.put("B1", [["City"]])
    answer = edit(
        api, row=1, column=1, id=row, header="Town", was="Loja", value="Quito"
    )
    assert (answer.status_code, answer.json(), api.values("B2")) == (
        409,
        {"at": 0, "moved": True},
        [["Loja"]],
    )


def test_edit_of_a_row_drawn_empty_is_refused_once_another_is_there(api: Api) -> None:
    filled(api)
    api.put("A4", [["Cy"]])
    answer = edit(api, row=3, column=1, id=None, header="Town", was="", value="Quito")
    assert (answer.status_code, api.values("A4:B4")) == (410, [["Cy"]])


@pytest.mark.parametrize("row", [None, -1, 1.5, True, "A", "²", [0], 10**30])
def test_row_that_is_no_number_is_refused(api: Api, row: object) -> None:
    assert edit(api, row=row, value="x").status_code == 400


@pytest.mark.parametrize(
    "cells",
    [
        5,
        "x",
        [5],
        [{"row": 0, "column": 0}],
        [{"row": 0, "column": 0, "value": "x", "from": 5}],
    ],
)
def test_cells_that_the_page_cannot_have_sent_are_refused(
    api: Api, cells: object
) -> None:
    answer = requests.post(
        f"{api.url}/sheet/{api.id}/edit",
        json={"gid": drawn(api)["gid"], "cells": cells},
        timeout=10,
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("gid", ["²", "9" * 5000, "-1", "x"])
def test_tab_that_is_no_number_is_the_first_one(api: Api, gid: str) -> None:
    answer = requests.get(
        f"{api.url}/sheet/{api.id}/data", params={"gid": gid}, timeout=10
    )
    assert answer.json()["gid"] == drawn(api)["gid"]


def test_edit_of_a_tab_that_is_gone_changes_no_other(api: Api) -> None:
    filled(api)
    answer = requests.post(
        f"{api.url}/sheet/{api.id}/edit",
        json={"gid": 77, "cells": [{"row": 0, "column": 0, "value": "x"}]},
        timeout=10,
    )
    assert (answer.status_code, answer.json(), api.values("A1")) == (
        410,
        {"tab": True},
        [["Name"]],
    )


def test_cells_are_taken_together_or_not_at_all(api: Api) -> None:
    cells = [
        {"row": 0, "column": 0, "value": "a", "was": ""},
        {"row": 0, "column": 1, "value": "b", "was": "old"},
    ]
    answer = requests.post(
        f"{api.url}/sheet/{api.id}/edit", json={"gid": 0, "cells": cells}, timeout=10
    )
    assert (answer.status_code, answer.json(), api.values()) == (
        409,
        {"at": 1, "now": ""},
        [],
    )


def test_cells_beyond_the_grid_make_it_grow(api: Api) -> None:
    assert edit(api, row=1004, column=27, value="far").status_code == 200
    assert api.values("AB1005") == [["far"]]


def test_act_on_a_row_that_is_gone_is_told_so(api: Api) -> None:
    row = filled(api)["rows"][1]["id"]
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    api.batch({"deleteDimension": {"range": span}})
    assert act(api, "delete_rows", rows=[{"row": 1, "id": row}]).status_code == 410
    assert api.values("A2:A3") == [["Bo"]]


def test_act_on_a_row_that_moved_reaches_that_row(api: Api) -> None:
    row = filled(api)["rows"][1]["id"]
    insert(api, "ROWS")
    assert act(api, "delete_rows", rows=[{"row": 1, "id": row}]).status_code == 200
    assert api.values("A1:A3") == [["Name"], [], ["Bo"]]


def test_act_on_a_column_that_moved_reaches_that_column(api: Api) -> None:
    version = filled(api)["version"]
    insert(api, "COLUMNS")
    columns = [{"column": 1, "header": "Town"}]
    assert (
        act(api, "delete_columns", version=version, columns=columns).status_code == 200
    )
    assert api.values("A1:C1") == [["Name", "", "Status"]]


def test_act_on_a_nameless_column_is_refused_after_any_change(api: Api) -> None:
    version = filled(api)["version"]
    insert(api, "COLUMNS")
    answer = act(
        api, "delete_columns", version=version, columns=[{"column": 5, "header": ""}]
    )
    assert (answer.status_code, answer.json()) == (409, {"moved": True})


def test_filter_stays_with_its_column_when_that_moves(api: Api) -> None:
    version = filled(api)["version"]
    act(
        api,
        "filter_column",
        columns=[{"column": 2, "header": "Status"}],
        hidden=["Done"],
    )
    columns, to = [{"column": 2, "header": "Status"}], {"column": 0, "header": "Name"}
    assert (
        act(api, "move_left", version=version, columns=columns, to=to).status_code
        == 200
    )
    found = api.get(fields="sheets.basicFilter")["sheets"][0]["basicFilter"]
    assert (found["criteria"], drawn(api)["filteredRows"]) == (
        {"0": {"hiddenValues": ["Done"]}},
        [2],
    )


def test_filter_set_through_the_api_hides_rows(api: Api) -> None:
    filled(api)
    specs = [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["Loja"]}}]
    api.batch(
        {"setBasicFilter": {"filter": {"range": {"sheetId": 0}, "filterSpecs": specs}}}
    )
    assert drawn(api)["filteredRows"] == [1]


def test_several_rows_apart_are_moved_together(api: Api) -> None:
    api.put("A1", [["a"], ["b"], ["c"], ["d"], ["e"]])
    ids = [row["id"] for row in drawn(api)["rows"]]
    rows, to = (
        [{"row": 1, "id": ids[1]}, {"row": 3, "id": ids[3]}],
        {"row": 4, "id": ids[4]},
    )
    assert act(api, "row_down", rows=rows, to=to).json()["at"] == 3
    assert api.values() == [["a"], ["c"], ["e"], ["b"], ["d"]]


def test_long_tab_comes_in_two_parts(api: Api) -> None:
    api.put("A1", [[at] for at in range(30)])
    part = requests.get(f"{api.url}/sheet/{api.id}/data?first=10", timeout=10).json()
    assert (part["partial"], len(part["rows"]), part["rowCount"]) == (True, 10, 10)
    assert (drawn(api)["partial"], len(drawn(api)["rows"])) == (False, 30)


def test_row_drawn_before_is_drawn_anew_once_it_changed(api: Api) -> None:
    api.put("A1", [["a"], ["b"]])
    drawn(api)
    api.put("A2", [["c"]])
    assert [row["cells"] for row in drawn(api)["rows"]] == [["a"], ["c"]]


def test_formula_paints_the_row_that_it_holds_for(api: Api) -> None:
    filled(api)
    condition = {
        "type": "CUSTOM_FORMULA",
        "values": [{"userEnteredValue": '=$C2="Done"'}],
    }
    area = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 9,
        "startColumnIndex": 0,
        "endColumnIndex": 3,
    }
    rule = {
        "condition": condition,
        "format": {"backgroundColor": {"red": 1, "green": 0.8}},
    }
    api.batch(
        {
            "addConditionalFormatRule": {
                "rule": {"ranges": [area], "booleanRule": rule},
                "index": 0,
            }
        }
    )
    assert drawn(api)["rows"][1]["cells"][0] == "Ana"
    assert drawn(api)["rows"][2]["cells"][0] == {"text": "Bo", "fill": "#ffcc00"}
    api.put("C2", [["Done"]])
    assert drawn(api)["rows"][1]["cells"][0] == {"text": "Ana", "fill": "#ffcc00"}


def named(api: Api, title: str) -> None:
    wanted = {"properties": {"title": title}, "fields": "title"}
    api.batch({"updateSpreadsheetProperties": wanted})


def test_tab_is_downloaded_as_csv_that_excel_understands(api: Api) -> None:
    filled(api)
    named(api, 'Año "2026"/x\r\nSet-Cookie: a')
    answer = requests.get(f"{api.url}/sheet/{api.id}/0/download.csv", timeout=10)
    assert answer.content.startswith("\ufeffName,Town".encode())
    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[2] == [
        "Bo",
        "Cuenca",
        "Done",
    ]
    assert "Set-Cookie" not in answer.headers
    assert "A%C3%B1o%20" in answer.headers["Content-Disposition"]


def test_spreadsheet_is_downloaded_for_excel(api: Api) -> None:
    filled(api)
    answer = requests.get(f"{api.url}/sheet/{api.id}/download.xlsx", timeout=10)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book["Sheet1"][2]] == ["Ana", "Loja", "New"]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


def test_unknown_tab_is_not_downloaded(api: Api) -> None:
    assert (
        requests.get(f"{api.url}/sheet/{api.id}/5/download.csv", timeout=10).status_code
        == 404
    )
