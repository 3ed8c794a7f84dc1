"""The colours of flags: by what stands in the cell itself, so that they hold
wherever the column is moved.

They are set once for each tab; what the team changes of them, or takes away, stays so.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from programme.app_tables import LATE
from sheets import marks
from sheets.setup.mend import Tab
from sheets.setup.plan import Plan
from sheets.setup.requests import format_cells, whole_column

FLAG = "flag"
OVERDUE = {
    "backgroundColor": {"red": 0.988, "green": 0.894, "blue": 0.882},
    "textFormat": {
        "foregroundColor": {"red": 0.545, "green": 0.078, "blue": 0.055},
        "bold": True,
    },
}
AHEAD = {"backgroundColor": {"red": 1.0, "green": 0.957, "blue": 0.82}}


def colour_flags(
    sheet_id: int, indexes: Mapping[str, int], first_row: int
) -> Iterator[dict[str, Any]]:
    """The requests that colour what is overdue, and otherwise whatever is flagged.

    `indexes`: column → index.
    """
    if FLAG not in indexes:
        return
    area = whole_column(sheet_id, indexes[FLAG], first_row)
    overdue = {
        "type": "TEXT_STARTS_WITH",
        "values": [{"userEnteredValue": LATE.strip()}],
    }
    for index, (condition, style) in enumerate(
        ((overdue, OVERDUE), ({"type": "NOT_BLANK"}, AHEAD))
    ):
        rule = {
            "ranges": [area],
            "booleanRule": {"condition": condition, "format": style},
        }
        yield {"addConditionalFormatRule": {"rule": rule, "index": index}}


def add_colours(plan: Plan, tab: Tab, indexes: Mapping[str, int]) -> None:
    """Adds to the plan the colours of a tab that never had
    them, and lets its flags wrap.

    `indexes`: as the plan makes them.
    """
    if FLAG not in indexes:
        return
    sheet_id = tab.layout.sheet_id
    first_row = tab.layout.first_row
    area = whole_column(sheet_id, indexes[FLAG], first_row)
    plan.add(
        f"colour the flags of “{tab.title}”",
        format_cells(area, {"wrapStrategy": "WRAP"}),
        *colour_flags(sheet_id, indexes, first_row),
        marks.mark_look(sheet_id),
    )
