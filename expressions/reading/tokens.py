"""The words and signs of an expression, and what people write in their place
who know another notation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, auto

from expressions.reading.syntax import LONGEST, ExpressionError, Literal_, Mistake
from expressions.values import WHOLE


class Kind(Enum):
    """What a token is."""

    literal = auto()
    word = auto()
    sign = auto()
    end = auto()


@dataclass(frozen=True)
class Token:
    """A word or sign, where it begins, and its value if it is a literal.

    `braced`: the first name in ${…}.
    """

    kind: Kind
    text: str
    position: int
    value: Literal_ = None
    braced: bool = False


HYPHENATED = ("count-selected", "string-length", "starts-with", "count-non-empty")
"""XLSForm's functions with a hyphen, which would otherwise be a subtraction."""
WORDS: dict[str, Literal_] = {"true": True, "false": False, "null": None}
TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<dated>d(?:"[^"]*"|'[^']*'))
    |(?P<timed>t(?:"[^"]*"|'[^']*'))
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?![\w.]))
    |\$\{{\s*(?P<braced>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}}
    |(?P<hyphenated>(?:{"|".join(HYPHENATED)})(?=\s*\())
    |(?P<name>[^\W\d]\w*)
    |(?P<sign><=|>=|==|!=|[-+*/<>()\[\],.:])""",
    re.VERBOSE,
)


THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d\d0")
"""Three figures behind a point, the last of them 0: nobody writes decimals so,
and many people thousands.
"""


def two_readings(number: str) -> str:
    """What is told of a number that could be thousands or decimals: 50.000."""
    decimals = number.rstrip("0").rstrip(".")
    return (
        f"{number} could be {decimals} or {number.replace('.', '')}: write one of these"
    )


def _day_first(match: re.Match[str]) -> str:
    return f'a date is written d"year-month-day", like d"2027-03-12", not {match[0]}'


def _without_commas(match: re.Match[str]) -> str:
    return (
        f"a number is written without marks for thousands: {match[0].replace(',', '')}"
    )


FOREIGN: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"[“”„«»‘’‚´`]", "a text stands in straight quotes, as in \"open\" or 'open'"),
    (r"\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)", _day_first),
    (
        r"\d{4}-\d{1,2}-\d{1,2}(?!\d)",
        lambda match: (
            f'a date is written d"2027-03-12", with d and quotes, not {match[0]}'
        ),
    ),
    (
        r"\d+(\.\d+)?\s*%",
        lambda match: (
            f"a share is written as a number, like 0.5 for 50%, not {match[0]}"
        ),
    ),
    (r"\d{1,3}(?:,\d{3})*,0\d\d(?!\d)", _without_commas),
    (r"%", "the rest of a division is mod(a, b)"),
    (
        r"\d+(?:[.]\d{3}){2,}|\d+_\d+",
        lambda match: (
            f"a number is written without marks for thousands, not {match[0]}"
        ),
    ),
    (
        r"\d+[^\W\d_]+",
        lambda match: (
            f"{match[0]} is neither a number nor a name; a name begins with a letter"
        ),
    ),
    (r"=~|!~", 'patterns are asked by regex(column, "pattern")'),
    (r"=<|≤", "at most is written <="),
    (r"=>|≥", "at least is written >="),
    (r"≠", "whether two things are not equal is asked by !="),
    (r"=", "whether two things are equal is asked by =="),
    (r"&&?", "& is written `and`"),
    (r"\|\|?", "| is written `or`"),
    (r"\^", "powers are not part of expressions; a square is x * x"),
    (r"!", "! is written `not`"),
    (r"[–—−]", "minus is written with the plain sign -"),
    (r"[×·]", "times is written *"),
    (r"÷", "a division is written /"),
    (r"\?", "a choice between two values is written if(condition, one, other)"),
    (
        r"\$\{[^}]*\}?",
        "a name in braces is written ${name}, with letters, digits and _ only",
    ),
    (
        r"\$\w+",
        lambda match: (
            f"{match[0]} is written without $; `today` is the day that is being judged"
        ),
    ),
    (r"[{}]", 'braces stand only in ${name}; a list is written ["a", "b"]'),
    (r";", "the arguments of a function are separated by commas"),
    (r"#", "a comment cannot stand in an expression"),
    (r"[\"']", "this quote is not closed"),
)
FOREIGN_PATTERNS = tuple((re.compile(pattern), text) for pattern, text in FOREIGN)
"""What is no token, with what to write instead; tried in this order."""
BEFORE_TOKENS = FOREIGN_PATTERNS[1:5]
"""What would otherwise be read as numbers with signs between
them: dates, and percentages.
"""
DOUBLED = {
    "<>": "whether two things are not equal is asked by !=",
    "**": "powers are not part of expressions; a square is x * x",
    "//": "a whole division is written int(a / b)",
}


def tokens(source: str) -> list[Token]:
    """The tokens of an expression, with one that marks its end.

    Raises ExpressionError.
    """
    if len(source) > LONGEST:
        raise ExpressionError(
            source,
            [Mistake(f"an expression has at most {LONGEST:,} characters", LONGEST)],
        )
    result: list[Token] = []
    position = 0
    while position < len(source):
        _refuse(source, position, BEFORE_TOKENS)
        doubled = DOUBLED.get(source[position : position + 2])
        if doubled:
            raise ExpressionError(source, [Mistake(doubled, position)])
        match = TOKEN.match(source, position)
        if match is None:
            _refuse(source, position, FOREIGN_PATTERNS)
            raise ExpressionError(
                source,
                [
                    Mistake(
                        f"{source[position]} has no meaning in an expression", position
                    )
                ],
            )
        if match.lastgroup != "space":
            result.extend(_tokens_of(source, match))
        position = match.end()
    return [*result, Token(Kind.end, "", len(source))]


def _refuse(
    source: str,
    position: int,
    patterns: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...],
) -> None:
    for pattern, text in patterns:
        match = pattern.match(source, position)
        if match:
            raise ExpressionError(
                source,
                [Mistake(text if isinstance(text, str) else text(match), position)],
            )


def _tokens_of(source: str, match: re.Match[str]) -> list[Token]:
    text = match[0]
    position = match.start()
    match match.lastgroup:
        case "text":
            return [Token(Kind.literal, text, position, text[1:-1])]
        case "number":
            return [
                Token(Kind.literal, text, position, _number(source, text, position))
            ]
        case "dated":
            return [Token(Kind.literal, text, position, _dated(source, text, position))]
        case "timed":
            return [Token(Kind.literal, text, position, _timed(source, text, position))]
        case "braced":
            return _path(match["braced"], match.start("braced"))
        case "sign":
            return [Token(Kind.sign, text, position)]
        case _:
            if text in WORDS:
                return [Token(Kind.literal, text, position, WORDS[text])]
            return [Token(Kind.word, text, position)]


def _path(path: str, position: int) -> list[Token]:
    result: list[Token] = []
    for name in path.split("."):
        if result:
            result.append(Token(Kind.sign, ".", position - 1))
        result.append(Token(Kind.word, name, position, braced=not result))
        position += len(name) + 1
    return result


def _number(source: str, text: str, position: int) -> float:
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        hint = f"a number does not begin with 0, as {text} does"
        raise ExpressionError(source, [Mistake(hint, position)])
    if THOUSANDS.fullmatch(text):
        raise ExpressionError(source, [Mistake(two_readings(text), position)])
    if float(text) >= WHOLE:
        raise ExpressionError(
            source,
            [Mistake("numbers are smaller than 1,000,000,000,000,000", position)],
        )
    return float(text)


def _dated(source: str, text: str, position: int) -> date | datetime:
    content = text[2:-1].strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", content, re.ASCII):
            return date.fromisoformat(content)
        if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", content, re.ASCII):
            return datetime.fromisoformat(content)
    except ValueError:
        raise ExpressionError(
            source, [Mistake(f"there is no day {content}", position)]
        ) from None
    raise ExpressionError(
        source,
        [
            Mistake(
                f'a date is written d"2027-03-12" (year, month, day), not {text}',
                position,
            )
        ],
    )


def _timed(source: str, text: str, position: int) -> time:
    content = text[2:-1].strip()
    try:
        if re.fullmatch(r"\d\d:\d\d(:\d\d)?", content, re.ASCII):
            return time.fromisoformat(content)
    except ValueError:
        pass
    raise ExpressionError(
        source, [Mistake(f'a time of day is written t"10:30", not {text}', position)]
    )
