"""After any changes in any order, what is remembered is what working everything out
anew comes to.
"""

import random
from typing import Any

import pytest

from sheets.local.files.workbooks import Switches
from sheets.local.formulas.evaluate import CIRCLE as CIRCULAR
from sheets.local.formulas.evaluate import Calculator
from sheets.local.formulas.values import message
from sheets.local.model.spreadsheet import Failure
from sheets.local.requests import apply
from tests.sheets.local.formulas.sheet import Spreadsheet

CIRCLE = message(CIRCULAR)
COLUMNS, ROWS = "ABCD", range(1, 7)
CHANGES = 60


def place(chance: random.Random) -> str:
    return f"{chance.choice(COLUMNS)}{chance.choice(ROWS)}"


def content(chance: random.Random) -> Any:
    first, second, third = (place(chance) for _ in range(3))
    column = chance.choice(COLUMNS)
    return chance.choice(
        [
            chance.randint(0, 9),
            chance.choice(["Loja", "Quito", ""]),
            f"={first}+{second}",
            f"=SUM({first}:{second})",
            f"=SUM({column}:{column})",
            f"=IF({first}>4,{second},{third})",
            f'=COUNTIF({column}:{column},"Lo*")',
            f"=COUNTIF({first}:{second},{third})",
            f"=IFERROR({first}*1,{second})",
            f"=VLOOKUP({first},{second}:{third},1,FALSE)",
            f"=SUM(Other!{first}:{second})",
            f'=INDIRECT("{column}"&1)',
            f"=ROWS({column}:{column})",
            f"=OFFSET({first},1,0)",
        ]
    )


def requests(chance: random.Random) -> list[dict[str, Any]]:
    start = chance.randint(0, 4)
    span = {"sheetId": 0, "startIndex": start, "endIndex": start + 1}
    rows = span | {"dimension": "ROWS"}
    columns = span | {"dimension": "COLUMNS"}
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 6}
    return [
        chance.choice(
            [
                {"insertDimension": {"range": rows}},
                {"deleteDimension": {"range": rows}},
                {"insertDimension": {"range": columns}},
                {"deleteDimension": {"range": columns}},
                {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 3}},
                {"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0}]}},
                {"moveDimension": {"source": rows, "destinationIndex": 6}},
            ]
        )
    ]


def values(sheet: Spreadsheet) -> list[Any]:
    calculator = Calculator(sheet.book)
    return [
        calculator.value(tab, row, column)
        for tab in sheet.book.sheets
        for row in range(len(tab.rows))
        for column in range(6)
    ]


def messages(results: list[Any]) -> set[str]:
    return {message(result) for result in results if isinstance(result, Failure)}


@pytest.mark.parametrize("seed", range(12))
def test_remembered_is_what_anew_comes_to(seed: int) -> None:
    chance = random.Random(seed)
    sheet = Spreadsheet()
    sheet.add_tab("Other")
    for _ in range(CHANGES):
        before = sheet.book.copy()
        if chance.random() < 0.15:
            new = sheet.book.copy()
            apply(new, Switches(), requests(chance))
            sheet.publish(new)
        else:
            tab = chance.choice(["Sheet1", "Sheet1", "Other"])
            sheet.put(f"{tab}!{place(chance)}", [[content(chance)]])
        remembered = values(sheet)
        # Where circles meet and formulas catch errors, which cell ends the circle
        # depends on which was asked first.
        if CIRCLE in messages(remembered):
            sheet.publish(before)
            remembered = values(sheet)
        anew = Spreadsheet()
        anew.book = sheet.book.copy()
        assert remembered == values(anew)
