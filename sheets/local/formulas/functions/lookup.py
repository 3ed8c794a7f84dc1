"""Values found by others."""

from bisect import bisect_left, bisect_right

from sheets.local.formulas import coerce
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.memory.columns import term
from sheets.local.formulas.parsing.syntax import Node
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    NA,
    NUM,
    REF,
    VALUE,
    FormulaError,
    Region,
    Table,
    Value,
    failed,
)
from sheets.local.formulas.wildcards import is_wild, wildcard
from sheets.local.model.spreadsheet import Failure, Scalar, is_text


def _missing(key: Scalar, name: str) -> FormulaError:
    shown = "" if key is None else key
    return failed(NA, f"Did not find value '{shown}' in {name} evaluation.")


def part(
    frame: Frame, cells: Value, top: int, left: int, size: tuple[int, int]
) -> Value:
    """Some cells of a range, or of a table; of a range they stay cells, with their
    formats.
    """
    height, width = size
    if isinstance(cells, Region):
        return cells.part(top, left, height, width)
    rows = frame.table(cells).full()[top : top + height]
    return Table([row[left : left + width] for row in rows], height, width)


def _exact(frame: Frame, key: Scalar, line: Value, *, wild: bool) -> int | None:
    """Where a key stands in a row or column, from 0."""
    if wild and isinstance(key, str) and is_wild(key):
        return _fitting(frame, key, line)
    if isinstance(line, Region):
        offsets = frame.cells.index(line).get(term(key))
        if offsets:
            return offsets[0]
        return None
    own = term(key)
    for offset, value in enumerate(frame.table(line).filled()):
        if value is not None and term(value) == own:
            return offset
    return None


def _fitting(frame: Frame, key: str, line: Value) -> int | None:
    pattern = wildcard(key)
    for offset, value in enumerate(frame.table(line).filled()):
        if is_text(value) and pattern.fits(value):
            return offset
    return None


def _comparable(
    frame: Frame, key: Scalar, line: Value
) -> list[tuple[coerce.Order, int]]:
    """The values of the key's type and where they stand."""
    kind = coerce.order(key)[0]
    pairs: list[tuple[coerce.Order, int]] = []
    for offset, value in enumerate(frame.table(line).filled()):
        if value is None or isinstance(value, Failure):
            continue
        order = coerce.order(value)
        if order[0] == kind:
            pairs.append((order, offset))
    return pairs


def _sorted_offset(frame: Frame, key: Scalar, line: Value) -> int | None:
    """Where the last value stands that is not above the key, in ascending order."""
    pairs = _comparable(frame, key, line)
    index = bisect_right(pairs, coerce.order(key), key=lambda pair: pair[0])
    if index:
        return pairs[index - 1][1]
    return None


def _falling_offset(frame: Frame, key: Scalar, line: Value) -> int | None:
    """Where the last value stands that is not below the key, in descending order."""
    pairs = _comparable(frame, key, line)[::-1]
    index = bisect_left(pairs, coerce.order(key), key=lambda pair: pair[0])
    if index < len(pairs):
        return pairs[index][1]
    return None


@function("VLOOKUP", "any", "values", "whole", "truth?")
def _vlookup(
    frame: Frame, key: Scalar, cells: Value, index: int, is_sorted: bool = True
) -> Value:
    table = _grid(cells)
    _check_index(index, table[1], "VLOOKUP")
    column = part(frame, cells, 0, 0, (table[0], 1))
    offset = _offset(frame, key, column, "VLOOKUP", is_sorted=is_sorted)
    return part(frame, cells, offset, index - 1, (1, 1))


@function("HLOOKUP", "any", "values", "whole", "truth?")
def _hlookup(
    frame: Frame, key: Scalar, cells: Value, index: int, is_sorted: bool = True
) -> Value:
    table = _grid(cells)
    _check_index(index, table[0], "HLOOKUP")
    row = part(frame, cells, 0, 0, (1, table[1]))
    offset = _offset(frame, key, row, "HLOOKUP", is_sorted=is_sorted)
    return part(frame, cells, index - 1, offset, (1, 1))


def _grid(cells: Value) -> tuple[int, int]:
    """Height and width."""
    if isinstance(cells, Region | Table):
        return cells.height, cells.width
    return 1, 1


def _check_index(index: int, size: int, name: str) -> None:
    if index < 1:
        raise failed(
            VALUE,
            f"Function {name} parameter 3 value is {index}. "
            "It should be greater than or equal to 1.",
        )
    if index > size:
        raise failed(REF, f"{name} evaluates to an out of bounds range.")


def _offset(
    frame: Frame, key: Scalar, line: Value, name: str, *, is_sorted: bool
) -> int:
    offset = None
    if key is not None and is_sorted:
        offset = _sorted_offset(frame, key, line)
    elif key is not None:
        offset = _exact(frame, key, line, wild=True)
    if offset is None:
        raise _missing(key, name)
    return offset


@function("MATCH", "any", "values", "whole?")
def _match(frame: Frame, key: Scalar, cells: Value, kind: int = 1) -> int:
    if 1 not in _grid(cells):
        raise failed(NA, "MATCH range must be a single row or a single column.")
    if kind < 0:
        offset = _falling_offset(frame, key, cells)
        if offset is None:
            raise _missing(key, "MATCH")
        return offset + 1
    return _offset(frame, key, cells, "MATCH", is_sorted=kind > 0) + 1


@function("XLOOKUP", "any", "values", "values", "node?", "whole?", "whole?")
def _xlookup(
    frame: Frame,
    key: Scalar,
    line: Value,
    results: Value,
    instead: Node | None = None,
    mode: int = 0,
    search: int = 1,
) -> Value:
    height, width = _grid(line)
    if 1 not in (height, width):
        raise failed(VALUE, "XLOOKUP lookup range must be singular row or column.")
    offset = _any_offset(frame, key, line, mode, search)
    if offset is None:
        if instead is not None:
            return frame.value(instead)
        raise _missing(key, "XLOOKUP")
    rows, columns = _grid(results)
    if width == 1 and rows == height:
        return part(frame, results, offset, 0, (1, columns))
    if height == 1 and columns == width:
        return part(frame, results, 0, offset, (rows, 1))
    raise failed(VALUE, "Array arguments to XLOOKUP are of different size.")


def _any_offset(
    frame: Frame, key: Scalar, line: Value, mode: int, search: int
) -> int | None:
    if mode not in (-1, 0, 1, 2) or search not in (-2, -1, 1, 2):
        raise failed(VALUE, "Function XLOOKUP has an unknown mode.")
    values = list(enumerate(frame.table(line).filled()))
    if search < 0 and mode in (0, 2):
        values.reverse()
    elif mode in (0, 2):
        return _exact(frame, key, line, wild=mode == 2)  # noqa: PLR2004 - wildcards
    for offset, value in values:
        if value is not None and _is_same(key, value, wild=mode == 2):  # noqa: PLR2004
            return offset
    if mode in (0, 2):
        return None
    return _nearest(frame, key, line, mode)


def _is_same(key: Scalar, value: Scalar, *, wild: bool) -> bool:
    if wild and isinstance(key, str) and is_wild(key):
        return isinstance(value, str) and wildcard(key).fits(value)
    return term(value) == term(key)


def _nearest(frame: Frame, key: Scalar, line: Value, mode: int) -> int | None:
    """Where the next smaller (-1) or next larger value (1) stands, in any order."""
    own = coerce.order(key)
    nearest = None
    for order, offset in _comparable(frame, key, line):
        if mode < 0:
            is_beyond = order < own
        else:
            is_beyond = order > own
        if not is_beyond:
            continue
        is_nearer = nearest is None or (
            order > nearest[0] if mode < 0 else order < nearest[0]
        )
        if is_nearer:
            nearest = (order, offset)
    if nearest:
        return nearest[1]
    return None


@function("LOOKUP", "any", "values", "values?")
def _lookup(frame: Frame, key: Scalar, cells: Value, results: Value = None) -> Value:
    height, width = _grid(cells)
    is_tall = height >= width
    if is_tall:
        size = (height, 1)
    else:
        size = (1, width)
    line = part(frame, cells, 0, 0, size)
    offset = _offset(frame, key, line, "LOOKUP", is_sorted=True)
    if results is None:
        # Of a block the last column (or row) is what is asked for.
        top, left = (offset, width - 1) if is_tall else (height - 1, offset)
        return part(frame, cells, top, left, (1, 1))
    rows, columns = _grid(results)
    top, left = (offset, 0) if columns == 1 else (0, offset)
    if top >= rows or left >= columns:
        raise failed(REF, "LOOKUP evaluates to an out of bounds range.")
    return part(frame, results, top, left, (1, 1))


@function("INDEX", "values", "whole?", "whole?", is_array=True)
def _index(frame: Frame, cells: Value, row: int = 0, column: int = 0) -> Value:
    height, width = _grid(cells)
    # Of a single row the one number given counts its cells.
    if height == 1 and width > 1 and row > 1 and column == 0:
        row, column = 0, row
    for number, index, most in ((2, row, height), (3, column, width)):
        if not 0 <= index <= most:
            raise failed(
                NUM,
                f"Function INDEX parameter {number} value is {index}. "
                f"Valid values are between 0 and {most} inclusive.",
            )
    size = (1 if row else height, 1 if column else width)
    return part(frame, cells, max(row - 1, 0), max(column - 1, 0), size)
