"""What can be mended of a tab that is there: headers, drop-downs, formats,
protection, the frozen row.

What staff made stays.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import plain
from fieldtypes.parsing.choices import choice
from programme.model import Programme
from programme.parts import Column
from sheets.client import Spreadsheet
from sheets.columns import Layout
from sheets.setup.plan import Plan
from sheets.setup.requests import drop_down, format_cells, protect, whole_column

SAMPLE = 50
"""So many rows at the top and at the end of a tab are looked at
for drop-downs and formats.
"""
FIELDS = "sheets(properties(sheetId),data(startRow,startColumn,rowData.values(dataValidation,userEnteredFormat(numberFormat))))"
DATES = frozenset({"DATE", "DATE_TIME"})
AMOUNTS = ("CURRENCY", "NUMBER")
CODE = re.compile(r'"([A-Z]{3})"')
"""A currency in a number format, as the app writes it: `#,##0.00 "USD"`."""

Cells = Sequence[Mapping[str, Any]]
"""A row's cells, with their drop-down and their format."""


@dataclass(frozen=True)
class Tab:
    """A tab as `setup-sheet` finds it: where its columns are, its sheet as the API
    shows it, a sample of its rows.
    """

    layout: Layout
    sheet: Mapping[str, Any]
    rows: Sequence[Cells] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.sheet["properties"]["title"])

    @property
    def columns(self) -> int:
        """How many columns it has, empty ones too."""
        return int(self.sheet["properties"]["gridProperties"].get("columnCount", 0))


def sampled(
    spreadsheet: Spreadsheet, tabs: Sequence[tuple[Layout, Mapping[str, Any]]]
) -> dict[int, list[Cells]]:
    """Sheet id → the rows below the headers and at the end of each
    of these tabs (one call).
    """
    spans = {
        layout.sheet_id: _spans(layout.first_row, _row_count(sheet))
        for layout, sheet in tabs
    }
    filters = []
    for sheet_id, of_tab in spans.items():
        for start, end in of_tab:
            filters.append(
                {
                    "gridRange": {
                        "sheetId": sheet_id,
                        "startRowIndex": start,
                        "endRowIndex": end,
                    }
                }
            )
    samples: dict[int, list[Cells]] = {}
    for sheet in spreadsheet.grids(filters, FIELDS) if filters else []:
        sheet_id = int(sheet["properties"].get("sheetId", 0))
        shown = {
            int(data.get("startRow", 0)): data.get("rowData", [])
            for data in sheet.get("data", [])
        }
        for start, end in spans.get(sheet_id, ()):
            lines = [row.get("values", []) for row in shown.get(start, [])]
            # Rows at the end that have nothing are left out of an answer; they
            # lack formats all the same.
            samples.setdefault(sheet_id, []).extend(
                [*lines, *[[]] * (end - start - len(lines))]
            )
    return samples


def _row_count(sheet: Mapping[str, Any]) -> int:
    return int(sheet["properties"]["gridProperties"].get("rowCount", 0))


def _spans(first_row: int, count: int) -> list[tuple[int, int]]:
    if count <= first_row:
        return []
    # A whole tab of that size is one answer, and cheaper than two spans.
    if count - first_row < 2 * SAMPLE:
        return [(first_row, count)]
    return [(first_row, first_row + SAMPLE - 1), (count - SAMPLE, count)]


def mend(plan: Plan, programme: Programme, tab: Tab) -> None:
    """Adds to the plan what a tab lacks."""
    _header_row(plan, programme, tab)
    for column in tab.layout.table.columns:
        if column.name in tab.layout.columns:
            _header(plan, programme, tab, column)
            _cells(plan, programme, tab, column)


def _header_row(plan: Plan, programme: Programme, tab: Tab) -> None:
    sheet_id = tab.layout.sheet_id
    first_row = tab.layout.first_row
    header_row = first_row - 1
    if tab.sheet["properties"]["gridProperties"].get("frozenRowCount", 0) < first_row:
        frozen = {"sheetId": sheet_id, "gridProperties": {"frozenRowCount": first_row}}
        change = {
            "updateSheetProperties": {
                "properties": frozen,
                "fields": "gridProperties.frozenRowCount",
            }
        }
        plan.add(f"freeze the headers of “{tab.title}”", change)
    row = {"sheetId": sheet_id, "startRowIndex": header_row, "endRowIndex": first_row}
    if not any(_covers(area, header_row, None) for area in _protected(tab)):
        plan.add(f"protect the headers of “{tab.title}”", protect(programme, row))
    for column in tab.layout.table.columns:
        index = tab.layout.columns.get(column.name)
        if not column.own or index is None:
            continue
        if not any(_covers(area, first_row, index) for area in _protected(tab)):
            label = tab.layout.header(index) or column.label[programme.language]
            area = whole_column(sheet_id, index, first_row)
            plan.add(
                f"protect the column “{label}” of “{tab.title}”",
                protect(programme, area),
            )


def _protected(tab: Tab) -> Iterator[Mapping[str, Any]]:
    return (
        protected.get("range", {}) for protected in tab.sheet.get("protectedRanges", [])
    )


def _covers(area: Mapping[str, Any], row: int, column: int | None) -> bool:
    """Whether a protected range holds a whole row, or a column from a row on."""
    start = int(area.get("startColumnIndex", 0))
    end = area.get("endColumnIndex")
    first = int(area.get("startRowIndex", 0))
    last = area.get("endRowIndex")
    if first > row:
        return False
    if column is None:
        is_whole_width = start == 0 and end is None
        return is_whole_width and (last is None or last > row)
    reaches_down = last is None
    return reaches_down and start <= column and (end is None or column < end)


def _header(plan: Plan, programme: Programme, tab: Tab, column: Column) -> None:
    """A blank header of a marked column is written again; one by which the programme
    called it before is brought up to date.

    Any other is one that staff gave it, and stays.
    """
    label = column.label[programme.language]
    index = tab.layout.columns[column.name]
    header_row = tab.layout.first_row - 1
    header = tab.layout.header(index)
    # By its mark, in a call of its own: the column may move
    # while the batch is on its way.
    if not header.strip():
        by_mark = {
            "developerMetadataLookup": {"metadataId": tab.layout.metadata[column.name]}
        }
        plan.lines.append(f"write the header “{label}” of “{tab.title}” again")
        # None leaves the cells above alone.
        cells = [*[None] * header_row, label]
        plan.headers.append(
            {"dataFilter": by_mark, "majorDimension": "COLUMNS", "values": [cells]}
        )
    # Only a header that the programme gave once: any other is
    # the staff's own name for it.
    elif plain(header) in {plain(old) for old in column.was} and plain(header) != plain(
        label
    ):
        cell = {
            "sheetId": tab.layout.sheet_id,
            "startRowIndex": header_row,
            "endRowIndex": header_row + 1,
            "startColumnIndex": index,
            "endColumnIndex": index + 1,
        }
        exactly = {"matchCase": True, "matchEntireCell": True, "range": cell}
        plan.add(
            f"call the column “{header}” of “{tab.title}” “{label}”",
            {"findReplace": {"find": header, "replacement": label, **exactly}},
        )


def _cells(plan: Plan, programme: Programme, tab: Tab, column: Column) -> None:
    index = tab.layout.columns[column.name]
    cells = []
    for row in tab.rows:
        cells.append(row[index] if index < len(row) else {})
    area = whole_column(tab.layout.sheet_id, index, tab.layout.first_row)
    label = f"“{tab.layout.header(index) or column.label[programme.language]}” of “{tab.title}”"
    offered = column.field_type.drop_down(column, programme.locality)
    rules = [cell.get("dataValidation", {}) for cell in cells]
    if offered and not all(_offers(programme, column, rule, offered) for rule in rules):
        mended = {"setDataValidation": {"range": area, "rule": drop_down(offered)}}
        plan.add(f"mend the drop-down of the column {label}", mended)
    pattern = column.number_format
    formats = [
        cell.get("userEnteredFormat", {}).get("numberFormat", {}) for cell in cells
    ]
    if pattern and not all(_same_kind(pattern, present) for present in formats):
        plan.add(
            f"mend the format of the column {label}",
            format_cells(area, {"numberFormat": pattern}),
        )


def _offers(
    programme: Programme,
    column: Column,
    rule: Mapping[str, Any],
    offered: Sequence[str],
) -> bool:
    """Whether a drop-down offers all that it should, and nothing
    that would not be understood.

    Staff may have made it.
    """
    condition = rule.get("condition", {})
    # A list that staff keep somewhere in the spreadsheet.
    if condition.get("type") == "ONE_OF_RANGE":
        return True
    present = {
        str(value.get("userEnteredValue", "")) for value in condition.get("values", [])
    }
    if not present.issuperset(offered):
        return False
    return all(
        _understood(programme, column, option) for option in present.difference(offered)
    )


def _understood(programme: Programme, column: Column, text: str) -> bool:
    try:
        return choice(text, column.choices, programme.language) is not None
    except NotUnderstoodError:
        # A text that is no choice stays as it is, for people to mend.
        return False


def _same_kind(expected: Mapping[str, str], present: Mapping[str, str]) -> bool:
    """Whether a format is of the right kind: how dates and amounts are written is for
    staff to choose, that they are dates and numbers is not.
    """
    kind = present.get("type", "")
    if expected["type"] in AMOUNTS:
        return kind in AMOUNTS and not _names_other_currency(expected, present)
    if expected["type"] in DATES:
        return kind in DATES
    return kind == expected["type"]


def _names_other_currency(
    expected: Mapping[str, str], present: Mapping[str, str]
) -> bool:
    """Whether cells say a currency that their column has no longer: what stands there
    is read as an amount of the new one.
    """
    if expected["type"] != "CURRENCY":
        return False
    codes = set(CODE.findall(present.get("pattern", "")))
    return not codes <= set(CODE.findall(expected["pattern"]))
