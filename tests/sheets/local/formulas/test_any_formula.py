"""Whatever is asked comes to a value or an error value, and reads the same twice."""

import math
import random

import pytest

from sheets.local.formulas.functions import load
from sheets.local.formulas.values import TYPES
from sheets.local.model.spreadsheet import Failure
from tests.sheets.local.formulas.sheet import Spreadsheet

ATOMS = [
    "0",
    "1",
    "-1",
    "2.5",
    "-2.5",
    "1e15",
    "1E+300",
    "-1e308",
    "45000",
    "-700000",
    "9999999",
    "50%",
    "TRUE",
    "FALSE",
    '""',
    '"a"',
    '"Loja"',
    '"5"',
    '"1/2/2024"',
    '"*"',
    '"("',
    '"yyyy"',
    '"0.0"',
    '"D"',
    '"A1"',
    '"["',
    '"0000011"',
    "A1",
    "B1",
    "C1",
    "D1",
    "E1",
    "F1",
    "A9",
    "A1:A4",
    "A1:F1",
    "A1:B3",
    "A:A",
    "1:2",
    "B2:C",
    "C:D",
    "#N/A",
    "#REF!",
    "nonsense",
    "{1,2}",
]
SIGNS = ["+", "-", "*", "/", "^", "&", "=", "<>", "<", ">=", ":", ",", ""]
ROUNDS = 1000


def formula(chance: random.Random, depth: int = 0) -> str:
    kind = chance.random()
    if depth > 3 or kind < 0.3:
        return chance.choice(ATOMS)
    if kind < 0.5:
        left, right = formula(chance, depth + 1), formula(chance, depth + 1)
        return f"({left}{chance.choice(SIGNS)}{right})"
    if kind < 0.55:
        return chance.choice("-+") + formula(chance, depth + 1)
    name = chance.choice(sorted(load()))
    function = load()[name]
    most = len(function.kinds) + (2 if function.is_endless else 0)
    count = chance.randint(function.least, max(most, function.least))
    arguments = [formula(chance, depth + 1) for _ in range(count)]
    if arguments and chance.random() < 0.05:
        arguments[-1] = ""
    return f"{name}({','.join(arguments)})"


@pytest.mark.parametrize("locale", ["en_US", "es_ES"])
def test_any_formula_comes_to_a_value_or_an_error(locale: str) -> None:
    chance = random.Random(7)
    sheet = Spreadsheet(locale)
    sheet.put(
        "A1",
        [
            ["Loja", 1, "1/2/2024", True, "10%", "=1/0"],
            ["5", -2.5, "2024-01-02 10:00", False, "=A1", ""],
            ["x", 1e300, "=TODAY()", None, "$5", "=F3"],
        ],
    )
    for _ in range(ROUNDS):
        text = "=" + formula(chance)
        if locale == "es_ES":
            text = text.replace(",", ";").replace(".", ",")
        value = sheet.result(text)
        assert value is None or isinstance(value, bool | int | float | str), text
        if isinstance(value, float):
            assert math.isfinite(value), text
        if isinstance(value, Failure):
            assert value in TYPES, text
        assert isinstance(sheet.shown("Z50"), str), text
