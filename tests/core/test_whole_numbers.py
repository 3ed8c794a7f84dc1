"""What a browser sends as a number is one that the journal can hold, or none."""

import pytest

from core.notation.whole_numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("999999999", 999_999_999),
        ("9" * 10, None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.0", None),
        ("١", None),
        ("²", None),
        ("", None),
    ],
)
def test_only_numbers_that_the_journal_holds_are_read(text, number):
    assert whole_number(text) == number
