"""Keeping what the team writes into its own columns, so that a row that
comes back comes back whole.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from core.problem import Problem
from journal.records.cells.team_cells import NO_CELLS, TeamCells
from sheets.columns import Layout
from sheets.reading.snapshot import Row, Tab
from sheets.setup.requests import HEADER
from sheets.team_columns import header_cell, header_of, indexes_of_keys, insert_column
from sheets.writing.append import RestoredCells, TeamColumns
from sync.context import SyncContext
from sync.rows.matches import Kind, Matches
from sync.tabs.tab_schemas import every


def changed_cells(
    tab: Tab,
    matches: Matches,
    no_such: Sequence[Problem],
    before: Mapping[str, TeamCells],
) -> dict[str, TeamCells]:
    """What stands otherwise than it was kept in the team's own columns, and in ours
    where it makes no sense. Pure.

    `no_such`: cells that should name a record; by reference of the record. A row that
    is not under its own reference, or one of several, is passed over.
    """
    if tab.layout.headless:  # the headers by which the team's columns are kept are gone
        return {}
    unnamed: dict[str, dict[str, Any]] = defaultdict(dict)
    for problem in no_such:
        unnamed[problem.reference][problem.column] = dict(problem.values)["value"]
    changed: dict[str, TeamCells] = {}
    for match in matches.rows:
        reference = match.row.reference
        if (
            not reference
            or match.reference != reference
            or match.kind in (Kind.duplicate, Kind.invalid)
        ):
            continue
        stands = _cells(tab, match.row, unnamed.get(reference, {}))
        if stands != before.get(reference, NO_CELLS):
            changed[reference] = stands
    return changed


def _cells(tab: Tab, row: Row, unnamed: Mapping[str, Any]) -> TeamCells:
    cells = tab.beside.get(row.reference)
    if not cells and not row.wrong and not unnamed:
        return NO_CELLS
    raw = dict(zip(tab.layout.columns, row.raw, strict=True))
    unreadable = {}
    for name in row.wrong:
        if not _is_own(tab, name):
            unreadable[name] = raw[name]
    return TeamCells(cells or {}, {**unreadable, **unnamed})


def _is_own(tab: Tab, name: str) -> bool:
    column = tab.layout.table.column(name)
    return column is None or column.own


def own_columns(
    shop: SyncContext, layout: Layout, restored: Sequence[RestoredCells]
) -> tuple[TeamColumns, list[dict[str, Any]]]:
    """The team's own columns of a tab for rows that come back, and requests that make
    those which are not there any more.
    """
    wanted_keys = [key for cells in restored for key in cells.cells]
    indexes, lost = indexes_of_keys(layout, wanted_keys)
    requests: list[dict[str, Any]] = []
    if lost:
        sheets = shop.spreadsheet.structure()["sheets"]
        [sheet] = [
            candidate
            for candidate in sheets
            if int(candidate["properties"].get("sheetId", 0)) == layout.sheet_id
        ]
        column_count = int(sheet["properties"]["gridProperties"].get("columnCount", 0))
        end = max(
            [
                len(layout.headers),
                *(index + 1 for index in (*layout.columns.values(), *indexes.values())),
            ]
        )
        for index, key in enumerate(lost, start=end):
            requests.extend(insert_column(layout.sheet_id, index, column_count))
            column_count = max(column_count, index + 1) + 1
            indexes[key] = index
            header = header_of(key)
            if header:
                requests.append(
                    header_cell(
                        layout.sheet_id, layout.first_row - 1, index, header, HEADER
                    )
                )
    with shop.journal.read() as connection:
        shape = every(connection).get(layout.table.name)
    if shape:
        formats = shape.formats
    else:
        formats = {}
    return TeamColumns(indexes, formats), requests
