"""Reads a formula into a tree, by the habits of the spreadsheet's locale."""

import re
from functools import lru_cache

from sheets.local.formulas.parsing.syntax import (
    Call,
    Literal,
    Name,
    Node,
    Operation,
    Reference,
    Sign,
    Unserved,
)
from sheets.local.formulas.parsing.tokens import END, Token, tokens
from sheets.local.formulas.values import ERROR, Fault, FormulaError, failed
from sheets.local.model import a1

LEVELS = {
    "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1,
    "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5,
}  # fmt: skip
"""How tightly operators bind; signs before an operand bind tighter than all of them:
-2^2 is 4.
"""
DEEPEST = 80
"""Brackets within brackets; more would exhaust the stack of this process."""
TRUTHS = {"TRUE": True, "FALSE": False}
CORNER = re.compile(r"([A-Za-z]*)(\d*)")


@lru_cache(maxsize=100_000)
def parse(formula: str, decimal: str) -> Node:
    """The tree of a formula (with its "=").

    Raises FormulaError #ERROR! for what is no formula.
    """
    return Parser(tokens(formula[1:], decimal), decimal).whole()


def _error() -> FormulaError:
    return failed(ERROR, "Formula parse error.")


class Parser:
    """Reads tokens one after the other, operators by how tightly they bind."""

    def __init__(self, tokens: list[Token], decimal: str) -> None:
        self.tokens, self.position, self.depth = tokens, 0, 0
        # Where the comma stands before decimals it cannot stand between arguments.
        self.separators = (";",) if decimal == "," else (",", ";")
        self.decimal = decimal

    @property
    def token(self) -> Token:
        """The token that is next."""
        return self.tokens[self.position]

    def whole(self) -> Node:
        """The whole formula."""
        node = self.expression()
        if self.token is not END:
            raise _error()
        return node

    def expression(self, level: int = 1) -> Node:
        """An expression of operators that bind at least so tightly."""
        self.depth += 1
        if self.depth > DEEPEST * 2:
            raise _error()
        node = self._signed()
        while self.token.kind == "sign":
            own = LEVELS.get(self.token.text, 0)
            if own < level:
                break
            sign = self._next().text
            # Of operators that bind alike the left one comes first.
            node = Operation(sign, node, self.expression(own + 1))
        self.depth -= 1
        return node

    def _next(self) -> Token:
        token = self.token
        if token is END:
            raise _error()
        self.position += 1
        return token

    def _take(self, *signs: str) -> bool:
        if self.token.kind == "sign" and self.token.text in signs:
            self.position += 1
            return True
        return False

    def _signed(self) -> Node:
        signs: list[str] = []
        while self.token.kind == "sign" and self.token.text in "+-":
            signs.append(self._next().text)
        node = self._atom()
        while self._take("%"):
            node = Sign("%", node)
        # Ranges made of names and calls, and calls of what a call gives.
        if self._take(":"):
            self._atom()
            node = Unserved("A range made by an expression")
        for sign in reversed(signs):
            node = Sign(sign, node)
        return node

    def _atom(self) -> Node:
        token = self._next()
        match token.kind:
            case "number":
                return Literal(float(token.text.replace(self.decimal, ".")))
            case "text":
                return Literal(token.text[1:-1].replace('""', '"'))
            case "fault":
                code = "#" + token.text.rpartition("#")[2]
                return Literal(Fault(code, "Reference does not exist."))
            case "reference":
                return _reference(token)
            case "call":
                return self._call(token.text.upper())
            case "name":
                return self._name(token.text)
        if token.text == "(":
            return self._bracket()
        if token.text == "{":
            return self._array()
        raise _error()

    def _bracket(self) -> Node:
        node = self.expression()
        if not self._take(")"):
            raise _error()
        return node

    def _name(self, text: str) -> Node:
        if text.upper() in TRUTHS:
            return Literal(TRUTHS[text.upper()])
        if not self._take("["):
            return Name(text)
        # A column of a table with a type.
        self._skip("[", "]")
        return Unserved("A reference into a table")

    def _array(self) -> Node:
        self._skip("{", "}")
        return Unserved("An array in braces")

    def _skip(self, opening: str, closing: str) -> None:
        depth = 1
        while depth:
            text = self._next()
            if text.kind == "sign":
                depth += (text.text == opening) - (text.text == closing)

    def _call(self, name: str) -> Node:
        self._next()
        if self._take(")"):
            return self._called(Call(name, ()))
        arguments: list[Node | None] = []
        while True:
            arguments.append(self._argument())
            if self._take(")"):
                return self._called(Call(name, tuple(arguments)))
            if not self._take(*self.separators):
                raise _error()

    def _argument(self) -> Node | None:
        is_left_out = self.token.kind == "sign" and self.token.text in (
            ")",
            *self.separators,
        )
        if is_left_out:
            return None
        return self.expression()

    def _called(self, node: Call) -> Node:
        if not self._take("("):
            return node
        self._skip("(", ")")
        return Unserved("A function that a function gives")


def _reference(token: Token) -> Reference:
    first = _corner(token.first)
    last = _corner(token.last)
    if token.first == token.last and None in first and ":" not in token.text:
        raise _error()
    top, bottom = _ordered(first[0], last[0])
    left, right = _ordered(first[1], last[1])
    return Reference(token.title, top, bottom, left, right)


def _corner(text: str) -> tuple[int | None, int | None]:
    match = CORNER.fullmatch(text)
    assert match is not None
    row = None
    if match[2]:
        row = int(match[2]) - 1
    column = None
    if match[1]:
        column = a1.column_index(match[1])
    return row, column


def _ordered(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """The ends of a side; `A5:A` begins at 5 and is open behind."""
    if first is None:
        return last, None
    if last is None:
        return first, None
    return min(first, last), max(first, last)
