"""What the page's menu does, as requests of the API's own batchUpdate."""

from collections.abc import Callable, Iterable

from sheets.local.content.filtering import criteria_of
from sheets.local.errors import ApiError
from sheets.local.files.workbooks import Switches
from sheets.local.model.json_parts import items_of, text_of
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Book, Json, Sheet
from sheets.local.page.changes import looks
from sheets.local.page.shown import filter as page_filter
from sheets.local.page.targets import CONFLICT, Refusal, Targets, frozen
from sheets.local.requests import apply

Runs = list[tuple[int, int]]


def do(
    book: Book, sheet: Sheet, switches: Switches, given: Json
) -> tuple[Json, list[Json]]:
    """Does one act; gives the tab to show (`gid`) and the row or column to
    select (`at`, may be None), and the requests that it was.

    Raises Refusal 410 for a row that is gone, 409 for a column or an order that
    is no longer the one drawn.
    """
    act = Act(book, sheet, given)
    name = str(given.get("act"))
    if name not in ACTS:
        raise ApiError(400, "There is no such act.")
    requests = ACTS[name](act)
    apply(book, switches, requests)
    if act.gid is not None:
        gid = act.gid
    else:
        gid = book.sheets[-1].id
    return {"gid": gid, "at": act.at}, requests


class Act:
    """One wish of a person, its rows and columns found again."""

    def __init__(self, book: Book, sheet: Sheet, given: Json) -> None:
        self.book = book
        self.sheet = sheet
        self.given = given
        self.targets = Targets(book, sheet)
        self.gid: int | None = sheet.id
        self.at: int | None = None
        self.criteria = criteria_of(sheet.basic_filter or {})

    def spots(self, dimension: str) -> list[int]:
        """The rows or columns that were selected, in their order."""
        entries = self.given.get("rows" if dimension == ROWS else "columns") or []
        if not entries:
            raise ApiError(400, "Nothing is selected.")
        return sorted({self.spot(dimension, entry) for entry in entries})

    def spot(self, dimension: str, entry: Json) -> int:
        """One row or column."""
        if dimension == ROWS:
            return self.targets.row(entry)
        return self.targets.column(entry, self.given.get("version"))

    def span(self, dimension: str, start: int, end: int) -> Json:
        """A DimensionRange."""
        return {
            "sheetId": self.sheet.id,
            "dimension": dimension,
            "startIndex": start,
            "endIndex": end,
        }


def _runs(spots: Iterable[int]) -> Runs:
    """Neighbours taken together: [1, 2, 5] is (1, 3), (5, 6)."""
    runs: Runs = []
    for index in spots:
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _insert(act: Act, dimension: str, *, after: bool) -> list[Json]:
    spots = act.spots(dimension)
    if after:
        start = spots[-1] + 1
    else:
        start = spots[0]
    fixed = 0
    if dimension == ROWS:
        fixed = frozen(act.sheet)
    # What is frozen stays the top.
    start = max(start, fixed)
    act.at = start
    like_before = after and start > fixed
    return [
        {
            "insertDimension": {
                "range": act.span(dimension, start, start + 1),
                "inheritFromBefore": like_before,
            }
        }
    ]


def _delete(act: Act, dimension: str) -> list[Json]:
    spots = act.spots(dimension)
    act.at = spots[0]
    # From behind: what is deleted first must not move what comes after.
    return [
        {"deleteDimension": {"range": act.span(dimension, *run)}}
        for run in reversed(_runs(spots))
    ]


def _move(act: Act, dimension: str, *, forward: bool) -> list[Json]:
    """Puts what is selected before or behind its neighbour in sight (`to`)."""
    spots = act.spots(dimension)
    to = act.spot(dimension, act.given["to"])
    if forward:
        beyond = to > spots[-1]
    else:
        beyond = to < spots[0]
    if not beyond or (
        dimension == ROWS and (to < frozen(act.sheet)) != (spots[0] < frozen(act.sheet))
    ):
        raise Refusal(CONFLICT, moved=True)
    if forward:
        act.at = to + 1 - len(spots)
    else:
        act.at = to
    requests = []
    done = 0
    for start, end in reversed(_runs(spots)) if forward else _runs(spots):
        if forward:
            target = to + 1 - done
        else:
            target = to + done
        if target not in (start, end):
            source = act.span(dimension, start, end)
            requests.append(
                {"moveDimension": {"source": source, "destinationIndex": target}}
            )
        done += end - start
    return requests


def _freeze(act: Act, dimension: str) -> list[Json]:
    return [looks.freeze(act.sheet, dimension, act.spots(dimension)[-1] + 1)]


def _hide(act: Act, dimension: str) -> list[Json]:
    return [
        looks.hidden(act.sheet, dimension, index, hide=True)
        for index in act.spots(dimension)
    ]


def _show(act: Act, dimension: str) -> list[Json]:
    spots = looks.to_show(act.sheet, dimension, act.spots(dimension))
    return [looks.hidden(act.sheet, dimension, index, hide=False) for index in spots]


def _width(act: Act) -> list[Json]:
    pixels = act.given.get("pixels")
    return [looks.width(act.sheet, index, pixels) for index in act.spots(COLUMNS)]


def _sort(act: Act, order: str) -> list[Json]:
    column = act.spots(COLUMNS)[0]
    top = page_filter.first_row(act.sheet)
    area = {
        "sheetId": act.sheet.id,
        "startRowIndex": top,
        "endRowIndex": max(len(act.sheet.rows), top),
    }
    return [
        {
            "sortRange": {
                "range": area,
                "sortSpecs": [{"dimensionIndex": column, "sortOrder": order}],
            }
        }
    ]


def _filter(act: Act) -> list[Json]:
    return [page_filter.request(act.sheet, act.criteria)]


def _filter_column(act: Act) -> list[Json]:
    column = act.spots(COLUMNS)[0]
    hidden = [str(value) for value in items_of(act.given, "hidden")]
    held = {}
    for name, value in act.criteria.get(column, {}).items():
        if name != "hiddenValues":
            held[name] = value
    return [
        page_filter.request(
            act.sheet, act.criteria | {column: held | {"hiddenValues": hidden}}
        )
    ]


def _no_filter(act: Act) -> list[Json]:
    return [{"clearBasicFilter": {"sheetId": act.sheet.id}}]


def _add_tab(act: Act) -> list[Json]:
    # The new one, which is the last.
    act.gid = None
    return [{"addSheet": {"properties": {"title": text_of(act.given, "title")}}}]


def _rename(act: Act) -> list[Json]:
    properties = {"sheetId": act.sheet.id, "title": text_of(act.given, "title")}
    return [{"updateSheetProperties": {"properties": properties, "fields": "title"}}]


def _neighbour(act: Act, step: int) -> Sheet | None:
    seen = []
    for sheet in act.book.sheets:
        if sheet is act.sheet or not sheet.properties.get("hidden"):
            seen.append(sheet)
    index = seen.index(act.sheet) + step
    if 0 <= index < len(seen):
        return seen[index]
    return None


def _delete_tab(act: Act) -> list[Json]:
    next_to = _neighbour(act, 1) or _neighbour(act, -1)
    if next_to:
        act.gid = next_to.id
    else:
        act.gid = act.sheet.id
    return [{"deleteSheet": {"sheetId": act.sheet.id}}]


def _move_tab(act: Act, step: int) -> list[Json]:
    next_to = _neighbour(act, step)
    if next_to is None:
        return []
    index = act.book.sheets.index(next_to) + (step > 0)
    properties = {"sheetId": act.sheet.id, "index": index}
    return [{"updateSheetProperties": {"properties": properties, "fields": "index"}}]


ACTS: dict[str, Callable[[Act], list[Json]]] = {
    "row_above": lambda act: _insert(act, ROWS, after=False),
    "row_below": lambda act: _insert(act, ROWS, after=True),
    "row_up": lambda act: _move(act, ROWS, forward=False),
    "row_down": lambda act: _move(act, ROWS, forward=True),
    "delete_rows": lambda act: _delete(act, ROWS),
    "column_left": lambda act: _insert(act, COLUMNS, after=False),
    "column_right": lambda act: _insert(act, COLUMNS, after=True),
    "move_left": lambda act: _move(act, COLUMNS, forward=False),
    "move_right": lambda act: _move(act, COLUMNS, forward=True),
    "delete_columns": lambda act: _delete(act, COLUMNS),
    "freeze_rows": lambda act: _freeze(act, ROWS),
    "freeze_columns": lambda act: _freeze(act, COLUMNS),
    "unfreeze": lambda act: [
        looks.freeze(act.sheet, dimension, 0) for dimension in (ROWS, COLUMNS)
    ],
    "hide_rows": lambda act: _hide(act, ROWS),
    "show_rows": lambda act: _show(act, ROWS),
    "hide_columns": lambda act: _hide(act, COLUMNS),
    "show_columns": lambda act: _show(act, COLUMNS),
    "width": _width,
    "sort_up": lambda act: _sort(act, "ASCENDING"),
    "sort_down": lambda act: _sort(act, "DESCENDING"),
    "filter": _filter,
    "filter_column": _filter_column,
    "no_filter": _no_filter,
    "add_tab": _add_tab,
    "rename": _rename,
    "delete_tab": _delete_tab,
    "tab_left": lambda act: _move_tab(act, -1),
    "tab_right": lambda act: _move_tab(act, 1),
}
