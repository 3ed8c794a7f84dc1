"""The file that keeps the spreadsheets: SQLite, one transaction for each change."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sheets.local.model.folder import Folder
from sheets.local.model.spreadsheet import (
    ROW_IDS,
    Book,
    Cell,
    Failure,
    Formula,
    Json,
    Metadata,
    Row,
    Rows,
    Sheet,
)

SCHEMA = """
CREATE TABLE IF NOT EXISTS books (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sheets (
    book TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (book, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (
    id INTEGER PRIMARY KEY, book TEXT NOT NULL, sheet INTEGER NOT NULL, place INTEGER NOT NULL,
    cells TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS rows_of ON rows (book, sheet);
CREATE TABLE IF NOT EXISTS metadata (
    book TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (book, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shapes (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);
"""
BOOK = (
    "properties",
    "named",
    "permissions",
    "drive",
    "created",
    "modified",
    "version",
)
SHEET = (
    "properties",
    "merges",
    "protected",
    "conditional",
    "basic_filter",
    "filter_views",
    "banded",
    "groups",
    "sizes",
)
FORMULA, FAILURE = "f", "e"


class Store:
    """Reads everything once and then only writes.

    Not for use by two threads at a time.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Nobody else on this machine may read it.
        file.touch(mode=0o600)
        self.db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        # A call that was answered is on disk, as with Google.
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.executescript(SCHEMA)
        self.shape_ids: dict[str, int] = {}
        self.shapes: dict[int, Json] = {}
        for id, body in self.db.execute("SELECT id, body FROM shapes"):
            self.shape_ids[body] = id
            self.shapes[id] = json.loads(body)
        (last,) = self.db.execute("SELECT coalesce(max(id), 0) FROM rows").fetchone()
        ROW_IDS.after(last)

    def close(self) -> None:
        """Closes the file; the store is of no use afterwards."""
        self.db.close()

    def books(self) -> Iterator[Book]:
        """Every spreadsheet kept."""
        for id, body in self.db.execute("SELECT id, body FROM books").fetchall():
            book = Book(id=id, **json.loads(body))
            sheets = self.db.execute(
                "SELECT id, body FROM sheets WHERE book = ?", (id,)
            ).fetchall()
            book.sheets = [
                self._sheet(id, sheet_id, json.loads(text)) for sheet_id, text in sheets
            ]
            book.sheets.sort(key=lambda sheet: int(sheet.properties.pop("index")))
            query = "SELECT body FROM metadata WHERE book = ? ORDER BY id"
            items = [
                Metadata(**json.loads(text))
                for (text,) in self.db.execute(query, (id,))
            ]
            book.metadata = {item.id: item for item in items}
            yield book

    def _sheet(self, book: str, sheet_id: int, body: Json) -> Sheet:
        body["sizes"] = {
            name: {int(index): size for index, size in sizes.items()}
            for name, sizes in body["sizes"].items()
        }
        sheet = Sheet(**body)
        query = "SELECT place, id, cells FROM rows WHERE book = ? AND sheet = ? ORDER BY place"
        for row_index, id, cells in self.db.execute(query, (book, sheet_id)):
            sheet.rows.extend([None] * (row_index + 1 - len(sheet.rows)))
            sheet.rows[row_index] = Row(
                [self._cell(packed) for packed in json.loads(cells)], id
            )
        return sheet

    def folders(self) -> Iterator[Folder]:
        """Every folder kept."""
        for id, body in self.db.execute("SELECT id, body FROM folders"):
            yield Folder(id=id, **json.loads(body))

    def save_folder(self, folder: Folder) -> None:
        """Stores a folder as it is now."""
        body = asdict(folder)
        row = (body.pop("id"), json.dumps(body))
        self.db.execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", row)

    def delete_folder(self, id: str) -> None:
        """Forgets a folder; what lay in it is not touched."""
        self.db.execute("DELETE FROM folders WHERE id = ?", (id,))

    def save(self, old: Book | None, new: Book | None) -> None:
        """Stores what differs between two states of a book; None stands for no book."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            if new is None:
                assert old is not None
                self._forget(old.id)
            else:
                self._save_book(old, new)
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise

    def _forget(self, book: str) -> None:
        self.db.execute("DELETE FROM books WHERE id = ?", (book,))
        for table in ("sheets", "rows", "metadata"):
            self.db.execute(f"DELETE FROM {table} WHERE book = ?", (book,))  # noqa: S608 - own names

    def _save_book(self, old: Book | None, new: Book) -> None:
        body = json.dumps({name: getattr(new, name) for name in BOOK})
        self.db.execute("INSERT OR REPLACE INTO books VALUES (?, ?)", (new.id, body))
        self._save_metadata(old.metadata if old else {}, new)
        if old:
            old_sheets = old.sheets
        else:
            old_sheets = []
        bodies = {
            sheet.id: _sheet_body(sheet, index)
            for index, sheet in enumerate(old_sheets)
        }
        rows = {sheet.id: sheet.rows for sheet in old_sheets}
        for index, sheet in enumerate(new.sheets):
            text = _sheet_body(sheet, index)
            if bodies.get(sheet.id) != text:
                self.db.execute(
                    "INSERT OR REPLACE INTO sheets VALUES (?, ?, ?)",
                    (new.id, sheet.id, text),
                )
            self._save_rows(new.id, sheet, rows.pop(sheet.id, Rows()))
        for sheet_id in rows:
            self.db.execute(
                "DELETE FROM sheets WHERE book = ? AND id = ?", (new.id, sheet_id)
            )
            self.db.execute(
                "DELETE FROM rows WHERE book = ? AND sheet = ?", (new.id, sheet_id)
            )

    def _save_metadata(self, old: dict[int, Metadata], new: Book) -> None:
        for id, item in new.metadata.items():
            if old.get(id) is not item:
                body = json.dumps(
                    {name: getattr(item, name) for name in item.__dataclass_fields__}
                )
                self.db.execute(
                    "INSERT OR REPLACE INTO metadata VALUES (?, ?, ?)",
                    (new.id, id, body),
                )
        for id in old.keys() - new.metadata.keys():
            self.db.execute(
                "DELETE FROM metadata WHERE book = ? AND id = ?", (new.id, id)
            )

    def _save_rows(self, book: str, sheet: Sheet, old: Rows) -> None:
        changed: list[tuple[int, Row | None]] = []
        removed = {}
        for row in old[len(sheet.rows) :]:
            if row:
                removed[row.id] = row
        for row_index in sheet.rows.unlike(old):
            changed.append((row_index, sheet.rows[row_index]))
            old_row = None
            if row_index < len(old):
                old_row = old[row_index]
            if old_row:
                removed[old_row.id] = old_row
        moved = []
        written = []
        for row_index, row in changed:
            if row is None:
                continue
            before = removed.pop(row.id, None)
            # A row that only moved keeps its cells: sorting
            # writes numbers, not contents.
            if before is not None and before.cells is row.cells:
                moved.append((row_index, row.id))
            else:
                cells = json.dumps(
                    [self._packed(cell) for cell in row.cells], ensure_ascii=False
                )
                written.append((row.id, book, sheet.id, row_index, cells))
        self.db.executemany("DELETE FROM rows WHERE id = ?", [(id,) for id in removed])
        self.db.executemany("UPDATE rows SET place = ? WHERE id = ?", moved)
        self.db.executemany(
            "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", written
        )

    def _packed(self, cell: Cell | None) -> Any:
        if cell is None:
            return None
        entered: Any = cell.entered
        if isinstance(entered, Formula | Failure):
            entered = {
                FORMULA if isinstance(entered, Formula) else FAILURE: str(entered)
            }
        if cell[1:] == (None, None, "", None):
            return entered
        return [
            entered,
            self._shape(cell.style),
            self._shape(cell.rule),
            cell.note,
            cell.more,
        ]

    def _cell(self, packed: Any) -> Cell | None:
        if packed is None:
            return None
        entered, style, rule, note, more = (
            packed if isinstance(packed, list) else (packed, 0, 0, "", None)
        )
        if isinstance(entered, dict):
            ((kind, text),) = entered.items()
            if kind == FORMULA:
                entered = Formula(text)
            else:
                entered = Failure(text)
        return Cell(entered, self.shapes.get(style), self.shapes.get(rule), note, more)

    def _shape(self, shape: Json | None) -> int:
        """The number under which a format or a validation rule is kept; 0 is none."""
        if shape is None:
            return 0
        text = json.dumps(shape, sort_keys=True)
        if text not in self.shape_ids:
            # One row for each format, however many cells have it.
            query = "INSERT INTO shapes (body) VALUES (?) ON CONFLICT DO UPDATE SET body = body RETURNING id"
            self.shape_ids[text] = int(self.db.execute(query, (text,)).fetchone()[0])
        return self.shape_ids[text]


def _sheet_body(sheet: Sheet, index: int) -> str:
    body = {name: getattr(sheet, name) for name in SHEET}
    return json.dumps(body | {"properties": sheet.properties | {"index": index}})
