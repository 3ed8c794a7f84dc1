"""The rows of a register: only those of which the team has said that they may be shown.

Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldtypes.cells import is_number
from fieldtypes.normalise import plain
from programme.checks.checker import condition_on
from programme.models.pages.publications import Register
from programme.parts import Column
from programme.records.display import precision_of, shown_value
from programme.records.record import Record, Records, Value, View
from rules.unfit import UNFIT

LENGTHS = {"month": 7, "year": 4}
"""So much of an ISO date is known."""
WEB = ("https://", "http://")


@dataclass(frozen=True)
class PublicCell:
    """A value in a register: its words, and as programs read it (`value`); where it can
    be read up (`source`), or "".

    `precision`: of a date, whether only its `month` or its `year` is known, or "".
    """

    text: str
    value: str | int | float
    source: str = ""
    precision: str = ""

    @property
    def place(self) -> tuple[bool, int, float, str]:
        """By which rows are sorted; blank ones come last."""
        if isinstance(self.value, str):
            return self.value == "", 1, 0.0, plain(self.value)
        return False, 0, float(self.value), ""


PublicRow = tuple[PublicCell, ...]


def register_rows(
    register: Register,
    records: Records,
    listed: Iterable[Record],
    view: View,
    language: str,
) -> list[PublicRow]:
    """The rows of a register in its order, in words of a language.

    `view`: the blank record of its table.
    """
    programme = records.programme
    condition = None
    if register.only:
        condition = condition_on(programme, view.table, register.only)
    rows: list[PublicRow] = []
    for record in listed:
        row = View(records, view.table, record, view.today)
        # Anything but a readable yes is no: what was published cannot be taken back.
        if register.shown in record.unreadable or row.value(register.shown) is not True:
            continue
        try:
            if condition is None or condition.holds(row):
                rows.append(
                    tuple(
                        _cell(register, row, path, language)
                        for path in register.columns
                    )
                )
        except UNFIT:  # a row that cannot be read is told elsewhere
            continue
    return in_order(rows, register, register.order or register.columns[0])


def in_order(
    rows: Iterable[PublicRow], register: Register, order: str
) -> list[PublicRow]:
    """The rows by a column, with the newest or largest first where a minus stands
    before it; blank ones stay last.
    """
    index = register.columns.index(order.removeprefix("-"))
    filled = []
    blank = []
    for row in rows:
        if row[index].place[0]:
            blank.append(row)
        else:
            filled.append(row)
    return (
        sorted(filled, key=lambda row: row[index].place, reverse=order.startswith("-"))
        + blank
    )


def column_of(view: View, path: str) -> Column:
    """The column at the end of a way; `flask check` has seen to it that there is
    one.
    """
    holder, name = view.path(path)
    column = holder.table.column(name)
    assert column
    return column


def _cell(register: Register, row: View, path: str, language: str) -> PublicCell:
    holder, name = row.path(path)
    column = column_of(row, path)
    text = shown_value(row, path, language)
    source = ""
    if path in register.sources:
        source = str(_value(row, register.sources[path]) or "")
    precision = precision_of(holder, column)
    value = holder.value(name)
    return PublicCell(
        text,
        _plainly(column, value, text, precision),
        source if source.startswith(WEB) else "",
        precision,
    )


def _value(row: View, path: str) -> Value:
    holder, name = row.path(path)
    return holder.value(name)


def _plainly(
    column: Column, value: Value, text: str, precision: str
) -> str | int | float:
    """A value as programs read it: a number, a date as far as it
    is known, else its words.
    """
    if is_number(value):
        return value
    if column.type == "date":
        return str(value or "")[: LENGTHS.get(precision)]
    return text
