"""The request that finds and replaces."""

from collections.abc import Callable, Iterator
from typing import Any

import re2

from sheets.local.content.ranges import Writer
from sheets.local.errors import invalid
from sheets.local.formats.replacement import replacement
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import text_of
from sheets.local.model.spreadsheet import Cell, Formula, Json
from sheets.local.requests.batch import Batch

# No person writes more: they are made to keep the server busy.
MOST_GROUPS = 1_000


def find_replace(batch: Batch, request: Json) -> Json:
    """Replaces text in values (and in formulas where asked), and counts what it did."""
    pattern = _pattern(request)
    replaced_by = _replacement(request, pattern)
    writer = Writer(batch.book, "USER_ENTERED")
    counts = {"values": 0, "formulas": 0, "occurrences": 0}
    rows = set()
    sheets = set()
    for area in _searched(batch, request):
        for row, column, cell in _texts(
            area, with_formulas=bool(request.get("includeFormulas"))
        ):
            replaced, times = pattern.subn(replaced_by, str(cell.entered))
            if not times:
                continue
            counts["formulas" if isinstance(cell.entered, Formula) else "values"] += 1
            counts["occurrences"] += times
            area.sheet.put(row, {column: writer.cell(cell, replaced)})
            rows.add((area.sheet.id, row))
            sheets.add(area.sheet.id)
    answer = {
        "valuesChanged": counts["values"],
        "formulasChanged": counts["formulas"],
        "rowsChanged": len(rows),
        "sheetsChanged": len(sheets),
        "occurrencesChanged": counts["occurrences"],
    }
    return {name: count for name, count in answer.items() if count}


def _pattern(request: Json) -> Any:
    """A pattern of RE2, which Sheets uses, and which takes no time without end."""
    find = text_of(request, "find")
    if not find:
        raise invalid("The find field must not be empty.")
    if request.get("searchByRegex"):
        text = find
    else:
        text = re2.escape(find)
    # RE2 takes gigabytes for tens of thousands of groups.
    if request.get("searchByRegex") and find.count("(") > MOST_GROUPS:
        raise invalid(f"Invalid regular expression: {find[:100]}")
    if request.get("matchEntireCell"):
        text = rf"\A(?:{text})\z"
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = bool(request.get("matchCase"))
    try:
        return re2.compile(text, options)
    except re2.error:
        raise invalid(f"Invalid regular expression: {find}") from None


def _replacement(request: Json, pattern: Any) -> Callable[[Any], str]:
    """What a match becomes: a text as it is, or one that names groups by `$1`."""
    text = text_of(request, "replacement")
    if request.get("searchByRegex"):
        return replacement(text, pattern.groups)
    # A function and not the text itself: in that, a backslash would mean a group.
    return lambda _: text


def _searched(batch: Batch, request: Json) -> list[Area]:
    if request.get("allSheets"):
        return [a1.whole(sheet) for sheet in batch.book.sheets]
    if "range" in request:
        return [batch.area(request["range"])]
    if "sheetId" not in request:
        raise invalid("One of range, sheetId or allSheets must be given.")
    return [a1.whole(batch.sheet(request.get("sheetId")))]


def _texts(area: Area, *, with_formulas: bool) -> Iterator[tuple[int, int, Cell]]:
    for row in range(area.top, min(area.bottom, len(area.sheet.rows))):
        for column in range(area.left, area.right):
            cell = area.sheet.cell(row, column)
            if cell.entered is None or isinstance(cell.entered, bool):
                continue
            if with_formulas or not isinstance(cell.entered, Formula):
                yield row, column, cell
