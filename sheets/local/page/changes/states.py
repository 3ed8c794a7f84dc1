"""A change that is remembered as the states of the spreadsheet before and after it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from sheets.local.files.workbooks import Switches
from sheets.local.model.spreadsheet import COLUMNS, Book
from sheets.local.page.changes.places import headers_as_then
from sheets.local.page.changes.restore import carried, restore, tab
from sheets.local.page.targets import CONFLICT, Refusal

Spot = tuple[int, int]
"""A row and a column."""


@dataclass(frozen=True)
class StateChange(ABC):
    """What was done to rows, columns or the look of one tab.

    Both states are published ones, which nobody changes: they share with the present
    one all rows that are the same.
    """

    before: Book
    after: Book
    gid: int

    @property
    def book(self) -> str:
        """The id of the spreadsheet."""
        return self.after.id

    @abstractmethod
    def undone(
        self, published: Book, book: Book, switches: Switches
    ) -> tuple["StateChange", Spot | None]:
        """Takes the change back in a book that may be changed; gives the change that
        this is, and the first cell of what is where it was before.

        `published` is the state that the book is a copy of. Raises Refusal 409 where
        that cannot be told any more.
        """


@dataclass(frozen=True)
class LookChange(StateChange):
    """Rows or columns hidden, shown, sized or frozen, or a filter: nothing moved."""

    def undone(
        self, published: Book, book: Book, switches: Switches
    ) -> tuple[StateChange, Spot | None]:
        """Puts back what nobody has changed since; refuses where that is nothing."""
        if self._has_columns and not headers_as_then(book, self.after, self.gid):
            raise Refusal(CONFLICT, moved=True)
        after = carried(self.after, book)
        if not restore(book, after, carried(self.before, book)):
            raise Refusal(CONFLICT, moved=True)
        return replace(self, before=published, after=book), None

    @property
    def _has_columns(self) -> bool:
        """Whether columns look different, which are counted by their places."""
        before = tab(self.before, self.gid)
        after = tab(self.after, self.gid)
        return (
            before.sizes[COLUMNS] != after.sizes[COLUMNS]
            or before.basic_filter != after.basic_filter
        )
