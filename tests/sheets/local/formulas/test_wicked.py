"""Formulas that would fill the memory or never end, were they worked out as written."""

import pytest

from sheets.local.formulas.values import ERROR, NA, REF, VALUE
from tests.sheets.local.formulas.sheet import Spreadsheet


@pytest.fixture(scope="module")
def sheet() -> Spreadsheet:
    sheet = Spreadsheet()
    sheet.put("A1", [["x" * 50_000], ["$1" * 20_000]])
    sheet.put("B1", [["=A1&A1"], ["=CONCAT(A1,A1)"]])
    return sheet


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=A1&A1", VALUE),
        ("=B1&B2", VALUE),
        ("=CONCAT(A1,A1)", VALUE),
        ('=SUBSTITUTE(A1,"x",A1)', VALUE),
        ('=REGEXREPLACE(A1,"(x)",A2)', VALUE),
        ("=REPT(A1,1E9)", VALUE),
        (f'=COUNTIF(A1,"{"*x" * 60}!")', 0),
        (f'=MATCH("{"*x" * 60}!",A1:A2,0)', NA),
        (f'=COUNTIF(A1,"{"*x" * 2_000}!")', 0),
        (f'=COUNTIF(A1,"{"*x?" * 10_000}")', 1),
        ("=SPLIT(A1,A1)", VALUE),
        ("=" + "(" * 20_000 + "1" + ")" * 20_000, ERROR),
        ("=" + "IF(1," * 8_000 + "1" + ")" * 8_000, ERROR),
        ("=" + "-" * 20_000 + "1", ERROR),
        ("=1" + "%" * 20_000, ERROR),
        ("=" + "+1*".join(["1"] * 9_000), 9_000),
        ("=" + "A!" * 20_000, ERROR),
        ('=REGEXMATCH(A1,REPT("(",20000)&REPT(")",20000))', REF),
        ('=REGEXMATCH(A1,"(x+)+$")', True),
    ],
)
def test_wicked_formula_ends(sheet: Spreadsheet, formula: str, value: object) -> None:
    assert sheet.result(formula) == value
