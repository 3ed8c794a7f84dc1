"""Keeping what the team writes into its own columns, so that a row that comes back comes back whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.problem import Problem
from journal import team_cells
from journal.team_cells import NO_CELLS, TeamCells
from sheets.append import Other, Own
from sheets.columns import Layout
from sheets.setup.requests import HEADER
from sheets.snapshot import TWICE, Snapshot, Tab
from sheets.team_columns import header_cell, header_of, insert_column, places_for
from sync.context import SyncContext
from sync.tab_schemas import kept

NO_SUCH = "no_such"
"""The problem of a cell that should name a record and names none."""


def keep_beside(
    shop: SyncContext, connection: sa.Connection, look: Snapshot, found: Sequence[Problem]
) -> dict[str, dict[str, TeamCells]]:
    """Keeps what differs from what was kept; gives what is kept by now, for `shop.beside` once the transaction has ended."""
    twice = {(problem.table, problem.reference) for problem in look.problems if problem.code == TWICE}
    unknown: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for problem in found:
        if problem.code == NO_SUCH:
            unknown[problem.table, problem.reference][problem.column] = dict(problem.values)["value"]
    known: dict[str, dict[str, TeamCells]] = {}
    for table, tab in look.tabs.items():
        before = shop.beside.get(table)
        if before is None:
            before = team_cells.of_table(connection, table)
        now = {r: one for r in tab.rows if (one := _beside(tab, r, unknown.get((table, r), {})))}
        changed = {
            reference: now.get(reference, NO_CELLS)
            for reference in tab.rows
            if now.get(reference, NO_CELLS) != before.get(reference, NO_CELLS) and (table, reference) not in twice
        }
        if changed:
            team_cells.put(connection, table, changed)
        known[table] = {**before, **changed} if changed else before
    return known


def _beside(tab: Tab, reference: str, unknown: Mapping[str, Any]) -> TeamCells:
    row = tab.rows[reference]
    cells = tab.beside.get(reference)
    if not cells and not row.wrong and not unknown:
        return NO_CELLS
    names = tab.layout.columns
    by_name = dict(zip(names, row.raw, strict=True)) if row.wrong else {}
    wrong = {name: by_name[name] for name in row.wrong if (column := tab.layout.table.column(name)) and not column.own}
    return TeamCells(cells or {}, {**wrong, **unknown})


def own_columns(shop: SyncContext, layout: Layout, others: Sequence[Other]) -> tuple[Own, list[dict[str, Any]]]:
    """The team's own columns of a tab for rows that come back, and requests that make those which are not there any more."""
    places, lost = places_for(layout, [key for other in others for key in other.cells])
    requests: list[dict[str, Any]] = []
    if lost:
        sheets = shop.spreadsheet.structure()["sheets"]
        [sheet] = [one for one in sheets if int(one["properties"].get("sheetId", 0)) == layout.sheet_id]
        room = int(sheet["properties"]["gridProperties"].get("columnCount", 0))
        end = max([len(layout.headers), *(at + 1 for at in (*layout.columns.values(), *places.values()))])
        for at, key in enumerate(lost, start=end):
            requests.extend(insert_column(layout.sheet_id, at, room))
            room = max(room, at + 1) + 1
            places[key] = at
            if header := header_of(key):
                requests.append(header_cell(layout.sheet_id, at, header, HEADER))
    with shop.journal.read() as connection:
        shape = kept(connection, layout.table.name)
    return Own(places, shape.formats if shape else {}), requests
