"""Counts, sums and extremes of the cells for which criteria hold."""

from collections.abc import Callable, Sequence

from sheets.local.formulas import coerce
from sheets.local.formulas.criteria import Criterion
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.functions.statistics import average
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    NA,
    VALUE,
    Region,
    Table,
    Value,
    failed,
)
from sheets.local.model.spreadsheet import Scalar, is_number

Combine = Callable[[list[float]], float]


@function("COUNTIF", "values", "any")
def _countif(frame: Frame, cells: Value, given: Scalar) -> int:
    return len(_offsets(frame, [cells], [given]))


@function("COUNTIFS", "values", "values", "values*")
def _countifs(frame: Frame, *pairs: Value) -> int:
    return len(_offsets(frame, *_split(frame, pairs, "COUNTIFS")))


def _split(
    frame: Frame, pairs: Sequence[Value], name: str
) -> tuple[list[Value], list[Scalar]]:
    if len(pairs) % 2:
        raise failed(NA, f"Wrong number of arguments to {name}.")
    return list(pairs[::2]), [frame.single(given) for given in pairs[1::2]]


def _offsets(
    frame: Frame, ranges: Sequence[Value], given: Sequence[Scalar]
) -> list[int]:
    """The places in the ranges, counted row by row, where all criteria hold."""
    criteria = [Criterion(each, frame.habits) for each in given]
    if len(ranges) == 1:
        offsets = _indexed(frame, ranges[0], criteria[0])
        if offsets is not None:
            return offsets
    tables = [frame.table(each) for each in ranges]
    sizes = {(table.height, table.width) for table in tables}
    if len(sizes) > 1:
        raise failed(VALUE, "Array arguments are of different size.")
    matching: list[int] | None = None
    for table, criterion in zip(tables, criteria, strict=True):
        matching = _matching(table, criterion, matching)
    return matching or []


def _indexed(frame: Frame, cells: Value, criterion: Criterion) -> list[int] | None:
    """The same for one row or column and one value, which an index knows; None
    for all others.
    """
    if not isinstance(cells, Region) or not criterion.term:
        return None
    if 1 not in (cells.height, cells.width):
        return None
    return frame.cells.index(cells).get(criterion.term, [])


def _matching(
    table: Table, criterion: Criterion, candidates: Sequence[int] | None
) -> list[int]:
    """Those of the candidates that fit; None stands for all places."""
    # Whether empty cells at the end count depends on the criterion.
    rows = table.full() if criterion.matches(None) else table.rows
    cells = [cell for row in rows for cell in row]
    matches = criterion.matches
    if candidates is None:
        candidates = range(len(cells))
    return [
        offset
        for offset in candidates
        if offset < len(cells) and matches(cells[offset])
    ]


def _picked(frame: Frame, cells: Value, offsets: list[int]) -> list[float]:
    """The numbers at some places. Raises FormulaError for an error value there."""
    values = frame.table(cells).vector()
    numbers: list[float] = []
    for offset in offsets:
        if offset >= len(values):
            break
        value = coerce.checked(values[offset])
        if is_number(value):
            numbers.append(value)
    return numbers


def _of_if(
    frame: Frame, ranges: Value, given: Scalar, cells: Value, combine: Combine
) -> Value:
    if isinstance(cells, Region):
        # Only where it begins counts: it is as large as what is judged.
        table = frame.table(ranges)
        cells = _resized(cells, table.height, table.width)
    numbers = _picked(frame, cells, _offsets(frame, [ranges], [given]))
    return frame.like(combine(numbers), cells)


def _resized(region: Region, height: int, width: int) -> Region:
    bottom = min(region.top + height, region.sheet.row_count)
    right = min(region.left + width, region.sheet.column_count)
    if (bottom, right) == (region.bottom, region.right):
        return region
    return Region(region.sheet, region.top, bottom, region.left, right)


def _total(numbers: list[float]) -> float:
    return sum(numbers)


@function("SUMIF", "values", "any", "values?")
def _sumif(frame: Frame, ranges: Value, given: Scalar, cells: Value = None) -> Value:
    return _of_if(frame, ranges, given, ranges if cells is None else cells, _total)


@function("AVERAGEIF", "values", "any", "values?")
def _averageif(
    frame: Frame, ranges: Value, given: Scalar, cells: Value = None
) -> Value:
    def combine(numbers: list[float]) -> float:
        return average(numbers, "AVERAGEIF")

    return _of_if(frame, ranges, given, ranges if cells is None else cells, combine)


def _of_ifs(
    frame: Frame, name: str, cells: Value, pairs: Sequence[Value], combine: Combine
) -> float:
    ranges, given = _split(frame, pairs, name)
    table = frame.table(cells)
    judged = frame.table(ranges[0])
    if (table.height, table.width) != (judged.height, judged.width):
        raise failed(VALUE, f"Array arguments to {name} are of different size.")
    return combine(_picked(frame, cells, _offsets(frame, ranges, given)))


@function("SUMIFS", "values", "values", "values", "values*", like=0)
def _sumifs(frame: Frame, cells: Value, *pairs: Value) -> float:
    return _of_ifs(frame, "SUMIFS", cells, pairs, _total)


@function("AVERAGEIFS", "values", "values", "values", "values*", like=0)
def _averageifs(frame: Frame, cells: Value, *pairs: Value) -> float:
    def combine(numbers: list[float]) -> float:
        return average(numbers, "AVERAGEIFS")

    return _of_ifs(frame, "AVERAGEIFS", cells, pairs, combine)


@function("MINIFS", "values", "values", "values", "values*", like=0)
def _minifs(frame: Frame, cells: Value, *pairs: Value) -> float:
    return _of_ifs(
        frame, "MINIFS", cells, pairs, lambda numbers: min(numbers, default=0)
    )


@function("MAXIFS", "values", "values", "values", "values*", like=0)
def _maxifs(frame: Frame, cells: Value, *pairs: Value) -> float:
    return _of_ifs(
        frame, "MAXIFS", cells, pairs, lambda numbers: max(numbers, default=0)
    )
