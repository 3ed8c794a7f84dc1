"""The requests that make up a tab: headers, formats, drop-downs, protection and the
marks by which columns are known.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from core.texts import mark as _
from core.texts import texts
from fieldtypes.normalise import plain
from programme.model import Programme, Table
from programme.parts import Column
from sheets import marks
from sheets.team_columns import header_cell

HEADER = {
    "backgroundColor": {"red": 0.91, "green": 0.95, "blue": 0.91},
    "textFormat": {"bold": True},
}
WIDE = 300
"""Pixels from which on a column of the app's holds sentences: they are
wrapped, and never cut off.
"""
OWN = {"backgroundColor": {"red": 0.96, "green": 0.96, "blue": 0.96}}


def whole_column(sheet_id: int, index: int, first_row: int = 1) -> dict[str, int]:
    """The range of a column below its header."""
    column = {"startColumnIndex": index, "endColumnIndex": index + 1}
    return {"sheetId": sheet_id, **column, "startRowIndex": first_row}


def column_parts(
    programme: Programme,
    table: Table,
    column: Column,
    sheet_id: int,
    index: int,
    header: str = "",
    pixels: int = 0,
    header_row: int = 0,
) -> Iterator[dict[str, Any]]:
    """Everything that a new column gets: header, format, drop-down, width, mark, and
    protection if it is the app's.
    """
    yield header_cell(
        sheet_id, header_row, index, header or column.label[programme.language], HEADER
    )
    below = whole_column(sheet_id, index, header_row + 1)
    style: dict[str, Any]
    if column.own:
        style = dict(OWN)
    else:
        style = {}
    if column.own and (column.width or 0) >= WIDE:
        style["wrapStrategy"] = "WRAP"
    if column.number_format is not None:
        style["numberFormat"] = dict(column.number_format)
    if style:
        yield format_cells(below, style)
    choices = column.field_type.drop_down(column, programme.locality)
    if choices:
        yield {"setDataValidation": {"range": below, "rule": drop_down(choices)}}
    yield column_width(
        sheet_id, index, pixels or column.width or column.field_type.width
    )
    if column.own:
        yield protect(programme, below)
    yield marks.mark_column(table.name, column.name, sheet_id, index)


def format_cells(area: Mapping[str, int], style: Mapping[str, Any]) -> dict[str, Any]:
    """The request that gives cells these parts of a format."""
    fields = f"userEnteredFormat({','.join(style)})"
    return {
        "repeatCell": {
            "range": dict(area),
            "cell": {"userEnteredFormat": dict(style)},
            "fields": fields,
        }
    }


def column_width(sheet_id: int, index: int, pixels: int) -> dict[str, Any]:
    """The request that makes a column so wide."""
    size = {
        "sheetId": sheet_id,
        "dimension": "COLUMNS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    return {
        "updateDimensionProperties": {
            "range": size,
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def drop_down(offered: Sequence[str]) -> dict[str, Any]:
    """The rule of a drop-down that warns only: what staff type otherwise is kept, and
    becomes a problem with a suggestion.
    """
    values = [{"userEnteredValue": option} for option in offered]
    return {
        "condition": {"type": "ONE_OF_LIST", "values": values},
        "showCustomUi": True,
        "strict": False,
    }


def protect(programme: Programme, area: Mapping[str, int]) -> dict[str, Any]:
    """The request that warns whoever types into these cells."""
    text = texts(programme.language).gettext(
        _("Hoja fills this in. What is typed here is put back.")
    )
    return {
        "addProtectedRange": {
            "protectedRange": {
                "range": dict(area),
                "description": text,
                "warningOnly": True,
            }
        }
    }


def free_title(title: str, titles: Collection[str]) -> str:
    """What a new tab is called, beside those that there are: one of the team's by the
    wanted title stays theirs.
    """
    taken = {plain(present) for present in titles}
    name = title
    number = 2
    while plain(name) in taken:
        name = f"{title} ({number})"
        number += 1
    return name
