"""How formulas are read, what operators make of values, and which errors pass on."""

import pytest

from tests.sheets.local.formulas.sheet import Spreadsheet


@pytest.fixture(scope="module")
def sheet() -> Spreadsheet:
    sheet = Spreadsheet()
    sheet.add_tab("My towns")
    sheet.put("A1", [["town", 1, True], ["5", 2], ["'7", 3], [None, "=1/0"]])
    sheet.put("A5", [['=""', "=NA()"]])
    sheet.put("'My towns'!A1", [["Loja", 10], ["Cuenca", 20]])
    return sheet


CASES = [
    # Numbers, signs and what binds how tightly
    ("=1+2*3", 7),
    ("=(1+2)*-3", -9),
    ("=-2^2", 4),
    ("=2^3^2", 64),
    ("=2^-1", 0.5),
    ("=10-2-3", 5),
    ("=50%", 0.5),
    ("=50%%", 0.005),
    ("=--1", 1),
    ("=.5+1.", 1.5),
    ("=1e3+1E-1", 1000.1),
    ("= 1 + 2 ", 3),
    ("=\n1\n+\n2", 3),
    ("=1_000", "#ERROR!"),
    ("=1 000", "#ERROR!"),
    ("=nan", "#NAME?"),
    ("=inf+1", "#NAME?"),
    ('="nan"+1', "#VALUE!"),
    ('="inf"+1', "#VALUE!"),
    ('="1_000"+1', "#VALUE!"),
    ("=1e308*10", "#NUM!"),
    ("=(-8)^(1/3)", "#NUM!"),
    ("=0^-1", "#DIV/0!"),
    ("=1.2.3", "#ERROR!"),
    ("=1+", "#ERROR!"),
    ("=(1", "#ERROR!"),
    ("=1)", "#ERROR!"),
    ("=SUM(1,,2)", 3),
    ("=SUM(1 2)", "#ERROR!"),
    ('="a', "#ERROR!"),
    ("=" + "(" * 500 + "1" + ")" * 500, "#ERROR!"),
    ("=1" + "+1" * 3000, 3001),
    # Texts
    ('="a"&1&"b"', "a1b"),
    ('="say ""hi"""', 'say "hi"'),
    ("=1/3&\"\"", "0.333333333333333"),
    ("=0.00001&\"\"", "0.00001"),
    ("=10^15&\"\"", "1E+15"),
    ("=TRUE&\"\"", "TRUE"),
    ('="5"+1', 6),
    ('="1,000"+1', 1001),
    ('="10%"*2', 0.2),
    ('="2024-01-02"+0', 45293),
    ('="1:30"*24', 1.5),
    ('=""+1', "#VALUE!"),
    ('="abc"*1', "#VALUE!"),
    ('="TRUE"+1', "#VALUE!"),
    ("=TRUE+1", 2),
    ('=-"5"', -5),
    ('=+"a"', "a"),
    # Comparisons: numbers before texts before truth values
    ('=1="1"', False),
    ('="a"="A"', True),
    ('="a"<"B"', True),
    ('="é"<"f"', True),
    ('="é"="e"', False),
    ('=99<"1"', True),
    ('="z"<FALSE', True),
    ("=TRUE>FALSE", True),
    ("=TRUE=1", False),
    ("=1<>2", True),
    ("=1<=1", True),
    ("=2>=3", False),
    ("=A4=0", True),
    ('=A4=""', True),
    ("=A4=FALSE", True),
    ('=A5=""', True),
    ("=A5=0", False),
    ("=1=1=TRUE", True),
    # By 15 digits, as in Sheets: what a subtraction leaves is not nothing.
    ("=0.1+0.2=0.3", True),
    ("=0.1+0.2>0.3", False),
    ("=3*5.175=15.525", True),
    ("=3*5.175-15.525=0", False),
    ("=10.1-10=0.1", False),
    ("=(0.6-0.3-0.4)+(-0.3+0.8-0.4)=0", False),
    ("=1E+307=1E+308", False),
    # References
    ("=B1", 1),
    ("=$B$1+B$2", 3),
    ("=b1", 1),
    ("=A4", None),
    ("=A4+1", 1),
    ("=A2+1", 6),
    ("=A3+1", 8),
    ("=C1+1", 2),
    ("=Sheet1!B1", 1),
    ("=sheet1!B1", 1),
    ("='My towns'!B2", 20),
    ("='my towns'!A1", "Loja"),
    ("=SUM('My towns'!B:B)", 30),
    ("=SUM('My towns'!1:2)", 30),
    ("=SUM(B1:B3)", 6),
    ("=SUM(B3:B1)", 6),
    ("=SUM(B2:2)", 5 - 3),
    ("=SUM(B$1:$B3)", 6),
    ("=Nowhere!A1", "#REF!"),
    ("='No where'!A1", "#REF!"),
    ("=A5000", "#REF!"),
    ("=#REF!", "#REF!"),
    ("=#REF!+1", "#REF!"),
    ("=Sheet1!#REF!", "#REF!"),
    ("=nonsense", "#NAME?"),
    ("=LOG10(100)", 2),
    # Errors go on
    ("=B4", "#DIV/0!"),
    ("=B4+1", "#DIV/0!"),
    ("=1&B5", "#N/A"),
    ("=B5=B5", "#N/A"),
    ("=SUM(B1:B4)", "#DIV/0!"),
    ("=-B5", "#N/A"),
    ("=#N/A", "#N/A"),
    ('=IF(B5,1,2)', "#N/A"),
    # What is not served says so
    ("={1,2;3,4}", "#NAME?"),
    ("=SUM({1,2})", "#NAME?"),
    ("=SUM(A1:INDEX(B:B,3))", "#NAME?"),
    ("=NOSUCH(1)", "#NAME?"),
    ("=SUM(NOSUCH(1),2)", "#NAME?"),
    ("=Table1[Town]", "#NAME?"),
    ("=LAMBDA(x,x+1)(1)", "#NAME?"),
    ("=LET(x,1,x)", "#NAME?"),
    ("=A1:B3*1", "#VALUE!"),
    ("=IF(1)", "#N/A"),
    ("=PI(1)", "#N/A"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "value"), CASES)
def test_formula_comes_to_its_value(
    sheet: Spreadsheet, formula: str, value: object
) -> None:
    result = sheet.result(formula)
    assert (result, type(result) is bool) == (value, type(value) is bool)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(1,5;2)", 3.5),
        ("=1,5+,5", 2),
        ("=SUM(A1;A2)", 4),
        ("=SUM(A1,A2)", "#ERROR!"),
        ('="1,5"+1', 2.5),
        ('="1.500"+1', 1501),
        ("=1.5", "#ERROR!"),
        ('=1,5&""', "1,5"),
        ('=TEXT(1234,5;"#,##0.00")', "1.234,50"),
        ('=COUNTIF(A1:A2;">1,4")', 2),
        ('="31/12/2024"+0', 45657),
        ("=TRUE&\"\"", "VERDADERO"),
        ('=IF(A1>1;"si";"no")', "si"),
        ("=IF(A1>1\\2)", "#ERROR!"),
    ],
)  # fmt: skip
def test_formula_is_read_by_the_locale(formula: str, value: object) -> None:
    sheet = Spreadsheet("es_ES")
    sheet.put("A1", [["1,5"], ["2,5"]])
    assert sheet.result(formula) == value


@pytest.mark.parametrize(
    ("cell", "value"), [("B2", 2), ("B7", "#VALUE!"), ("E1", "#VALUE!")]
)
def test_range_means_the_cell_beside_the_formula(cell: str, value: object) -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [[1], [2], [3]])
    assert sheet.result("=A2:A3*1", cell) == (value if cell != "E1" else "#VALUE!")


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=A1", "1/2/2024"),
        ("=A1+30", "2/1/2024"),
        ("=1+A1", "1/3/2024"),
        ("=A2-A1", "30"),
        ("=B1*3", "$15.00"),
        ("=B1/B1", "1"),
        ("=C1", "10%"),
        ("=C1*200", "20"),
        ("=SUM(B1:B2)", "$12.50"),
        ("=MAX(A1:A2)", "2/1/2024"),
        ("=IF(TRUE,A1)", "1/2/2024"),
        ("=VLOOKUP(5,B1:D2,3,FALSE)", "1/2/2024"),
        ("=DATE(2024,2,30)", "3/1/2024"),
        ("=DATEVALUE(\"1/2/2024\")", "45293"),
        ("=TIME(13,5,0)", "1:05:00 pm"),
        ("=EDATE(A1,1)", "2/2/2024"),
        ("=\"on \"&A1", "on 1/2/2024"),
        ("=D3", "1/3/2024"),
        ("=50%", "50%"),
        ("=YEAR(A1)", "2024"),
    ],
)  # fmt: skip
def test_formula_brings_a_format_along(formula: str, shown: str) -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [["1/2/2024", "$5.00", "10%", "=A1"], ["2/1/2024", "$7.50"]])
    sheet.put("D3", [["=A1+1"]])
    sheet.put("Z1", [[formula]])
    shown_now = sheet.shown("Z1")
    assert shown_now.lower() == shown
