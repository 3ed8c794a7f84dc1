"""Rows and columns that people moved or sorted, put back in the order before."""

from dataclasses import dataclass, replace
from itertools import pairwise

from sheets.local.content import dimensions
from sheets.local.files.workbooks import Switches
from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Book, Json, Sheet
from sheets.local.page.changes.places import headers_as_then, place_of
from sheets.local.page.changes.restore import carried, restore, row_places, tab
from sheets.local.page.changes.states import Spot, StateChange
from sheets.local.page.targets import CONFLICT, Refusal
from sheets.local.requests.batch import Batch
from sheets.local.requests.rows import sorting

MOVE, SORT = "moveDimension", "sortRange"
Order = tuple[int, ...]
"""Of each place, where its row or column was before."""


@dataclass(frozen=True)
class OrderChange(StateChange):
    """Rows or columns in another order: what is at place i after it was at `order[i]`
    before.

    What was moved takes along all ranges and sizes, what was sorted none of them.
    """

    dimension: str
    order: Order
    is_sort: bool

    def undone(
        self, published: Book, book: Book, switches: Switches
    ) -> tuple[StateChange, Spot | None]:
        """Puts the rows or columns back.

        1. Those that are still there take the order that they had; what others have
           put in among them stays beside its neighbours when something was moved, and
           in its place when it was sorted.
        2. Formulas, ranges and looks that the change had altered, and nobody since,
           are put back as they were.
        """
        order = self._order_back(book, tab(book, self.gid))
        self._put(book, switches, order)
        alone = self.after.copy()
        self._put(alone, switches, self._order_back(alone, tab(alone, self.gid)))
        before = carried(self.before, book)
        restore(book, carried(alone, book), before)
        again = replace(self, before=published, after=book, order=order)
        first = _changed(order)[0]
        if self.dimension == ROWS:
            return again, (first, 0)
        return again, (0, first)

    def _put(self, book: Book, switches: Switches, order: Order) -> None:
        sheet = tab(book, self.gid)
        if not self.is_sort:
            dimensions.rearrange(book, sheet, self.dimension, list(order))
            return
        top, bottom = _changed(order)
        area = Area(sheet, top, bottom, 0, sheet.column_count)
        sorting.rearrange(Batch(book, switches), area, list(order[top:bottom]))

    def _order_back(self, book: Book, sheet: Sheet) -> Order:
        """Where each row or column of the old order is now."""
        if self.dimension == COLUMNS:
            if not headers_as_then(book, self.after, self.gid):
                raise Refusal(CONFLICT, moved=True)
            return _inverse(self.order)
        if not self._is_in_order(sheet):
            raise Refusal(CONFLICT, moved=True)
        if self.is_sort:
            order = self._rows_back(sheet)
        else:
            order = self._pieces_back(sheet)
        # Whatever was moved is gone by now.
        if _changed(order) == (0, 0):
            raise Refusal(CONFLICT, moved=True)
        return order

    def _is_in_order(self, sheet: Sheet) -> bool:
        """Whether the rows in question follow each other as the change left them."""
        top, bottom = _changed(self.order)
        places = row_places(sheet)
        rows = tab(self.after, self.gid).rows[top:bottom]
        standing = [places[row.id] for row in rows if row and row.id in places]
        return standing == sorted(standing)

    def _rows_back(self, sheet: Sheet) -> Order:
        """Each row in its old place, where nothing else stands there by now; else in
        the places that these rows have among themselves.
        """
        top, bottom = _changed(self.order)
        places = row_places(sheet)
        before: dict[int, int] = {}
        for index, row in enumerate(tab(self.before, self.gid).rows):
            if top <= index < bottom and row is not None and row.id in places:
                before[index] = places[row.id]
        sources = list(before.values())
        targets = list(before)
        after = row_places(tab(self.after, self.gid))
        is_as_then = all(
            after[row.id] == places[row.id]
            for row in tab(self.after, self.gid).rows[top:bottom]
            if row is not None and row.id in places
        )
        is_free = not set(targets) & (set(places.values()) - set(sources))
        if not is_as_then or not is_free:
            targets = sorted(sources)
        return _permutation(targets, sources, sheet.row_count)

    def _pieces_back(self, sheet: Sheet) -> Order:
        """The pieces that stayed together, each with all that stands in it now."""
        old = _inverse(self.order)
        count = len(old)
        starts = [0]
        for index, (left, right) in enumerate(pairwise(old), 1):
            if right != left + 1:
                starts.append(index)
        pieces = [
            (old[start], old[end - 1] + 1) for start, end in pairwise([*starts, count])
        ]
        after = tab(self.after, self.gid)
        places = row_places(sheet)
        edges = {0: 0, count: sheet.row_count}
        for start, _ in pieces:
            if start:
                edges[start] = place_of(after, places, (start, start), ())
        borders = [edges[edge] for edge in sorted(edges)]
        if borders != sorted(borders):
            raise Refusal(CONFLICT, moved=True)
        order: list[int] = []
        for start, end in pieces:
            order.extend(range(edges[start], edges[end]))
        return tuple(order)


def recorded(
    before: Book, after: Book, gid: int, requests: list[Json]
) -> OrderChange | None:
    """The change that some requests of one kind made; None where all stayed where it
    was.
    """
    [kind] = {kind for request in requests for kind in request}
    if kind == MOVE:
        sources = [request[MOVE]["source"] for request in requests]
        dimension = str(sources[0]["dimension"])
        order = list(range(tab(before, gid).count(dimension)))
        for request in requests:
            _move(order, request[MOVE])
    else:
        dimension = ROWS
        order = _sorted(tab(before, gid), tab(after, gid))
    if _changed(tuple(order)) == (0, 0):
        return None
    return OrderChange(before, after, gid, dimension, tuple(order), kind == SORT)


def _move(order: list[int], request: Json) -> None:
    start = request["source"]["startIndex"]
    end = request["source"]["endIndex"]
    to = request["destinationIndex"]
    block = order[start:end]
    del order[start:end]
    # The destination is counted before the block is taken out.
    if to > start:
        to -= end - start
    order[to:to] = block


def _sorted(before: Sheet, after: Sheet) -> list[int]:
    places = row_places(before)
    targets: list[int] = []
    sources: list[int] = []
    for index, row in enumerate(after.rows):
        if row is not None and row.id in places:
            targets.append(index)
            sources.append(places[row.id])
    return list(_permutation(targets, sources, before.row_count))


def _permutation(targets: list[int], sources: list[int], count: int) -> Order:
    """What is at a source goes to its target; empty rows fill the places left."""
    order = [-1] * count
    for target, source in zip(targets, sources, strict=True):
        order[target] = source
    taken = set(sources)
    free = set(targets)
    # What is no target and no source stays.
    for index in range(count):
        if index not in free and index not in taken:
            order[index] = index
    empty = iter(sorted(free - taken))
    for index in sorted(taken - free):
        order[index] = next(empty)
    return tuple(order)


def _inverse(order: Order) -> Order:
    inverse = [0] * len(order)
    for index, source in enumerate(order):
        inverse[source] = index
    return tuple(inverse)


def _changed(order: Order) -> tuple[int, int]:
    """The first place that has something else, and the one after the last; nothing
    is (0, 0).
    """
    moved = [index for index, source in enumerate(order) if index != source]
    if not moved:
        return 0, 0
    return moved[0], moved[-1] + 1
