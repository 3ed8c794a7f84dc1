"""Making the tabs in which forms are edited, with the questions that there are; one
that is there is never filled.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldtypes.normalise import plain
from sheets import marks
from sheets.setup.plan import Plan
from sheets.setup.requests import HEADER, column_width, format_cells

# Room to write on: an empty grid's end looks like the end of the form.
SPARE_ROWS, SPARE_COLUMNS = 200, 4
WIDTHS: Mapping[str, int] = {
    "type": 160,
    "name": 160,
    "list_name": 160,
    "label": 340,
    "hint": 260,
    "required": 80,
}
USUAL_WIDTH = 180
TEXT_CELL = {
    "numberFormat": {"type": "TEXT"},
    "wrapStrategy": "WRAP",
    "verticalAlignment": "TOP",
}


@dataclass(frozen=True)
class NewFormTab:
    """A tab for a form. `lines`: what a new one begins with, its headers first."""

    form: str
    tab: str
    title: str
    lines: Sequence[Sequence[Any]]


def add_form_tabs(
    plan: Plan,
    new_tabs: Sequence[NewFormTab],
    titles: Mapping[str, int],
    metadata: Collection[marks.Metadata],
) -> None:
    """Adds to the plan the tabs that are missing.

    `titles`: of the tabs that there are, plain → sheet id.
    """
    marked = marks.form_tabs(metadata)
    present = set(titles.values())
    for tab in new_tabs:
        if marked.get(f"{tab.form}/{tab.tab}") in present:
            continue
        sheet_id = titles.get(plain(tab.title))
        if sheet_id is not None:
            mark = marks.mark_form_tab(tab.form, tab.tab, sheet_id)
            plan.add(
                f"mark the tab “{tab.title}” as that of the form {tab.form}", *mark
            )
        else:
            _add_tab(plan, tab)


def _add_tab(plan: Plan, tab: NewFormTab) -> None:
    sheet_id = secrets.randbelow(2**31 - 2) + 1
    if tab.lines:
        headers = tab.lines[0]
    else:
        headers = ()
    width = max(len(headers), 1) + SPARE_COLUMNS
    grid = {
        "rowCount": len(tab.lines) + SPARE_ROWS,
        "columnCount": width,
        "frozenRowCount": 1,
        "frozenColumnCount": 2,
    }
    everything = {"sheetId": sheet_id, "startRowIndex": 0, "startColumnIndex": 0}
    header_row = {
        **everything,
        "endRowIndex": 1,
        "endColumnIndex": max(len(headers), 1),
    }
    plan.add(
        f"make the tab “{tab.title}”",
        {
            "addSheet": {
                "properties": {
                    "sheetId": sheet_id,
                    "title": tab.title,
                    "gridProperties": grid,
                }
            }
        },
        *marks.mark_form_tab(tab.form, tab.tab, sheet_id),
        # As text: “=…”, “007” and a day stay what is typed.
        format_cells(everything, TEXT_CELL),
        format_cells(header_row, HEADER),
        {
            "updateCells": {
                "rows": [_row(line) for line in tab.lines],
                "fields": "userEnteredValue",
                "start": {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0},
            }
        },
        *(
            column_width(sheet_id, index, _width(str(header)))
            for index, header in enumerate(headers)
        ),
    )


def _row(line: Sequence[Any]) -> dict[str, Any]:
    values = []
    for value in line:
        values.append(
            {}
            if value in ("", None)
            else {"userEnteredValue": {"stringValue": str(value)}}
        )
    return {"values": values}


def _width(header: str) -> int:
    return WIDTHS.get(header.partition(":")[0], USUAL_WIDTH)
