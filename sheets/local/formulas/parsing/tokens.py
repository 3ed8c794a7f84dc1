"""The words and signs of a formula, by the decimal sign of the spreadsheet's locale."""

import re
from functools import lru_cache
from typing import NamedTuple

from sheets.local.formulas.values import ERROR, failed

PATTERN = r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
    |(?P<fault>(?:TITLE)?\#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|ERROR!))
    |(?P<reference>(?P<title>TITLE)?
        (?:(?P<first>CELL|COLUMN|ROW)\s*:\s*(?P<last>CELL|COLUMN|ROW)|(?P<cell>CELL))
        (?![\w(!.]))
    |(?P<number>(?:\d+(?:DECIMAL\d*)?|DECIMAL\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<call>[^\W\d][\w.]*(?=\s*\())
    |(?P<name>(?:TITLE)?[^\W\d][\w.]*)
    |(?P<sign><=|>=|<>|[-+*/&=<>(),;^%:{}\[\]\\|@~!])
)"""
PARTS = {
    "TITLE": r"(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!",
    "CELL": r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,7}",
    "COLUMN": r"\$?[A-Za-z]{1,3}(?![\w$])",
    "ROW": r"\$?[1-9]\d{0,7}",
}


class Token(NamedTuple):
    """A word or sign of a formula; of a reference also its parts."""

    kind: str
    text: str
    title: str | None = None
    first: str = ""
    last: str = ""


END = Token("end", "")


@lru_cache(maxsize=4)
def _pattern(decimal: str) -> re.Pattern[str]:
    text = PATTERN.replace("DECIMAL", re.escape(decimal))
    for name, part in PARTS.items():
        text = text.replace(name, part)
    return re.compile(text, re.VERBOSE)


def tokens(formula: str, decimal: str) -> list[Token]:
    """The tokens of a formula without its "="; ends with END.

    Raises FormulaError #ERROR! where there is something that no formula has.
    """
    pattern = _pattern(decimal)
    position = 0
    text = formula.rstrip()
    tokens: list[Token] = []
    while position < len(text):
        match = pattern.match(text, position)
        if match is None:
            raise failed(ERROR, "Formula parse error.")
        tokens.append(_token(match))
        position = match.end()
    return [*tokens, END]


def _token(match: re.Match[str]) -> Token:
    groups = match.groupdict()
    if groups["reference"]:
        title = groups["title"]
        first = groups["first"] or groups["cell"]
        last = groups["last"] or first
        return Token(
            "reference",
            groups["reference"],
            None if title is None else _bare(title[:-1]),
            first.replace("$", ""),
            last.replace("$", ""),
        )
    kinds = ("text", "fault", "number", "call", "name", "sign")
    kind = next(kind for kind in kinds if groups[kind])
    return Token(kind, groups[kind])


def _bare(title: str) -> str:
    if title.startswith("'"):
        return title[1:-1].replace("''", "'")
    return title
