"""Cells carried on by the fill handle, by Ctrl+D and by Ctrl+R."""

from sheets.local.errors import ApiError
from sheets.local.files.workbooks import Switches
from sheets.local.model.json_parts import items_of, part_of
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Book, Cell, Json, Sheet
from sheets.local.page.targets import CONFLICT, Refusal, Targets
from sheets.local.requests import apply

Span = tuple[int, int]
"""The first index, and the one after the last."""


def fill(book: Book, sheet: Sheet, switches: Switches, given: Json) -> None:
    """Carries on what some cells begin, in the rest of the rows and columns named.

    `rows` and `columns` are all those in sight that are to be filled, the source among
    them; `source` says which of these hold what is carried on ({"rows": [first, last],
    "columns": [first, last]}). Rows and columns in between that are not named, because
    they are hidden, keep what they have. `series` counts on, as the API's autoFill
    does; else the source is repeated. Raises Refusal 409 where rows or columns have
    moved meanwhile, 410 where one is gone.
    """
    targets = Targets(book, sheet)
    rows = []
    for entry in items_of(given, "rows"):
        rows.append(targets.row(entry))
    columns = []
    for entry in items_of(given, "columns"):
        columns.append(targets.column(entry))
    if not rows or not columns:
        raise ApiError(400, "Nothing is selected.")
    if rows != sorted(set(rows)) or columns != sorted(set(columns)):
        raise Refusal(CONFLICT, moved=True)
    source = part_of(given, "source")
    source_rows = _span(rows, source.get("rows"))
    source_columns = _span(columns, source.get("columns"))
    hidden = _cells_between(sheet, rows, columns)
    if given.get("series"):
        requests = _series(sheet, given, (rows, columns), source_rows, source_columns)
    else:
        requests = _copies(sheet, (rows, columns), source_rows, source_columns)
    apply(book, switches, requests)
    for (row, column), cell in hidden.items():
        sheet.put(row, {column: cell})


def _span(indexes: list[int], ends: object) -> Span:
    """The indexes between two of them, named by their numbers in the list."""
    match ends:
        case [int(first), int(last)] if 0 <= first <= last < len(indexes):
            return indexes[first], indexes[last] + 1
    raise ApiError(400, "What is filled begins somewhere else.")


def _cells_between(
    sheet: Sheet, rows: list[int], columns: list[int]
) -> dict[tuple[int, int], Cell]:
    """The cells that lie between those named and are hidden."""
    named_rows = set(rows)
    named_columns = set(columns)
    cells: dict[tuple[int, int], Cell] = {}
    for row in range(rows[0], rows[-1] + 1):
        for column in range(columns[0], columns[-1] + 1):
            if row not in named_rows or column not in named_columns:
                cells[row, column] = sheet.cell(row, column)
    return cells


def _grid(sheet: Sheet, rows: Span, columns: Span) -> Json:
    return {
        "sheetId": sheet.id,
        "startRowIndex": rows[0],
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def _series(
    sheet: Sheet,
    given: Json,
    indexes: tuple[list[int], list[int]],
    rows: Span,
    columns: Span,
) -> list[Json]:
    """One request of the API's: down, up, to the right or to the left."""
    all_rows, all_columns = indexes
    down = all_rows[-1] + 1 - rows[1]
    up = rows[0] - all_rows[0]
    right = all_columns[-1] + 1 - columns[1]
    left = columns[0] - all_columns[0]
    dimension = COLUMNS
    length = right or -left
    if down or up:
        dimension = ROWS
        length = down or -up
    filling = {
        "source": _grid(sheet, rows, columns),
        "dimension": dimension,
        "fillLength": length,
    }
    alternate = bool(given.get("alternate"))
    return [
        {"autoFill": {"useAlternateSeries": alternate, "sourceAndDestination": filling}}
    ]


def _copies(
    sheet: Sheet, indexes: tuple[list[int], list[int]], rows: Span, columns: Span
) -> list[Json]:
    """The source, copied into all of the range around it."""
    target = _grid(
        sheet, (indexes[0][0], indexes[0][-1] + 1), (indexes[1][0], indexes[1][-1] + 1)
    )
    return [
        {"copyPaste": {"source": _grid(sheet, rows, columns), "destination": target}}
    ]
