"""The one way in which a cell of the team's is written after its row was filled: for a
person who was shown what stands in it.

The column is addressed by its mark, so a write can land in no other column. The row is
found by its reference in a read right before the write. Between that read and the
write, rows can move and the cell can be edited: docs/decisions/0025 says what that can
do, and why no call of Google's prevents it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ids import REFERENCE
from fieldtypes.cells import as_text
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing.choices import country_written
from programme.app_tables import LISTED_SEPARATOR
from programme.model import Programme
from programme.parts import Column
from programme.records.record import Cell, Value
from sheets.cells import Cells
from sheets.client import Spreadsheet
from sheets.columns import Layout
from sheets.header import canonical_reference
from sheets.writing.update import by_metadata, column_data, metadata_id

Layouts = Mapping[str, Layout]
"""Table → its layout by the newest look."""
Lines = Mapping[int, Sequence[Any]]
"""A marked column → its cells from the top of the tab."""


@dataclass(frozen=True)
class PresentCell:
    """A cell as it stands at this moment. `index`: of its row; `text`: as it stands
    there; `value`: what it means.

    `is_clear`: its text makes sense; `is_formula`: a formula gives it; `is_twice`:
    another row has the same reference.
    """

    index: int
    text: str
    value: Value = None
    is_clear: bool = True
    is_formula: bool = False
    is_twice: bool = False


def read_cells(
    spreadsheet: Spreadsheet,
    programme: Programme,
    layouts: Layouts,
    cells: Iterable[Cell],
) -> dict[Cell, PresentCell]:
    """These cells as they stand now, in two calls; cells whose row is not there are
    left out. Raises as the client does.

    Formulas are read first: what the values say must be as new as possible.
    """
    requested = list(cells)
    columns = _columns(layouts, requested)
    filters = [by_metadata(layouts[table], name) for table, name in columns]
    formulas = _lines(spreadsheet.read(filters, "COLUMNS", formulas=True))
    values = _lines(spreadsheet.read(filters, "COLUMNS"))
    present: dict[Cell, PresentCell] = {}
    for cell in requested:
        standing = _present(programme, layouts[cell.table], cell, values, formulas)
        if standing is not None:
            present[cell] = standing
    return present


def write_cells(
    spreadsheet: Spreadsheet,
    programme: Programme,
    layouts: Layouts,
    values: Mapping[Cell, tuple[int, Value]],
) -> None:
    """Writes cells: cell → (index of its row, value).

    One call; one more where dates get into cells that were blank.
    """
    shown = Cells(programme)
    lines: dict[tuple[str, str], dict[int, str | float]] = {}
    formats: list[dict[str, Any]] = []
    for cell, (index, value) in values.items():
        layout = layouts[cell.table]
        column = _column(layout, cell.column)
        content = shown.show(column, value)
        lines.setdefault((cell.table, cell.column), {})[index] = (
            "" if content is None else content
        )
        if column.number_format is not None and isinstance(content, float):
            formats.append(_format(layout, cell.column, index, column.number_format))
    spreadsheet.write(
        [
            column_data(layouts[table], name, cells)
            for (table, name), cells in lines.items()
        ]
    )
    if formats:
        # A look reads the number in any format; people would read “46235” for a date.
        spreadsheet.batch(formats)


def _columns(layouts: Layouts, cells: Iterable[Cell]) -> list[tuple[str, str]]:
    """(table, column) of all that must be read: the cells' own, their references, and
    countries by which they are read.
    """
    columns: dict[tuple[str, str], None] = {}
    for cell in cells:
        columns[cell.table, "reference"] = None
        columns[cell.table, cell.column] = None
        source = _column(layouts[cell.table], cell.column).country_from
        if source and source in layouts[cell.table].metadata:
            columns[cell.table, source] = None
    return list(columns)


def _lines(answer: Iterable[Mapping[str, Any]]) -> Lines:
    lines = {}
    for item in answer:
        lines[metadata_id(item)] = (item["valueRange"].get("values") or [[]])[0]
    return lines


def _present(
    programme: Programme, layout: Layout, cell: Cell, values: Lines, formulas: Lines
) -> PresentCell | None:
    indexes = _indexes(layout, values, cell.reference)
    if not indexes:
        return None
    index = indexes[0]
    raw = _raw(layout, values, cell.column, indexes[0])
    column = _column(layout, cell.column)
    standing = PresentCell(index, as_text(raw), is_twice=len(indexes) > 1)
    if _is_formula(layout, cell, raw, formulas):
        return PresentCell(
            index, standing.text, is_formula=True, is_twice=standing.is_twice
        )
    try:
        value = Cells(programme).read(
            column, raw, _country(layout, column, values, index)
        )
    except NotUnderstoodError:
        return PresentCell(
            index, standing.text, is_clear=False, is_twice=standing.is_twice
        )
    if column.table:
        value = _reference(standing.text) or value
    return PresentCell(index, standing.text, value, is_twice=standing.is_twice)


def _reference(text: str) -> str:
    """The reference in a cell that holds a name and a reference, as the drop-downs
    offer them; "" for anything else.
    """
    _name, _separator, code = text.rpartition(LISTED_SEPARATOR)
    reference = canonical_reference(code)
    if REFERENCE.match(reference):
        return reference
    return ""


def _is_formula(layout: Layout, cell: Cell, raw: Any, formulas: Lines) -> bool:
    """Whether a formula gives what stands in a cell: then reading it as a
    formula says something else.
    """
    indexes = _indexes(layout, formulas, cell.reference)
    if not indexes:
        return False
    entered = _raw(layout, formulas, cell.column, indexes[0])
    return isinstance(entered, str) and entered.startswith("=") and entered != raw


def _indexes(layout: Layout, lines: Lines, reference: str) -> list[int]:
    """The rows with a reference. What stands in the header row is nobody's."""
    column = lines.get(layout.metadata["reference"], ())
    rows = enumerate(column)
    indexes: list[int] = []
    for row, text in rows:
        if row != layout.header_row and canonical_reference(as_text(text)) == reference:
            indexes.append(row)
    return indexes


def _raw(layout: Layout, lines: Lines, column: str, index: int) -> Any:
    line = lines.get(layout.metadata[column], ())
    if index < len(line):
        return line[index]
    return ""


def _country(layout: Layout, column: Column, values: Lines, index: int) -> str:
    source = None
    if column.country_from:
        source = layout.table.column(column.country_from)
    if source is None or source.name not in layout.metadata:
        return ""
    return country_written(
        as_text(_raw(layout, values, source.name, index)), source.choices
    )


def _column(layout: Layout, name: str) -> Column:
    column = layout.table.column(name)
    if column is None or column.own:
        # The app's own columns are written by what they should say,
        # not by what somebody wants.
        raise AssertionError(f"{layout.table.name}.{name} is not the team's")
    return column


def _format(
    layout: Layout, column: str, index: int, number_format: Mapping[str, str]
) -> dict[str, Any]:
    """The request that gives one cell the format of its type; what
    stands in it stays as it is.
    """
    column_index = layout.columns[column]
    rows = {
        "sheetId": layout.sheet_id,
        "startRowIndex": index,
        "endRowIndex": index + 1,
    }
    area = {
        **rows,
        "startColumnIndex": column_index,
        "endColumnIndex": column_index + 1,
    }
    cell = {"userEnteredFormat": {"numberFormat": dict(number_format)}}
    return {
        "repeatCell": {
            "range": area,
            "cell": cell,
            "fields": "userEnteredFormat.numberFormat",
        }
    }
