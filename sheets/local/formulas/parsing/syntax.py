"""The tree of a formula that was read."""

from dataclasses import dataclass

from sheets.local.model.spreadsheet import Scalar


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, a truth value or an error value."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells: ends counted from 0, both within; None where an end is open."""

    title: str | None
    top: int | None
    bottom: int | None
    left: int | None
    right: int | None


@dataclass(frozen=True, slots=True)
class Name:
    """A word that may be a named range."""

    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign before its operand, or "%" behind it."""

    sign: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator between two operands."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments; one that is left out is None."""

    name: str
    arguments: "tuple[Node | None, ...]"


@dataclass(frozen=True, slots=True)
class Unserved:
    """Something of Sheets' syntax that this server does not work out."""

    what: str


Node = Literal | Reference | Name | Sign | Operation | Call | Unserved
