"""Whole numbers that a browser or a person sends."""

MOST_DIGITS = 9
"""A longer one is none of ours: databases hold numbers of up to 64 bits, PostgreSQL's
own keys of 32, and Python reads none of thousands of digits.
"""


def whole_number(text: str) -> int | None:
    """The number, from 0 on; None for what is none, or none of ours."""
    written = text.strip()
    if len(written) > MOST_DIGITS or not (written.isascii() and written.isdigit()):
        return None
    return int(written)
