"""A record that a rule cannot judge: it stops alone."""

from dataclasses import dataclass

UNFIT = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)
"""What reading a value that is not of its column's type may raise (a text from before
the column became a date), and what following references that lead in a circle may.
"""


@dataclass(frozen=True)
class Unfit:
    """A rule or check that could not be asked about a record, and why."""

    rule: str
    table: str
    reference: str
    reason: str
