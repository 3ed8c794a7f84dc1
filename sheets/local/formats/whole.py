"""Numbers as Google writes them: whole ones without a fraction."""

EXACT = 1e15
"""Below this a float still tells neighbouring whole numbers apart,
and Sheets shows all digits.
"""


def whole(value: float) -> int | float:
    """The number as an int where it is a whole one, else as it is."""
    if is_whole(value):
        return int(value)
    return value


def is_whole(value: float) -> bool:
    """Whether a number has no fraction and is small enough to be exact."""
    return float(value).is_integer() and abs(value) < EXACT
