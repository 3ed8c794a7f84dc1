"""The tab in which the texts of mails are edited: made when somebody asks for it, with
what mails say; afterwards only rows are added, and one column is written.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from programme.model import Programme
from sheets import marks
from sheets.client import Spreadsheet
from sheets.reading.reader import MAIL_TEXTS, STATE
from sheets.setup.form_tabs import SPARE_ROWS, TEXT_CELL
from sheets.setup.requests import (
    HEADER,
    OWN,
    column_width,
    format_cells,
    free_title,
    protect,
    whole_column,
)

WIDTHS: Mapping[str, int] = {
    "message": 170,
    "language": 70,
    "purpose": 200,
    "subject": 260,
    "body": 520,
    "digest": 260,
    "short": 220,
    "state": 260,
}
USUAL_WIDTH = 180


def make_tab(
    spreadsheet: Spreadsheet,
    programme: Programme,
    title: str,
    columns: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
) -> None:
    """Makes the tab in one call, with a row for each text.

    `columns`: name → header, in their order; `rows`: name → what stands there. A tab of
    the team's that is called so already stays theirs.
    """
    structure = spreadsheet.structure()
    titles = [str(sheet["properties"]["title"]) for sheet in structure["sheets"]]
    sheet_id = secrets.randbelow(2**31 - 2) + 1
    grid = {
        "rowCount": 1 + len(rows) + SPARE_ROWS,
        "columnCount": len(columns),
        "frozenRowCount": 1,
        "frozenColumnCount": 2,
    }
    properties = {
        "sheetId": sheet_id,
        "title": free_title(title, titles),
        "gridProperties": grid,
    }
    everything = {"sheetId": sheet_id, "startRowIndex": 0, "startColumnIndex": 0}
    names = list(columns)
    requests: list[dict[str, Any]] = [
        {"addSheet": {"properties": properties}},
        *marks.mark_mail_texts_tab(sheet_id),
        # As text: “=…”, “007” and a day stay what is typed.
        format_cells(everything, TEXT_CELL),
        format_cells({**everything, "endRowIndex": 1}, HEADER),
        _written(sheet_id, 0, [list(columns.values())]),
    ]
    for index, name in enumerate(names):
        width = WIDTHS.get(name, USUAL_WIDTH)
        requests.append(column_width(sheet_id, index, width))
    below = whole_column(sheet_id, names.index(STATE))
    requests += [
        format_cells(below, OWN),
        protect(programme, below),
        marks.mark_column(MAIL_TEXTS, STATE, sheet_id, names.index(STATE)),
    ]
    if rows:
        requests.append(_written(sheet_id, 1, _lines(names, rows)))
    spreadsheet.batch(requests)


def add_rows(
    spreadsheet: Spreadsheet,
    sheet_id: int,
    columns: Mapping[str, int],
    rows: Sequence[Mapping[str, str]],
) -> None:
    """Adds rows behind the last one that says something.

    `columns`: name → index, as they stand.
    """
    names = [""] * (max(columns.values()) + 1)
    for name, index in columns.items():
        names[index] = name
    cells = [_cells(line) for line in _lines(names, rows)]
    request = {"sheetId": sheet_id, "rows": cells, "fields": "userEnteredValue"}
    spreadsheet.batch([{"appendCells": request}])


def write_states(
    spreadsheet: Spreadsheet, state_mark: int, states: Mapping[int, str]
) -> None:
    """Writes cells of the app's column, wherever it stands by now.

    `states`: row index → what it says.
    """
    line = [states.get(index) for index in range(max(states) + 1)]
    data = {
        "dataFilter": {"developerMetadataLookup": {"metadataId": state_mark}},
        "majorDimension": "COLUMNS",
        "values": [line],
    }
    spreadsheet.write([data])


def _lines(names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> list[list[str]]:
    return [[row.get(name, "") for name in names] for row in rows]


def _written(sheet_id: int, row: int, lines: Sequence[Sequence[str]]) -> dict[str, Any]:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": 0}
    rows = [_cells(line) for line in lines]
    request = {"rows": rows, "fields": "userEnteredValue", "start": start}
    return {"updateCells": request}


def _cells(line: Sequence[str]) -> dict[str, Any]:
    cells: list[dict[str, Any]] = []
    for text in line:
        if text:
            cells.append({"userEnteredValue": {"stringValue": text}})
        else:
            cells.append({})
    return {"values": cells}
