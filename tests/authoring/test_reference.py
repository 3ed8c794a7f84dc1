"""docs/reference.md is what the model says, and leaves no key without an example."""

import re

from authoring.reference import reference
from programme.models.forms import Form
from programme.reading.validate import LOADER_KEYS
from tests.house import ROOT

PAGE = (ROOT / "docs" / "reference.md").read_text("utf-8")


def test_committed_reference_is_the_model_s():
    assert reference() == PAGE, "write it anew: make reference"


def test_every_key_has_an_example_and_says_what_it_is_for():
    rows = re.findall(
        r"^\| \**`(\w+)`\** \| .* \| (.*) \| (.*) \|$", PAGE, re.MULTILINE
    )
    assert [key for key, about, example in rows if not about or not example] == []
    assert len(rows) > 300


def test_keys_of_a_form_are_told():
    part = PAGE.partition("## config/forms/")[2].partition("\n### ")[0]
    keys = set(re.findall(r"^\| \**`(\w+)`", part, re.MULTILINE))
    assert keys == Form.model_fields.keys() - LOADER_KEYS - {"name", "version"}


def test_every_part_that_is_named_stands_there():
    parts = {title.lower() for title in re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#(\w+)\)", PAGE)) - parts == set()
