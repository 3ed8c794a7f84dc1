"""Columns of a tab that are the team's own: what they are called, what stands in them,
and rows that get it back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fieldtypes.cells import as_text
from sheets.columns import Layout

PLACE = "\n@"
"""Stands before the number of a column without a header, and of one
whose header another has too.
"""


def team_keys(layout: Layout, width: int) -> dict[int, str]:
    """Index → key of each column that is not the programme's: its header, made
    unique.
    """
    programme_indexes = set(layout.columns.values())
    taken = set[str]()
    by_index: dict[int, str] = {}
    for index in range(width):
        if index in programme_indexes:
            continue
        header = layout.header(index).strip()
        # Two columns of one header are told apart by where they stand.
        by_index[index] = (
            header if header and header not in taken else f"{header}{PLACE}{index}"
        )
        taken.add(header)
    return by_index


def header_of(key: str) -> str:
    """The header of the column with this key; "" for one without."""
    return key.partition(PLACE)[0]


def cells_beside(columns: Mapping[int, str], line: Sequence[Any]) -> dict[str, Any]:
    """Key → raw cell of each of the team's own cells in a row that is filled."""
    cells: dict[str, Any] = {}
    for index, key in columns.items():
        if index < len(line) and line[index] not in ("", None):
            cells[key] = line[index]
    return cells


def entered(raw: Any) -> dict[str, Any]:
    """A raw cell as the API's value: a text stays a text, whatever it looks like."""
    if isinstance(raw, bool):
        return {"boolValue": raw}
    if isinstance(raw, int | float):
        return {"numberValue": raw}
    return {"stringValue": as_text(raw)}


def indexes_of_keys(
    layout: Layout, wanted_keys: Iterable[str]
) -> tuple[dict[str, int], list[str]]:
    """Key → index of the team's own columns, and the wanted keys for which the tab
    has no column (any more).
    """
    every_key = list(dict.fromkeys(wanted_keys))
    nameless = []
    for key in every_key:
        if not header_of(key):
            nameless.append(int(key.partition(PLACE)[2]))
    width = max([len(layout.headers), *(index + 1 for index in nameless)])
    indexes = {key: index for index, key in team_keys(layout, width).items()}
    return indexes, [key for key in every_key if key not in indexes]


def insert_column(
    sheet_id: int, index: int, column_count: int
) -> Iterator[dict[str, Any]]:
    """Requests for a new, empty column at an index; `column_count`: how
    many columns the tab has.

    Never takes one that is there: people may have written below a blank header, or
    moved columns since we looked.
    """
    # An index beyond the last column is an error at Google.
    if index >= column_count:
        yield {
            "appendDimension": {
                "sheetId": sheet_id,
                "dimension": "COLUMNS",
                "length": index - column_count + 1,
            }
        }
    column = {
        "sheetId": sheet_id,
        "dimension": "COLUMNS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    yield {"insertDimension": {"range": column, "inheritFromBefore": False}}


def header_cell(
    sheet_id: int, row: int, index: int, text: str, style: Mapping[str, Any]
) -> dict[str, Any]:
    """The request that writes a header into a row."""
    cell = {"userEnteredValue": {"stringValue": text}, "userEnteredFormat": dict(style)}
    return {
        "updateCells": {
            "rows": [{"values": [cell]}],
            "fields": "userEnteredValue,userEnteredFormat(backgroundColor,textFormat)",
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": index},
        }
    }
