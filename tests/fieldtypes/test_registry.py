"""What holds for every type, whatever it is."""

from datetime import UTC

import pytest

from expressions.types import ValueType
from fieldtypes.base import Widget
from fieldtypes.registry import field_type, field_types
from programme.model import Programme
from programme.models.forms import FormField
from programme.parts import Choice, Column
from sheets.cells import Cells
from tests.rules.small import programme

SMALL: Programme = programme()
CHOICES = (
    Choice(name="here", label={"es": "Aquí"}),
    Choice(name="there", label={"es": "Allá; lejos, muy lejos"}),
)


def question(name: str) -> FormField:
    choices = CHOICES if field_type(name).has_choices else ()
    table = (
        "towns" if field_type(name).has_table or field_type(name).is_repeat else None
    )
    return FormField(
        name="it",
        type=name,
        label={"es": "it"},
        choices=choices,
        table=table,
        parameters={"currency": "USD"} if name == "money" else {},
    )


@pytest.mark.parametrize("name", sorted(field_types()))
def test_type_is_called_as_its_file_says_and_written_right(name):
    assert field_type(name).name == name
    assert isinstance(field_type(name).expression_type, ValueType)
    assert isinstance(field_type(name).widget(question(name)), Widget)
    assert list(field_type(name).mistakes(question(name))) == []


@pytest.mark.parametrize("name", sorted(field_types()))
@pytest.mark.parametrize("number", [0, 1, 2])
def test_example_comes_back_from_its_cell(name, number):
    column = Column.model_validate(
        question(name).model_dump(
            include={"name", "type", "label", "choices", "table", "parameters"}
        )
    )
    value = field_type(name).example(column, number)
    if value is None:
        return
    cells = Cells(SMALL)
    shown = cells.show(column, value)
    assert cells.read(column, shown) == value


@pytest.mark.parametrize("name", sorted(field_types()))
def test_example_can_be_shown_and_compared(name):
    field = question(name)
    value = field_type(name).example(field, 1)
    if value is not None:
        assert field_type(name).show(value, field, SMALL.locality_in("es"))
        field_type(name).typed(value, UTC)


def test_what_is_private_can_be_personal():
    assert [
        name
        for name, type in field_types().items()
        if type.is_private and not type.can_be_personal
    ] == []


def test_only_notes_and_headings_are_neither_asked_nor_stored():
    outside = {
        name
        for name, type in field_types().items()
        if not type.is_asked or not type.is_stored
    }
    assert outside == {"note", "section", "page", "repeat"}
