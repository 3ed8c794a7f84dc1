"""Making or mending the spreadsheet: what is missing is added, nothing is ever deleted, and a second run finds nothing to do."""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from programme.model import Programme, Table
from programme.parts import Column
from programme.values import plain
from sheets.client import Spreadsheet
from sheets.columns import COLUMN, INSTALLATION, TABLE, locate, tabs
from sheets.properties import check_properties
from sheets.setup.mend import Tab, mend, sampled
from sheets.setup.plan import Plan
from sheets.setup.requests import (
    HEADER,
    column_parts,
    column_width,
    format_cells,
    mark_column,
    mark_tab,
    metadata,
    protect,
)
from sheets.setup.requests import whole_column as below
from sheets.tab_schema import Place, Shape
from sheets.team_columns import header_cell, insert_column

ROWS = 250
"""Rows of a new tab; an append adds what it needs, and rows added by hand take the format of the last one."""


def plan(
    spreadsheet: Spreadsheet,
    programme: Programme,
    installation: str,
    shapes: Mapping[str, Shape] | None = None,
    only: Collection[str] | None = None,
) -> Plan:
    """Compares the spreadsheet with the programme (four calls at most).

    `shapes`: what lost tabs looked like, to make them so again; `only`: the tables that are looked at.
    """
    made = Plan()
    structure = spreadsheet.structure()
    found = spreadsheet.metadata(TABLE, COLUMN, INSTALLATION)
    made.problems.extend(check_properties(structure["properties"], programme))
    known = tabs(found)
    sheets = {int(sheet["properties"].get("sheetId", 0)): sheet for sheet in structure["sheets"]}
    by_title = {plain(sheet["properties"]["title"]): id for id, sheet in sheets.items()}
    headers = _headers(spreadsheet, sheets)
    tables = [table for name, table in programme.tables.items() if only is None or name in only]
    places = {
        table.name: known.get(table.name, by_title.get(plain(table.label[programme.language]))) for table in tables
    }
    there = {name: id for name, id in places.items() if id is not None and id in sheets}
    samples = sampled(spreadsheet, [sheets[id] for id in there.values()])
    for table in tables:
        if table.name not in there:
            _new_tab(made, programme, table, (shapes or {}).get(table.name), by_title)
            continue
        sheet_id = there[table.name]
        if table.name not in known:
            words = f"mark the tab “{sheets[sheet_id]['properties']['title']}” as {table.name}"
            made.add(words, mark_tab(table, sheet_id))
        layout, _lost = locate(table, sheet_id, headers.get(sheet_id, []), found)
        tab = Tab(layout, sheets[sheet_id], samples.get(sheet_id, []))
        _add_columns(made, programme, tab)
        mend(made, programme, tab)
    if not any(item["metadataKey"] == INSTALLATION for item in found):
        mark = metadata(INSTALLATION, json.dumps({"id": installation, "generation": 1}), {"spreadsheet": True})
        made.add("mark the spreadsheet as this installation's", mark)
    return made


def apply(spreadsheet: Spreadsheet, made: Plan) -> None:
    """Does what the plan says: all of its requests in one call, and the headers of marked columns in another."""
    if made.requests:
        spreadsheet.batch(made.requests)
    if made.headers:
        spreadsheet.write(made.headers)


def _headers(spreadsheet: Spreadsheet, sheets: Mapping[int, Any]) -> dict[int, list[Any]]:
    first_rows = [{"gridRange": {"sheetId": id, "startRowIndex": 0, "endRowIndex": 1}} for id in sheets]
    found = spreadsheet.read(first_rows)
    return {
        int(item["dataFilters"][0]["gridRange"].get("sheetId", 0)): (item["valueRange"].get("values") or [[]])[0]
        for item in found
    }


def _new_tab(made: Plan, programme: Programme, table: Table, shape: Shape | None, taken: Collection[str]) -> None:
    sheet_id = secrets.randbelow(2**31 - 2) + 1
    title = table.label[programme.language]
    if shape and plain(shape.title) not in taken:
        title = shape.title
    columns = _as_it_was(table, shape)
    grid = {"rowCount": ROWS, "columnCount": len(columns), "frozenRowCount": 1, "frozenColumnCount": 1}
    made.add(
        f"make the tab “{title}”",
        {"addSheet": {"properties": {"sheetId": sheet_id, "title": title, "gridProperties": grid}}},
        mark_tab(table, sheet_id),
        protect(programme, {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1}),
    )
    for index, (column, place) in enumerate(columns):
        if column is None:
            made.requests.extend(_own_column(sheet_id, index, place))
        else:
            parts = column_parts(programme, table, column, sheet_id, index, place.header, place.width)
            made.requests.extend(parts)


def _as_it_was(table: Table, shape: Shape | None) -> list[tuple[Column | None, Place]]:
    """The columns of a new tab: as they stood last, the team's own among them (None); then those that were not there."""
    stood = shape.places if shape else ()
    columns = [(table.column(place.name), place) for place in stood]
    there = {column.name for column, _place in columns if column}
    new = [(column, Place(column.name, "", "")) for column in table.columns if column.name not in there]
    return [*columns, *new]


def _own_column(sheet_id: int, index: int, place: Place) -> Iterator[dict[str, Any]]:
    """A column of the team's own, made again."""
    if place.header:
        yield header_cell(sheet_id, index, place.header, HEADER)
    if place.format:
        yield format_cells(below(sheet_id, index), {"numberFormat": dict(place.format)})
    if place.width:
        yield column_width(sheet_id, index, place.width)


def _add_columns(made: Plan, programme: Programme, tab: Tab) -> None:
    layout, sheet_id = tab.layout, tab.layout.sheet_id
    end, room = tab.end, tab.columns
    for column in layout.table.columns:
        label = column.label[programme.language]
        if column.name not in layout.columns:
            made.add(f"add the column “{label}” to “{tab.title}”", *insert_column(sheet_id, end, room))
            made.requests.extend(column_parts(programme, layout.table, column, sheet_id, end))
            room = max(room, end + 1) + 1
            end += 1
        elif column.name not in layout.metadata:
            made.add(
                f"mark the column “{layout.headers[layout.columns[column.name]]}” of “{tab.title}”",
                mark_column(layout.table, column, sheet_id, layout.columns[column.name]),
            )
