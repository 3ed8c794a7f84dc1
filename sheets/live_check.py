"""Questions about the Sheets API that only the API can answer, asked by doing: each on
a tab of its own, taken away after.

    for question in QUESTIONS:
        question.words, ask(spreadsheet, question)
        # "a row's metadata, after its row was sorted away", "stay"

Nothing in here knows what the right answer is: what Google says is right.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.errors import HojaError, Refused
from sheets.client import Spreadsheet


class Tab:
    """A tab that is there for one question."""

    def __init__(self, spreadsheet: Spreadsheet, sheet_id: int) -> None:
        self.spreadsheet = spreadsheet
        self.sheet_id = sheet_id

    def batch(self, *requests: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The replies to a batch. Raises Refused where the API does."""
        return self.spreadsheet.batch(requests)

    def append(self, *rows: Sequence[str]) -> dict[str, Any]:
        """The request that appends rows of text."""
        lines = []
        for row in rows:
            lines.append(
                {
                    "values": [
                        {"userEnteredValue": {"stringValue": text}} for text in row
                    ]
                }
            )
        return {
            "appendCells": {
                "sheetId": self.sheet_id,
                "rows": lines,
                "fields": "userEnteredValue",
            }
        }

    def area(
        self, top: int, bottom: int, left: int = 0, right: int = 1
    ) -> dict[str, Any]:
        """A range of the tab: rows and columns from, to (not included), counted from
        0.
        """
        rows = {"startRowIndex": top, "endRowIndex": bottom}
        return {
            "sheetId": self.sheet_id,
            **rows,
            "startColumnIndex": left,
            "endColumnIndex": right,
        }

    def span(self, dimension: str, index: int) -> dict[str, Any]:
        """One row or column."""
        return {
            "sheetId": self.sheet_id,
            "dimension": dimension,
            "startIndex": index,
            "endIndex": index + 1,
        }

    def mark(self, dimension: str, index: int, **more: Any) -> dict[str, Any]:
        """The request that puts developer metadata on a row or column."""
        location = {"location": {"dimensionRange": self.span(dimension, index)}}
        mark = {
            "metadataKey": f"hoja.check.{self.sheet_id}",
            "visibility": "DOCUMENT",
            **location,
            **more,
        }
        return {"createDeveloperMetadata": {"developerMetadata": mark}}

    def marked(self) -> list[int]:
        """The rows or columns on which the metadata is now."""
        metadata = self.spreadsheet.metadata(f"hoja.check.{self.sheet_id}")
        return sorted(
            item["location"]["dimensionRange"].get("startIndex", 0) for item in metadata
        )

    def values(self) -> list[list[Any]]:
        """The raw values of the whole tab."""
        ranges = self.spreadsheet.read([{"gridRange": {"sheetId": self.sheet_id}}])
        if ranges:
            return list(ranges[0]["valueRange"].get("values", []))
        return []


@dataclass(frozen=True)
class Question:
    """`words`: what is asked; `ask`: finds the answer; `switch`: that of the local
    server which knows both answers.
    """

    words: str
    ask: Callable[[Tab], str]
    switch: str = ""


def ask(spreadsheet: Spreadsheet, question: Question) -> str:
    """The answer of this spreadsheet's server.

    Raises HojaError where it cannot be asked; the tab is gone in any case.
    """
    sheet_id = secrets.randbelow(2**30)
    # A name of its own: an earlier check that broke off may have left its tab behind.
    title = f"Hoja check {sheet_id}"
    spreadsheet.batch(
        [{"addSheet": {"properties": {"title": title, "sheetId": sheet_id}}}]
    )
    try:
        return question.ask(Tab(spreadsheet, sheet_id))
    finally:
        # The first error is the one to tell.
        with suppress(HojaError):
            spreadsheet.batch([{"deleteSheet": {"sheetId": sheet_id}}])


def compared(question: Question, remote: str, local: str) -> str:
    """What to tell of the answers of two servers."""
    if remote == local:
        return f"{remote} (the local server too)"
    switch = ""
    if question.switch:
        switch = f", unless it is started with {question.switch}={remote}"
    return f"{remote} (DIFFERENT: the local server: {local}{switch})"


def _row_metadata_on_sort(tab: Tab) -> str:
    tab.batch(tab.append(["c"], ["a"], ["b"]), tab.mark("ROWS", 0))
    tab.batch(
        {
            "sortRange": {
                "range": tab.area(0, 3),
                "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}],
            }
        }
    )
    return {0: "stay", 2: "follow"}.get(tab.marked()[0], "elsewhere")


def _repeat_metadata_id(tab: Tab) -> str:
    batch = [
        tab.append(["once"]),
        tab.mark("ROWS", 0, metadataId=secrets.randbelow(2**30)),
    ]
    tab.batch(*batch)
    try:
        tab.batch(*batch)
    except Refused:
        if len(tab.values()) == 1:
            return "refuse"
        return "refuse, and the row was added"
    return "accept"


def _row_metadata_on_insert(tab: Tab) -> str:
    tab.batch(tab.append(["a"]), tab.mark("ROWS", 0))
    tab.batch({"insertDimension": {"range": tab.span("ROWS", 0)}})
    if tab.marked() == [1]:
        return "follow"
    return "stay"


def _column_metadata_on_move(tab: Tab) -> str:
    tab.batch(tab.append(["a", "b"]), tab.mark("COLUMNS", 0))
    tab.batch(
        {"moveDimension": {"source": tab.span("COLUMNS", 0), "destinationIndex": 2}}
    )
    if tab.marked() == [1]:
        return "follow"
    return "stay"


def _wrong_request_in_a_batch(tab: Tab) -> str:
    try:
        tab.batch(tab.append(["a"]), {"deleteSheet": {"sheetId": 2**30 + 1}})
    except Refused:
        if not tab.values():
            return "nothing is done"
        return "the rest is done"
    return "accept"


def _append_below_a_filter(tab: Tab) -> str:
    hidden = {"0": {"hiddenValues": ["b"]}}
    tab.batch(tab.append(["Name"], ["a"], ["b"]))
    tab.batch(
        {"setBasicFilter": {"filter": {"range": tab.area(0, 3), "criteria": hidden}}}
    )
    tab.batch(tab.append(["c"]))
    if tab.values() == [["Name"], ["a"], ["b"], ["c"]]:
        return "below all rows"
    return "elsewhere"


def _append_at_check_boxes(tab: Tab) -> str:
    box = {"condition": {"type": "BOOLEAN"}}
    tab.batch(
        {"setDataValidation": {"range": tab.area(0, 5), "rule": box}}, tab.append(["c"])
    )
    return "below" if len(tab.values()) > 5 else "among"  # noqa: PLR2004 - five boxes


def _metadata_on_duplicate(tab: Tab) -> str:
    copy_id = secrets.randbelow(2**30)
    tab.batch(tab.append(["a"]), tab.mark("COLUMNS", 0))
    tab.batch(
        {"duplicateSheet": {"sourceSheetId": tab.sheet_id, "newSheetId": copy_id}}
    )
    try:
        if tab.marked() == [0]:
            return "leave"
        return "copy"
    finally:
        tab.batch({"deleteSheet": {"sheetId": copy_id}})


def _inserted_row_inherits_check_boxes(tab: Tab) -> str:
    box = {"condition": {"type": "BOOLEAN"}}
    row = {"range": tab.span("ROWS", 1), "inheritFromBefore": False}
    tab.batch(
        tab.append(["a"]), {"setDataValidation": {"range": tab.area(1, 3), "rule": box}}
    )
    tab.batch({"insertDimension": row})
    if tab.values()[1:2] == [[False]]:
        return "yes"
    return "no"


def _append_below_formats(tab: Tab) -> str:
    look = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    tab.batch(
        {
            "repeatCell": {
                "range": tab.area(0, 5),
                "cell": look,
                "fields": "userEnteredFormat",
            }
        },
        tab.append(["c"]),
    )
    if len(tab.values()) == 1:
        return "among them"
    return "below them"


def _null_in_values(tab: Tab) -> str:
    tab.batch(tab.append(["a"], ["b"]))
    target = {"gridRange": tab.area(0, 2)}
    tab.spreadsheet.write(
        [{"dataFilter": target, "majorDimension": "COLUMNS", "values": [[None, "new"]]}]
    )
    if tab.values() == [["a"], ["new"]]:
        return "leaves the cell"
    return "empties the cell"


def _strict_rule(tab: Tab) -> str:
    values = [{"userEnteredValue": word} for word in ("New", "Done")]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True}
    tab.batch({"setDataValidation": {"range": tab.area(0, 5), "rule": rule}})
    target = {"gridRange": tab.area(0, 1)}
    try:
        tab.spreadsheet.write(
            [{"dataFilter": target, "majorDimension": "ROWS", "values": [["Nwe"]]}]
        )
    except Refused:
        return "refuse"
    return "accept"


def _drop_down_range_on_move(tab: Tab) -> str:
    title = f"Hoja check {tab.sheet_id}"
    values = [{"userEnteredValue": f"='{title}'!$B$2:$B"}]
    rule = {"condition": {"type": "ONE_OF_RANGE", "values": values}, "strict": False}
    tab.batch(
        tab.append(["a", "b"]),
        {"setDataValidation": {"range": tab.area(0, 1), "rule": rule}},
    )
    tab.batch(
        {"moveDimension": {"source": tab.span("COLUMNS", 1), "destinationIndex": 4}}
    )
    fields = "sheets(properties(sheetId),data(rowData.values(dataValidation)))"
    [sheet] = tab.spreadsheet.grids([{"gridRange": tab.area(0, 1)}], fields)
    cell = sheet["data"][0]["rowData"][0]["values"][0]
    named = (
        cell.get("dataValidation", {})
        .get("condition", {})
        .get("values", [{}])[0]
        .get("userEnteredValue", "")
    )
    if "$D$2:$D" in named:
        return "follow"
    return "stay"


def _conditional_format_on_move(tab: Tab) -> str:
    look = {"backgroundColor": {"red": 1.0}}
    rule = {
        "ranges": [tab.area(0, 5)],
        "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": look},
    }
    tab.batch({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    tab.batch(
        {"moveDimension": {"source": tab.span("COLUMNS", 0), "destinationIndex": 3}}
    )
    fields = "sheets(properties(sheetId),conditionalFormats)"
    [sheet] = tab.spreadsheet.grids([{"gridRange": tab.area(0, 1)}], fields)
    if sheet["conditionalFormats"][0]["ranges"][0].get("startColumnIndex") == 2:  # noqa: PLR2004 - where it was moved to
        return "follow"
    return "stay"


def _long_cell(tab: Tab) -> str:
    try:
        tab.batch(tab.append(["x" * 50_001]))
    except Refused:
        return "refuse"
    return "accept"


QUESTIONS = (
    Question(
        "metadata on a row whose row is sorted away",
        _row_metadata_on_sort,
        "row_metadata_on_sort",
    ),
    Question(
        "the same append again, with metadata of the same id",
        _repeat_metadata_id,
        "repeat_metadata_id",
    ),
    Question("metadata on a row above which one is inserted", _row_metadata_on_insert),
    Question("metadata on a column that is moved", _column_metadata_on_move),
    Question("a batch of which one request is wrong", _wrong_request_in_a_batch),
    Question("a row appended while a filter hides the last", _append_below_a_filter),
    Question(
        "a row appended to a tab with empty check boxes",
        _append_at_check_boxes,
        "append_at_check_boxes",
    ),
    Question(
        "metadata of a tab that is duplicated",
        _metadata_on_duplicate,
        "metadata_on_duplicate",
    ),
    Question(
        "whether a row inserted above check boxes has them too",
        _inserted_row_inherits_check_boxes,
    ),
    Question(
        "a row appended to a tab with formats and no values", _append_below_formats
    ),
    Question("null among values that are written", _null_in_values),
    Question(
        "a value that a strict drop-down does not have, written by a program",
        _strict_rule,
    ),
    Question(
        "the range that a drop-down offers, whose column is moved",
        _drop_down_range_on_move,
    ),
    Question("a conditional format whose column is moved", _conditional_format_on_move),
    Question("a cell of 50,001 characters", _long_cell),
)
