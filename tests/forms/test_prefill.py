"""What the address of a form fills in."""

import re

import pytest

from tests.forms.logic_form import FORM, choices, field, with_form
from tests.house import open_house

FIELDS = (
    field("name", prefill=True, default="Ana"),
    field("kind", "select_one", choices=choices("ec", "pe"), prefill=True),
    field("detail", "select_multiple", choices=choices("p", "q", "r"), prefill=True),
    field("reason"),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory, folder):
    with open_house(tmp_path_factory.mktemp("prefill"), with_form(folder, FIELDS)) as h:
        yield h


@pytest.mark.parametrize(
    ("address", "checked"),
    [
        ("", []),
        ("?kind=ec", ["ec"]),
        ("?kind=EC", ["ec"]),
        ("?kind=XY", []),
        ("?detail=P&detail=r", ["p", "r"]),
    ],
)
def test_choices_are_taken_however_they_are_spelt(house, address, checked):
    page = house.client().get(FORM + address).text
    inputs = re.findall(r"<input[^>]*>", page)
    values = [re.search(r'value="([^"]*)"', tag) for tag in inputs if " checked" in tag]
    assert [value[1] for value in values if value] == checked


@pytest.mark.parametrize(
    ("address", "value"), [("", "Ana"), ("?name=Eva&reason=x", "Eva"), ("?name=", "")]
)
def test_only_questions_that_allow_it_are_filled_in(house, address, value):
    page = house.client().get(FORM + address).text
    assert re.search(r'name="name"[^>]*value="([^"]*)"', page)[1] == value
    assert re.search(r'name="reason"[^>]*value="([^"]*)"', page)[1] == ""
