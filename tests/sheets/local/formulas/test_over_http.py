"""The formulas that the local server works out."""

import pytest

from tests.sheets.local.conftest import Api


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
