"""Arithmetic: sums, rounding, powers, chance."""

import math
import random
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext

from sheets.local.formulas import operators
from sheets.local.formulas.collect import numbers
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    DIV,
    NUM,
    VALUE,
    FormulaError,
    Region,
    Table,
    Value,
    failed,
    unserved,
)
from sheets.local.model.spreadsheet import Failure, Scalar

CHANCE = random.SystemRandom()
FARTHEST = 300
"""Digits before or behind the decimal sign beyond which rounding changes nothing."""
LONG = 64
"""A column from here on is added up once for all formulas that begin with it."""


@function("SUM", "values", "values*", like=0)
def _sum(frame: Frame, *values: Value) -> float:
    total = 0.0
    for value in values:
        is_column = isinstance(value, Region) and value.width == 1
        if isinstance(value, Region) and is_column and value.height >= LONG:
            total += frame.cells.sum_of_column(value)
        else:
            for number in numbers(frame, [value]):
                total += number
    return total


@function("PRODUCT", "values", "values*", like=0)
def _product(frame: Frame, *values: Value) -> float:
    collected = numbers(frame, values)
    if not collected:
        return 0
    return math.prod(collected)


@function("SUMSQ", "values", "values*")
def _sumsq(frame: Frame, *values: Value) -> float:
    return sum(number * number for number in numbers(frame, values))


@function("SUMPRODUCT", "values", "values*", is_array=True)
def _sumproduct(frame: Frame, *values: Value) -> float:
    tables = [frame.table(value) for value in values]
    first = tables[0]
    if any((each.height, each.width) != (first.height, first.width) for each in tables):
        raise failed(VALUE, "SUMPRODUCT has mismatched range sizes.")
    # Rows that one of them leaves out hold nothing: their products are 0.
    rows = zip(*(table.rows for table in tables), strict=False)
    _raise_errors(tables)
    return sum(
        math.prod(_factor(cell) for cell in cells)
        for lines in rows
        for cells in zip(*lines, strict=True)
    )


def _raise_errors(tables: list[Table]) -> None:
    for table in tables:
        for cell in table.filled():
            if isinstance(cell, Failure):
                raise FormulaError(cell)


def _factor(cell: Scalar) -> float:
    # Whether Sheets counts them here without `--` before them is not known.
    if isinstance(cell, bool):
        raise unserved("SUMPRODUCT of truth values (without -- before them)")
    if isinstance(cell, int | float):
        return cell
    return 0


def _rounded(value: float, decimals: float, rounding: str) -> float:
    digits = int(decimals)
    if abs(digits) > FARTHEST:
        if digits > 0:
            return value
        return 0.0
    # As many digits as are shown: 1.005 is rounded as such, whatever the binary number.
    with localcontext() as context:
        context.prec = 2 * FARTHEST + 20
        exact = Decimal(f"{value:.15g}")
        return float(exact.quantize(Decimal(1).scaleb(-digits), rounding))


@function("ROUND", "number", "number?", like=0)
def _round(_frame: Frame, value: float, digits: float = 0) -> float:
    return _rounded(value, digits, ROUND_HALF_UP)


@function("ROUNDUP", "number", "number?", like=0)
def _roundup(_frame: Frame, value: float, digits: float = 0) -> float:
    return _rounded(value, digits, ROUND_UP)


@function("ROUNDDOWN", "number", "number?", like=0)
def _rounddown(_frame: Frame, value: float, digits: float = 0) -> float:
    return _rounded(value, digits, ROUND_DOWN)


@function("TRUNC", "number", "number?", like=0)
def _trunc(_frame: Frame, value: float, digits: float = 0) -> float:
    return _rounded(value, digits, ROUND_DOWN)


@function("INT", "number")
def _int(_frame: Frame, value: float) -> float:
    return math.floor(value)


@function("ABS", "number", like=0)
def _abs(_frame: Frame, value: float) -> float:
    return abs(float(value))


@function("SIGN", "number")
def _sign(_frame: Frame, value: float) -> float:
    return (value > 0) - (value < 0)


@function("MOD", "number", "number", like=0)
def _mod(_frame: Frame, value: float, divisor: float) -> float:
    if divisor == 0:
        raise failed(DIV, "Function MOD parameter 2 cannot be zero.")
    return float(value) % float(divisor)


@function("QUOTIENT", "number", "number")
def _quotient(_frame: Frame, value: float, divisor: float) -> float:
    if divisor == 0:
        raise failed(DIV, "Function QUOTIENT parameter 2 cannot be zero.")
    return math.trunc(value / divisor)


@function("POWER", "number", "number")
def _power(_frame: Frame, base: float, exponent: float) -> float:
    return operators.power(base, exponent)


@function("POW", "number", "number")
def _pow(_frame: Frame, base: float, exponent: float) -> float:
    return operators.power(base, exponent)


@function("SQRT", "number")
def _sqrt(_frame: Frame, value: float) -> float:
    if value < 0:
        raise failed(
            NUM,
            "Function SQRT parameter 1 value is negative. "
            "It should be greater than or equal to zero.",
        )
    return math.sqrt(value)


@function("EXP", "number")
def _exp(_frame: Frame, value: float) -> float:
    return math.exp(value)


def _logarithm(value: float, name: str, work: Callable[[float], float]) -> float:
    if value <= 0:
        raise failed(NUM, f"Function {name} parameter 1 value should be above zero.")
    return work(value)


@function("LN", "number")
def _ln(_frame: Frame, value: float) -> float:
    return _logarithm(value, "LN", math.log)


@function("LOG10", "number")
def _log10(_frame: Frame, value: float) -> float:
    return _logarithm(value, "LOG10", math.log10)


@function("LOG", "number", "number?")
def _log(_frame: Frame, value: float, base: float = 10) -> float:
    if base <= 0:
        raise failed(NUM, "Function LOG parameter 2 value should be above zero.")
    if base == 1:
        raise failed(DIV, "Function LOG parameter 2 cannot be one.")
    if base == 10:  # noqa: PLR2004 - exact for powers of ten
        return _logarithm(value, "LOG", math.log10)
    return _logarithm(value, "LOG", math.log) / math.log(base)


@function("PI")
def _pi(_frame: Frame) -> float:
    return math.pi


def _multiple(value: float, factor: float, name: str, *, is_up: bool) -> float:
    """The next multiple of a factor, up or down; with a negative factor away from
    zero or towards it.
    """
    if value > 0 > factor:
        raise failed(NUM, f"Function {name} parameter 2 value should not be negative.")
    quotient = float(f"{value / factor:.15g}")
    if is_up:
        count = math.ceil(quotient)
    else:
        count = math.floor(quotient)
    # 0.1 times 3 is not 0.3.
    return float(f"{count * factor:.15g}")


@function("CEILING", "number", "number?", like=0)
def _ceiling(_frame: Frame, value: float, factor: float = 1) -> float:
    if factor == 0:
        return 0
    return _multiple(value, factor, "CEILING", is_up=True)


@function("FLOOR", "number", "number?", like=0)
def _floor(_frame: Frame, value: float, factor: float = 1) -> float:
    if factor == 0:
        raise failed(DIV, "Function FLOOR parameter 2 cannot be zero.")
    return _multiple(value, factor, "FLOOR", is_up=False)


@function("MROUND", "number", "number", like=0)
def _mround(_frame: Frame, value: float, factor: float) -> float:
    if factor == 0:
        return 0
    if value * factor < 0:
        raise failed(NUM, "Function MROUND parameters have different signs.")
    count = _rounded(value / factor, 0, ROUND_HALF_UP)
    return float(f"{count * factor:.15g}")


@function("ISEVEN", "number")
def _iseven(_frame: Frame, value: float) -> bool:
    return math.trunc(value) % 2 == 0


@function("ISODD", "number")
def _isodd(_frame: Frame, value: float) -> bool:
    return math.trunc(value) % 2 == 1


@function("RAND")
def _rand(frame: Frame) -> float:
    frame.cells.now()
    return CHANCE.random()


@function("RANDBETWEEN", "number", "number")
def _randbetween(frame: Frame, low: float, high: float) -> float:
    frame.cells.now()
    first = math.ceil(low)
    last = math.floor(high)
    if last < first:
        raise failed(NUM, "Function RANDBETWEEN parameter 2 is below parameter 1.")
    return CHANCE.randint(first, last)
