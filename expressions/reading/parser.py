"""From the text of an expression to its syntax tree, by a Pratt parser.

From the loosest to the tightest: or; and; not; ==, !=, <, <=, >, >=, in; + and -; * and
/; the sign -; `.` and calls.
"""

from functools import lru_cache
from typing import NoReturn

from expressions.reading.syntax import (
    DEEPEST,
    LONGEST_PATH,
    MOST_PARTS,
    Attribute,
    Band,
    Call,
    Chain,
    Comparison,
    ExpressionError,
    Listing,
    Literal,
    Logic,
    Membership,
    Mistake,
    Name,
    Negative,
    Not,
    Syntax,
)
from expressions.reading.tokens import Kind, Token, tokens

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
KEYWORDS = ("and", "or", "not", "in")
OTHER_WORDS = {
    "div": "a division is written /",
    "mod": "the rest of a division is mod(a, b)",
    "is": 'whether two things are equal is asked by ==, as in name == "Ana" or due == null',
    "for": "loops are not part of expressions; rows are counted by count(reports, condition)",
    "else": "a choice between two values is written if(condition, one, other)",
    "then": "a choice between two values is written if(condition, one, other)",
    "between": "write low <= x and x <= high",
    "contains": 'write "part" in x, or contains(x, "part")',
    **dict.fromkeys(("day", "days"), "days are added as numbers, as in today + 7"),
    **dict.fromkeys(("week", "weeks"), "weeks are added as days, as in today + 14"),
    **dict.fromkeys(("month", "months"), "months are added by add_months(date, 3)"),
    **dict.fromkeys(
        ("year", "years"), "years are added as months, as in add_months(date, 12)"
    ),
}
"""Words of other notations between two values."""
REMEMBERED = 1024
"""Expressions whose trees are kept: each page of the desk, and each question published,
reads those of the whole programme.
"""


@lru_cache(REMEMBERED)
def parse(source: str) -> Syntax:
    """The syntax tree of an expression.

    Raises ExpressionError with the first mistake.
    """
    if not source.strip():
        raise ExpressionError(source, [Mistake("the expression is empty", 0)])
    return Parser(source).whole()


class Parser:
    """Reads the tokens of one expression from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokens(source)
        self.index = 0
        self.depth = 0
        self.parts = 0

    def whole(self) -> Syntax:
        """The expression up to its end."""
        result = self._or()
        if self._token.kind is not Kind.end:
            self._fail_behind_value()
        return result

    # Tokens

    @property
    def _token(self) -> Token:
        return self.tokens[self.index]

    def _next(self) -> Token:
        token = self._token
        self.index += token.kind is not Kind.end
        self.parts += 1
        if self.parts > MOST_PARTS * 2:
            self._fail(
                "this expression has too many parts; keep some of it in columns of their own",
                token.position,
            )
        return token

    def _is_sign(self, *signs: str) -> bool:
        return self._token.kind is Kind.sign and self._token.text in signs

    def _is_word(self, word: str) -> bool:
        return self._token.kind is Kind.word and self._token.text == word

    def _fail(self, text: str, position: int) -> NoReturn:
        raise ExpressionError(self.source, [Mistake(text, position)])

    # Operators, from the loosest to the tightest

    def _or(self) -> Syntax:
        return self._logic("or")

    def _logic(self, word: str) -> Syntax:
        operands = [self._logic_operand(word)]
        position = self._token.position
        while self._is_word(word):
            self._next()
            operands.append(self._logic_operand(word))
        if len(operands) == 1:
            return operands[0]
        return Logic(position, word, tuple(operands))

    def _logic_operand(self, word: str) -> Syntax:
        if word == "or":
            return self._logic("and")
        return self._not()

    def _not(self) -> Syntax:
        if not self._is_word("not"):
            return self._comparison()
        position = self._next().position
        self._enter(position)
        result = Not(position, self._not())
        self.depth -= 1
        return result

    def _comparison(self) -> Syntax:
        left = self._sum()
        token = self._token
        if self._is_sign(*COMPARISONS):
            self._next()
            result: Syntax = Comparison(token.position, token.text, left, self._sum())
        elif self._is_word("in"):
            self._next()
            result = Membership(token.position, left, self._sum(), negated=False)
        elif self._is_word("not") and self.tokens[self.index + 1].text == "in":
            self._next()
            self._next()
            result = Membership(token.position, left, self._sum(), negated=True)
        else:
            return left
        if self._is_sign(*COMPARISONS):
            self._fail(
                "two comparisons are joined by `and`, as in a < b and b < c",
                self._token.position,
            )
        return result

    def _sum(self) -> Syntax:
        first = self._product()
        position = self._token.position
        operands: list[tuple[str, Syntax]] = []
        while self._is_sign("+", "-"):
            operands.append((self._next().text, self._product()))
        if operands:
            return Chain(position, first, tuple(operands))
        return first

    def _product(self) -> Syntax:
        first = self._signed()
        position = self._token.position
        operands: list[tuple[str, Syntax]] = []
        while self._is_sign("*", "/"):
            operands.append((self._next().text, self._signed()))
        if operands:
            return Chain(position, first, tuple(operands))
        return first

    def _signed(self) -> Syntax:
        if not self._is_sign("-"):
            return self._path()
        position = self._next().position
        self._enter(position)
        result = Negative(position, self._signed())
        self.depth -= 1
        return result

    def _path(self) -> Syntax:
        result = self._value()
        steps = 0
        while self._is_sign("."):
            point = self._next()
            if self._token.kind is not Kind.word:
                self._fail(
                    "behind a point stands the name of a column, as in person.name",
                    point.position,
                )
            token = self._next()
            result = Attribute(token.position, result, token.text)
            steps += 1
            if steps > LONGEST_PATH:
                self._fail("this way over references is too long", token.position)
        if self._is_sign("["):
            self._fail(
                "[…] picks nothing out of a value; use contains, starts_with, first or last",
                self._token.position,
            )
        return result

    # Values

    def _value(self) -> Syntax:
        token = self._token
        if token.kind is Kind.end:
            self._fail("something is missing at the end", token.position)
        if token.kind is Kind.literal:
            self._next()
            return Literal(token.position, token.value)
        if token.kind is Kind.word:
            return self._name_or_call()
        if token.text == "(":
            self._next()
            self._enter(token.position)
            result = self._or()
            self.depth -= 1
            self._close(token, ")")
            return result
        if token.text == "[":
            self._next()
            self._enter(token.position)
            items = self._items("]")
            self.depth -= 1
            self._close(token, "]")
            return Listing(token.position, items)
        if token.text == ".":
            self._fail(
                "a point stands only between two names, as in person.name; the answer itself is called by its name",
                token.position,
            )
        if token.text in COMPARISONS and self._follows_logic():
            joined = self.tokens[self.index - 1].text
            text = f"each side of `{joined}` is a whole condition, as in a > 1 {joined} a {token.text} 5"
            self._fail(text, token.position)
        raise ExpressionError(
            self.source,
            [Mistake(f"something is missing before {token.text}", token.position)],
        )

    def _follows_logic(self) -> bool:
        return self.index > 0 and self.tokens[self.index - 1].text in ("and", "or")

    def _name_or_call(self) -> Syntax:
        token = self._next()
        if token.text in KEYWORDS:
            self._fail(f"something is missing before `{token.text}`", token.position)
        if not self._is_sign("("):
            return Name(token.position, token.text, token.braced)
        opening = self._next()
        self._enter(token.position)
        arguments = self._items(")")
        self.depth -= 1
        self._close(opening, ")")
        return Call(token.position, token.text, arguments)

    def _items(self, closing: str) -> tuple[Syntax, ...]:
        items: list[Syntax] = []
        while not self._is_sign(closing):
            item = self._or()
            if self._is_sign(":"):
                position = self._next().position
                item = Band(position, item, self._or())
            items.append(item)
            if not self._is_sign(","):
                break
            self._next()
        return tuple(items)

    def _close(self, opening: Token, sign: str) -> None:
        if self._is_sign(sign):
            self._next()
            return
        if self._token.kind is Kind.end:
            self._fail(f"this {opening.text} is not closed by {sign}", opening.position)
        self._fail_behind_value()

    def _enter(self, position: int) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self._fail(
                "this expression has too many parts inside one another", position
            )

    def _fail_behind_value(self) -> NoReturn:
        """Two values stand side by side, or a sign stands where none can."""
        token = self._token
        before = self.tokens[self.index - 1]
        for word in (token, before):
            small = word.text.lower()
            if word.kind is Kind.word and small in KEYWORDS and word.text != small:
                self._fail(
                    f"`{small}` is written in small letters, not {word.text}",
                    word.position,
                )
        if before.kind is Kind.word and before.text.lower() == "if":
            self._fail(OTHER_WORDS["then"], before.position)
        if token.text in OTHER_WORDS:
            self._fail(OTHER_WORDS[token.text], token.position)
        if token.text == ",":
            self._fail_at_comma(token)
        if token.text == ":":
            self._fail(
                '`:` stands only in band(x, 10000: "small", "large"); a time of day is written t"10:30"',
                token.position,
            )
        if token.text in (")", "]"):
            self._fail(f"this {token.text} closes nothing", token.position)
        if (
            before.kind is Kind.word
            and token.kind is Kind.literal
            and isinstance(token.value, str)
        ):
            self._fail(
                f"{before.text} and {token.text} stand side by side; a sign like == is missing",
                token.position,
            )
        self._fail(
            f"`and`, `or` or a sign is missing before {token.text}", token.position
        )

    def _fail_at_comma(self, token: Token) -> NoReturn:
        before = self.tokens[self.index - 1]
        after = self.tokens[self.index + 1]
        if isinstance(before.value, float) and isinstance(after.value, float):
            number = f"{before.text}{after.text}"
            self._fail(
                f"a number is written without commas, like {number} or 1.5",
                before.position,
            )
        if self._is_list_in_parentheses():
            self._fail(
                'a list is written in brackets, as in state in ["open", "paused"]',
                token.position,
            )
        self._fail(
            "a comma stands only between the arguments of a function, and in a list",
            token.position,
        )

    def _is_list_in_parentheses(self) -> bool:
        texts = [
            token.text for token in self.tokens[max(self.index - 3, 0) : self.index]
        ]
        return texts[:2] == ["in", "("]
