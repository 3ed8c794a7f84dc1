"""Files as Drive v3 tells them: spreadsheets and folders."""

from flask import current_app, g

from sheets.local.errors import ApiError
from sheets.local.guards.accounts import (
    ACCOUNT,
    OWNER,
    READER,
    WRITER,
    Accounts,
    maker,
    owner,
)
from sheets.local.model.folder import Folder
from sheets.local.model.spreadsheet import Book, Json
from sheets.local.web import workbooks

File = Book | Folder
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTS = {XLSX: "xlsx", "text/csv": "csv", "text/tab-separated-values": "tsv"}
DOCS = "https://docs.google.com/spreadsheets"
SETTABLE = (
    "description",
    "starred",
    "trashed",
    "properties",
    "appProperties",
    "writersCanShare",
    "copyRequiresWriterPermission",
    "folderColorRgb",
)
"""What a caller may say of a file beside its name and place, and is told again."""


def accounts() -> Accounts:
    """Who may do what here."""
    extension = current_app.extensions["accounts"]
    assert isinstance(extension, Accounts)
    return extension


def root_id(account: str) -> str:
    """The id of an account's own folder, in which everything lies at first."""
    if account == ACCOUNT:
        return "0ALocalRootFolder"
    return f"0A-{account}"


def file_of(id: str, needed: int = READER) -> File:
    """The file of this id.

    Raises Drive's 404 for one that is not there or not shared with the caller, and 403
    where the caller may do less than is `needed`.
    """
    file: File | None = workbooks().find(id) or workbooks().folder(id)
    role = 0
    if file:
        role = accounts().role(file)
    if file is None or role < READER:
        raise ApiError(404, f"File not found: {id}.", parameter="fileId")
    if role < needed:
        message = "The user does not have sufficient permissions for this file."
        raise ApiError(403, message)
    return file


def book_of(id: str, needed: int = READER) -> Book:
    """The spreadsheet of this id. Raises as above, and 403 for a folder."""
    file = file_of(id, needed)
    if isinstance(file, Folder):
        message = "This file cannot be copied by the user."
        raise ApiError(403, message, reason="cannotCopyFile")
    return file


def user(email: str) -> Json:
    """A person as Drive tells of one."""
    return {
        "kind": "drive#user",
        "displayName": email.partition("@")[0],
        "me": email == g.account,
        "permissionId": permission_id(email),
        "emailAddress": email,
    }


def permission_id(email: str) -> str:
    """The number of an account, the same for all its files."""
    if email == ACCOUNT:
        return "01"
    return str(int.from_bytes(email.encode()[:8].ljust(8, b"0"), "big"))


def own_permission(file: File) -> Json:
    """The permission of who made a file, which nobody gave: the owner's, unless the
    file was given away since.
    """
    email = maker(file)
    if email == owner(file):
        role = "owner"
    else:
        role = "writer"
    return {
        "kind": "drive#permission",
        "id": "owner" if email == ACCOUNT else permission_id(email),
        "type": "user",
        "role": role,
        "emailAddress": email,
    }


def file_json(file: File) -> Json:
    """The whole resource of a file."""
    is_folder = isinstance(file, Folder)
    email = owner(file)
    if isinstance(file, Folder):
        name = file.name
    else:
        name = file.properties["title"]
    permissions = [own_permission(file), *file.permissions]
    if is_folder:
        mime_type = FOLDER
        quota_bytes_used = "0"
    else:
        mime_type = SPREADSHEET
        quota_bytes_used = "1024"
    resource: Json = {
        "kind": "drive#file",
        "id": file.id,
        "name": name,
        "mimeType": mime_type,
        "starred": False,
        "trashed": False,
        "explicitlyTrashed": bool(file.drive.get("trashed")),
        "parents": file.drive.get("parents") or [root_id(email)],
        "spaces": ["drive"],
        "version": str(file.version),
        "webViewLink": _link(file),
        "hasThumbnail": False,
        "viewedByMe": True,
        "viewedByMeTime": file.modified,
        "createdTime": file.created,
        "modifiedTime": file.modified,
        "modifiedByMe": True,
        "modifiedByMeTime": file.modified,
        "owners": [user(email)],
        "lastModifyingUser": user(str(file.drive.get("modifier") or email)),
        "shared": len(permissions) > 1,
        "ownedByMe": g.account == email,
        "capabilities": _capabilities(file),
        "writersCanShare": True,
        "copyRequiresWriterPermission": False,
        "permissions": permissions,
        "permissionIds": [entry["id"] for entry in permissions],
        "quotaBytesUsed": quota_bytes_used,
        "isAppAuthorized": True,
    }
    if not is_folder:
        resource["exportLinks"] = _exports(file.id)
    settings = {name: file.drive[name] for name in SETTABLE if name in file.drive}
    return resource | settings


def _link(file: File) -> str:
    if isinstance(file, Folder):
        return f"https://drive.google.com/drive/folders/{file.id}"
    return f"{DOCS}/d/{file.id}/edit"


def _exports(id: str) -> Json:
    address = f"{DOCS}/export?id={id}&exportFormat="
    return {kind: address + name for kind, name in EXPORTS.items()}


def _capabilities(file: File) -> Json:
    role = accounts().role(file)
    writes = role >= WRITER
    owns = role >= OWNER
    return {
        "canAddChildren": writes and isinstance(file, Folder),
        "canComment": writes,
        "canCopy": isinstance(file, Book),
        "canDelete": owns,
        "canDownload": isinstance(file, Book),
        "canEdit": writes,
        "canListChildren": isinstance(file, Folder),
        "canRename": writes,
        "canShare": writes,
        "canTrash": owns,
    }
