"""A checked expression as both evaluators take it: constants, paths to values, and
operations with a fixed meaning.

What depends on types is decided here once: `due - 7` has become `addDays`, `name ==
null` has become `isBlank`.
"""

from dataclasses import dataclass

from expressions.patterns.automaton import Pattern
from expressions.reading.syntax import Literal_


@dataclass(frozen=True)
class Constant:
    """A value written in the expression; None is blank."""

    value: Literal_ | Pattern


@dataclass(frozen=True)
class Path:
    """A value by its names, in the row that is looked at, or `levels`
    of aggregates further out.
    """

    names: tuple[str, ...]
    levels: int = 0


@dataclass(frozen=True)
class Operation:
    """An operation, by its name in `expressions.evaluate` and in
    static/expressions.js.
    """

    name: str
    operands: "tuple[Node, ...]" = ()


Node = Constant | Path | Operation
