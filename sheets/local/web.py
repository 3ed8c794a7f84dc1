"""What all routes share: the body and the query of a request, and
where the spreadsheets are.
"""

from typing import Any

from flask import current_app, request

from sheets.local.errors import ApiError, bad_field
from sheets.local.files.workbooks import Workbooks
from sheets.local.model.spreadsheet import Json


def workbooks() -> Workbooks:
    """The spreadsheets of the running application."""
    extension = current_app.extensions["workbooks"]
    assert isinstance(extension, Workbooks)
    return extension


def body() -> Json:
    """The request's JSON object; no body counts as an empty one."""
    # Some calls have no body.
    if not request.get_data():
        return {}
    given: Any = request.get_json(force=True, silent=True)
    if not isinstance(given, dict):
        raise ApiError(400, "Invalid JSON payload received. Unexpected token.")
    return given


def objects(given: Json, name: str) -> list[Json]:
    """A list of objects out of a body. Refuses anything else."""
    items = given.get(name) or []
    if not isinstance(items, list) or not all(
        isinstance(item, dict | str) for item in items
    ):
        raise bad_field(name, f"Invalid value at '{name}'")
    return items


def flag(name: str, *, default: bool = False) -> bool:
    """A truth value out of the query."""
    text = request.args.get(name)
    if text is None:
        return default
    return text.lower() == "true"
