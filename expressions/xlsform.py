"""XLSForm's expressions (a subset of XPath) in our words: `selected(${a}, 'b') and . >
5` is `selected(a, "b") and x > 5`.

What is out of the subset is named exactly. Names and types are checked afterwards, like
those of every expression.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from core.notation.spelling import nearest
from expressions.reading.syntax import DEEPEST, LONGEST, ExpressionError, Mistake

TOKEN = re.compile(
    r"""\s*(?:
    \$\{\s*(?P<reference>[^\s{}]+)\s*\}
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<name>[A-Za-z_][\w.:-]*)
    |(?P<sign>\.\.|<=|>=|!=|[-+*=<>(),./\[\]|@])
    |(?P<end>$)
    |(?P<strange>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGNED, ATOM = range(1, 9)
"""How tightly parts of our expressions hold together."""
BINARY = {
    "or": (OR, "or"), "and": (AND, "and"), "=": (COMPARISON, "=="), "!=": (COMPARISON, "!="),
    "<": (COMPARISON, "<"), "<=": (COMPARISON, "<="), ">": (COMPARISON, ">"), ">=": (COMPARISON, ">="),
    "+": (SUM, "+"), "-": (SUM, "-"), "*": (PRODUCT, "*"), "div": (PRODUCT, "/"), "mod": (PRODUCT, "mod"),
}  # fmt: skip
HOURS_OF_A_DAY = 24
"""XLSForm's decimal-time() gives a part of a day."""
CONSTANTS = {"today": "today", "true": "true", "false": "false"}
"""Functions without arguments."""
FUNCTIONS = {
    "selected": "selected", "count-selected": "count_selected", "string-length": "length", "regex": "regex", "if": "if",
    "coalesce": "coalesce", "concat": "concat", "string": "concat", "int": "int", "round": "round", "abs": "abs",
    "number": "number", "min": "min", "max": "max", "sum": "sum", "count": "count", "count-non-empty": "count_filled",
    "contains": "contains", "starts-with": "starts_with", "lower-case": "lower", "date": "date",
}  # fmt: skip
WRITTEN_DAY = re.compile(r"['\"]\d{4}-\d\d-\d\d['\"]")
OUTSIDE = {
    "once": "a default is computed once anyway", "now": "there is `today`, the day that is being judged",
    "decimal-date-time": "days between dates are given by subtracting them",
    "position": "there is position(..) for a repetition",
    "pulldata": "use a reference to a table", "indexed-repeat": "use first(rows.column) or last(rows.column)",
    "instance": "use a reference to a table", "jr:choice-name": "the name of the choice is used, not its label",
    "random": "a value that moves is not computed", "uuid": "each row has a reference",
    "format-date": "dates are shown in the reader's language", "substr": "use starts_with or contains",
    "selected-at": "use selected(x, \"a\")",
}  # fmt: skip
"""Well-known functions that are out of the subset, and what is there in their place."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


@dataclass(frozen=True)
class _Part:
    """A translated part, and how tightly it holds together.

    `hours`: what a part of the day is when it is taken 24 times.
    """

    text: str
    level: int
    hours: str = ""

    def within(self, level: int) -> str:
        """The text, in parentheses where it holds together less tightly than needed."""
        if self.level < level:
            return f"({self.text})"
        return self.text


def translate(
    source: str,
    question: str = "",
    names: Mapping[str, str] | None = None,
    attributes: Mapping[str, str] | None = None,
) -> str:
    """An XLSForm expression in our words. Raises ExpressionError, with
    the place in the original.

    `question`: what `.` stands for; `names`: the name of each question in XLSForm → its
    name or path in our expression (`rows.amount` from outside of a repeat); None where
    they are the same. `attributes`: of a choice_filter, the columns of the sheet
    choices → their names here.
    """
    if len(source) > LONGEST:
        raise ExpressionError(
            source,
            [Mistake(f"an expression has at most {LONGEST:,} characters", LONGEST)],
        )
    return _Translator(source, question, names, attributes).whole()


class _Translator:
    """Reads one expression from left to right."""

    def __init__(
        self,
        source: str,
        question: str,
        names: Mapping[str, str] | None,
        attributes: Mapping[str, str] | None,
    ) -> None:
        self.source = source
        self.question = question
        self.names = names
        self.attributes = attributes
        self.depth = 0
        self.position = 0
        self.token = self._read()

    def whole(self) -> str:
        part = self._binary(OR)
        if self.token.kind != "end":
            self._fail_at_token()
        return part.text

    def _read(self) -> _Token:
        match = TOKEN.match(self.source, self.position)
        assert match is not None
        assert match.lastgroup is not None
        self.position = match.end()
        kind = match.lastgroup
        return _Token(kind, match[kind], match.start(kind))

    def _next(self) -> _Token:
        token, self.token = self.token, self._read()
        return token

    def _fail(self, text: str, position: int) -> NoReturn:
        raise ExpressionError(self.source, [Mistake(text, position)])

    def _fail_at_token(self) -> NoReturn:
        token = self.token
        if token.kind == "end":
            self._fail("something is missing at the end", token.position)
        if token.text in ("[", "]"):
            self._fail(
                "conditions in […] on a path are out of the subset", token.position
            )
        if token.text in ("/", "..", "@", "|"):
            self._fail(
                f"paths with {token.text} are out of the subset; a question is written ${{name}}",
                token.position,
            )
        self._fail(f"{token.text} cannot stand here", token.position)

    def _binary(self, level: int) -> _Part:
        """Operators of a level, from the left; NOT has none of its own in XPath."""
        if level == SIGNED:
            return self._signed()
        if level == AND:
            inner = level + 2
        else:
            inner = level + 1
        left = self._binary(inner)
        while self.token.text in BINARY and self.token.kind in ("name", "sign"):
            its_level, sign = BINARY[self.token.text]
            if its_level != level:
                break
            self._next()
            left = _joined(left, sign, level, self._binary(inner))
        return left

    def _signed(self) -> _Part:
        if self.token.text != "-" or self.token.kind != "sign":
            return self._value()
        self._enter(self._next())
        operand = self._signed()
        self.depth -= 1
        return _Part(f"-{operand.within(SIGNED)}", SIGNED)

    def _value(self) -> _Part:
        token = self.token
        if token.kind == "text":
            return _Part(self._next().text, ATOM)
        if token.kind == "number":
            return _Part(_number(self._next().text), ATOM)
        if token.kind == "reference":
            return _Part(self._name(self._next()), ATOM)
        if token.kind == "name":
            return self._call(self._next())
        if token.text == "(":
            self._enter(self._next())
            part = self._binary(OR)
            self.depth -= 1
            self._close(token)
            return part
        if token.text == "." and token.kind == "sign":
            return self._own(self._next())
        return self._fail_at_token()

    def _own(self, token: _Token) -> _Part:
        if not self.question:
            self._fail(
                "`.` stands for the answer of a question, and there is none here",
                token.position,
            )
        return _Part(self.question, ATOM)

    def _name(self, token: _Token) -> str:
        if self.names is None:
            return token.text
        if token.text not in self.names:
            self._fail(
                f"there is no question {token.text}{nearest(token.text, self.names)}",
                token.position,
            )
        name = self.names[token.text]
        # A bare name is a column of the choices there.
        if self.attributes is None or name in CONSTANTS.values():
            return name
        return f"${{{name}}}"

    def _call(self, token: _Token) -> _Part:
        if self.token.text != "(" and self.attributes is not None:
            return self._attribute(token, self.attributes)
        if self.token.text != "(":
            self._fail(
                f"a question is written ${{{token.text}}}, and a text '{token.text}'",
                token.position,
            )
        opening = self._next()
        if token.text == "position" and self.token.text == "..":
            self._next()
            self._close(opening)
            return _Part("position", ATOM)
        self._enter(token)
        arguments: list[_Part] = []
        while self.token.text != ")":
            arguments.append(self._binary(OR))
            if self.token.text != ",":
                break
            self._next()
        self.depth -= 1
        self._close(opening)
        return self._called(token, arguments)

    def _attribute(self, token: _Token, attributes: Mapping[str, str]) -> _Part:
        name = attributes.get(token.text.lower())
        if name is None:
            self._fail(
                f"the choices have no column {token.text}{nearest(token.text, attributes)}",
                token.position,
            )
        return _Part(name, ATOM)

    def _called(self, token: _Token, arguments: list[_Part]) -> _Part:
        name = token.text
        if name in CONSTANTS and not arguments:
            return _Part(CONSTANTS[name], ATOM)
        if name == "decimal-time" and len(arguments) == 1:
            hours = f"hours({arguments[0].text})"
            return _Part(f"{hours} / {HOURS_OF_A_DAY}", PRODUCT, hours)
        if name == "not" and len(arguments) == 1:
            return _Part(f"not {arguments[0].within(NOT)}", NOT)
        is_date = name == "date" and len(arguments) == 1
        if is_date and WRITTEN_DAY.fullmatch(arguments[0].text):
            return _Part(f"d{arguments[0].text}", ATOM)
        if name not in FUNCTIONS:
            near = nearest(name, FUNCTIONS)
            if name in OUTSIDE:
                near = f"; {OUTSIDE[name]}"
            self._fail(
                f"the function {name} is out of the subset{near}", token.position
            )
        return _Part(
            f"{FUNCTIONS[name]}({', '.join(argument.text for argument in arguments)})",
            ATOM,
        )

    def _close(self, opening: _Token) -> None:
        if self.token.kind == "end":
            self._fail("this ( is not closed by )", opening.position)
        if self.token.text != ")":
            self._fail_at_token()
        self._next()

    def _enter(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self._fail(
                "this expression has too many parts inside one another", token.position
            )


def _joined(left: _Part, sign: str, level: int, right: _Part) -> _Part:
    if sign == "*" and left.hours and right.text == str(HOURS_OF_A_DAY):
        return _Part(left.hours, ATOM)
    if sign == "mod":
        return _Part(f"mod({left.text}, {right.text})", ATOM)
    # Two comparisons in a row need parentheses with us; everything else is read
    # from the left as in XPath.
    if level == COMPARISON:
        least = SUM
    else:
        least = level
    return _Part(f"{left.within(least)} {sign} {right.within(level + 1)}", level)


def _number(text: str) -> str:
    """1. and 01 are numbers in XPath."""
    whole, point, digits = text.partition(".")
    whole = whole.lstrip("0") or "0"
    if point and digits:
        return f"{whole}.{digits}"
    return whole
