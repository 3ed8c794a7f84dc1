"""The rows of a file as a table of the programme has them, and the mistakes in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from authoring.adoption.layout import Layout as FileLayout
from authoring.adoption.tabs import Cell
from authoring.row_import.columns import Matching
from authoring.row_import.said import Progress, Said, untold
from core.notation.spreadsheet_text import column_letters
from core.problem import Problem
from core.texts import mark as _
from expressions.types import ValueType
from fieldtypes.cells import EPOCH, SECONDS_A_DAY
from programme.model import Programme, Table
from programme.parts import Column
from programme.records.record import Value
from sheets.columns import Layout
from sheets.reading.rows import read_row
from sync.rows.name_index import NameIndex, resolve

NO_VALUE = _(
    "This cell has a formula without a value: open the file in a spreadsheet program, save it, and try again."
)
TOO_LONG = _(
    "This text has more than {most} characters: no cell of the spreadsheet can hold it."
)
NO_TITLE = _("Nothing stands here, by which people call the row.")
LONGEST_CELL = 50_000
"""Characters that Google lets a cell hold; a longer one would be refused with all rows
that leave together with it.
"""
AT_ONCE = 500
"""Rows between two signs of progress."""
DAYS = (ValueType.date, ValueType.moment)
FIRST_YEAR = 1907
"""As numbers, days before it could be years or days that somebody typed alone."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a cell of the file: its address there (C12), the heading of
    its column, what it says.
    """

    row: int
    address: str
    heading: str
    cell: str
    said: Said | Problem


@dataclass(frozen=True)
class SourceRow:
    """A row of the file as the table has it. `row`: its number in the file."""

    row: int
    values: Mapping[str, Value]
    mistakes: Sequence[Mistake] = ()


def read_source_rows(
    programme: Programme,
    table: Table,
    layout: FileLayout,
    matching: Matching,
    index: NameIndex,
    progress: Progress = untold,
) -> list[SourceRow]:
    """Each record of the file, read by the types of the columns.

    A cell is read as one of the spreadsheet is: dates in its order, choices by their
    labels, references by names, telephone numbers by the row's country. `progress`: how
    many rows are read, of how many.
    """
    names = list(matching.columns)
    positions = {name: position for position, name in enumerate(names)}
    target = Layout(table, 0, positions)
    rows: list[SourceRow] = []
    total = len(layout.records)
    for number, record in enumerate(layout.records):
        if number % AT_ONCE == 0:
            progress(number, total)
        cells = {}
        for name, heading in matching.columns.items():
            cells[name] = layout.tab.cell(record, heading.column)
        row = _read(programme, target, matching, index, record, cells)
        if row.values or row.mistakes:
            rows.append(row)
    progress(total, total)
    return rows


def _read(
    programme: Programme,
    target: Layout,
    matching: Matching,
    index: NameIndex,
    record: int,
    cells: Mapping[str, Cell],
) -> SourceRow:
    table = target.table
    mistakes: list[Mistake] = []

    def add(name: str, said: Said | Problem) -> None:
        heading = matching.columns[name]
        address = f"{column_letters(heading.column)}{record + 1}"
        mistakes.append(
            Mistake(record + 1, address, heading.label, cells[name].text, said)
        )

    raw = []
    for name, cell in cells.items():
        column = table.column(name)
        assert column
        raw.append(raw_cell(column, cell))
        if cell.is_formula and cell.value is None:
            add(name, Said(NO_VALUE))
        if isinstance(cell.value, str) and len(cell.value) > LONGEST_CELL:
            add(name, Said(TOO_LONG, {"most": f"{LONGEST_CELL:,}"}))
    row = read_row(programme, target, tuple(raw), record)
    for name, problem in row.wrong.items():
        add(name, problem)
    row, unclear = resolve(table, row, index)
    for problem in unclear:
        add(problem.column, problem)
    values = {}
    for name, value in {**row.values, **row.own}.items():
        if value not in (None, "", []):
            values[name] = value
    says_something = bool(values or mistakes)
    has_title = table.title in values or table.title not in cells
    if says_something and not has_title and table.title not in row.wrong:
        add(table.title, Said(NO_TITLE))
    return SourceRow(record + 1, values, mistakes)


def raw_cell(column: Column, cell: Cell) -> object:
    """A cell of a file as the spreadsheet's server would give it: days as numbers."""
    value = cell.value
    if not isinstance(value, date):
        return value
    # A column of texts would be given a number that nobody can read.
    if column.field_type.expression_type not in DAYS or value.year < FIRST_YEAR:
        return cell.text
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    passed = value - datetime.combine(EPOCH, time())
    return float(passed.days) + passed.seconds / SECONDS_A_DAY
