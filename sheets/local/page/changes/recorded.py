"""What an act of the menu changed, so that it can be undone."""

from sheets.local.model.spreadsheet import Book, Json
from sheets.local.page.changes import lines, orders, tabs
from sheets.local.page.changes.states import LookChange, StateChange

LINES = frozenset((lines.INSERT, lines.DELETE))
ORDERS = frozenset((orders.MOVE, orders.SORT))
TABS = frozenset((tabs.ADD, tabs.DELETE, "updateSheetProperties"))
LOOKS = frozenset(("updateDimensionProperties", "setBasicFilter", "clearBasicFilter"))


def recorded(
    before: Book, after: Book, gid: int, requests: list[Json]
) -> StateChange | None:
    """The change that some requests made; None where nothing is to be undone."""
    kinds = {kind for request in requests for kind in request}
    if not kinds:
        return None
    if kinds <= LINES:
        return lines.recorded(before, after, gid, requests)
    if kinds <= ORDERS:
        return orders.recorded(before, after, gid, requests)
    if kinds <= LOOKS or _freezes(requests):
        return LookChange(before, after, gid)
    if kinds <= TABS:
        return tabs.recorded(before, after, gid, requests)
    return None


def _freezes(requests: list[Json]) -> bool:
    masks = [
        str(request.get("updateSheetProperties", {}).get("fields"))
        for request in requests
    ]
    return all(mask.startswith("gridProperties.frozen") for mask in masks)
