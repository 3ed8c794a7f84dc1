"""A JSON value read by its schema, as Google reads it.

Protobuf's JSON may say the same thing in several ways: `sheet_id` or `sheetId`, 3 or
"3", one request or a list of it. What is read here says everything in one.
"""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sheets.local.model.spreadsheet import Json
from sheets.local.names import camel, snake

NAMES = "type.googleapis.com/google.apps.sheets.v4."
INT32 = range(-(2**31), 2**31)
INT64 = range(-(2**63), 2**63)
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
SKIPPED_NULLS = frozenset({"Request"})
"""Lists of these lose their nulls; in any other a null keeps its place, or cells would
move.
"""
DEPTH = 100
"""Protobuf reads no deeper."""

FieldPath: TypeAlias = "str | tuple[FieldPath, str, bool]"
"""The place of a value: a root's name, or the place around it, its name there, and
whether it is an item of a list or map.

It is put into words only where something is wrong: nothing is, in all calls but a few.
"""


@dataclass
class MessageReader:
    """Reads values of one API, and collects what is wrong: the place, Google's words,
    and whether the name alone is unknown.
    """

    schemas: Json
    problems: list[tuple[str, str]] = field(default_factory=list)
    only_unknown: bool = True
    depth: int = 0

    def read(self, schema: Json, value: Any, field_path: FieldPath) -> Any:
        """The value as the rest of the server takes it; null stands for nothing."""
        if value is None:
            return None
        if "$ref" in schema:
            return self._message(schema["$ref"], value, field_path)
        kind = schema.get("type")
        if kind == "array":
            return self._list(schema, value, field_path)
        if kind == "object":
            return self._map(schema, value, field_path)
        if kind == "any":
            return value
        return self._plain(schema, value, field_path)

    def _message(self, name: str, value: Any, field_path: FieldPath) -> Any:
        if isinstance(value, list):
            return self._not_repeated(field_path)
        if not isinstance(value, dict) or self.depth > DEPTH:
            return self._invalid(field_path, NAMES + name, value)
        properties = self.schemas[name].get("properties", {})
        message = {}
        self.depth += 1
        for key, part in value.items():
            if key in properties:
                field_name = key
            else:
                field_name = camel(key)
            if field_name not in properties:
                self._unknown(field_path, key)
            elif part is not None:
                path = (field_path, field_name, False)
                message[field_name] = self.read(properties[field_name], part, path)
        self.depth -= 1
        return message

    def _list(self, schema: Json, value: Any, field_path: FieldPath) -> Any:
        items = schema["items"]
        # Any JSON value may be a cell: most of what is read and written needs no look.
        if _is_any(items):
            return value
        skips = items.get("$ref") in SKIPPED_NULLS
        read = []
        for number, item in enumerate(_flat(value)):
            if item is None and skips:
                continue
            # A cell that is null is an empty cell, where it stands.
            if item is None and "$ref" in items:
                given = {}
            else:
                given = item
            read.append(self.read(items, given, (field_path, str(number), True)))
        return read

    def _map(self, schema: Json, value: Any, field_path: FieldPath) -> Any:
        if not isinstance(value, dict):
            return self._invalid(field_path, "Map", value)
        named = schema.get("properties", {})
        inner = schema.get("additionalProperties", {"type": "any"})
        read = {}
        for key, part in value.items():
            if part is not None:
                part_schema = named.get(key, inner)
                read[key] = self.read(part_schema, part, (field_path, key, True))
        return read

    def _plain(self, schema: Json, value: Any, field_path: FieldPath) -> Any:
        kind = str(schema.get("type"))
        shape = str(schema.get("format", ""))
        if isinstance(value, list | dict):
            return self._not_repeated(field_path)
        if "enum" in schema:
            return self._enum(schema["enum"], value, field_path)
        read = _plain(kind, shape, value)
        if read is None:
            return self._invalid(field_path, f"TYPE_{(shape or kind).upper()}", value)
        if shape == "google-fieldmask":
            return camel(str(read))
        return read

    def _enum(self, names: list[str], value: Any, field_path: FieldPath) -> Any:
        # Protobuf takes the number of an enum for its name.
        if isinstance(value, int) and not isinstance(value, bool):
            if 0 <= value < len(names):
                return names[value]
        elif value in names:
            return value
        return self._invalid(field_path, "enum", value)

    def _unknown(self, field_path: FieldPath, key: str) -> None:
        path = written(field_path)
        where = ""
        if path:
            where = f" at '{path}'"
        message = f'Unknown name "{key}"{where}: Cannot find field.'
        self._add(path, f"Invalid JSON payload received. {message}")

    def _invalid(self, field_path: FieldPath, kind: str, value: Any) -> None:
        path = written(field_path)
        self.only_unknown = False
        self._add(path, f"Invalid value at '{path}' ({kind}), {json.dumps(value)}")

    def _not_repeated(self, field_path: FieldPath) -> None:
        outer, _, name = written(field_path).rpartition(".")
        message = "Proto field is not repeating, cannot start list."
        where = f"Unknown name \"{name}\" at '{outer}'"
        self.only_unknown = False
        self._add(outer, f"Invalid JSON payload received. {where}: {message}")

    def _add(self, path: str, text: str) -> None:
        self.problems.append((path, text))


def _is_any(schema: Json) -> bool:
    if schema.get("type") == "array":
        return _is_any(schema["items"])
    return schema.get("type") == "any"


def _flat(value: Any) -> list[Any]:
    """The items of a list; a single thing is a list of one, and lists in it are laid
    out, as Google reads them.
    """
    if not isinstance(value, list):
        return [value]
    flat = []
    for item in value:
        if isinstance(item, list):
            flat += _flat(item)
        else:
            flat.append(item)
    return flat


def _plain(kind: str, shape: str, value: Any) -> Any:
    """A value of a plain type; None where it is of another."""
    if kind == "boolean":
        return _truth(value)
    if kind == "integer":
        return _whole(value, INT32)
    if kind == "number":
        return _number(value)
    if shape in ("int64", "uint64"):
        whole = _whole(value, INT64)
        if whole is None:
            return None
        return str(whole)
    if isinstance(value, str):
        return value
    return None


def _truth(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower())


def _whole(value: Any, allowed: range) -> int | None:
    """3.0 and "3" are whole numbers to protobuf's JSON."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value in allowed:
            return value
        return None
    number = _number(value)
    if number is None or not float(number).is_integer():
        return None
    if int(number) in allowed:
        return int(number)
    return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        # Python's float reads more than JSON has: "1_000", " 1 ", "nan".
        if NUMBER.fullmatch(value):
            value = float(value)
        else:
            value = None
    if not isinstance(value, int | float):
        return None
    try:
        if math.isfinite(value):
            return value
        return None
    except OverflowError:
        return None


def written(field_path: FieldPath) -> str:
    """The place as Google writes it, such as "requests[0].add_sheet.properties"."""
    if isinstance(field_path, str):
        return field_path
    outer, name, is_item = field_path
    around = written(outer)
    if is_item:
        return f"{around}[{name}]"
    if around:
        return f"{around}.{snake(name)}"
    return snake(name)
