"""Drive v3: spreadsheets and folders as files."""

import base64
import json
from collections.abc import Callable

from flask import Blueprint, Response, g, request

from sheets.local.api import drive_query
from sheets.local.api.drive_files import (
    FOLDER,
    SETTABLE,
    SPREADSHEET,
    XLSX,
    File,
    accounts,
    book_of,
    file_json,
    file_of,
    root_id,
    user,
)
from sheets.local.errors import ApiError, Unserved, invalid, invalid_value
from sheets.local.files.workbooks import first_sheet, new_file_id, timestamp
from sheets.local.guards.accounts import OWNER, WRITER
from sheets.local.model.folder import Folder
from sheets.local.model.json_parts import items_of
from sheets.local.model.spreadsheet import Book, Json, Row, Rows
from sheets.local.page.shown.export import as_csv, as_xlsx
from sheets.local.web import body, masked, workbooks

api = Blueprint("drive", __name__)
UNSERVED = {
    "application/pdf": "exports as PDF",
    "application/vnd.oasis.opendocument.spreadsheet": "exports as OpenDocument",
    "application/x-vnd.oasis.opendocument.spreadsheet": "exports as OpenDocument",
    "application/zip": "exports as HTML",
}
SHORT = "kind,id,name,mimeType"
LIST = "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)"
SORT_KEYS: dict[str, Callable[[Json], object]] = {
    "createdTime": lambda file: file["createdTime"],
    "folder": lambda file: file["mimeType"] != FOLDER,
    "modifiedByMeTime": lambda file: file["modifiedByMeTime"],
    "modifiedTime": lambda file: file["modifiedTime"],
    "name": lambda file: file["name"].casefold(),
    "name_natural": lambda file: _natural(file["name"]),
    "quotaBytesUsed": lambda file: int(file["quotaBytesUsed"]),
    "recency": lambda file: file["modifiedTime"],
    "sharedWithMeTime": lambda file: file["createdTime"],
    "starred": lambda file: not file["starred"],
    "viewedByMeTime": lambda file: file["viewedByMeTime"],
}
PAGE, LARGEST_PAGE = 100, 1000


def shown(file: File) -> Json:
    """What a call wants to know of a file."""
    return masked(file_json(file), SHORT)


@api.get("/drive/v3/about")
def about() -> Json:
    """Who calls, and how much room there is. Google wants `fields` here."""
    if not request.args.get("fields"):
        raise ApiError(
            400,
            "The 'fields' parameter is required for this method.",
            parameter="fields",
            reason="required",
        )
    quota = {"limit": "16106127360", "usage": "0", "usageInDrive": "0"}
    return masked(
        {
            "kind": "drive#about",
            "user": user(g.account),
            "storageQuota": quota | {"usageInDriveTrash": "0"},
            "maxUploadSize": "5242880000000",
            "appInstalled": False,
            "canCreateDrives": False,
            "importFormats": {"text/csv": [SPREADSHEET]},
            "exportFormats": {
                SPREADSHEET: [XLSX, "text/csv", "text/tab-separated-values"]
            },
        }
    )


@api.get("/drive/v3/drives")
def drives() -> Json:
    """No shared drives here."""
    return masked({"kind": "drive#driveList", "drives": []})


@api.get("/drive/v3/files/generateIds")
def generate_ids() -> Json:
    """Ids that nothing has yet."""
    count = _number("count", 10, LARGEST_PAGE)
    ids = [new_file_id() for _ in range(count)]
    return masked({"kind": "drive#generatedIds", "space": "drive", "ids": ids})


@api.post("/drive/v3/files")
def create() -> Json:
    """Makes an empty spreadsheet or a folder."""
    given = body()
    kind = given.get("mimeType") or SPREADSHEET
    drive = _placed({"owner": g.account}, given)
    name = str(given.get("name") or "Untitled")
    if kind == FOLDER:
        now = timestamp()
        folder = Folder(new_file_id(), name, now, now, drive=drive)
        return shown(workbooks().put_folder(folder))
    if kind != SPREADSHEET:
        raise Unserved(f"files of the type {kind}")
    return shown(workbooks().create({"title": name}, first_sheet, drive))


def _placed(drive: Json, given: Json) -> Json:
    """What Drive keeps of a file, with what a call says of it."""
    changed = dict(drive)
    for name in SETTABLE:
        if name in given:
            changed[name] = given[name]
    if given.get("parents"):
        changed["parents"] = [_parent(str(id)) for id in given["parents"]]
    return changed


def _parent(id: str) -> str:
    """The id of a folder into which the caller may put something."""
    root = root_id(g.account)
    if id in ("root", root):
        return root
    folder = file_of(id, WRITER)
    if not isinstance(folder, Folder):
        message = "The specified parent is not a folder."
        raise ApiError(403, message, reason="parentNotAFolder")
    return id


@api.get("/drive/v3/files")
def find() -> Json:
    """The files that a query matches, a page at a time; the one changed last first,
    unless `orderBy` says otherwise.
    """
    query, order = request.args.get("q", ""), request.args.get("orderBy", "")
    test = drive_query.parse(query, g.account, root_id(g.account))
    files: list[File] = [*workbooks().all(), *workbooks().folders()]
    listed = [file_json(file) for file in files if accounts().lists(file)]
    listed.sort(key=lambda file: file["modifiedTime"], reverse=True)
    _sort(listed, order)
    matching = [file for file in listed if test(file)]
    size = _number("pageSize", PAGE, LARGEST_PAGE)
    start = _start(request.args.get("pageToken", ""), query, order)
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    if start + size < len(matching):
        answer["nextPageToken"] = _token(start + size, query, order)
    answer["files"] = matching[start : start + size]
    return masked(answer, LIST)


def _sort(files: list[Json], order: str) -> None:
    # Sorting is stable: the last key first gives the order of all keys.
    for entry in reversed([part for part in order.split(",") if part.strip()]):
        name, _, direction = entry.strip().partition(" ")
        if name not in SORT_KEYS or direction.strip() not in ("", "desc"):
            raise invalid_value("orderBy")
        key = SORT_KEYS[name]
        files.sort(key=key, reverse=bool(direction))  # type: ignore[arg-type]  # each key has one type


def _natural(name: str) -> list[tuple[bool, int, str]]:
    """Letters and numbers of a name apart, so that 9 comes before 10."""
    parts: list[str] = []
    for letter in name.casefold():
        if parts and parts[-1][-1].isdecimal() == letter.isdecimal():
            parts[-1] += letter
        else:
            parts.append(letter)
    return [
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in parts
    ]


def _number(name: str, default: int, largest: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= largest:
        message = (
            f"Invalid value '{text}'. Values must be within the range: [1, {largest}]"
        )
        raise ApiError(400, message, parameter=name, reason="invalidParameter")
    return int(text)


def _token(start: int, query: str, order: str) -> str:
    """Where the next page begins, and of which list."""
    text = json.dumps([start, query, order])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _start(token: str, query: str, order: str) -> int:
    if not token:
        return 0
    try:
        start, *of = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError):
        raise invalid_value("pageToken") from None
    # A token goes on with the list that it was handed out for.
    if of != [query, order] or not isinstance(start, int) or start < 0:
        raise invalid_value("pageToken")
    return start


@api.get("/drive/v3/files/<id>")
def get(id: str) -> Json:
    """A file."""
    if id == "generateCseToken":
        raise Unserved("drive.files.generateCseToken")
    if id == "root":
        return masked(_root(), SHORT)
    if request.args.get("alt") == "media":
        file_of(id)
        message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        raise ApiError(403, message, parameter="alt", reason="fileNotDownloadable")
    return shown(file_of(id))


def _root() -> Json:
    return {
        "kind": "drive#file",
        "id": root_id(g.account),
        "name": "My Drive",
        "mimeType": FOLDER,
    }


@api.patch("/drive/v3/files/<id>")
def update(id: str) -> Json:
    """Changes name, place and marks of a file."""
    file = file_of(id, WRITER)
    given = body()
    if given.get("trashed") is not None:
        file_of(id, OWNER)
    drive = _moved(file, given)
    name = given.get("name")
    if isinstance(file, Folder):
        fields: Json = {"drive": drive} | ({"name": str(name)} if name else {})
        return shown(workbooks().put_folder(file.changed(timestamp(), **fields)))
    with workbooks().change(id) as book:
        if name:
            book.properties["title"] = str(name)
        book.drive = drive
    return shown(book)


def _moved(file: File, given: Json) -> Json:
    """What Drive keeps of a file after a change; the query may name its parents."""
    drive = _placed(file.drive, given)
    parents = file_json(file)["parents"]
    for id in request.args.get("removeParents", "").split(","):
        if id == "root":
            removed = root_id(g.account)
        else:
            removed = id
        parents = [parent for parent in parents if parent != removed]
    added = request.args.get("addParents")
    if added:
        parents = [_parent(id) for id in added.split(",")]
    if added or "removeParents" in request.args:
        drive["parents"] = parents
    return drive


@api.delete("/drive/v3/files/<id>")
def delete(id: str) -> Response:
    """Deletes a file; a folder with all that lies in it."""
    _delete(file_of(id, OWNER))
    return Response(status=204)


def _delete(file: File) -> None:
    if isinstance(file, Book):
        workbooks().delete(file.id)
        return
    # First the folder: two that hold each other end here, too.
    workbooks().delete_folder(file.id)
    inside: list[File] = [*workbooks().all(), *workbooks().folders()]
    for child in inside:
        if file.id in items_of(child.drive, "parents"):
            _delete(child)


@api.delete("/drive/v3/files/trash")
def empty_trash() -> Response:
    """Deletes what lies in the trash."""
    files: list[File] = [*workbooks().all(), *workbooks().folders()]
    for file in files:
        if file.drive.get("trashed") and accounts().role(file) >= OWNER:
            _delete(file)
    return Response(status=204)


@api.post("/drive/v3/files/<id>/copy")
def copy(id: str) -> Json:
    """Makes a copy of a spreadsheet, cells and all."""
    # Rows are shared between copies of a book; the new one needs
    # rows with ids of its own.
    source = book_of(id).copy()
    given = body()
    title = given.get("name") or f"Copy of {source.properties['title']}"

    def fill(book: Book) -> None:
        book.sheets, book.named, book.metadata = (
            source.sheets,
            source.named,
            source.metadata,
        )
        for sheet in book.sheets:
            sheet.rows = Rows(Row(row.cells) if row else None for row in sheet.rows)

    drive = _placed({"owner": g.account}, given)
    properties = source.properties | {"title": title}
    return shown(workbooks().create(properties, fill, drive))


@api.get("/drive/v3/files/<id>/export")
def export(id: str) -> Response:
    """The spreadsheet as an Excel workbook, or its first tab as CSV or TSV."""
    book = file_of(id)
    if isinstance(book, Folder):
        message = "Export only supports Docs Editors files."
        raise ApiError(403, message, reason="fileNotExportable")
    kind = request.args.get("mimeType", "")
    if kind == XLSX:
        return Response(as_xlsx(book), mimetype=kind)
    if kind in UNSERVED:
        raise Unserved(UNSERVED[kind])
    separators = {"text/csv": ",", "text/tab-separated-values": "\t"}
    if kind not in separators:
        raise invalid("The requested conversion is not supported.")
    return Response(as_csv(book, book.sheets[0], separators[kind]), mimetype=kind)


@api.get("/drive/v3/files/<id>/comments")
def comments(id: str) -> Json:
    """Nobody comments here: there are none to copy."""
    file_of(id)
    return masked({"kind": "drive#commentList", "comments": []})
