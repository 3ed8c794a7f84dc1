"""Tabs that people added, renamed, moved or deleted, so that it can be undone."""

from dataclasses import dataclass, replace

from sheets.local.errors import ApiError
from sheets.local.files.workbooks import Switches
from sheets.local.model.spreadsheet import MAX_CELLS, Book, Json, Sheet
from sheets.local.page.changes.restore import carried, restore, tab
from sheets.local.page.changes.states import Spot, StateChange
from sheets.local.page.targets import CONFLICT, Refusal
from sheets.local.requests import apply

ADD, DELETE = "addSheet", "deleteSheet"


@dataclass(frozen=True)
class TabsChange(StateChange):
    """A tab that was added, deleted, renamed or put in another place."""

    def undone(
        self, published: Book, book: Book, switches: Switches
    ) -> tuple[StateChange, Spot | None]:
        """Takes the change back.

        1. A new tab is deleted, unless somebody has written into it; a deleted one
           comes back beside its neighbours, a name or a place as it was, unless
           somebody has changed it since.
        2. Formulas that named the tab name it again, and its names and metadata come
           back, where nobody has changed them since.
        """
        self._turn_back(book, switches)
        alone = self.after.copy()
        self._turn_back(alone, switches)
        restore(book, carried(alone, book), carried(self.before, book))
        return replace(self, before=published, after=book), None

    def _turn_back(self, book: Book, switches: Switches) -> None:
        before = self.before.find(self.gid)
        after = self.after.find(self.gid)
        sheet = book.find(self.gid)
        if before is None:
            if sheet != after:
                raise Refusal(CONFLICT, moved=True)
            _apply(book, switches, {DELETE: {"sheetId": self.gid}})
        elif after is None:
            self._put_in(book)
        elif before.title != after.title:
            if sheet is None or sheet.title != after.title:
                raise Refusal(CONFLICT, moved=True)
            properties = {"sheetId": self.gid, "title": before.title}
            update = {"properties": properties, "fields": "title"}
            _apply(book, switches, {"updateSheetProperties": update})
        else:
            self._put_back(book)

    def _put_in(self, book: Book) -> None:
        # With formulas that point at what they meant, wherever it is now.
        sheet = tab(carried(self.before, book), self.gid).copy()
        cells = sheet.row_count * sheet.column_count
        if book.titled(sheet.title) or book.cell_count() + cells > MAX_CELLS:
            raise Refusal(CONFLICT, moved=True)
        book.sheets.insert(self._place(book), sheet)

    def _put_back(self, book: Book) -> None:
        """Refuses where tabs stand in another order than the change left them in."""
        if _common(book, self.after) != _common(self.after, book):
            raise Refusal(CONFLICT, moved=True)
        sheet = book.find(self.gid)
        if sheet is None:
            raise Refusal(CONFLICT, moved=True)
        book.sheets.remove(sheet)
        book.sheets.insert(self._place(book), sheet)

    def _place(self, book: Book) -> int:
        """Right behind the nearest tab before it that is still there."""
        ids = [sheet.id for sheet in self.before.sheets]
        now = [sheet.id for sheet in book.sheets]
        for id in reversed(ids[: ids.index(self.gid)]):
            if id in now:
                return now.index(id) + 1
        return 0


def _common(book: Book, other: Book) -> list[int]:
    """The tabs of a state that another one has too, in their order."""
    return [sheet.id for sheet in book.sheets if other.find(sheet.id)]


def _apply(book: Book, switches: Switches, request: Json) -> None:
    try:
        apply(book, switches, [request])
    except ApiError:
        # The last tab in sight, or a name that another one has by now.
        raise Refusal(CONFLICT, moved=True) from None


def recorded(before: Book, after: Book, gid: int, requests: list[Json]) -> TabsChange:
    """The change that a request made."""
    [request] = requests
    if ADD in request:
        gid = _added(before, after).id
    return TabsChange(before, after, gid)


def _added(before: Book, after: Book) -> Sheet:
    [sheet] = [sheet for sheet in after.sheets if before.find(sheet.id) is None]
    return sheet


def to_show(book: Book, gid: int) -> int:
    """The tab itself, or another one in sight where it is gone."""
    if book.find(gid):
        return gid
    for sheet in reversed(book.sheets):
        if not sheet.properties.get("hidden"):
            return sheet.id
    return gid
