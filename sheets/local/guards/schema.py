"""Google's own description of its APIs: whether a call says only what they know, and an
answer only what they tell.

The descriptions ("discovery documents") are not part of this project: they come with
the package google-api-python-client.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from sheets.local.errors import ApiError, bad_fields
from sheets.local.model.spreadsheet import Json

DOCUMENTS = ("sheets.v4.json", "drive.v3.json")
NAMES = "type.googleapis.com/google.apps.sheets.v4."
READS_OVER = "drive."
"""Drive reads over names that it does not know: real calls with
such names were answered.
"""
ROOTS = {"Spreadsheet": "spreadsheet", "ValueRange": "data"}
"""Where a body is not the whole request, its errors are told at the
name of the part that it is.
"""
ANSWERS_REMEMBERED = 256
INT32 = range(-(2**31), 2**31)
GAP = re.compile(r"\{\+?(\w+)\}")


FieldPath: TypeAlias = "str | tuple[FieldPath, str, bool]"
"""The place of a value: a root's name, or the place around it, its name there, and
whether it is an item of a list or map.

It is put into words only where something is wrong: nothing is, in all calls but a few.
"""


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


@dataclass
class SchemaCheck:
    """What is wrong with one value, as pairs of the place and Google's words."""

    schemas: Json
    problems: list[tuple[str, str]] = field(default_factory=list)

    def check(self, schema: Json, value: Any, field_path: FieldPath) -> None:
        """Looks at a value and everything in it; null stands for nothing given."""
        if value is None:
            return
        if "$ref" in schema:
            self._message(schema["$ref"], value, field_path)
        elif schema.get("type") == "array":
            self._list(schema, value, field_path)
        elif schema.get("type") == "object":
            self._map(schema, value, field_path)
        elif schema.get("type") != "any":
            self._plain(schema, value, field_path)

    def _message(self, name: str, value: Any, field_path: FieldPath) -> None:
        if isinstance(value, list):
            self._not_repeated(field_path)
        elif not isinstance(value, dict):
            self._invalid(field_path, NAMES + name, value)
        else:
            properties = self.schemas[name].get("properties", {})
            for key, part in value.items():
                if key in properties:
                    self.check(properties[key], part, (field_path, key, False))
                else:
                    self._unknown(field_path, key)

    def _list(self, schema: Json, value: Any, field_path: FieldPath) -> None:
        items = schema["items"]
        # Any JSON value may be a cell: most of what is read and written needs no look.
        if items.get("type") == "any":
            return
        # A single thing stands for a list of one, as Google reads it.
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            self.check(items, item, (field_path, str(number), True))

    def _map(self, schema: Json, value: Any, field_path: FieldPath) -> None:
        if not isinstance(value, dict):
            self._invalid(field_path, "Map", value)
            return
        for key, part in value.items():
            self.check(
                schema.get("additionalProperties", {"type": "any"}),
                part,
                (field_path, key, True),
            )

    def _plain(self, schema: Json, value: Any, field_path: FieldPath) -> None:
        kind, shape = str(schema.get("type")), str(schema.get("format", ""))
        if isinstance(value, list | dict):
            self._not_repeated(field_path)
        elif "enum" in schema:
            # Protobuf takes the number of an enum for its name.
            if value not in schema["enum"] and not (
                isinstance(value, int) and 0 <= value < len(schema["enum"])
            ):
                self._invalid(field_path, "enum", value)
        elif not _fits(kind, value):
            self._invalid(field_path, f"TYPE_{(shape or kind).upper()}", value)

    def _unknown(self, field_path: FieldPath, key: str) -> None:
        path = _written(field_path)
        where = f" at '{path}'" if path else ""
        self.problems.append(
            (
                path,
                f'Invalid JSON payload received. Unknown name "{key}"{where}: Cannot find field.',
            )
        )

    def _invalid(self, field_path: FieldPath, kind: str, value: Any) -> None:
        path = _written(field_path)
        self.problems.append(
            (path, f"Invalid value at '{path}' ({kind}), {json.dumps(value)}")
        )

    def _not_repeated(self, field_path: FieldPath) -> None:
        outer, _, name = _written(field_path).rpartition(".")
        message = "Proto field is not repeating, cannot start list."
        self.problems.append(
            (
                outer,
                f"Invalid JSON payload received. Unknown name \"{name}\" at '{outer}': {message}",
            )
        )


class Schema:
    """The methods and messages of some APIs. Built from their discovery documents."""

    def __init__(self, documents: Iterable[Json]) -> None:
        self.schemas: dict[str, Json] = {}
        methods: list[Method] = []
        for document in documents:
            self.schemas[document["name"]] = document["schemas"]
            shared = document.get("parameters", {})
            methods += [
                _method(document["servicePath"], shared, given)
                for given in _methods(document)
            ]
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

    @classmethod
    def of_google(cls) -> "Schema":
        """That of Sheets and Drive.

        Raises ModuleNotFoundError without google-api-python-client.
        """
        return cls(cls.documents_of_google())

    @staticmethod
    def documents_of_google() -> Iterator[Json]:
        """The discovery documents of Sheets and Drive.

        Raises ModuleNotFoundError as above.
        """
        folder = files("googleapiclient.discovery_cache") / "documents"
        for name in DOCUMENTS:
            yield json.loads((folder / name).read_text(encoding="utf-8"))

    def method(self, verb: str, path: str) -> Method | None:
        """The method that a call is, or None where Google has none there."""
        return next(
            (
                candidate
                for candidate in self.methods
                if candidate.verb == verb and candidate.address.fullmatch(path)
            ),
            None,
        )

    def refuse(
        self, verb: str, path: str, query: Mapping[str, Sequence[str]], body: Any
    ) -> None:
        """Raises ApiError, in Google's words, for a call that says what
        the method does not know.
        """
        method = self.method(verb, path)
        if method is None:
            return
        problems = self.call(method, query, body)
        # Drive reads over names that it does not know.
        if problems and not method.id.startswith(READS_OVER):
            raise ApiError(
                400,
                "\n".join(description for _, description in problems),
                bad_fields(problems),
            )

    def call(
        self, method: Method, query: Mapping[str, Sequence[str]], body: Any
    ) -> list[tuple[str, str]]:
        """What is wrong with a call: places and words."""
        check = SchemaCheck(self._of(method))
        for name, values in query.items():
            if name not in method.parameters:
                message = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
                check.problems.append(
                    (
                        "",
                        f'Invalid JSON payload received. Unknown name "{name}": {message}',
                    )
                )
                continue
            schema = {
                key: part
                for key, part in method.parameters[name].items()
                if key != "repeated"
            }
            for value in values:
                check.check(schema, value, _snake(name))
        if method.request:
            check.check({"$ref": method.request}, body, ROOTS.get(method.request, ""))
        return check.problems

    def answer(self, verb: str, path: str, text: bytes) -> Sequence[str]:
        """What in an answer of 200 Google would not have said; `text`
        is its JSON as it was sent.
        """
        method = self.method(verb, path)
        if method is None or not method.response:
            return ()
        return self._answer_problems(method, text)

    def _find_answer_problems(self, method: Method, text: bytes) -> Sequence[str]:
        check = SchemaCheck(self._of(method))
        check.check({"$ref": method.response}, json.loads(text), "")
        return tuple(f"{method.id}: {description}" for _, description in check.problems)

    def _of(self, method: Method) -> Json:
        return self.schemas[method.id.partition(".")[0]]


def _methods(part: Json) -> Iterator[Json]:
    yield from part.get("methods", {}).values()
    for inner in part.get("resources", {}).values():
        yield from _methods(inner)


def _method(service: str, shared: Json, given: Json) -> Method:
    path = "/" + service + given["path"]
    address = "".join(
        "(.+)" if number % 2 else re.escape(part)
        for number, part in enumerate(GAP.split(path))
    )
    return Method(
        given["id"],
        given["httpMethod"],
        re.compile(address),
        len(GAP.sub("", path)),
        shared | given.get("parameters", {}),
        given.get("request", {}).get("$ref", ""),
        given.get("response", {}).get("$ref", ""),
    )


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "boolean":
            return str(value).lower() in ("true", "false")
        case "integer":
            return _whole(value)
        case "number":
            return not isinstance(value, bool) and _number(value)
        case _:
            return isinstance(value, str)


def _whole(value: Any) -> bool:
    # 3.0 and "3" are whole numbers to protobuf's JSON.
    return (
        not isinstance(value, bool)
        and _number(value)
        and float(value).is_integer()
        and int(float(value)) in INT32
    )


def _number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _written(field_path: FieldPath) -> str:
    """The place as Google writes it, such as "requests[0].add_sheet.properties"."""
    if isinstance(field_path, str):
        return field_path
    outer, name, is_item = field_path
    around = _written(outer)
    if is_item:
        return f"{around}[{name}]"
    return f"{around}.{_snake(name)}" if around else _snake(name)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda match: "_" + match[1].lower(), name)
