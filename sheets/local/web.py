"""What all routes share: the body and the query of a request, and
where the spreadsheets are.
"""

import json
import math
import zlib
from typing import Any

from flask import Response, current_app, g, request

from sheets.local.content import masks
from sheets.local.content.encoding import holds_texts, parts
from sheets.local.errors import ApiError, bad_field, invalid
from sheets.local.files.workbooks import Workbooks
from sheets.local.model.spreadsheet import Json

LARGEST = 128 * 1024 * 1024
"""Bytes of an unpacked body: a packed one could say anything, and what is read out of
it takes some ten times as much memory.
"""
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Encodings of a body, and zlib's word for each."""
EXACT_DIGITS = 16
"""Longer numbers are kept as Sheets keeps all: as floating-point ones."""


def workbooks() -> Workbooks:
    """The spreadsheets of the running application."""
    extension = current_app.extensions["workbooks"]
    assert isinstance(extension, Workbooks)
    return extension


def content() -> bytes:
    """The body of the running request, unpacked.

    Raises ApiError for one that cannot be, or is too large.
    """
    data = request.get_data()
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if not data or encoding in ("", "identity"):
        return data
    if encoding not in PACKED:
        raise ApiError(415, f"Content-Encoding {encoding} is not supported.")
    unpacker = zlib.decompressobj(PACKED[encoding])
    try:
        unpacked = unpacker.decompress(data, LARGEST)
    except zlib.error:
        raise invalid("Request body could not be decompressed.") from None
    if not unpacker.eof:
        raise invalid("Request body could not be decompressed.")
    return unpacked


def json_content() -> Any:
    """The body of the running request as JSON; None where there is none, "" where it
    is something else.
    """
    data = content()
    if not data.strip():
        return None
    try:
        value = json.loads(
            data, parse_constant=_refused, parse_int=_integer, parse_float=_finite
        )
        # Half a surrogate pair is no text, and could not be stored.
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return ""
    return value


def _refused(name: str) -> None:
    """Python reads NaN and Infinity, which JSON has not."""
    raise ValueError(name)


def _integer(text: str) -> int | float:
    if len(text) < EXACT_DIGITS:
        return int(text)
    return _finite(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def body() -> Json:
    """The request's JSON object, read by Google's schema; no body counts as an empty
    one.
    """
    # The guard has read the calls of the API; the page's own have no schema.
    given: Any
    if "body" in g:
        given = g.body
    else:
        given = json_content()
    # Some calls have no body.
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise ApiError(400, "Invalid JSON payload received. Unexpected token.")
    return given


def written(answer: Json) -> Json | Response:
    """An answer as it is sent: in parts where it holds cells, which may be many."""
    if not holds_texts(answer):
        return answer
    return Response(parts(answer), mimetype="application/json")


def masked(answer: Json, default: str = "") -> Json:
    """The part of an answer that the call's `fields` ask for."""
    fields = request.args.get("fields") or default
    picked: Json = masks.pick(answer, masks.parse(fields))
    return picked


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
