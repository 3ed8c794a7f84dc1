"""Our expressions in XLSForm's words: `due >= today and kind in ["a", "b"]` is `${due}
>= today() and (${kind} = 'a' or …)`.
"""

from collections.abc import Callable, Mapping
from datetime import date, time

from core.notation.spelling import nearest
from expressions.reading.parser import parse
from expressions.reading.syntax import (
    Attribute,
    Call,
    Chain,
    Comparison,
    ExpressionError,
    Listing,
    Literal,
    Literal_,
    Logic,
    Membership,
    Mistake,
    Name,
    Negative,
    Not,
    Syntax,
)
from expressions.values import hours
from expressions.xlsform import (
    AND,
    ATOM,
    COMPARISON,
    HOURS_OF_A_DAY,
    OR,
    PRODUCT,
    SIGNED,
    SUM,
)
from programme.form_parts.repeats import POSITION

SAME = frozenset(
    {
        "selected",
        "regex",
        "if",
        "coalesce",
        "concat",
        "int",
        "round",
        "abs",
        "number",
        "min",
        "max",
        "contains",
    }
)
RENAMED = {
    "count_selected": "count-selected", "length": "string-length", "starts_with": "starts-with",
}  # fmt: skip
SIGNS = {"==": "=", "!=": "!="}
LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}
CONSTANTS: Mapping[str, str] = {"today": "today()"}
NO_REPEATS: Mapping[str, Mapping[str, str]] = {}
OF_REPETITIONS = frozenset({"sum", "min", "max", "count"})
TICKED = "'OK'"


def printed(
    source: str,
    types: Mapping[str, str],
    repeats: Mapping[str, Mapping[str, str]] = NO_REPEATS,
) -> str:
    """An expression in XLSForm's words. Raises ExpressionError where it has none.

    `types`: of the questions, by name; `repeats`: those whose repetitions the
    expression can look at, with the types in them.
    """
    return _Printer(source, types, repeats).print(parse(source))[0]


def printed_filter(source: str, types: Mapping[str, str]) -> str:
    """The same for a filter of choices, where a bare name is a column of the
    choices.
    """
    return _Printer(source, types, NO_REPEATS, is_filter=True).print(parse(source))[0]


Printed = tuple[str, int]
"""A text, and how tightly it holds together."""


class _Printer:
    def __init__(
        self,
        source: str,
        types: Mapping[str, str],
        repeats: Mapping[str, Mapping[str, str]],
        *,
        is_filter: bool = False,
    ) -> None:
        self.source = source
        self.types = types
        self.repeats = repeats
        self.is_filter = is_filter

    def print(self, part: Syntax) -> Printed:
        printers: Mapping[type[Syntax], Callable[..., Printed]] = {
            Literal: self._literal, Name: self._name, Not: self._not, Negative: self._negative, Logic: self._logic,
            Chain: self._chain, Comparison: self._comparison, Membership: self._membership, Call: self._call,
        }  # fmt: skip
        if type(part) not in printers:
            if isinstance(part, Attribute):
                what = "ways over references"
            else:
                what = "lists"
            self._fail(part, f"XLSForm has no {what}")
        return printers[type(part)](part)

    def _fail(self, part: Syntax, text: str) -> None:
        raise ExpressionError(self.source, [Mistake(text, part.position)])

    def _within(self, part: Syntax, level: int) -> str:
        text, its_level = self.print(part)
        if its_level < level:
            return f"({text})"
        return text

    def _literal(self, part: Literal) -> Printed:
        return _value(part.value), ATOM

    def _name(self, part: Name) -> Printed:
        if part.name in CONSTANTS:
            return CONSTANTS[part.name], ATOM
        if self.is_filter and not part.braced:
            return part.name, ATOM
        if part.name == POSITION and part.name not in self.types:
            return "position(..)", ATOM
        if part.name not in self.types:
            self._fail(
                part,
                f"there is no question {part.name}{nearest(part.name, self.types)}",
            )
        if self.types[part.name] == "acknowledge":
            return f"${{{part.name}}} = {TICKED}", COMPARISON
        return f"${{{part.name}}}", ATOM

    def _not(self, part: Not) -> Printed:
        return f"not({self.print(part.operand)[0]})", ATOM

    def _negative(self, part: Negative) -> Printed:
        return f"-{self._within(part.operand, SIGNED)}", SIGNED

    def _logic(self, part: Logic) -> Printed:
        if part.word == "or":
            level = OR
        else:
            level = AND
        return f" {part.word} ".join(
            self._within(operand, level + 1) for operand in part.operands
        ), level

    def _chain(self, part: Chain) -> Printed:
        level = LEVELS[part.others[0][0]]
        text = self._within(part.first, level)
        for sign, operand in part.others:
            text += (
                f" {'div' if sign == '/' else sign} {self._within(operand, level + 1)}"
            )
        return text, level

    def _comparison(self, part: Comparison) -> Printed:
        left = self._within(part.left, SUM)
        right = self._within(part.right, SUM)
        if part.sign not in SIGNS and (
            self._is_time(part.left) or self._is_time(part.right)
        ):
            # XPath orders numbers alone.
            left = self._hours(part.left)
            right = self._hours(part.right)
        return f"{left} {SIGNS.get(part.sign, part.sign)} {right}", COMPARISON

    def _is_time(self, part: Syntax) -> bool:
        if isinstance(part, Literal):
            return isinstance(part.value, time)
        return isinstance(part, Name) and self.types.get(part.name) == "time"

    def _hours(self, part: Syntax) -> str:
        if isinstance(part, Literal) and isinstance(part.value, time):
            return _value(hours(part.value))
        return f"decimal-time({self.print(part)[0]}) * {HOURS_OF_A_DAY}"

    def _membership(self, part: Membership) -> Printed:
        if isinstance(part.container, Listing):
            member = self._within(part.member, SUM)
            parts = [
                f"{member} = {self._within(item, SUM)}" for item in part.container.items
            ]
            text = " or ".join(parts)
            level = OR
            if not parts:
                text = "false()"
                level = ATOM
            if len(parts) == 1:
                level = COMPARISON
        else:
            text = f"selected({self.print(part.container)[0]}, {self.print(part.member)[0]})"
            level = ATOM
        if part.negated:
            return (f"not({text})", ATOM)
        return (text, level)

    def _repetitions(self, part: Call) -> str:
        """What `sum(budget.amount)` and `count(budget)` look at, which XLSForm calls by
        the name of the question alone.
        """
        [argument] = part.arguments if len(part.arguments) == 1 else [None]
        if (
            part.name == "count"
            and isinstance(argument, Name)
            and argument.name in self.repeats
        ):
            return argument.name
        if (
            part.name not in OF_REPETITIONS
            or not isinstance(argument, Attribute)
            or not isinstance(argument.base, Name)
        ):
            return ""
        questions = self.repeats.get(argument.base.name, {})
        if argument.name in questions:
            return argument.name
        return ""

    def _call(self, part: Call) -> Printed:
        repeated = self._repetitions(part)
        if repeated:
            return f"{part.name}(${{{repeated}}})", ATOM
        arguments = [self.print(argument)[0] for argument in part.arguments]
        if part.name == "mod":
            left, right = part.arguments
            return (
                f"{self._within(left, PRODUCT)} mod {self._within(right, SIGNED)}",
                PRODUCT,
            )
        if part.name == "sum":
            # XLSForm adds up the rows of a repeat only; here,
            # what is blank adds nothing.
            return " + ".join(f"coalesce({argument}, 0)" for argument in arguments), SUM
        if part.name == "count_filled":
            filled = [
                f"if({self._within(argument, SUM)} != '', 1, 0)"
                for argument in part.arguments
            ]
            return " + ".join(filled), SUM
        if (
            part.name in ("count-selected", "string-length", "starts-with")
            or part.name in SAME
        ):
            return f"{part.name}({', '.join(arguments)})", ATOM
        if part.name == "hours":
            return f"decimal-time({arguments[0]}) * {HOURS_OF_A_DAY}", PRODUCT
        if part.name == "date" and len(arguments) == 1:
            return f"date({arguments[0]})", ATOM
        if part.name not in RENAMED:
            self._fail(part, f"XLSForm has no function {part.name}")
        return f"{RENAMED[part.name]}({', '.join(arguments)})", ATOM


def _value(value: Literal_) -> str:
    if value is None:
        return "''"
    if isinstance(value, bool):
        if value:
            return "true()"
        return "false()"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        return repr(value)
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    text = str(value)
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"
