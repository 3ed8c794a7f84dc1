"""A file as Drive v2 tells it: the older form, in which uploads are still answered."""

from sheets.local.guards.accounts import ACCOUNT
from sheets.local.model.spreadsheet import Book, Json

API = "https://www.googleapis.com/drive/v2/files"
DOCS = "https://docs.google.com"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
ROOT = "0ALocalRootFolder"
NEVER = "1970-01-01T00:00:00.000Z"
EXPORTS = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
USER: Json = {
    "displayName": ACCOUNT,
    "kind": "drive#user",
    "isAuthenticatedUser": True,
    "permissionId": "01",
    "emailAddress": ACCOUNT,
    "picture": {"url": "https://lh3.googleusercontent.com/a/default-user=s64"},
}


def file(book: Book) -> Json:
    """The v2 resource of a spreadsheet."""
    return {
        "kind": "drive#file",
        "id": book.id,
        "title": book.properties["title"],
        "mimeType": SPREADSHEET,
    } | {
        **_links(book),
        **_people(book),
        **_times(book),
        "etag": f'"{book.version}"',
        "version": str(book.version),
        "fileSize": "1024",
        "quotaBytesUsed": "1024",
        "spaces": ["drive"],
        "labels": {
            "viewed": True,
            "restricted": False,
            "starred": False,
            "hidden": False,
            "trashed": False,
        },
        "explicitlyTrashed": False,
        "appDataContents": False,
        "capabilities": {"canEdit": True, "canCopy": True},
    }


def _links(book: Book) -> Json:
    export = f"{DOCS}/spreadsheets/export?id={book.id}&exportFormat="
    page = f"{DOCS}/spreadsheets/d/{book.id}"
    parent = f"{API}/{book.id}/parents/{ROOT}"
    return {
        "selfLink": f"{API}/{book.id}",
        "exportLinks": {kind: export + name for kind, name in EXPORTS.items()},
        "parents": [
            {
                "selfLink": parent,
                "id": ROOT,
                "isRoot": True,
                "kind": "drive#parentReference",
                "parentLink": f"{API}/{ROOT}",
            }
        ],
        "thumbnailLink": f"{DOCS}/feeds/vt?gd=true&id={book.id}&v=1&s=local&sz=s220",
        "iconLink": f"https://drive-thirdparty.googleusercontent.com/16/type/{SPREADSHEET}",
        "alternateLink": f"{page}/edit?usp=drivesdk",
        "embedLink": f"{page}/htmlembed?ouid=1",
    }


def _people(book: Book) -> Json:
    return {
        "userPermission": {
            "id": "me",
            "type": "user",
            "role": "owner",
            "kind": "drive#permission",
            "selfLink": f"{API}/{book.id}/permissions/me",
            "etag": f'"{book.version}"',
            "pendingOwner": False,
        },
        "ownerNames": [ACCOUNT],
        "owners": [USER],
        "lastModifyingUserName": ACCOUNT,
        "lastModifyingUser": USER,
        "shared": False,
        "editable": True,
        "copyable": True,
        "writersCanShare": True,
        "copyRequiresWriterPermission": False,
    }


def _times(book: Book) -> Json:
    return {
        "createdDate": book.created,
        "modifiedDate": book.modified,
        "modifiedByMeDate": book.modified,
        "lastViewedByMeDate": book.modified,
        "markedViewedByMeDate": NEVER,
    }
