"""Who calls, where that matters: accounts by their tokens.

Off unless asked for: every call is then made by the one account that owns everything.
"""

from collections.abc import Mapping

from flask import Flask, g, request

from sheets.local.errors import ApiError, denied
from sheets.local.files.workbooks import Workbooks
from sheets.local.guards.quota import is_read
from sheets.local.model.folder import Folder
from sheets.local.model.spreadsheet import Book

ACCOUNT = "local@example.iam.gserviceaccount.com"
"""Who calls and owns everything where accounts are off."""
READER, WRITER, OWNER = 1, 2, 3
ROLES = {
    "reader": READER,
    "commenter": READER,
    "writer": WRITER,
    "fileOrganizer": WRITER,
    "organizer": OWNER,
    "owner": OWNER,
}
APIS = ("/v4/", "/drive/", "/upload/")
SHEETS = "/v4/spreadsheets/"
UNKNOWN = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
    "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
NOBODY = (
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API."
)


class Accounts:
    """The accounts of one application, and what each may do with a file."""

    def __init__(self, app: Flask, by_token: Mapping[str, str] | None) -> None:
        self.by_token = by_token
        app.extensions["accounts"] = self

    def check(self, workbooks: Workbooks) -> None:
        """Notes who calls. Raises Google's error for a token that is nobody's, and for
        a spreadsheet that is not shared with its owner.
        """
        g.account = ACCOUNT
        if self.by_token is None or not request.path.startswith(APIS):
            return
        g.account = self._caller(self.by_token)
        if not request.path.startswith(SHEETS):
            return
        id = request.path.removeprefix(SHEETS).partition("/")[0].partition(":")[0]
        book = workbooks.find(id)
        if is_read(request.method, request.path):
            needed = READER
        else:
            needed = WRITER
        if book is not None and self.role(book) < needed:
            raise denied()

    def _caller(self, by_token: Mapping[str, str]) -> str:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = ""
        token = token or request.args.get("access_token", "")
        if token in by_token:
            return by_token[token]
        if token:
            raise ApiError(401, UNKNOWN)
        # A key of a project reads what is open to anyone.
        if request.args.get("key"):
            return ""
        raise ApiError(403, NOBODY, reason="forbidden")

    def role(self, file: Book | Folder) -> int:
        """What the caller may do with a file; 0 is nothing."""
        if self.by_token is None:
            return OWNER
        account = g.account
        if account and account == owner(file):
            return OWNER
        # Whoever gave a file away still writes in it.
        role = 0
        if account and account == maker(file):
            role = WRITER
        for entry in file.permissions:
            if entry.get("type") == "anyone" or _is_for(entry, account):
                role = max(role, ROLES.get(str(entry.get("role")), 0))
        return role

    def lists(self, file: Book | Folder) -> bool:
        """Whether a file is in the caller's lists; what anyone may open is in
        nobody's.
        """
        if self.by_token is None:
            return True
        mine = g.account in (owner(file), maker(file))
        return mine or any(_is_for(entry, g.account) for entry in file.permissions)


def _is_for(permission: dict[str, object], account: str) -> bool:
    if permission.get("type") == "domain":
        return account.rpartition("@")[2] == permission.get("domain")
    return bool(account) and permission.get("emailAddress") == account


def owner(file: Book | Folder) -> str:
    """Whose a file is: who made it, or to whom it was given since."""
    for entry in file.permissions:
        if entry.get("role") == "owner":
            return str(entry.get("emailAddress"))
    return maker(file)


def maker(file: Book | Folder) -> str:
    """Who made a file."""
    return str(file.drive.get("owner") or ACCOUNT)
