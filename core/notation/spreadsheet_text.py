"""Text for files that spreadsheet programs open, and how people call their columns."""

import re

FORMULA = re.compile(r"(^|[;,|\t\r\n])(\s*)([=+\-@])")
"""Where a spreadsheet program may find a formula: at the beginning of a
cell, and behind what it takes for the end of one: Excel takes a semicolon
for that in many countries.
"""


def as_text(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return FORMULA.sub(r"\1\2'\3", text)


def column_letters(index: int) -> str:
    """What a column is called by people: 0 is A, 26 is AA."""
    front, last = divmod(index, 26)
    return (column_letters(front - 1) if front else "") + chr(ord("A") + last)
