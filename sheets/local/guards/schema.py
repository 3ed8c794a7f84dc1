"""Google's own description of its APIs: what a call says is read by it, and an answer
held against it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sheets.local.content import masks
from sheets.local.errors import ApiError, bad_fields
from sheets.local.guards import discovery
from sheets.local.guards.messages import MessageReader
from sheets.local.model.spreadsheet import Json
from sheets.local.names import snake

DRIVE = "drive."
"""Drive reads over names that it does not know: real calls with such names were
answered.
"""
BATCH = "sheets.spreadsheets.batchUpdate"
ROOTS = {"Spreadsheet": "spreadsheet", "ValueRange": "data"}
"""Where a body is not the whole request, its errors are told at the name of the part
that it is.
"""
MASKED = {
    "appendCells": "CellData",
    "repeatCell": "CellData",
    "updateBanding": "BandedRange",
    "updateCells": "CellData",
    "updateDeveloperMetadata": "DeveloperMetadata",
    "updateDimensionGroup": "DimensionGroup",
    "updateDimensionProperties": "DimensionProperties",
    "updateFilterView": "FilterView",
    "updateNamedRange": "NamedRange",
    "updateProtectedRange": "ProtectedRange",
    "updateSheetProperties": "SheetProperties",
    "updateSpreadsheetProperties": "SpreadsheetProperties",
}
"""What the field mask of a request is about."""
# A worker asks the same few questions all day.
ANSWERS_REMEMBERED = 256
GAP = re.compile(r"\{\+?(\w+)\}")


@dataclass(frozen=True, eq=False)
class Method:
    """One method of an API: how its address looks, and the schemas' names of
    what goes in and comes out.
    """

    id: str
    verb: str
    address: re.Pattern[str]
    literal: int
    parameters: Json
    request: str
    response: str

    @property
    def is_drive(self) -> bool:
        """Whether Drive's rules hold, which are older than those of Sheets."""
        return self.id.startswith(DRIVE)


class Schema:
    """The methods and messages of some APIs. Built from their discovery documents."""

    def __init__(self, documents: Iterable[Json]) -> None:
        self.schemas: dict[str, Json] = {}
        methods: list[Method] = []
        for document in documents:
            self.schemas[document["name"]] = document["schemas"]
            shared = document.get("parameters", {})
            for given in _methods(document):
                methods.append(_method(document["servicePath"], shared, given))
        # The longest address first: `values/{range}:append` is
        # not the range "A1:append".
        self.methods = sorted(methods, key=lambda method: -method.literal)
        self.wrong: list[str] = []
        """What answers said that Google's never do."""
        # Most answers are what the last look was told: the same
        # bytes need no second check.
        self._answer_problems = lru_cache(ANSWERS_REMEMBERED)(
            self._find_answer_problems
        )
        self._mask_problem = lru_cache(ANSWERS_REMEMBERED)(self._find_mask_problem)

    @classmethod
    def of_google(cls) -> "Schema":
        """That of Sheets and Drive."""
        return cls(discovery.documents())

    def method(self, verb: str, path: str) -> Method | None:
        """The method that a call is, or None where Google has none there."""
        for candidate in self.methods:
            if candidate.verb == verb and candidate.address.fullmatch(path):
                return candidate
        return None

    def read(
        self, verb: str, path: str, query: Mapping[str, Sequence[str]], body: Any
    ) -> Any:
        """The body of a call in the one form that the rest of the server takes.

        Raises ApiError, in Google's words, for a call that says what the method does
        not know.
        """
        method = self.method(verb, path)
        if method is None:
            return body
        reader = MessageReader(self._of(method))
        self._read_query(method, query, reader)
        if method.request:
            root = ROOTS.get(method.request, "")
            body = reader.read({"$ref": method.request}, body, root)
        if method.id == BATCH and not reader.problems:
            self._check_masks(body, reader)
        # Drive reads over names that it does not know.
        if reader.problems and not (method.is_drive and reader.only_unknown):
            message = "\n".join(description for _, description in reader.problems)
            raise ApiError(400, message, bad_fields(reader.problems))
        return body

    def _read_query(
        self, method: Method, query: Mapping[str, Sequence[str]], reader: MessageReader
    ) -> None:
        for name, values in query.items():
            if name not in method.parameters:
                message = (
                    f'Invalid JSON payload received. Unknown name "{name}": '
                    f"Cannot bind query parameter. Field '{name}' could not be found in request message."
                )
                reader.problems.append(("", message))
                continue
            schema = dict(method.parameters[name])
            schema.pop("repeated", None)
            for value in values:
                reader.read(schema, value, snake(name))
        self._check_fields(method, query.get("fields", ()))

    def _check_fields(self, method: Method, texts: Sequence[str]) -> None:
        """Refuses a mask of the answer that names what it does not have."""
        for text in texts:
            problem = self._mask_problem(method.id, method.response, text)
            if not problem:
                continue
            if method.is_drive:
                raise ApiError(400, f"Invalid field selection {problem}")
            message = (
                "Error expanding 'fields' parameter. "
                f"Cannot find matching fields for path '{problem}'."
            )
            details = bad_fields([(problem, message)])
            raise ApiError(400, "Request contains an invalid argument.", details)

    def _check_masks(self, body: Any, reader: MessageReader) -> None:
        """Notes each mask of a batch's requests that names what is not there."""
        requests = None
        if isinstance(body, dict):
            requests = body.get("requests")
        for number, request in enumerate(requests or []):
            for kind, given in request.items():
                text = None
                if kind in MASKED:
                    text = given.get("fields")
                if text and (problem := self._mask_problem(BATCH, MASKED[kind], text)):
                    path = f"requests[{number}].{snake(kind)}.fields"
                    message = (
                        f"Invalid value at '{path}' (type.googleapis.com/google.protobuf.FieldMask), "
                        f"Field '{problem}' could not be found in request message."
                    )
                    reader.problems.append((path, message))
                    reader.only_unknown = False

    def _find_mask_problem(self, method_id: str, root: str, text: str) -> str:
        """The first path of a mask that its message does not have; "" is none."""
        if not root or len(text) > masks.LONGEST:
            return ""
        schemas = self.schemas[method_id.partition(".")[0]]
        return _unknown_path(schemas, {"$ref": root}, masks.parse(text))

    def answer(self, verb: str, path: str, text: bytes) -> Sequence[str]:
        """What in an answer of 200 Google would not have said; `text`
        is its JSON as it was sent.
        """
        method = self.method(verb, path)
        if method is None or not method.response:
            return ()
        return self._answer_problems(method, text)

    def _find_answer_problems(self, method: Method, text: bytes) -> Sequence[str]:
        reader = MessageReader(self._of(method))
        reader.read({"$ref": method.response}, json.loads(text), "")
        problems = [description for _, description in reader.problems]
        return tuple(f"{method.id}: {description}" for description in problems)

    def _of(self, method: Method) -> Json:
        return self.schemas[method.id.partition(".")[0]]


def _unknown_path(schemas: Json, schema: Json, mask: masks.Mask) -> str:
    """The path to the first name of a mask that a type does not have."""
    while schema.get("type") == "array":
        schema = schema["items"]
    # A map has any key.
    if "additionalProperties" in schema or not mask:
        return ""
    message = schemas.get(schema.get("$ref", ""), schema)
    properties = message.get("properties", {})
    for name, inner in mask.items():
        if name not in properties:
            return str(name)
        problem = _unknown_path(schemas, properties[name], inner)
        if problem:
            return f"{name}.{problem}"
    return ""


def _methods(part: Json) -> Iterator[Json]:
    yield from part.get("methods", {}).values()
    for inner in part.get("resources", {}).values():
        yield from _methods(inner)


def _method(service: str, shared: Json, given: Json) -> Method:
    path = "/" + service + given["path"]
    parts = []
    for number, part in enumerate(GAP.split(path)):
        parts.append("(.+)" if number % 2 else re.escape(part))
    address = "".join(parts)
    return Method(
        given["id"],
        given["httpMethod"],
        re.compile(address),
        len(GAP.sub("", path)),
        shared | given.get("parameters", {}),
        given.get("request", {}).get("$ref", ""),
        given.get("response", {}).get("$ref", ""),
    )
