"""Where the rows and columns of an older state of a tab are now."""

from sheets.local.model.spreadsheet import Book, Sheet
from sheets.local.page.changes.restore import Runs, tab
from sheets.local.page.targets import CONFLICT, Refusal, headers


def headers_as_then(book: Book, then: Book, gid: int) -> bool:
    """Whether all columns have their names: columns have no ids, and are told apart
    only while that holds.
    """
    return headers(book, tab(book, gid)) == headers(then, tab(then, gid))


def place_of(
    state: Sheet, places: dict[int, int], run: tuple[int, int], missing: Runs
) -> int:
    """Where a run of rows would begin now, by the nearest rows above and below it
    that are still there.

    `missing` are the runs that are put in again: what stands behind one of them will
    be so much further down.
    """
    starts: set[int] = set()
    above = range(min(run[0], len(state.rows)) - 1, -1, -1)
    below = range(run[1], len(state.rows))
    for indexes in (above, below):
        for index in indexes:
            row = state.rows[index]
            if row is not None and row.id in places:
                before = sum(end - start for start, end in missing if end <= index)
                starts.add(places[row.id] + before + run[0] - index)
                break
    if len(starts) > 1:
        raise Refusal(CONFLICT, moved=True)
    if starts:
        return starts.pop()
    return run[0]
