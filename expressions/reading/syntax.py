"""The syntax tree of an expression as it is written, and what is wrong with one.

`position` counts characters from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from core.errors import HojaError

LONGEST = 4_000
"""Characters of an expression: a sum of 100 named items has about 1,500."""
MOST_PARTS = 1_500
"""Nodes of its tree; what belongs to more is better kept in columns of its own."""
DEEPEST = 40
"""Parentheses, calls and signs inside one another.

The parser calls itself some six times for each.
"""
DEEPEST_TREE = 150
"""Operations inside one another once it is checked: what the
evaluators call themselves for.

Sums, `and` and `or` are flat.
"""
LONGEST_PATH = 100
"""Steps of one path."""

Literal_ = str | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class Mistake:
    """One mistake in an expression: a sentence for people, and where its
    cause stands, counted from 0.
    """

    text: str
    position: int


class ExpressionError(HojaError):
    """An expression that cannot be used, with all its mistakes;
    its text is the first one's.
    """

    def __init__(self, source: str, mistakes: Sequence[Mistake]) -> None:
        super().__init__(mistakes[0].text)
        self.source = source
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.position))

    def place(self, mistake: Mistake) -> tuple[int, int]:
        """Line and column of a mistake in the expression's text, from 1."""
        before = self.source[: mistake.position]
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True)
class Syntax:
    """A part of an expression."""

    position: int


@dataclass(frozen=True)
class Literal(Syntax):
    """A value written out; None is `null`."""

    value: Literal_


@dataclass(frozen=True)
class Name(Syntax):
    """`due`, or `${due}` (`braced`)."""

    name: str
    braced: bool = False


@dataclass(frozen=True)
class Attribute(Syntax):
    """`town.name`; `position` is the name's behind the point."""

    base: Syntax
    name: str


@dataclass(frozen=True)
class Listing(Syntax):
    """`["open", "paused"]`."""

    items: tuple[Syntax, ...]


@dataclass(frozen=True)
class Not(Syntax):
    """`not done`."""

    operand: Syntax


@dataclass(frozen=True)
class Negative(Syntax):
    """`-count`."""

    operand: Syntax


@dataclass(frozen=True)
class Logic(Syntax):
    """`a and b and c`, or the same with `or`."""

    word: str
    operands: tuple[Syntax, ...]


@dataclass(frozen=True)
class Chain(Syntax):
    """`a + b - c`, or `a * b / c`: the first operand, and each further
    one with the sign before it.
    """

    first: Syntax
    others: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True)
class Comparison(Syntax):
    """`left sign right` with ==, !=, <, <=, >, >=."""

    sign: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True)
class Membership(Syntax):
    """`member in container`, or `member not in container`."""

    member: Syntax
    container: Syntax
    negated: bool


@dataclass(frozen=True)
class Call(Syntax):
    """`name(arguments)`."""

    name: str
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True)
class Band(Syntax):
    """`10000: "small"` among the arguments of `band`."""

    limit: Syntax
    result: Syntax
