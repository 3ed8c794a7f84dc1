"""Tabs that look like a copy of one that is gone: they are asked about,
and never taken silently.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from fieldtypes.normalise import plain
from programme.app_tables import NOTED, OWN
from programme.model import Programme, Table
from sheets import marks
from sheets.client import Spreadsheet
from sheets.columns import lost_tab
from sheets.header import header_names

GRID = "GRID"
"""The kind of a tab that has cells: a chart may have a tab of its own."""
TOP_ROWS = 20
"""So many rows at the top of an unmarked tab are searched for the headers of a
table.
"""
MOST = 0.5
"""Such a part of a table's headers in one row make a tab look like the table's."""


def lost_tabs(
    spreadsheet: Spreadsheet,
    programme: Programme,
    tables: Sequence[Table],
    metadata: Sequence[marks.Metadata],
) -> list[Problem]:
    """A problem for each of these tables, whose tabs are gone (two calls): one that
    names its copies, where there are some.
    """
    if not tables:
        return []
    # Only asked where a tab is gone: the usual reading needs no titles.
    sheets = spreadsheet.properties().get("sheets", [])
    titles = {
        int(sheet["properties"].get("sheetId", 0)): str(sheet["properties"]["title"])
        for sheet in sheets
    }
    copies = lookalikes(spreadsheet, sheets, tables, metadata)
    problems: list[Problem] = []
    for table in tables:
        if copies[table.name]:
            names = []
            for sheet_id in copies[table.name]:
                if sheet_id in titles:
                    names.append(titles[sheet_id])
            problems.append(copied_tab(programme, table, names))
        else:
            problems.append(lost_tab(programme, table))
    return problems


def lookalikes(
    spreadsheet: Spreadsheet,
    sheets: Sequence[Mapping[str, Any]],
    tables: Sequence[Table],
    metadata: Sequence[marks.Metadata],
) -> dict[str, list[int]]:
    """Table → the sheet ids of the tabs that look like its tab's copy (one call).

    `tables`: those whose own tab is gone. A copy may have brought the marks along;
    otherwise it is known by its headers.
    """
    taken = {*marks.tabs(metadata).values(), *marks.originals(metadata)}
    filters = []
    for sheet in sheets:
        sheet_id = int(sheet["properties"].get("sheetId", 0))
        has_cells = sheet["properties"].get("sheetType", GRID) == GRID
        if has_cells and sheet_id not in taken:
            filters.append(
                {
                    "gridRange": {
                        "sheetId": sheet_id,
                        "startRowIndex": 0,
                        "endRowIndex": TOP_ROWS,
                    }
                }
            )
    if filters:
        ranges = spreadsheet.read(filters)
    else:
        ranges = []
    copies: dict[str, list[int]] = {}
    for table in tables:
        # Marks are sure, headers only likely: they are read where there are no marks.
        copies[table.name] = marks.copied_tabs(metadata, table.name)
        if not copies[table.name]:
            copies[table.name] = _by_headers(table, ranges)
    return copies


def _by_headers(table: Table, ranges: Sequence[Mapping[str, Any]]) -> list[int]:
    """The sheet ids of those tabs in whose top rows most of a table's
    headers stand in one row.
    """
    # The app's columns are the same in every table.
    names = {}
    for name, headers in header_names(table, {}).items():
        if name not in OWN | NOTED:
            names[name] = headers
    sheet_ids: list[int] = []
    for item in ranges:
        rows = item["valueRange"].get("values", [])
        # Whichever row it is: people put lines above the headers.
        best = max((_hits(row, names) for row in rows), default=0)
        if best > MOST * len(names):
            sheet_ids.append(int(item["dataFilters"][0]["gridRange"].get("sheetId", 0)))
    return sheet_ids


def _hits(row: Sequence[Any], names: Mapping[str, set[str]]) -> int:
    """How many columns have a header of theirs somewhere in this row."""
    cells = set()
    for cell in row:
        if isinstance(cell, str):
            cells.add(plain(cell))
    return sum(1 for headers in names.values() if headers & cells)


def copied_tab(programme: Programme, table: Table, titles: Sequence[str]) -> Problem:
    """The problem of a table whose tab is gone, while these others look like its
    copy.
    """
    label = table.label[programme.language]
    return Problem(
        ProblemCode.tab_copied,
        _(
            "The tab “{tab}” is gone, and “{copy}” looks like a copy of it. Nothing is read from the copy or written into it: "
            "bring the tab back, or have the copy take its place with `flask setup-sheet --adopt`."
        ),
        (("copy", "”, “".join(titles)), ("tab", label)),
        table=table.name,
    )
