"""Builds the local Sheets server."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from sheets.local.api import drive as api_drive
from sheets.local.api import drive_permissions, drive_uploads
from sheets.local.api import spreadsheets as api_sheets
from sheets.local.api import values as api_values
from sheets.local.errors import ApiError, Unserved
from sheets.local.files.workbooks import Switches, Workbooks
from sheets.local.guards.accounts import Accounts
from sheets.local.guards.callers import refuse_strangers
from sheets.local.guards.faults import Faults
from sheets.local.guards.guard import Guard
from sheets.local.guards.quota import Quota
from sheets.local.guards.schema import Schema
from sheets.local.page import headers
from sheets.local.page import views as page

DRIVE = ("/drive/", "/upload/")


def create_app(
    data: Path,
    *,
    quota: bool = False,
    faults: Path | None = None,
    switches: Switches | None = None,
    schema: Schema | None = None,
    names: Collection[str] = (),
    accounts: Mapping[str, str] | None = None,
) -> Flask:
    """The server over the spreadsheets kept in the folder
    `data`; `close(app)` when done.

    `quota` answers 429 beyond Google's calls a minute; `faults` is a file of fault
    rules; with a `schema`, answers that say what it does not know are listed at
    /_schema. `names`: hosts that it may be called by, beside those of its own machine.
    `accounts`: e-mail addresses by token; files are then their owners', and shared or
    not.
    """
    app = Flask(
        "sheets.local",
        root_path=str(Path(__file__).parent),
        static_url_path="/sheet/static",
    )
    # A range may begin with a slash once it is unquoted; merging would change its name.
    app.url_map.merge_slashes = False
    # Google answers in the order of its schema, and people read these answers.
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    # Before the guard: a call of a stranger is not even counted.
    refuse_strangers(app, names)
    headers.protect(app)
    app.extensions["workbooks"] = Workbooks(data, switches or Switches())
    app.register_error_handler(ApiError, _api_error)
    app.register_error_handler(HTTPException, _http_error)
    for api in (
        api_sheets.api,
        api_values.api,
        api_drive.api,
        drive_permissions.api,
        drive_uploads.api,
        page.pages,
    ):
        app.register_blueprint(api)
    app.extensions["guard"] = Guard(
        app,
        Quota() if quota else None,
        Faults(faults),
        schema or Schema.of_google(),
        Accounts(app, accounts),
        checks_answers=schema is not None,
    )
    return app


def close(app: Flask) -> None:
    """Ends hanging calls and closes the database file."""
    app.extensions["guard"].faults.stop.set()
    app.extensions["workbooks"].close()


def _api_error(error: ApiError) -> tuple[Response, int]:
    is_drive = request.path.startswith(DRIVE)
    return jsonify(error.drive_body() if is_drive else error.body()), error.code


def _http_error(error: HTTPException) -> tuple[Response, int]:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        guard = current_app.extensions["guard"]
        method = guard.schema.method(request.method, request.path)
        # 501 by name, not 404: Google does this.
        if method is not None:
            return _api_error(Unserved(method.id))
    return _api_error(ApiError(code, error.description or error.name))
