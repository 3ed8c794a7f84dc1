"""Making or mending the spreadsheet: what is missing is added, nothing is ever deleted, and a second run finds nothing to do."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.problem import Problem
from core.texts import mark as _
from core.texts import texts
from programme.model import Column, Kind, Programme, Table
from programme.values import plain
from sheets.cells import number_format
from sheets.client import Spreadsheet
from sheets.columns import COLUMN, INSTALLATION, TABLE, Layout, locate, tabs

WIDTHS = {Kind.text: 190, Kind.email: 200, Kind.file: 220, Kind.date: 110, Kind.acknowledge: 80, Kind.integer: 90}
NARROW = 140
HEADER = {"backgroundColor": {"red": 0.91, "green": 0.95, "blue": 0.91}, "textFormat": {"bold": True}}
OWN = {"backgroundColor": {"red": 0.96, "green": 0.96, "blue": 0.96}}
ROWS = 250
"""Rows of a new tab; an append adds what it needs, and rows added by hand take the format of the last one."""
OPTIONS = 500
"""More choices than Google takes in one drop-down."""


@dataclass
class Plan:
    """What `setup-sheet` would do: a line for people and the requests, all in one batch: all of it happens or nothing."""

    lines: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: str, *requests: dict[str, Any]) -> None:
        """Notes one thing to do."""
        self.lines.append(line)
        self.requests.extend(requests)


def plan(spreadsheet: Spreadsheet, programme: Programme, installation: str) -> Plan:
    """Compares the spreadsheet with the programme (three calls at most)."""
    made = Plan()
    structure = spreadsheet.structure()
    found = spreadsheet.metadata(TABLE, COLUMN, INSTALLATION)
    made.problems.extend(check_properties(structure["properties"], programme))
    known = tabs(found)
    sheets = {int(sheet["properties"].get("sheetId", 0)): sheet for sheet in structure["sheets"]}
    by_title = {plain(sheet["properties"]["title"]): id for id, sheet in sheets.items()}
    headers = _headers(spreadsheet, sheets)
    for name, table in programme.tables.items():
        sheet_id = known.get(name, by_title.get(plain(table.label[programme.language])))
        if sheet_id is None or sheet_id not in sheets:
            _new_tab(made, programme, table)
            continue
        if name not in known:
            made.add(f"mark the tab “{sheets[sheet_id]['properties']['title']}” as {name}", _mark_tab(table, sheet_id))
        layout, _lost = locate(table, sheet_id, headers.get(sheet_id, []), found)
        _mend_columns(made, programme, layout, sheets[sheet_id])
    if not any(item["metadataKey"] == INSTALLATION for item in found):
        mark = _metadata(INSTALLATION, json.dumps({"id": installation, "generation": 1}), {"spreadsheet": True})
        made.add("mark the spreadsheet as this installation's", mark)
    return made


def apply(spreadsheet: Spreadsheet, made: Plan) -> None:
    """Does what the plan says, in one call."""
    if made.requests:
        spreadsheet.batch(made.requests)


def _headers(spreadsheet: Spreadsheet, sheets: Mapping[int, Any]) -> dict[int, list[Any]]:
    first_rows = [{"gridRange": {"sheetId": id, "startRowIndex": 0, "endRowIndex": 1}} for id in sheets]
    found = spreadsheet.read(first_rows)
    return {
        int(item["dataFilters"][0]["gridRange"].get("sheetId", 0)): (item["valueRange"].get("values") or [[]])[0]
        for item in found
    }


def check_properties(properties: Mapping[str, Any], programme: Programme) -> Iterator[Problem]:
    """Time zone and locale of the spreadsheet, where they are not the programme's; they are never changed silently."""
    for name, theirs, ours in (
        (_("time zone"), properties.get("timeZone"), programme.time_zone),
        (_("locale"), properties.get("locale"), programme.locale),
    ):
        if theirs != ours:
            yield (
                Problem(
                    "properties",
                    _(
                        "The spreadsheet's {setting} is {theirs}; the programme's is {ours}. Set it under File → Settings."
                    ),
                    (("ours", ours), ("setting", name), ("theirs", str(theirs))),
                )
            )


def _new_tab(made: Plan, programme: Programme, table: Table) -> None:
    sheet_id = secrets.randbelow(2**31 - 2) + 1
    title = table.label[programme.language]
    grid = {"rowCount": ROWS, "columnCount": len(table.columns), "frozenRowCount": 1, "frozenColumnCount": 1}
    made.add(
        f"make the tab “{title}”",
        {"addSheet": {"properties": {"sheetId": sheet_id, "title": title, "gridProperties": grid}}},
        _mark_tab(table, sheet_id),
        _protect(programme, sheet_id, {"startRowIndex": 0, "endRowIndex": 1}),
    )
    for index, column in enumerate(table.columns):
        made.requests.extend(_column(programme, table, column, sheet_id, index))


def _mend_columns(made: Plan, programme: Programme, layout: Layout, sheet: Mapping[str, Any]) -> None:
    table, sheet_id = layout.table, layout.sheet_id
    end = max([len(layout.headers), *(index + 1 for index in layout.columns.values())])
    room = int(sheet["properties"]["gridProperties"].get("columnCount", 0))
    for column in table.columns:
        label = column.label[programme.language]
        if column.name not in layout.columns:
            if end >= room:
                made.requests.append({"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": 1}})
            made.add(f"add the column “{label}” to “{sheet['properties']['title']}”")
            made.requests.extend(_column(programme, table, column, sheet_id, end))
            end += 1
        elif column.name not in layout.metadata:
            made.add(
                f"mark the column “{label}” of “{sheet['properties']['title']}”",
                _mark_column(table, column, sheet_id, layout.columns[column.name]),
            )


def _column(programme: Programme, table: Table, column: Column, sheet_id: int, index: int) -> Iterator[dict[str, Any]]:
    """Everything that a new column gets: header, format, drop-down, width, mark, and protection if it is the app's."""
    whole = {"sheetId": sheet_id, "startColumnIndex": index, "endColumnIndex": index + 1}
    below = {**whole, "startRowIndex": 1}
    header = {"userEnteredValue": {"stringValue": column.label[programme.language]}, "userEnteredFormat": HEADER}
    yield {
        "updateCells": {
            "rows": [{"values": [header]}],
            "fields": "userEnteredValue,userEnteredFormat(backgroundColor,textFormat)",
            "start": {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": index},
        }
    }
    style: dict[str, Any] = dict(OWN) if column.own else {}
    if form := number_format(column):
        style["numberFormat"] = form
    if style:
        fields = f"userEnteredFormat({','.join(style)})"
        yield {"repeatCell": {"range": below, "cell": {"userEnteredFormat": style}, "fields": fields}}
    if options := _options(programme, column):
        yield {"setDataValidation": {"range": below, "rule": _drop_down(options)}}
    pixels = column.width or WIDTHS.get(column.type, NARROW)
    size = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    yield {"updateDimensionProperties": {"range": size, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}}
    if column.own:
        yield _protect(
            programme, sheet_id, {"startColumnIndex": index, "endColumnIndex": index + 1, "startRowIndex": 1}
        )
    yield _mark_column(table, column, sheet_id, index)


def _options(programme: Programme, column: Column) -> list[str]:
    if column.type is Kind.acknowledge:
        return [texts(programme.language).gettext(_("yes")), texts(programme.language).gettext(_("no"))]
    labels = [choice.label[programme.language] for choice in column.choices]
    return labels if column.type is Kind.select_one and len(labels) <= OPTIONS else []


def _drop_down(options: Sequence[str]) -> dict[str, Any]:
    # Not strict: what staff type otherwise is kept and becomes a problem that says what it may have meant.
    values = [{"userEnteredValue": option} for option in options]
    return {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True, "strict": False}


def _protect(programme: Programme, sheet_id: int, part: Mapping[str, int]) -> dict[str, Any]:
    words = texts(programme.language).gettext(_("Hoja fills this in. What is typed here is put back."))
    described = {"range": {"sheetId": sheet_id, **part}, "description": words, "warningOnly": True}
    return {"addProtectedRange": {"protectedRange": described}}


def _mark_tab(table: Table, sheet_id: int) -> dict[str, Any]:
    return _metadata(TABLE, table.name, {"sheetId": sheet_id})


def _mark_column(table: Table, column: Column, sheet_id: int, index: int) -> dict[str, Any]:
    place = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    return _metadata(COLUMN, f"{table.name}.{column.name}", {"dimensionRange": place})


def _metadata(key: str, value: str, location: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {"metadataKey": key, "metadataValue": value, "location": dict(location), "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}
