"""Drive's uploads: a CSV or TSV file becomes a spreadsheet, or replaces one."""

import csv
import io
import json
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from flask import Blueprint, g, request

from sheets.local.api import drive_v2
from sheets.local.api.drive import shown
from sheets.local.api.drive_files import SPREADSHEET, book_of
from sheets.local.content.ranges import Writer
from sheets.local.errors import Unserved, invalid
from sheets.local.files.workbooks import first_sheet, new_sheet_id
from sheets.local.guards.accounts import WRITER
from sheets.local.model import a1
from sheets.local.model.spreadsheet import Book, Json, Sheet
from sheets.local.requests.tabs.sheets import GRID
from sheets.local.web import content, workbooks

api = Blueprint("uploads", __name__)
IMPORTED_ZONE = "America/Los_Angeles"
"""Google gives a converted file the zone of its own house."""
SEPARATORS = {"text/csv": ",", "text/tab-separated-values": "\t", "text/plain": ","}


@api.put("/upload/drive/v2/files/<id>")
def import_csv(id: str) -> Json:
    """Replaces a spreadsheet by a CSV file (gspread's `import_csv`)."""
    book_of(id, WRITER)
    rows = _rows(content(), "text/csv")
    with workbooks().change(id) as book:
        _replace(book, rows)
    return drive_v2.file(book)


@api.patch("/upload/drive/v3/files/<id>")
def update(id: str) -> Json:
    """Replaces a spreadsheet by a file."""
    book_of(id, WRITER)
    given, kind, data = _parts()
    rows = _rows(data, kind)
    with workbooks().change(id) as book:
        _replace(book, rows)
        if given.get("name"):
            book.properties["title"] = str(given["name"])
    return shown(book)


@api.post("/upload/drive/v3/files")
def create() -> Json:
    """Makes a spreadsheet out of a file."""
    given, kind, data = _parts()
    if given.get("mimeType") != SPREADSHEET:
        raise Unserved(f"files of the type {given.get('mimeType') or kind}")
    rows = _rows(data, kind)

    def fill(book: Book) -> None:
        first_sheet(book)
        _replace(book, rows)

    drive: Json = {"owner": g.account}
    if isinstance(given.get("parents"), list):
        drive["parents"] = given["parents"]
    title = {"title": str(given.get("name") or "Untitled")}
    return shown(workbooks().create(title, fill, drive))


def _parts() -> tuple[Json, str, bytes]:
    """What an upload says of its file, the file's type, and the file."""
    way = request.args.get("uploadType", "media")
    data = content()
    kind = request.headers.get("Content-Type", "")
    if way == "media":
        return {}, kind.partition(";")[0], data
    if way != "multipart":
        raise Unserved(f"uploads of the type {way}")
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + data)
    if message.is_multipart():
        parts = list(message.iter_parts())
    else:
        parts = []
    if len(parts) != 2:  # noqa: PLR2004 - what the file is, and the file
        raise invalid("Malformed multipart body.")
    try:
        given = json.loads(_bytes(parts[0]))
    except ValueError:
        raise invalid("Malformed multipart body.") from None
    if not isinstance(given, dict):
        raise invalid("Malformed multipart body.")
    return given, parts[1].get_content_type(), _bytes(parts[1])


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    return b""


def _rows(data: bytes, kind: str) -> list[list[str]]:
    if kind not in SEPARATORS:
        raise Unserved(f"uploads of the type {kind}")
    try:
        text = data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=SEPARATORS[kind]))
    except (UnicodeDecodeError, csv.Error):
        raise invalid("The file could not be converted.") from None


def _replace(book: Book, rows: list[list[str]]) -> None:
    """Puts the rows of a file in place of all tabs."""
    title = book.properties["title"]
    book.properties["timeZone"] = IMPORTED_ZONE
    grid = GRID | {
        "rowCount": max(1000, len(rows)),
        "columnCount": max(26, *map(len, rows), 0),
    }
    properties = {
        "sheetId": new_sheet_id(book),
        "title": title,
        "sheetType": "GRID",
        "gridProperties": grid,
    }
    book.sheets, book.metadata, book.named = [Sheet(properties)], {}, []
    Writer(book, "USER_ENTERED").update(a1.whole(book.sheets[0]), rows, None)
