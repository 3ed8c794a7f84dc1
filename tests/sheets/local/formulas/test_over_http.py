"""The formulas that the local server works out."""

from typing import Any

import pytest

from tests.sheets.local.conftest import Api
from tests.sheets.local_server import Server


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7),
        ("=(1+2)*-3", -9),
        ('="a"&A1&1', "atown1"),
        ("=A2/4", 2.5),
        ("=A2/0", "#DIV/0!"),
        ("=SUM(A1:A3)", 15),
        ("=COUNTA(A:A)", 3),
        ('=IF(A2>9,"late","")', "late"),
        ("=IF(A1=\"TOWN\";1;2)", 1),
        ("=QUERY(A1:B2)", "#NAME?"),
        ("=nonsense", "#NAME?"),
        ("=A1+1", "#VALUE!"),
        ("=B1", "#REF!"),
        ("=1+", "#ERROR!"),
    ],
)  # fmt: skip
def test_formula_comes_to_its_value(api: Api, formula: str, value: object) -> None:
    api.put("A1", [["town"], [10], [5]])
    api.put("B1", [[formula]], "USER_ENTERED")
    assert api.raw("B1") == [[value]]
    assert api.values("B1", valueRenderOption="FORMULA") == [[formula]]


def test_formula_sees_what_changes_elsewhere(api: Api) -> None:
    api.put("A1", [["=B1*2", 4]], "USER_ENTERED")
    assert api.raw("A1") == [[8]]
    api.put("B1", [[5]])
    assert api.raw("A1") == [[10]]


def cell(api: Api, formula: str) -> Any:
    api.put("A1", [[formula]], "USER_ENTERED")
    sheet = api.get(ranges="A1", includeGridData="true")["sheets"][0]
    return sheet["data"][0]["rowData"][0]["values"][0]


@pytest.mark.parametrize(
    ("formula", "kind", "words"),
    [
        ("=1/0", "DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero."),
        ("=NA()", "N_A", "Error: NA"),
        ("=FOO()", "NAME", "Unknown function: 'FOO'."),
        ("=SORT(B1:B3)", "NAME", "The function SORT is not worked out by this server."),
        ("=SQRT(0-1)", "NUM", "It should be greater than or equal to zero."),
        ("=Nowhere!A1", "REF", "Unresolved sheet name 'Nowhere'."),
        ('="a"+1', "VALUE", "cannot be coerced to a number."),
        ("=1+", "ERROR", "Formula parse error."),
    ],
)
def test_error_says_its_kind_and_why(
    api: Api, formula: str, kind: str, words: str
) -> None:
    error = cell(api, formula)["effectiveValue"]["errorValue"]
    assert error["type"] == kind
    assert error["message"].endswith(words)


def test_date_of_a_formula_is_told_as_one(api: Api) -> None:
    told = cell(api, "=DATE(2024,1,2)")
    assert told["formattedValue"] == "1/2/2024"
    assert told["effectiveValue"] == {"numberValue": 45293}
    assert told["effectiveFormat"]["numberFormat"]["type"] == "DATE"
    assert "userEnteredFormat" not in told


def test_formulas_are_read_by_the_locale(server: Server) -> None:
    api = Api(server.url, locale="es_ES")
    api.put("A1", [["=SUM(1,5;2)", "=A1*2"]], "USER_ENTERED")
    assert api.values("A1:B1") == [["3,5", "7"]]
    assert api.raw("A1:B1") == [[3.5, 7]]
    api.session.close()
