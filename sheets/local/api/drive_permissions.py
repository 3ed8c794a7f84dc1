"""Drive v3: who may do what with a file."""

from flask import Blueprint, Response, g

from sheets.local.api.drive_files import File, file_of, own_permission
from sheets.local.errors import ApiError
from sheets.local.files.workbooks import timestamp
from sheets.local.guards.accounts import OWNER, WRITER, owner
from sheets.local.model.folder import Folder
from sheets.local.model.spreadsheet import Json
from sheets.local.web import body, flag, masked, workbooks

api = Blueprint("permissions", __name__, url_prefix="/drive/v3/files/<id>/permissions")
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
TYPES = ("user", "group", "domain", "anyone")
ROLES = ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader")


@api.get("")
def permissions(id: str) -> Json:
    """Who may do what; of effect where accounts are on."""
    file = file_of(id)
    entries = [own_permission(file), *file.permissions]
    return masked({"kind": "drive#permissionList", "permissions": entries})


@api.get("/<permission>")
def get(id: str, permission: str) -> Json:
    """One permission."""
    file = file_of(id)
    for entry in (own_permission(file), *file.permissions):
        if entry["id"] == permission:
            return masked(entry)
    raise _missing(permission)


def _missing(permission: str) -> ApiError:
    message = f"Permission not found: {permission}."
    return ApiError(404, message, parameter="permissionId")


@api.post("")
def permit(id: str) -> Json:
    """Adds a permission."""
    file = file_of(id, WRITER)
    given = body()
    if given.get("role") == "owner" and given.get("emailAddress") == owner(file):
        return masked(own_permission(file))
    _check(given)
    _check_owner(file, given)
    fields = {}
    for name, value in given.items():
        if name in PERMISSION:
            fields[name] = value
    entries = [dict(entry) for entry in file.permissions]
    number = 1 + max((int(entry["id"]) for entry in entries), default=0)
    permission = {"kind": "drive#permission", "id": str(number), **fields}
    _keep(file, [*entries, permission], permission)
    return masked(permission)


def _check(given: Json) -> None:
    if given.get("type") not in TYPES:
        message = "The permission type field is required."
        raise ApiError(400, message, parameter="permission.type", reason="required")
    if given.get("role") not in ROLES:
        message = "The permission role field is required."
        raise ApiError(400, message, parameter="permission.role", reason="required")
    if given["type"] in ("user", "group") and not given.get("emailAddress"):
        message = "The emailAddress field is required for permissions of this type."
        raise ApiError(400, message, reason="invalid")


@api.patch("/<permission>")
def amend(id: str, permission: str) -> Json:
    """Changes what somebody may do."""
    file = file_of(id, WRITER)
    given = body()
    _check_owner(file, given)
    entries = [dict(entry) for entry in file.permissions]
    for stored in entries:
        if stored["id"] == permission:
            break
    else:
        raise _missing(permission)
    for name in CHANGEABLE & given.keys():
        stored[name] = given[name]
    _keep(file, entries, stored)
    return masked(stored)


def _check_owner(file: File, given: Json) -> None:
    """A file has one owner, who is replaced only by a call
    that says that it means that.
    """
    if given.get("role") != "owner":
        return
    if not flag("transferOwnership"):
        raise ApiError(
            403,
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            parameter="transferOwnership",
            reason="forbidden",
        )
    file_of(file.id, OWNER)


def _keep(file: File, entries: list[Json], changed: Json | None = None) -> None:
    """Keeps the permissions of a file; a new owner leaves the old one a writer."""
    if changed is not None and changed.get("role") == "owner":
        changed.pop("pendingOwner", None)
        for entry in entries:
            if entry is not changed and entry.get("role") == "owner":
                entry["role"] = "writer"
    if isinstance(file, Folder):
        workbooks().put_folder(file.changed(timestamp(), permissions=entries))
        return
    with workbooks().change(file.id) as book:
        book.permissions = entries


@api.delete("/<permission>")
def forbid(id: str, permission: str) -> Response:
    """Takes a permission away."""
    file = file_of(id)
    entries = []
    for entry in file.permissions:
        if entry["id"] != permission:
            entries.append(entry)
    if len(entries) == len(file.permissions):
        raise _missing(permission)
    removed = next(entry for entry in file.permissions if entry["id"] == permission)
    # Whoever it is for may give it up.
    if removed.get("emailAddress") != g.account:
        file_of(id, WRITER)
    _keep(file, entries)
    return Response(status=204)
