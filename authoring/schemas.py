"""JSON Schemas of a programme's files, from the model: with them editors complete,
explain, and underline.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic.json_schema import models_json_schema

from programme.model import Programme
from programme.models.criteria import Criteria
from programme.models.desk import Desk
from programme.models.forms import Form, Shared
from programme.models.rules import Rules
from programme.parts import CHOICE_NAME, NAME, WRITTEN_TEXT, Part

DRAFT = "http://json-schema.org/draft-07/schema#"
MODELS: dict[str, type[Part]] = {
    "programme": Programme,
    "form": Form,
    "rules": Rules,
    "desk": Desk,
    "criteria": Criteria,
}
"""Name of a schema → what such a file is read into."""
FOLDER = "schemas"
MODELINE = "# yaml-language-server: $schema="
DESCRIPTIONS = Path(__file__).parent / "descriptions.yaml"
EXPLAINED = re.compile(
    r"((?:`\w+`,? ?(?:or |and )?)+): (.+?)(?=;? `\w+`[:,]|[;.] |\.?$)"
)
"""In a docstring of the model: “`key`: what it is for; `next`: …”."""
KEYS = re.compile(r"`(\w+)`")
TRUTH_IN_QUOTES = {"pattern": "^\\s*([Tt]rue|[Ff]alse|TRUE|FALSE)\\s*$"}
BY_LOADER = {
    "Programme": {"forms", "rules", "desk", "picture"},
    "Form": {"name", "version"},
    "Table": {"name", "app", "criteria"},
    "Column": {"name", "own"},
    "FormField": {"name"},
}
"""Keys that the loader fills in by itself: no file has them."""
Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """All of them by their names."""
    return {name: _schema(name) for name in (*MODELS, "example")}


def schema_text(schema: Schema) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def schema_of(path: str) -> str:
    """Which schema a file of a programme has (`config/forms/x.yaml`); "" for none."""
    parts = Path(path).parts
    if not path.endswith(".yaml") or parts[:1] != ("config",):
        return ""
    if "forms" in parts:
        name = "form"
    else:
        name = Path(path).stem
    if name in (*MODELS, "example"):
        return name
    return ""


def with_schemas(files: Mapping[str, str]) -> dict[str, str]:
    """A programme's files with their schemas beside them, each file naming its own."""
    complete = dict[str, str]()
    for path, content in files.items():
        name = schema_of(path)
        above = "../" * path.count("/")
        line = ""
        if name:
            line = f"{MODELINE}{above}{FOLDER}/{name}.json\n"
        complete[path] = line + content
    for name, schema in schemas().items():
        complete[f"{FOLDER}/{name}.json"] = schema_text(schema)
    return complete


@cache
def _schema(name: str) -> Schema:
    if name == "example":
        return _example()
    parts: list[type[Part]] = [MODELS[name]]
    if name == "programme":
        parts.append(Shared)
    _refs, whole = models_json_schema(
        [(part, "validation") for part in parts], ref_template="#/definitions/{model}"
    )
    definitions: dict[str, Schema] = whole["$defs"]
    for model, definition in definitions.items():
        _as_in_files(model, definition)
        _describe(model, definition)
    _as_loaded(definitions)
    top = definitions.pop(MODELS[name].__name__)
    if name == "programme":
        shared = definitions.pop("Shared")
        top["properties"].update(shared["properties"])
    used = _used(top, definitions)
    return {"$schema": DRAFT, **top, "definitions": used}


def _used(top: Schema, definitions: dict[str, Schema]) -> dict[str, Schema]:
    """The definitions that a schema leads to: each file's own parts only."""
    reached: dict[str, Schema] = {}
    waiting = [top]
    while waiting:
        text = json.dumps(waiting.pop())
        for model in re.findall(r'"#/definitions/(\w+)"', text):
            if model not in reached:
                reached[model] = definitions[model]
                waiting.append(definitions[model])
    return dict(sorted(reached.items()))


def _as_in_files(model: str, definition: Schema) -> None:
    """Without the keys that the loader fills in by itself."""
    if "properties" not in definition:
        return
    properties: Schema = definition["properties"]
    for key in BY_LOADER.get(model, set()):
        del properties[key]
    required = []
    for key in definition.get("required", ()):
        if key in properties:
            required.append(key)
    definition.pop("required", None)
    if required:
        definition["required"] = required
    definition.pop("title", None)
    for schema in properties.values():
        schema.pop("title", None)


def _as_loaded(definitions: dict[str, Schema]) -> None:
    """What the loader makes of the files before the model sees it: names before a
    colon instead of lists, and what a question takes from its column.
    """
    name = {"pattern": NAME}
    choices = {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "propertyNames": {"pattern": CHOICE_NAME},
                "additionalProperties": _choice(),
            },
        ]
    }
    for model, key, schema in (
        ("Column", "choices", choices),
        ("FormField", "choices", choices),
        ("Table", "columns", _named("Column")),
        ("Form", "fields", _named("FormField")),
        ("FormField", "fields", _named("FormField")),
        ("Answer", "fields", _named("FormField")),
        ("Form", "consent", {"anyOf": [{"type": "string"}, _reference("Consent")]}),
        ("Form", "fixed", _one_or_several(name)),
        (
            "Form",
            "edited_in_sheet",
            {"anyOf": [{"type": "boolean"}, _reference("SheetTabs")]},
        ),
        (
            "Shared",
            "choices",
            {
                "type": "object",
                "propertyNames": name,
                "additionalProperties": choices["anyOf"][1],
            },
        ),
        (
            "Figure",
            "by",
            _one_or_several({"anyOf": [{"type": "string"}, _reference("Grouping")]}),
        ),
        (
            "FormField",
            "required",
            {
                "anyOf": [
                    {"type": "boolean"},
                    {"type": "string", "not": TRUTH_IN_QUOTES},
                ]
            },
        ),
        ("Criterion", "threshold", {}),
        ("Appointment", "called_by", {}),
    ):
        if model in definitions and key in definitions[model]["properties"]:
            description = {
                "description": definitions[model]["properties"][key]["description"]
            }
            definitions[model]["properties"][key] = {**schema, **description}
    if "FormField" in definitions:
        # A line of its own stands for the questions of all criteria.
        types = definitions["FormField"]["properties"]["type"]
        types["enum"] = sorted([*types["enum"], "criteria"])
    _need_less(definitions)


def _need_less(definitions: dict[str, Schema]) -> None:
    """Keys that files may leave out although the model needs them."""
    for model, inherited in (
        ("FormField", {"name", "type", "label", "choices"}),
        ("Column", {"name"}),
        ("Table", {"name"}),
        ("Form", {"consent"}),
    ):
        if model in definitions:
            required = definitions[model].get("required", [])
            definitions[model]["required"] = [
                key for key in required if key not in inherited
            ]
    if "Role" in definitions:
        whole = dict(definitions["Role"])
        definitions["Role"] = {
            "description": whole.get("description", ""),
            "anyOf": [whole, *WRITTEN_TEXT["anyOf"]],
        }


def _choice() -> Schema:
    """A choice: its label, or its label with what else it says."""
    texts = WRITTEN_TEXT["anyOf"]
    attribute = {"type": ["string", "number", "boolean"]}
    properties = {
        "label": {**WRITTEN_TEXT, "description": "What people see."},
        "aliases": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Other spellings that staff may type.",
        },
    }
    whole = {
        "type": "object",
        "required": ["label"],
        "properties": properties,
        "additionalProperties": attribute,
    }
    return {"anyOf": [whole, *texts]}


def _named(model: str) -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": NAME},
        "additionalProperties": {"anyOf": [_reference(model), {"type": "null"}]},
    }


def _reference(model: str) -> Schema:
    return {"$ref": f"#/definitions/{model}"}


def _one_or_several(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _describe(model: str, definition: Schema) -> None:
    """Each key with its description: written for it, else from the model's docstring,
    else what the key means everywhere.
    """
    written = _descriptions()
    docstring = " ".join(definition.get("description", "").split())
    explained: dict[str, str] = {}
    for match in EXPLAINED.finditer(docstring):
        for key in KEYS.findall(match[1]):
            explained[key] = match[2][:1].upper() + match[2][1:].rstrip(";.,") + "."
    if docstring:
        definition["description"] = docstring.split(". `")[0].replace("`", "")
    for key, schema in definition.get("properties", {}).items():
        text = (
            written.get(f"{model}.{key}") or explained.get(key) or written.get(key, "")
        )
        schema["description"] = text.replace("`", "")


@cache
def _descriptions() -> dict[str, str]:
    descriptions: dict[str, str] = yaml.safe_load(DESCRIPTIONS.read_text("utf-8"))
    return descriptions


def _example() -> Schema:
    value = {"type": ["string", "number", "boolean", "array", "null"]}
    row = {"type": "object", "additionalProperties": value}
    rows = {
        "type": "object",
        "additionalProperties": row,
        "description": "Rows of a table: a name for each, and below it columns and values.",
    }
    return {
        "$schema": DRAFT,
        "type": "object",
        "description": "Rows to try things out with: table, name of the row, columns. Days may be written today+3.",
        "additionalProperties": rows,
    }
