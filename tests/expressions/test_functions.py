"""docs/writing-a-programme.md lists the functions that there are, as the table says."""

import re

from expressions.functions import ALIASES, FUNCTIONS, TABLE
from tests.house import ROOT


def test_guide_lists_every_function() -> None:
    text = (ROOT / "docs" / "writing-a-programme.md").read_text(encoding="utf-8")
    section = text.partition("| function | gives |\n|---|---|\n")[2].partition("\n\n")[
        0
    ]
    listed = re.findall(r"^\| `(.+?)` \| (.+) \|$", section, re.MULTILINE)
    assert listed == [(function.shape, function.description) for function in TABLE]


def test_no_function_is_listed_twice() -> None:
    assert len(FUNCTIONS) == len(TABLE)


def test_every_alias_leads_to_a_function() -> None:
    assert set(ALIASES.values()) <= set(FUNCTIONS)
