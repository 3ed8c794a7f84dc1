"""All spreadsheets of this server: read without waiting, changed one request at a
time.
"""

import secrets
import string
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sheets.local.content.defaults import new_properties
from sheets.local.errors import not_found
from sheets.local.files.store import Store
from sheets.local.formulas.memory import memo
from sheets.local.model.folder import Folder
from sheets.local.model.spreadsheet import Book, Json, Sheet

ID_LETTERS = string.ascii_letters + string.digits + "-_"
# As long as Google's, for programs that check it.
ID_LENGTH = 43
DISCARD: ContextVar[bool] = ContextVar("discard", default=False)
"""Set by a fault: the change is answered as if it were made, and forgotten."""


@dataclass(frozen=True)
class Switches:
    """What is not known for sure of Google's behaviour; each way can be tried."""

    row_metadata_on_sort: str = "stay"
    """"stay" or "follow": what developer metadata on rows does when they are sorted."""
    repeat_metadata_id: str = "refuse"
    """"refuse" or "accept": what creating developer metadata with an id in use does."""
    append_at_check_boxes: str = "below"
    """"below" or "among": where a row goes that is appended to a tab in which the last
    rows hold empty check boxes only.
    """
    metadata_on_duplicate: str = "leave"
    """"leave" or "copy": what becomes of a tab's developer
    metadata in a copy of the tab.
    """


class Workbooks:
    """The spreadsheets. A published book is never changed, so reading needs no lock."""

    def __init__(self, data: Path, switches: Switches) -> None:
        self.switches = switches
        self._store = Store(data / "sheets.sqlite3")
        self._lock = threading.Lock()
        self._books: dict[str, Book] = {}
        for book in self._store.books():
            self._publish(book)
        self._folders = {folder.id: folder for folder in self._store.folders()}

    def close(self) -> None:
        """Closes the store."""
        with self._lock:
            self._store.close()

    def get(self, id: str) -> Book:
        """The current state of a spreadsheet. Raises Google's 404 for an unknown id."""
        book = self._books.get(id)
        if book is None:
            raise not_found()
        return book

    def find(self, id: str) -> Book | None:
        """The current state of a spreadsheet, if there is one of this id."""
        return self._books.get(id)

    def all(self) -> list[Book]:
        """Every spreadsheet, the one changed last first."""
        return sorted(
            self._books.values(), key=lambda book: book.modified, reverse=True
        )

    def create(
        self, properties: Json, fill: Callable[[Book], None], drive: Json | None = None
    ) -> Book:
        """Makes a spreadsheet and keeps it; `fill` gives it its sheets, `drive` says
        whose it is and where it lies.
        """
        now = timestamp()
        book = Book(
            new_file_id(),
            new_properties(properties),
            drive=drive or {},
            created=now,
            modified=now,
        )
        fill(book)
        with self._lock:
            self._store.save(None, book)
            self._publish(book)
        return book

    def delete(self, id: str) -> None:
        """Deletes a spreadsheet for good."""
        with self._lock:
            self._store.save(self.get(id), None)
            del self._books[id]

    def folder(self, id: str) -> Folder | None:
        """The folder of this id."""
        return self._folders.get(id)

    def folders(self) -> list[Folder]:
        """Every folder."""
        return list(self._folders.values())

    def put_folder(self, folder: Folder) -> Folder:
        """Keeps a folder as it is now."""
        with self._lock:
            self._store.save_folder(folder)
            self._folders[folder.id] = folder
        return folder

    def delete_folder(self, id: str) -> None:
        """Deletes a folder for good."""
        with self._lock:
            self._store.delete_folder(id)
            self._folders.pop(id, None)

    @contextmanager
    def change(self, id: str) -> Iterator[Book]:
        """A copy to change.

        It is stored and published when the block ends without an error.
        """
        with self._lock:
            old = self.get(id)
            # Readers go on with the old state: they need no lock.
            draft = old.copy()
            yield draft
            # A fault wants a lie: the draft is thrown away, and the caller
            # hears that all went well.
            if DISCARD.get():
                return
            draft.version += 1
            draft.modified = timestamp()
            # On disk before anybody can read it.
            self._store.save(old, draft)
            self._publish(draft, old)

    def _publish(self, book: Book, old: Book | None = None) -> None:
        memo.published(book, old)
        self._books[book.id] = book


def new_file_id() -> str:
    """An id as Drive hands them out."""
    return "1" + "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


def timestamp() -> str:
    """Now, as Drive writes it: UTC to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_sheet_id(book: Book) -> int:
    """An id that no sheet of the book has."""
    while True:
        id = secrets.randbelow(2**31 - 1) + 1
        if book.find(id) is None:
            return id


def first_sheet(book: Book, title: str = "Sheet1") -> None:
    """Gives a new book its one empty sheet."""
    grid = {"rowCount": 1000, "columnCount": 26}
    properties = {
        "sheetId": 0,
        "title": title,
        "sheetType": "GRID",
        "gridProperties": grid,
    }
    book.sheets.append(Sheet(properties))
