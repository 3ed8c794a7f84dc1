"""Plurals as lines for translators, and back."""

import pytest

from translation.plural_lines import plural_lines, plural_wording

WORDING = {"one": "{days} day: late", "other": "{days} days: late"}


def test_lines_come_back_as_they_were():
    assert plural_wording(plural_lines(WORDING)) == WORDING


@pytest.mark.parametrize(
    "text", ["", "Late", "one day", "one: a\nLate", "Note: this", "one:"]
)
def test_other_texts_are_no_plurals(text):
    assert plural_wording(text) is None


def test_spreadsheets_may_add_blanks():
    assert plural_wording(" one:  a \r\n other: b\n") == {"one": "a", "other": "b"}
