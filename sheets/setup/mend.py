"""What can be mended of a tab that is there: headers, drop-downs, formats, protection, the frozen row. What staff made stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from programme.model import Programme
from programme.parts import Column
from programme.values import NotUnderstoodError, choice, plain
from sheets.cells import number_format
from sheets.client import Spreadsheet
from sheets.columns import Layout
from sheets.setup.plan import Plan
from sheets.setup.requests import drop_down, format_cells, options, protect, whole_column

SAMPLE = 50
"""So many rows at the top and at the end of a tab are looked at for drop-downs and formats."""
FIELDS = "sheets(properties(sheetId),data(startRow,startColumn,rowData.values(dataValidation,userEnteredFormat(numberFormat))))"
DATES = frozenset({"DATE", "DATE_TIME"})

Cells = Sequence[Mapping[str, Any]]
"""A row's cells, with their drop-down and their format."""


@dataclass(frozen=True)
class Tab:
    """A tab as `setup-sheet` finds it: where its columns are, its sheet as the API shows it, a sample of its rows."""

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

    @property
    def end(self) -> int:
        """Where the next column goes: behind the last header, and behind the last of ours."""
        return max([len(self.layout.headers), *(index + 1 for index in self.layout.columns.values())])

    def header(self, index: int) -> str:
        """A header as it stands."""
        return self.layout.headers[index] if index < len(self.layout.headers) else ""


def sampled(spreadsheet: Spreadsheet, sheets: Sequence[Mapping[str, Any]]) -> dict[int, list[Cells]]:
    """Sheet id → the rows at the top and at the end of each of these tabs (one call)."""
    rows = {int(sheet["properties"].get("sheetId", 0)): _rows(sheet) for sheet in sheets}
    spans = {id: _spans(count) for id, count in rows.items()}
    filters = [
        {"gridRange": {"sheetId": id, "startRowIndex": start, "endRowIndex": end}}
        for id, some in spans.items()
        for start, end in some
    ]
    found = spreadsheet.grids(filters, FIELDS) if filters else []
    made: dict[int, list[Cells]] = {}
    for sheet in found:
        id = int(sheet["properties"].get("sheetId", 0))
        shown = {int(data.get("startRow", 0)): data.get("rowData", []) for data in sheet.get("data", [])}
        for start, end in spans.get(id, ()):
            lines = [row.get("values", []) for row in shown.get(start, [])]
            made.setdefault(id, []).extend([*lines, *[[]] * (end - start - len(lines))])
    return made


def _rows(sheet: Mapping[str, Any]) -> int:
    return int(sheet["properties"]["gridProperties"].get("rowCount", 0))


def _spans(rows: int) -> list[tuple[int, int]]:
    if rows <= 1:
        return []
    return [(1, rows)] if rows <= 2 * SAMPLE else [(1, SAMPLE), (rows - SAMPLE, rows)]


def mend(made: Plan, programme: Programme, tab: Tab) -> None:
    """Adds to the plan what a tab lacks."""
    _header_row(made, programme, tab)
    for column in tab.layout.table.columns:
        if column.name in tab.layout.columns:
            _header(made, programme, tab, column)
            _cells(made, programme, tab, column)


def _header_row(made: Plan, programme: Programme, tab: Tab) -> None:
    sheet_id = tab.layout.sheet_id
    if not tab.sheet["properties"]["gridProperties"].get("frozenRowCount"):
        frozen = {"sheetId": sheet_id, "gridProperties": {"frozenRowCount": 1}}
        change = {"updateSheetProperties": {"properties": frozen, "fields": "gridProperties.frozenRowCount"}}
        made.add(f"freeze the headers of “{tab.title}”", change)
    row = {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1}
    if not any(_covers(area, 0, None) for area in _protected(tab)):
        made.add(f"protect the headers of “{tab.title}”", protect(programme, row))
    for column in tab.layout.table.columns:
        index = tab.layout.columns.get(column.name)
        if column.own and index is not None and not any(_covers(area, 1, index) for area in _protected(tab)):
            words = f"protect the column “{tab.header(index) or column.label[programme.language]}” of “{tab.title}”"
            made.add(words, protect(programme, whole_column(sheet_id, index)))


def _protected(tab: Tab) -> Iterator[Mapping[str, Any]]:
    return (one.get("range", {}) for one in tab.sheet.get("protectedRanges", []))


def _covers(area: Mapping[str, Any], row: int, column: int | None) -> bool:
    """Whether a protected range holds a whole row, or a column from a row on."""
    start, end = int(area.get("startColumnIndex", 0)), area.get("endColumnIndex")
    first, last = int(area.get("startRowIndex", 0)), area.get("endRowIndex")
    if column is None:
        return start == 0 and end is None and first <= row and (last is None or last > row)
    return start <= column and (end is None or column < end) and first <= row and last is None


def _header(made: Plan, programme: Programme, tab: Tab, column: Column) -> None:
    """A blank header of a marked column is written again; one by which the programme called it before is brought up to date.

    Any other is one that staff gave it, and stays.
    """
    label = column.label[programme.language]
    index = tab.layout.columns[column.name]
    header = tab.header(index)
    if not header.strip():
        by_mark = {"developerMetadataLookup": {"metadataId": tab.layout.metadata[column.name]}}
        made.lines.append(f"write the header “{label}” of “{tab.title}” again")
        made.headers.append({"dataFilter": by_mark, "majorDimension": "COLUMNS", "values": [[label]]})
    elif plain(header) in {plain(old) for old in column.was} and plain(header) != plain(label):
        cell = {
            "sheetId": tab.layout.sheet_id,
            "startRowIndex": 0,
            "endRowIndex": 1,
            "startColumnIndex": index,
            "endColumnIndex": index + 1,
        }
        exactly = {"matchCase": True, "matchEntireCell": True, "range": cell}
        made.add(
            f"call the column “{header}” of “{tab.title}” “{label}”",
            {"findReplace": {"find": header, "replacement": label, **exactly}},
        )


def _cells(made: Plan, programme: Programme, tab: Tab, column: Column) -> None:
    index = tab.layout.columns[column.name]
    cells = [row[index] if index < len(row) else {} for row in tab.rows]
    area = whole_column(tab.layout.sheet_id, index)
    words = f"“{tab.header(index) or column.label[programme.language]}” of “{tab.title}”"
    offered = options(programme, column)
    if offered and not all(_offers(programme, column, cell.get("dataValidation", {}), offered) for cell in cells):
        made.add(
            f"mend the drop-down of the column {words}",
            {"setDataValidation": {"range": area, "rule": drop_down(offered)}},
        )
    form = number_format(column)
    if form and not all(_alike(form, cell.get("userEnteredFormat", {}).get("numberFormat", {})) for cell in cells):
        made.add(f"mend the format of the column {words}", format_cells(area, {"numberFormat": form}))


def _offers(programme: Programme, column: Column, rule: Mapping[str, Any], offered: Sequence[str]) -> bool:
    """Whether a drop-down offers all that it should, and nothing that would not be understood. Staff may have made it."""
    condition = rule.get("condition", {})
    theirs = [str(value.get("userEnteredValue", "")) for value in condition.get("values", [])]
    if condition.get("type") == "ONE_OF_RANGE":
        return True  # a list that staff keep somewhere in the spreadsheet
    return set(offered) <= set(theirs) and all(one in offered or _understood(programme, column, one) for one in theirs)


def _understood(programme: Programme, column: Column, text: str) -> bool:
    try:
        return choice(text, column.choices, programme.language) is not None
    except NotUnderstoodError:
        return False


def _alike(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether a format is of the right kind: how dates are written is for staff to choose, that they are dates is not."""
    kind = theirs.get("type", "")
    return kind in DATES if ours["type"] in DATES else kind == ours["type"]
