"""The reference of a programme's files, from the model: every key with its type, what
it is for, what counts where it is left out, and an example out of one that runs.

`python -m authoring.reference` prints it; docs/reference.md is what it printed.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from authoring.schemas import Schema, schemas

ROOT = Path(__file__).parent.parent
FILES: tuple[tuple[str, str, str], ...] = (
    ("programme", "config/programme.yaml", "languages, people, tables, consent"),
    ("form", "config/forms/*.yaml", "one file for each form"),
    ("rules", "config/rules.yaml", "who is told what, and when"),
    ("desk", "config/desk.yaml", "what the team's desk shows"),
    ("criteria", "config/criteria.yaml", "what cases are judged by, and by whom"),
)
NAMES = tuple(name for name, _path, _what in FILES)
LONGEST = 70
"""Characters of an example."""
FEWEST = 2
HAND_WRITTEN = Path(__file__).parent / "examples.yaml"
PLAIN = re.compile(r"[A-Za-z0-9_./@+-][A-Za-z0-9_./@+ -]*")
HEAD = """# Reference

Every key of a programme's files, made from the program itself (`make reference`):
nothing here is out of date. To learn how a programme is written, begin with the
[tutorial](tutorial.md); to do one certain thing, look into the [recipes](recipes.md);
what the words *mean* is explained in [writing a programme](writing-a-programme.md).

In the column *type*, *words* are a text, or one for each language
(`{es: Nombre, en: Name}`); conditions and expressions are explained
[here](writing-a-programme.md#conditions); a name that leads somewhere is a part with
keys of its own, further down. *names → X* stands for a list of names with an X below
each. Keys in **bold** must be there.
"""
Examples = dict[tuple[str, str], str]


def reference() -> str:
    """The whole page, in Markdown."""
    files = schemas()
    examples = _examples(files)
    parts: list[str] = [HEAD]
    described: set[str] = set()
    for name, path, what in FILES:
        schema = files[name]
        parts.append(f"## {path}\n\n{what[0].upper()}{what[1:]}.\n")
        parts.append(_table(name, schema, examples))
        for model, definition in schema["definitions"].items():
            if model in described or "properties" not in _whole(definition):
                continue
            described.add(model)
            about = definition.get("description", "")
            parts.append(f"### {model}\n\n{about}\n")
            parts.append(_table(model, _whole(definition), examples))
    return _with_words(files, "\n".join(parts).rstrip() + "\n")


def _with_words(files: Mapping[str, Schema], page: str) -> str:
    """The page with the words of short lists in place of their names."""
    for schema in files.values():
        for model, definition in schema.get("definitions", {}).items():
            if "properties" not in _whole(definition):
                link = f"[{model}](#{model.lower()})"
                page = page.replace(link, _type(definition))
    return page


def _whole(definition: Schema) -> Schema:
    """Of a part that may also be written in short, the long way to write it."""
    for variant in definition.get("anyOf", ()):
        if "properties" in variant:
            whole: Schema = variant
            return whole
    return definition


def _table(model: str, schema: Schema, examples: Examples) -> str:
    lines = [
        "| key | type | left out | what it is for | example |",
        "|---|---|---|---|---|",
    ]
    required = schema.get("required", ())
    hand_written = _hand_written()
    for key, part in schema["properties"].items():
        if key in required:
            name = f"**`{key}`**"
        else:
            name = f"`{key}`"
        example = (
            examples.get((model, key))
            or hand_written.get(f"{model}.{key}")
            or _small_example(part)
        )
        cells = (
            name,
            _type(part),
            _default(part, is_required=key in required),
            part.get("description", ""),
            f"`{example}`" if example else "",
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


@cache
def _hand_written() -> Mapping[str, str]:
    """Examples of keys that no programme here has."""
    texts: Mapping[str, str] = yaml.safe_load(HAND_WRITTEN.read_text("utf-8"))
    return texts


def _small_example(part: Schema) -> str:
    """Of a key that no programme here has: its default, or one of its words."""
    if part.get("enum"):
        return str(part["enum"][0])
    if part.get("default") not in (None, "", [], {}) and not isinstance(
        part["default"], dict
    ):
        return _written(part["default"])
    return EXAMPLES.get(str(part.get("type")), "")


EXAMPLES = {"boolean": "true", "integer": "3", "number": "1.5"}


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _default(part: Schema, *, is_required: bool) -> str:
    default = part.get("default")
    if is_required or default in (None, "", [], {}):
        return ""
    if isinstance(default, dict):
        return "the usual"
    return f"`{_written(default)}`"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return str(value)


def _type(part: Schema) -> str:
    """What a value is, in words."""
    if "$ref" in part:
        model = part["$ref"].rsplit("/", 1)[-1]
        return f"[{model}](#{model.lower()})"
    if "enum" in part or "const" in part:
        return ", ".join(
            f"`{value}`" for value in part.get("enum", [part.get("const")])
        )
    if _variants(part):
        return _either(_variants(part))
    kind = part.get("type")
    if kind == "array":
        items = part.get("items", {})
        if items:
            return f"list of {_type(items)}"
        return "list"
    if kind == "object":
        below = _below(part)
        if isinstance(below, dict):
            return f"names → {_type(below)}"
        return "names"
    if isinstance(kind, list):
        return " or ".join(WORDS.get(str(each), str(each)) for each in kind)
    return WORDS.get(str(kind), "anything" if kind is None else str(kind))


WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "nothing",
}


def _either(variants: list[Schema]) -> str:
    kinds = {str(variant.get("type")) for variant in variants}
    has_languages = any(
        variant.get("additionalProperties", {}) == {"type": "string"}
        for variant in variants
        if isinstance(variant.get("additionalProperties"), dict)
    )
    if kinds == {"string", "object"} and has_languages:
        return "words"
    types = (_type(variant) for variant in variants if variant.get("type") != "null")
    return " or ".join(dict.fromkeys(types))


def _examples(files: Mapping[str, Schema]) -> Examples:
    """The shortest example of each key that is no bare yes or no, out of the programme
    that comes with the program and those in examples/.
    """
    examples: Examples = {}
    for file in _programme_files():
        if file.parent.name == "forms":
            name = "form"
        else:
            name = file.stem
        if name not in NAMES:
            continue
        node = yaml.compose(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        schema = files[name]
        for model, key, value in _walk(name, schema, node, schema["definitions"]):
            text = _flow(value)
            before = examples.get((model, key))
            if not before or _rank(text) < _rank(before):
                examples[model, key] = text
    return {place: _cut(text) for place, text in examples.items()}


def _cut(text: str) -> str:
    """An example that is too long to be read in a table, as far as it goes."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0] + " …"


def _rank(text: str) -> tuple[bool, int, str]:
    """The shorter one, but one word of one language says little."""
    return len(text) < FEWEST, len(text), text


def _programme_files() -> Iterator[Path]:
    for folder in (ROOT, *sorted((ROOT / "examples").iterdir())):
        yield from sorted((folder / "config").rglob("*.yaml"))


def _walk(
    model: str, schema: Schema, node: Any, definitions: Mapping[str, Schema]
) -> Iterator[tuple[str, str, Any]]:
    """(part, key, what stands there) of everything below a node."""
    if "$ref" in schema:
        model = schema["$ref"].rsplit("/", 1)[-1]
        yield from _walk(model, definitions[model], node, definitions)
        return
    for variant in _variants(schema):
        yield from _walk(model, variant, node, definitions)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _walk(model, schema.get("items", {}), item, definitions)
    if not isinstance(node, yaml.MappingNode):
        return
    properties = schema.get("properties", {})
    below = _below(schema)
    for key, value in node.value:
        if key.value in properties:
            yield model, key.value, value
            yield from _walk(model, properties[key.value], value, definitions)
        elif isinstance(below, dict):
            yield from _walk(model, below, value, definitions)


def _variants(schema: Schema) -> list[Schema]:
    """The ways in which a value may be written."""
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ())]


def _below(schema: Schema) -> Schema | None:
    """What stands below each name of a list of names."""
    for below in (
        schema.get("additionalProperties"),
        *schema.get("patternProperties", {}).values(),
    ):
        if isinstance(below, dict):
            return below
    return None


def _flow(node: Any) -> str:
    """A value as it is written in one line."""
    if isinstance(node, yaml.SequenceNode):
        return f"[{', '.join(_flow(item) for item in node.value)}]"
    if isinstance(node, yaml.MappingNode):
        pairs = (f"{_flow(key)}: {_flow(value)}" for key, value in node.value)
        return f"{{{', '.join(pairs)}}}"
    text = " ".join(str(node.value).split())
    if node.style in ("'", '"') or not PLAIN.fullmatch(text):
        if '"' in text:
            quote = "'"
        else:
            quote = '"'
        return f"{quote}{text}{quote}"
    return text


if __name__ == "__main__":
    sys.stdout.write(reference())
