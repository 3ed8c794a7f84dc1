"""Removing rows of a tab that the app alone fills: found by their
references in a read right before.

Google removes rows by where they stand, and no call makes that depend on what stands
there: a row that somebody moves between the read and the call can be hit in place of
another. Whoever calls reads once more afterwards, and brings back what was hit.
"""

from collections.abc import Collection
from typing import Any

from fieldtypes.cells import as_text
from sheets.client import Spreadsheet
from sheets.columns import Layout
from sheets.header import canonical_reference
from sheets.writing.update import by_metadata


def standing_references(spreadsheet: Spreadsheet, layout: Layout) -> dict[int, str]:
    """Index of a row → the reference that stands there now (one call).

    Raises as the client does.
    """
    [answer] = spreadsheet.read([by_metadata(layout, "reference")], "COLUMNS")
    column = (answer["valueRange"].get("values") or [[]])[0]
    references: dict[int, str] = {}
    for index, cell in enumerate(column):
        reference = canonical_reference(as_text(cell))
        if reference and index != layout.header_row:
            references[index] = reference
    return references


def remove_rows(
    spreadsheet: Spreadsheet, layout: Layout, indexes: Collection[int]
) -> None:
    """Removes rows, in one call that does all of it or nothing.

    Raises as the client does.
    """
    requests = [_removal(layout, start, end) for start, end in reversed(spans(indexes))]
    if requests:
        spreadsheet.batch(requests)


def spans(indexes: Collection[int]) -> list[tuple[int, int]]:
    """Rows as (first, behind the last) of those that stand together, from the top.

    Pure.
    """
    runs: list[tuple[int, int]] = []
    for index in sorted(set(indexes)):
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _removal(layout: Layout, start: int, end: int) -> dict[str, Any]:
    area = {
        "sheetId": layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": start,
        "endIndex": end,
    }
    return {"deleteDimension": {"range": area}}
