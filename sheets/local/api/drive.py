"""Drive v3: spreadsheets as files, with trivial permissions."""

import csv
import io
import re

from flask import Blueprint, Response, request

from sheets.local.api import drive_v2
from sheets.local.content import masks
from sheets.local.content.ranges import Writer
from sheets.local.errors import ApiError, invalid
from sheets.local.files.workbooks import first_sheet, new_sheet_id
from sheets.local.model import a1
from sheets.local.model.spreadsheet import Book, Json, Sheet
from sheets.local.page.shown.export import as_csv, as_xlsx
from sheets.local.requests.sheets import GRID
from sheets.local.requests.unserved import Unserved
from sheets.local.web import body, flag, workbooks

api = Blueprint("drive", __name__)
SPREADSHEET = drive_v2.SPREADSHEET
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPORTED_ZONE = "America/Los_Angeles"
"""Google gives a converted file the zone of its own house."""
TERM = re.compile(
    r"""\s*(\w+)\s*(=|!=|contains)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|true|false)\s*"""
)
PERMISSION = {
    "type",
    "role",
    "emailAddress",
    "domain",
    "allowFileDiscovery",
    "displayName",
    "expirationTime",
    "view",
}
"""What is kept of one; Drive reads over anything else."""
CHANGEABLE = {"role", "pendingOwner", "expirationTime", "view"}
OWNER: Json = {
    "kind": "drive#permission",
    "id": "owner",
    "type": "user",
    "role": "owner",
    "emailAddress": drive_v2.ACCOUNT,
}
UNSERVED = {
    "application/pdf": "exports as PDF",
    "application/vnd.oasis.opendocument.spreadsheet": "exports as OpenDocument",
    "application/zip": "exports as HTML",
}


def _file(book: Book) -> Json:
    return {
        "kind": "drive#file",
        "id": book.id,
        "name": book.properties["title"],
        "mimeType": SPREADSHEET,
        "createdTime": book.created,
        "modifiedTime": book.modified,
        "version": str(book.version),
        "trashed": False,
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


def _shown(book: Book) -> Json:
    fields = request.args.get("fields", "kind,id,name,mimeType")
    shown: Json = masks.pick(_file(book), masks.parse(fields))
    return shown


def _book(id: str) -> Book:
    try:
        return workbooks().get(id)
    except ApiError:
        raise ApiError(404, f"File not found: {id}.") from None


@api.post("/drive/v3/files")
def create() -> Json:
    """Makes an empty spreadsheet."""
    given = body()
    title = given.get("name") or "Untitled"
    return _shown(workbooks().create({"title": title}, first_sheet))


@api.get("/drive/v3/files")
def find() -> Json:
    """The spreadsheets that a query matches, the one changed last first."""
    query = request.args.get("q", "")
    files = [file for file in map(_file, workbooks().all()) if _matches(file, query)]
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False, "files": files}
    fields = request.args.get(
        "fields", "kind,incompleteSearch,files(kind,id,name,mimeType)"
    )
    picked: Json = masks.pick(answer, masks.parse(fields))
    return picked


def _matches(file: Json, query: str) -> bool:
    """Whether a file agrees with all terms of a query; other kinds of term are
    refused.
    """
    if not query.strip():
        return True
    position = 0
    while match := TERM.match(query, position):
        if not _agrees(file, match[1], match[2], match[3]):
            return False
        position = match.end()
        if position == len(query):
            return True
        if not query[position:].startswith("and "):
            break
        position += len("and ")
    raise invalid("Invalid Value")


def _agrees(file: Json, name: str, sign: str, literal: str) -> bool:
    value = file.get(name)
    if literal in ("true", "false"):
        return (value == (literal == "true")) == (sign == "=")
    expected = re.sub(r"\\(.)", r"\1", literal[1:-1])
    if sign == "contains":
        return expected.casefold() in str(value).casefold()
    return (value == expected) == (sign == "=")


@api.get("/drive/v3/files/<id>")
def get(id: str) -> Json:
    """A spreadsheet as a file."""
    return _shown(_book(id))


@api.patch("/drive/v3/files/<id>")
def rename(id: str) -> Json:
    """Changes the name, which is the spreadsheet's title."""
    _book(id)
    name = body().get("name")
    with workbooks().change(id) as book:
        if name:
            book.properties["title"] = str(name)
    return _shown(book)


@api.delete("/drive/v3/files/<id>")
def delete(id: str) -> Response:
    """Deletes a spreadsheet."""
    _book(id)
    workbooks().delete(id)
    return Response(status=204)


@api.post("/drive/v3/files/<id>/copy")
def copy(id: str) -> Json:
    """Makes a copy of a spreadsheet, cells and all."""
    # Rows are shared between copies of a book; the new one needs
    # rows with ids of its own.
    source = _book(id).copy()
    title = body().get("name") or f"Copy of {source.properties['title']}"

    def fill(book: Book) -> None:
        book.sheets, book.named, book.metadata = (
            source.sheets,
            source.named,
            source.metadata,
        )
        for sheet in book.sheets:
            sheet.rows = [type(row)(row.cells) if row else None for row in sheet.rows]

    return _shown(workbooks().create(source.properties | {"title": title}, fill))


@api.get("/drive/v3/files/<id>/export")
def export(id: str) -> Response:
    """The spreadsheet as an Excel workbook, or its first tab as CSV or TSV."""
    book = _book(id)
    kind = request.args.get("mimeType", "")
    if kind == XLSX:
        return Response(as_xlsx(book), mimetype=kind)
    if kind in UNSERVED:
        raise Unserved(UNSERVED[kind])
    separators = {"text/csv": ",", "text/tab-separated-values": "\t"}
    if kind not in separators:
        raise invalid("The requested conversion is not supported.")
    return Response(as_csv(book, book.sheets[0], separators[kind]), mimetype=kind)


@api.put("/upload/drive/v2/files/<id>")
def upload(id: str) -> Json:
    """Replaces a spreadsheet by a CSV file (gspread's `import_csv`)."""
    _book(id)
    rows = list(csv.reader(io.StringIO(request.get_data().decode())))
    with workbooks().change(id) as book:
        sheet_id = new_sheet_id(book)
        grid = GRID | {
            "rowCount": max(1000, len(rows)),
            "columnCount": max(26, *map(len, rows), 0),
        }
        title = book.properties["title"]
        book.properties["timeZone"] = IMPORTED_ZONE
        # The file replaces all tabs, as gspread's import_csv expects.
        properties = {
            "sheetId": sheet_id,
            "title": title,
            "sheetType": "GRID",
            "gridProperties": grid,
        }
        book.sheets, book.metadata, book.named = [Sheet(properties)], {}, []
        Writer(book, "USER_ENTERED").update(a1.whole(book.sheets[0]), rows, None)
    return drive_v2.file(book)


@api.get("/drive/v3/files/<id>/comments")
def comments(id: str) -> Json:
    """Nobody comments here: there are none to copy."""
    _book(id)
    return {"kind": "drive#commentList", "comments": []}


@api.get("/drive/v3/files/<id>/permissions")
def permissions(id: str) -> Json:
    """Who may do what; kept, and of no effect here."""
    granted = _book(id).permissions
    own = OWNER | (
        {"role": "writer"} if any(entry["role"] == "owner" for entry in granted) else {}
    )
    return {"kind": "drive#permissionList", "permissions": [own, *granted]}


@api.post("/drive/v3/files/<id>/permissions")
def permit(id: str) -> Json:
    """Adds a permission."""
    _book(id)
    given = body()
    if given.get("role") == "owner" and given.get("emailAddress") == drive_v2.ACCOUNT:
        return OWNER
    _check_owner(given)
    with workbooks().change(id) as book:
        number = 1 + max((int(entry["id"]) for entry in book.permissions), default=0)
        fields = {name: value for name, value in given.items() if name in PERMISSION}
        permission = {"kind": "drive#permission", "id": str(number), **fields}
        book.permissions.append(permission)
        _hand_over(book, permission)
    return permission


@api.patch("/drive/v3/files/<id>/permissions/<permission>")
def amend(id: str, permission: str) -> Json:
    """Changes what somebody may do."""
    _book(id)
    given = body()
    _check_owner(given)
    with workbooks().change(id) as book:
        stored = next(
            (entry for entry in book.permissions if entry["id"] == permission), None
        )
        if stored is None:
            raise ApiError(404, f"Permission not found: {permission}.")
        stored |= {name: value for name, value in given.items() if name in CHANGEABLE}
        _hand_over(book, stored)
    return stored


def _check_owner(given: Json) -> None:
    """A file has one owner, who is replaced only by a call
    that says that it means that.
    """
    if given.get("role") == "owner" and not flag("transferOwnership"):
        raise ApiError(
            403,
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
        )


def _hand_over(book: Book, permission: Json) -> None:
    """Leaves whoever owned the file before a writer."""
    if permission.get("role") != "owner":
        return
    permission.pop("pendingOwner", None)
    for entry in book.permissions:
        if entry is not permission and entry.get("role") == "owner":
            entry["role"] = "writer"


@api.delete("/drive/v3/files/<id>/permissions/<permission>")
def forbid(id: str, permission: str) -> Response:
    """Takes a permission away."""
    _book(id)
    with workbooks().change(id) as book:
        remaining = [entry for entry in book.permissions if entry["id"] != permission]
        if len(remaining) == len(book.permissions):
            raise ApiError(404, f"Permission not found: {permission}.")
        book.permissions = remaining
    return Response(status=204)
