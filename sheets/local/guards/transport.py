"""Calls as clients send them, made alike before anything looks at them: addresses with
a slash too many, and methods that travel in a header.
"""

import io
import re
from collections.abc import Callable, Iterable
from typing import Any

from sheets.local.model.spreadsheet import Json

SPREADSHEETS = re.compile(r"(/v4/spreadsheets(?:/[^/]+)?)/(:\w+)?")
"""google-spreadsheet (node) joins the parts of an address with a slash."""
DRIVE = "/drive/"
OVERRIDE = "HTTP_X_HTTP_METHOD_OVERRIDE"
FORM = "application/x-www-form-urlencoded"
LONGEST_QUERY = 2**20
"""Bytes of an address that came as a form: one of a thousand ranges has fewer."""
OVERRIDING = frozenset({"GET", "PUT", "PATCH", "DELETE"})


class Addresses:
    """Puts a call's address and method in the form that the routes know."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: Json, start_response: Any) -> Iterable[bytes]:
        """Answers as the application does."""
        path = environ.get("PATH_INFO", "")
        match = SPREADSHEETS.fullmatch(path)
        if match:
            environ["PATH_INFO"] = match[1] + (match[2] or "")
        elif path.startswith(DRIVE):
            environ["PATH_INFO"] = path.rstrip("/")
        if environ.get("REQUEST_METHOD") == "POST" and OVERRIDE in environ:
            _override(environ)
        return self.inner(environ, start_response)


def _override(environ: Json) -> None:
    """The method that a header names; an address that was too long came as a form."""
    method = environ[OVERRIDE].upper()
    if method not in OVERRIDING:
        return
    environ["REQUEST_METHOD"] = method
    if method != "GET" or not environ.get("CONTENT_TYPE", "").startswith(FORM):
        return
    length = environ.get("CONTENT_LENGTH") or "0"
    # What is no length is for the application to refuse.
    if not (length.isascii() and length.isdecimal()):
        return
    query = environ["wsgi.input"].read(min(int(length), LONGEST_QUERY))
    parts = [environ.get("QUERY_STRING", ""), query.decode("latin-1")]
    environ["QUERY_STRING"] = "&".join(part for part in parts if part)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(), "0"
