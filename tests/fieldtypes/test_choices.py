"""Several choices in one text."""

import pytest

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing.choices import several
from fieldtypes.registry import field_type
from programme.parts import Choice, Column
from tests.rules.small import programme

DRINKS = tuple(
    Choice(name=name, label={"es": label})
    for name, label in (
        ("both", "Café; té"),
        ("coffee", "Café"),
        ("tea", "té"),
        ("none", "Nada, gracias"),
    )
)
COLUMN = Column(
    name="drinks", type="select_multiple", label={"es": "Bebidas"}, choices=DRINKS
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Café; té", ["both"]),
        ("Café\nté", ["coffee", "tea"]),
        ("café; TÉ; Nada, gracias", ["both", "none"]),
        ("té, Café; té", ["tea", "both"]),
        ("Nada, gracias, té", ["none", "tea"]),
    ],
)
def test_longest_stretch_that_is_a_label_is_that_choice(text, names):
    assert several(text, DRINKS, "es") == names


def test_word_that_is_no_choice_is_named_alone():
    with pytest.raises(NotUnderstoodError) as error:
        several("Café; tee; té", DRINKS, "es")
    assert error.value.values["value"] == "tee"


@pytest.mark.parametrize(
    "names",
    [
        ["both"],
        ["coffee", "tea"],
        ["both", "none"],
        ["coffee", "none", "tea"],
        ["tea", "coffee"],
    ],
)
def test_row_that_the_app_writes_is_understood_again(names):
    locality = programme().locality
    cell = field_type("select_multiple").to_cell(names, COLUMN, locality)
    assert field_type("select_multiple").from_cell(cell, COLUMN, locality) == names


def test_cell_of_many_commas_is_read_at_once():
    assert several(",;" * 20_000, DRINKS, "es") == []
