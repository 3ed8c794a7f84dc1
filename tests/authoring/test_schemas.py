"""What editors are told of a programme's files is what the program reads."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from authoring.schemas import schema_of, schema_text, schemas
from programme.reading.mistakes import Mistakes
from programme.reading.source import read_yaml
from tests.house import ROOT

SCHEMAS = schemas()
VALIDATORS = {name: Draft7Validator(schema) for name, schema in SCHEMAS.items()}
PROGRAMMES = [ROOT, *sorted((ROOT / "examples").iterdir())]


def data(file: Path):
    mistakes = Mistakes(file.parent)
    read = read_yaml(file, mistakes).data
    assert mistakes.found == []
    return read


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_schema_is_the_model_s(name):
    committed = ROOT / "schemas" / f"{name}.json"
    assert committed.read_text("utf-8") == schema_text(SCHEMAS[name]), (
        "write them anew: flask schemas schemas"
    )
    Draft7Validator.check_schema(json.loads(committed.read_text("utf-8")))


@pytest.mark.parametrize("folder", PROGRAMMES, ids=lambda folder: folder.name)
def test_every_file_of_every_programme_is_valid(folder):
    for file in sorted((folder / "config").rglob("*.yaml")):
        name = schema_of(str(file.relative_to(folder)))
        assert [
            error.message for error in VALIDATORS[name].iter_errors(data(file))
        ] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_explained(name):
    unexplained = []
    for model, part in [
        ("", SCHEMAS[name]),
        *SCHEMAS[name].get("definitions", {}).items(),
    ]:
        for key, schema in part.get("properties", {}).items():
            if len(schema.get("description", "")) < 10:
                unexplained.append(f"{model}.{key}")
    assert unexplained == []


COLUMN = ("tables", "schools", "columns", "name")
WRONG = [
    ("programme", ("langauges",), ["en"]),
    ("programme", (*COLUMN, "lable"), {"en": "Name"}),
    ("programme", (*COLUMN, "type"), "string"),
    ("programme", (*COLUMN, "label"), None),
    ("programme", ("tables", "schools", "columns", "Tool"), {"label": "T"}),
    ("programme", ("country",), "Ecuador"),
    ("programme", ("consent", "version"), 1),
    ("programme", ("choices", "themes"), ["Out", "Back"]),
    ("programme", ("choices", "themes"), {"not-out": "Out"}),
    ("rules", ("ladders", 0, "steps", 0, "days"), "2 days"),
    ("rules", ("ladders", 0, "steps"), []),
    ("rules", ("events", 0, "tell", 0), {"to": "teacher"}),
    ("form", ("public",), "no"),
    ("form", ("fields", "name", "max_length"), -5),
    ("form", ("fields",), ["name"]),
    ("form", ("fields", "name", "required"), "true"),
    ("form", ("title",), 7),
]
FILES = {
    "programme": "config/programme.yaml",
    "rules": "config/rules.yaml",
    "form": "config/forms/register_school.yaml",
}


@pytest.mark.parametrize(("name", "path", "value"), WRONG)
def test_wrong_shape_is_underlined(name, path, value):
    written = data(ROOT / "examples" / "green-flag" / FILES[name])
    assert VALIDATORS[name].is_valid(written)
    part = written
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert not VALIDATORS[name].is_valid(written)
