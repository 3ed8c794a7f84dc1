"""The numbers of arguments, as functions such as SUM count them."""

from collections.abc import Sequence

from sheets.local.formulas import coerce
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.values import Region, Table, Value
from sheets.local.model.spreadsheet import is_number


def numbers(frame: Frame, values: Sequence[Value]) -> list[float]:
    """Numbers in ranges, where texts, truth values and empty cells do not count, and
    what is given itself, which has to be a number.

    Raises FormulaError for an error value among them.
    """
    collected: list[float] = []
    for value in values:
        if isinstance(value, Region | Table):
            collected.extend(_of_table(frame.table(value)))
        elif value is not None:
            collected.append(float(coerce.number(value, frame.habits)))
    return collected


def _of_table(table: Table) -> list[float]:
    numbers: list[float] = []
    for value in table.filled():
        coerce.checked(value)
        if is_number(value):
            numbers.append(value)
    return numbers
