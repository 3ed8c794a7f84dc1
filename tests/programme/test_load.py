"""Programmes that load, and what the loader makes of them."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from programme.load import load
from programme.reading.example import read_example
from programme.reading.mistakes import Mistakes
from tests.programme.files import FORM, ROOT, write

PROGRAMMES = [ROOT, ROOT / "examples" / "green-flag"]


@pytest.mark.parametrize("folder", PROGRAMMES, ids=lambda folder: folder.name)
def test_load_of_a_shipped_programme_works(folder: Path):
    assert load(folder).forms


@pytest.mark.parametrize("folder", PROGRAMMES, ids=lambda folder: folder.name)
def test_read_example_of_a_shipped_programme_gives_rows_of_known_columns(folder: Path):
    programme, found = load(folder), Mistakes(folder)
    rows = list(
        read_example(folder, programme, found).rows(
            date(2027, 3, 12), lambda table: f"{table}-1"
        )
    )
    assert found.report() == ""
    assert {
        (table, name)
        for table, _, values in rows
        for name in values
        if not programme.tables[table].column(name)
    } == set()


def test_load_gives_every_table_its_reference_in_front(tmp_path: Path):
    programme = load(write(tmp_path))
    first = {name: table.columns[0].name for name, table in programme.tables.items()}
    # whose references are our own words: they stand behind
    assert first.pop("settings") == "what"
    assert set(first.values()) == {"reference"}


def test_load_adds_consent_only_to_tables_that_a_form_fills(tmp_path: Path):
    tables = load(write(tmp_path)).tables
    assert [name for name in ("trees", "visits") if tables[name].column("consent")] == [
        "trees"
    ]


def test_load_lets_a_field_take_what_it_does_not_say_from_its_column(tmp_path: Path):
    field = load(write(tmp_path)).forms["new_tree"].field("height")
    assert field is not None
    assert (field.type, field.label["en"]) == ("decimal", "Height")


def test_load_takes_one_word_for_every_language(tmp_path: Path):
    assert load(write(tmp_path)).name == {"en": "Trees", "es": "Trees"}


def test_load_gives_a_form_another_version_when_it_changes(tmp_path: Path):
    before = load(write(tmp_path)).forms["new_tree"].version
    after = load(write(tmp_path, form=FORM + "  state: {}\n")).forms["new_tree"].version
    assert before != after


def test_load_gives_a_form_the_same_version_when_nothing_changes(tmp_path: Path):
    assert (
        load(write(tmp_path)).forms["new_tree"].version
        == load(write(tmp_path)).forms["new_tree"].version
    )


def test_no_python_knows_what_the_programme_is_about():
    words = re.compile(
        r"\b(town|towns|mentor|mentors|commitment|commitments)\b|TOWN|town_|mentor_",
        re.IGNORECASE,
    )
    outside = {"tests", "bench", "attack", ".venv", "var"}
    files = [
        file
        for file in ROOT.rglob("*.py")
        if not outside & set(file.relative_to(ROOT).parts)
    ]
    knowing = {
        str(file.relative_to(ROOT))
        for file in files
        if words.search(_without_docstrings(file))
    }
    assert knowing == set()


def _without_docstrings(file: Path) -> str:
    """What runs: an example in a docstring may name anything."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return ast.unparse(tree)
