"""Counts, averages and ranks."""

import math
import statistics

from sheets.local.formulas import coerce
from sheets.local.formulas.collect import numbers
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    DIV,
    NA,
    NUM,
    FormulaError,
    Region,
    Table,
    Value,
    failed,
)
from sheets.local.model.spreadsheet import Scalar, is_number


@function("COUNT", "all", "all*")
def _count(frame: Frame, *values: Value) -> int:
    count = 0
    for value in values:
        if isinstance(value, Region | Table):
            count += sum(map(is_number, frame.table(value).filled()))
        else:
            count += _is_numeric(frame, value)
    return count


def _is_numeric(frame: Frame, value: Scalar) -> bool:
    """Whether what is given itself counts: a text that is a number does."""
    if value is None:
        return False
    try:
        coerce.number(value, frame.habits)
    except FormulaError:
        return False
    return True


@function("COUNTA", "all", "all*")
def _counta(frame: Frame, *values: Value) -> int:
    return sum(value is not None for value in frame.filled(values))


@function("COUNTBLANK", "all", "all*")
def _countblank(frame: Frame, *values: Value) -> int:
    count = 0
    for value in values:
        table = frame.table(value)
        filled = sum(cell not in (None, "") for cell in table.filled())
        count += table.height * table.width - filled
    return count


@function("COUNTUNIQUE", "all", "all*")
def _countunique(frame: Frame, *values: Value) -> int:
    filled = []
    for value in frame.filled(values):
        if value is not None:
            filled.append(value)
    return len({(type(value) is bool, value) for value in filled})


@function("AVERAGE", "values", "values*", like=0)
def _average(frame: Frame, *values: Value) -> float:
    return average(numbers(frame, values), "AVERAGE")


def average(collected: list[float], name: str) -> float:
    """The average. Raises #DIV/0! where there is no number."""
    if not collected:
        raise failed(
            DIV, f"Evaluation of function {name} caused a divide by zero error."
        )
    return sum(collected) / len(collected)


@function("MIN", "values", "values*", like=0)
def _min(frame: Frame, *values: Value) -> float:
    return min(numbers(frame, values), default=0)


@function("MAX", "values", "values*", like=0)
def _max(frame: Frame, *values: Value) -> float:
    return max(numbers(frame, values), default=0)


@function("MEDIAN", "values", "values*", like=0)
def _median(frame: Frame, *values: Value) -> float:
    return statistics.median(_some(frame, values, "MEDIAN"))


@function("MODE", "values", "values*", like=0)
def _mode(frame: Frame, *values: Value) -> float:
    counts: dict[float, int] = {}
    for number in numbers(frame, values):
        counts[number] = counts.get(number, 0) + 1
    highest = max(counts.values(), default=0)
    # Of those that come equally often the first one counts.
    if highest > 1:
        return next(number for number, count in counts.items() if count == highest)
    raise failed(NA, "Function MODE found no number that comes twice.")


def _some(
    frame: Frame, values: tuple[Value, ...], name: str, least: int = 1
) -> list[float]:
    collected = numbers(frame, values)
    if len(collected) < least:
        if least == 1:
            code = NUM
        else:
            code = DIV
        raise failed(code, f"{name} has no valid input data.")
    return collected


@function("STDEV", "values", "values*")
def _stdev(frame: Frame, *values: Value) -> float:
    return statistics.stdev(_some(frame, values, "STDEV", 2))


@function("VAR", "values", "values*")
def _var(frame: Frame, *values: Value) -> float:
    return statistics.variance(_some(frame, values, "VAR", 2))


@function("LARGE", "values", "whole", like=0)
def _large(frame: Frame, values: Value, rank: int) -> float:
    # A truth value that is given itself is no number here, unlike in SUM.
    if isinstance(values, bool):
        values = None
    return _ranked(sorted(numbers(frame, [values]), reverse=True), rank, "LARGE")


@function("SMALL", "values", "whole", like=0)
def _small(frame: Frame, values: Value, rank: int) -> float:
    return _ranked(sorted(numbers(frame, [values])), rank, "SMALL")


def _ranked(collected: list[float], rank: int, name: str) -> float:
    if not 1 <= rank <= len(collected):
        raise failed(NUM, f"Function {name} parameter 2 value {rank} is out of range.")
    return collected[rank - 1]


@function("RANK", "number", "values", "truth?")
def _rank(frame: Frame, value: float, values: Value, is_ascending: bool = False) -> int:
    collected = numbers(frame, [values])
    if value not in collected:
        raise failed(NA, "Function RANK found no such number in the data.")
    if is_ascending:
        return 1 + sum(number < value for number in collected)
    return 1 + sum(number > value for number in collected)


@function("PERCENTILE", "values", "number", like=0)
def _percentile(frame: Frame, values: Value, share: float) -> float:
    return _share(frame, values, share, "PERCENTILE")


@function("QUARTILE", "values", "whole", like=0)
def _quartile(frame: Frame, values: Value, quarter: int) -> float:
    return _share(frame, values, quarter / 4, "QUARTILE")


def _share(frame: Frame, values: Value, share: float, name: str) -> float:
    collected = sorted(_some(frame, (values,), name))
    if not 0 <= share <= 1:
        raise failed(NUM, f"Function {name} parameter 2 value is out of range.")
    position = share * (len(collected) - 1)
    low = math.floor(position)
    high = min(low + 1, len(collected) - 1)
    return collected[low] + (collected[high] - collected[low]) * (position - low)
