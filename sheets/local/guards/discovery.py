"""Names and types of Google's APIs, from the discovery documents that
google-api-python-client carries.

Nothing else of that package is needed: `pip install --no-deps
google-api-python-client`, as `make run` does. Without it calls reach their handlers as
they were sent, and what a handler does not look for is passed over.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from sheets.local.model.spreadsheet import Json

DOCUMENTS = ("sheets.v4.json", "drive.v3.json")
DOCUMENT_FIELDS = ("name", "servicePath", "parameters", "schemas", "resources")
METHOD_FIELDS = ("id", "path", "httpMethod", "parameters", "request", "response")
TYPE_FIELDS = frozenset({"$ref", "type", "format", "enum", "repeated", "location"})


@cache
def documents() -> list[Json]:
    """The discovery documents of Sheets and Drive, without descriptions; none where
    the package is missing.
    """
    try:
        folder = files("googleapiclient.discovery_cache") / "documents"
    except ModuleNotFoundError:
        return []
    return [
        _document(json.loads((folder / name).read_text(encoding="utf-8")))
        for name in DOCUMENTS
    ]


def _document(document: Json) -> Json:
    reduced: Json = {name: document[name] for name in DOCUMENT_FIELDS}
    reduced["parameters"] = _types(document["parameters"])
    reduced["schemas"] = {
        name: {"properties": _types(schema.get("properties", {}))}
        for name, schema in document["schemas"].items()
    }
    reduced["resources"] = _resources(document["resources"])
    return reduced


def _resources(resources: Json) -> Json:
    reduced = {}
    for name, resource in resources.items():
        methods = {}
        for key, method in resource.get("methods", {}).items():
            methods[key] = {
                field: method[field] for field in METHOD_FIELDS if field in method
            }
        for method in methods.values():
            method["parameters"] = _types(method.get("parameters", {}))
        reduced[name] = {"methods": methods}
        if "resources" in resource:
            reduced[name]["resources"] = _resources(resource["resources"])
    return reduced


def _types(properties: Json) -> Json:
    return {name: _type(schema) for name, schema in properties.items()}


def _type(schema: Json) -> Json:
    reduced: dict[str, Any] = {}
    for name, value in schema.items():
        if name in TYPE_FIELDS:
            reduced[name] = value
    if "properties" in schema:
        reduced["properties"] = _types(schema["properties"])
    for name in ("items", "additionalProperties"):
        if name in schema:
            reduced[name] = _type(schema[name])
    return reduced
