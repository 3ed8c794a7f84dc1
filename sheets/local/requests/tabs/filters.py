"""Requests about filters: the basic one of a tab, and filter views."""

from copy import deepcopy

from sheets.local.content import filtering
from sheets.local.content.show import ranged
from sheets.local.errors import invalid
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import items_of, part_of
from sheets.local.model.spreadsheet import Json
from sheets.local.requests.batch import Batch
from sheets.local.requests.rows import sorting
from sheets.local.requests.tabs.ranges import Ranged, refuse_tables

VIEWS = Ranged("filter_views", "filterViewId", "filter view")


def set_basic_filter(batch: Batch, request: Json) -> None:
    """Puts the tab's one filter on a range, and sorts that if it says so."""
    given = part_of(request, "filter")
    refuse_tables(given)
    area = _area(batch, given)
    area.sheet.basic_filter = filtering.completed(given, area)
    specs = items_of(given, "sortSpecs")
    if specs and area.height > 1:
        # The names of the columns stay where they are.
        below = Area(area.sheet, area.top + 1, area.bottom, area.left, area.right)
        sorting.sort_area(batch, below, specs)


def _area(batch: Batch, given: Json) -> Area:
    area = batch.area(part_of(given, "range"))
    _refuse_empty(area)
    return area


def _refuse_empty(area: Area) -> None:
    if not area.height or not area.width:
        raise invalid("The range of a filter must not be empty.")


def clear_basic_filter(batch: Batch, request: Json) -> None:
    """Takes the tab's filter off."""
    batch.sheet(request.get("sheetId")).basic_filter = None


def add_filter_view(batch: Batch, request: Json) -> Json:
    """Adds a view; it hides rows from those who look through it only."""
    given = dict(part_of(request, "filter"))
    refuse_tables(given)
    name_id = given.get("namedRangeId")
    if name_id:
        given["range"] = _named(batch, name_id)
    view = filtering.completed(given, _area(batch, given))
    view["title"] = given.get("title") or _free_title(batch)
    VIEWS.add(batch, view)
    return {"filter": ranged(view)}


def _named(batch: Batch, id: str) -> Json:
    for entry in batch.book.named:
        if entry["namedRangeId"] == id:
            grid: Json = entry["range"]
            return grid
    raise invalid(f"No named range with id: {id}")


def _free_title(batch: Batch) -> str:
    titles = set()
    for sheet in batch.book.sheets:
        for view in sheet.filter_views:
            titles.add(view.get("title"))
    number = 1
    while f"Filter {number}" in titles:
        number += 1
    return f"Filter {number}"


def update_filter_view(batch: Batch, request: Json) -> None:
    """Changes the masked fields of a view."""
    given = part_of(request, "filter")
    refuse_tables(given)

    def complete(view: Json, area: Area) -> Json:
        _refuse_empty(area)
        old = dict(view)
        # Of the two forms of the criteria the one that was given says what holds.
        if "criteria" in given and "filterSpecs" not in given:
            old.pop("filterSpecs", None)
        elif "filterSpecs" not in view:
            old.pop("criteria", None)
        return filtering.completed(old, area)

    VIEWS.update(batch, request, "filter", complete)


def duplicate_filter_view(batch: Batch, request: Json) -> Json:
    """Makes a copy of a view."""
    sheet, index = VIEWS.find(batch, request.get("filterId"))
    view = deepcopy(sheet.filter_views[index])
    del view["filterViewId"]
    view["title"] = f"Copy of {view['title']}"
    VIEWS.add(batch, view)
    return {"filter": ranged(view)}


def delete_filter_view(batch: Batch, request: Json) -> None:
    """Takes a view away."""
    VIEWS.remove(batch, request.get("filterId"))
