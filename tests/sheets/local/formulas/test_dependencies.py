"""A change works out again what depends on it, and nothing else."""

from datetime import timedelta

import pytest

from sheets.local.formulas.evaluate import Calculator
from sheets.local.formulas.memory.memo import published
from tests.sheets.local.formulas.sheet import Spreadsheet


def worked_out(sheet: Spreadsheet, *cells: str) -> None:
    for cell in cells:
        sheet.value(cell)


def remembered(sheet: Spreadsheet) -> set[tuple[int, int]]:
    return {(row, column) for _, row, column in sheet.memo.results}


def test_change_forgets_what_depends_on_it_only() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [[1, 2, "=A1*2", "=B1*2", "=C1+1"]])
    worked_out(sheet, "C1", "D1", "E1")
    sheet.put("A1", [[10]])
    assert remembered(sheet) == {(0, 3)}
    assert [sheet.value(cell) for cell in ("C1", "D1", "E1")] == [20, 4, 21]


@pytest.mark.parametrize(
    ("formula", "changed", "value"),
    [
        ("=SUM(A:A)", "A90", 105),
        ("=SUM(A1:A3)", "A2", 101),
        ("=SUM(Other!A:A)", "Other!A1", 100),
        ("=SUM('Other'!A1:B2)", "Other!B2", 100),
        ("=IF(A1=1,B1,C1)", "B1", 100),
        ("=COUNTIF(A:A,100)", "A1", 1),
        ("=VLOOKUP(100,A1:B9,1,FALSE)", "A5", 100),
        ("=INDIRECT(\"A\"&1)", "A1", 100),
        ("=OFFSET(A1,1,0)", "A2", 100),
        ("=XLOOKUP(2,A1:A3,A1:A3)+B1", "B1", 102),
        ("=SUMPRODUCT(A1:A3*1)", "A3", 103),
    ],
)  # fmt: skip
def test_formula_sees_what_changes(formula: str, changed: str, value: object) -> None:
    sheet = Spreadsheet()
    sheet.add_tab("Other")
    sheet.put("A1", [[1], [2]])
    sheet.put("A4", [[2]])
    sheet.put("Z1", [[formula]])
    worked_out(sheet, "Z1")
    sheet.put(changed, [[100]])
    assert sheet.value("Z1") == value


def test_branch_that_did_not_count_is_no_dependency() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [[True, 1, 2, "=IF(A1,B1,C1)"]])
    worked_out(sheet, "D1")
    sheet.put("C1", [[5]])
    assert remembered(sheet) == {(0, 3)}
    sheet.put("A1", [[False]])
    assert sheet.value("D1") == 5


def test_chain_of_any_length_is_worked_out_from_its_end() -> None:
    sheet = Spreadsheet()
    rows = [[1, f"=B{row - 1}+A{row}" if row > 1 else "=A1"] for row in range(1, 1001)]
    sheet.put("A1", rows)
    assert sheet.value("B1000") == 1000
    sheet.put("A1", [[11]])
    assert sheet.value("B1000") == 1010


def test_running_sum_is_what_adding_anew_comes_to() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [[0.1, f"=SUM(A$1:A{row})"] for row in range(1, 201)])
    assert sheet.value("B200") == sum([0.1] * 200)
    assert sheet.value("B150") == sum([0.1] * 150)
    sheet.put("A100", [["=1/0"]])
    assert [sheet.value("B99"), sheet.value("B100")] == [sum([0.1] * 99), "#DIV/0!"]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ([["=A1"]], ["#REF!"]),
        ([["=B1", "=A1"]], ["#REF!", "#REF!"]),
        ([["=SUM(A1:C1)", 1]], ["#REF!", 1]),
        ([["=B1+1", "=C1", "=B1"]], ["#REF!"] * 3),
        ([["=IF(FALSE,A1,0)"]], [0]),
        ([["=IFERROR(B1,7)", "=C1", "=B1"]], [7, "#REF!", "#REF!"]),
    ],
)
def test_circle_is_an_error(cells: list[list[str]], values: list[object]) -> None:
    sheet = Spreadsheet()
    sheet.put("A1", cells)
    assert [sheet.value(f"{column}1") for column in "ABC"[: len(values)]] == values


def test_circle_that_is_broken_comes_to_values_again() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [["=B1", "=C1", "=A1"]])
    worked_out(sheet, "A1", "B1", "C1")
    sheet.put("C1", [[5]])
    assert [sheet.value("A1"), sheet.value("B1")] == [5, 5]


def test_grown_tab_is_seen_by_whole_columns() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [["=ROWS(B:B)", "=B2000"]])
    worked_out(sheet, "A1", "B1")
    new = sheet.book.copy()
    new.sheets[0].properties["gridProperties"]["rowCount"] = 3000
    sheet.publish(new)
    assert [sheet.value("A1"), sheet.value("B1")] == [3000, None]


def test_new_tab_is_seen_by_formulas_that_name_it() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [["=Later!A1"]])
    worked_out(sheet, "A1")
    sheet.add_tab("Later")
    sheet.put("Later!A1", [[3]])
    assert sheet.value("A1") == 3


def test_today_is_worked_out_again_on_another_day() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [["=TODAY()", "=A1+1", "=1+1"]])
    worked_out(sheet, "A1", "B1", "C1")
    today = sheet.value("A1")
    assert isinstance(today, int)
    assert sheet.memo.moment is not None
    sheet.memo.moment -= timedelta(days=1)
    sheet.memo.results[0, 0, 0] = sheet.memo.results[0, 0, 0]._replace(value=0)
    assert [sheet.value("A1"), sheet.value("B1")] == [today, today + 1]


def test_chance_changes_with_every_change() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [["=RAND()", "=A1*2"]])
    first = sheet.value("A1")
    assert sheet.value("A1") == first
    sheet.put("D9", [[1]])
    assert sheet.value("A1") != first
    assert sheet.value("B1") == sheet.value("A1") * 2  # type: ignore[operator]


def test_older_state_still_comes_to_its_own_values() -> None:
    sheet = Spreadsheet()
    sheet.put("A1", [[1, "=A1*2"]])
    worked_out(sheet, "B1")
    old = sheet.book
    new = old.copy()
    calculator = Calculator(old)
    published(new, old)
    sheet.book = new
    sheet.put("A1", [[5]])
    assert calculator.value(old.sheets[0], 0, 1) == 2
    assert sheet.value("B1") == 10
