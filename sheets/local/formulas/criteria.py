"""Criteria of COUNTIF and its kin: `">=3"`, `"<>done"`, `"Lo*"`, or a plain value."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from sheets.local.formulas import coerce
from sheets.local.formulas.coerce import Habits
from sheets.local.formulas.memory.columns import Term, term
from sheets.local.formulas.operators import COMPARISONS
from sheets.local.model.spreadsheet import Failure, Scalar

SIGN = re.compile(r"<=|>=|<>|<|>|=")
WILD = re.compile(r"~?[*?]|~~")
Test = Callable[[Scalar], bool]


class Criterion:
    """A criterion: `matches` judges a cell; `term` is what a cell has to be, where it
    can be looked up.
    """

    def __init__(self, given: Scalar, habits: Habits) -> None:
        self.term: Term | None = None
        self.matches: Test = _never
        coerce.checked(given)
        if isinstance(given, str):
            self._read(given, habits)
        elif given is None:
            self.matches = _is_empty_or_text
        else:
            self._equal(given)

    def _read(self, text: str, habits: Habits) -> None:
        match = SIGN.match(text)
        sign = ""
        if match:
            sign = match[0]
        operand = text[len(sign) :]
        value = _operand(operand, habits)
        if sign in ("", "="):
            self._equality(sign, operand, value)
        elif sign == "<>":
            opposite = Criterion("=" + operand, habits).matches
            self.matches = lambda cell: not opposite(cell)
        elif operand:
            self.matches = _ordered(sign, value)

    def _equality(self, sign: str, operand: str, value: Scalar) -> None:
        if operand == "":
            if sign:
                self.matches = _is_empty
            else:
                self.matches = _is_empty_or_text
        elif isinstance(value, str) and is_wild(operand):
            pattern = wildcard(operand)
            self.matches = lambda cell: _fits(pattern, cell)
        else:
            self._equal(value)

    def _equal(self, value: Scalar) -> None:
        own = self.term = term(value)
        self.matches = lambda cell: cell is not None and term(cell) == own


def _operand(text: str, habits: Habits) -> Scalar:
    """What stands behind the sign: a number, a truth value, or a text."""
    if text.upper() in ("TRUE", habits.locale.true):
        return True
    if text.upper() in ("FALSE", habits.locale.false):
        return False
    number = coerce.from_text(text.strip(), habits)
    if number is not None:
        return float(number)
    return text


def _ordered(sign: str, value: Scalar) -> Test:
    """Larger or smaller, among values of one type only."""
    own = coerce.order(value)[0]
    holds = COMPARISONS[sign]

    def test(cell: Scalar) -> bool:
        if cell is None or isinstance(cell, Failure) or coerce.order(cell)[0] != own:
            return False
        return holds(coerce.compared(cell, value))

    return test


def _never(_cell: Scalar) -> bool:
    return False


def _is_empty(cell: Scalar) -> bool:
    return cell is None


def _is_empty_or_text(cell: Scalar) -> bool:
    return cell is None or cell == ""


def _fits(pattern: Any, cell: Scalar) -> bool:
    if not isinstance(cell, str) or isinstance(cell, Failure):
        return False
    return pattern.fullmatch(cell) is not None


def is_wild(text: str) -> bool:
    """Whether a text has `*`, `?` or an escape of one."""
    return WILD.search(text) is not None


@lru_cache(maxsize=1000)
def wildcard(text: str) -> Any:
    """A pattern for `*` (any letters) and `?` (one letter); `~` takes their meaning
    away. RE2's, which ends: Python's would try each star at each letter.
    """
    meanings = {"*": ".*", "?": "."}
    parts: list[str] = []
    position = 0
    for match in WILD.finditer(text):
        parts.append(re2.escape(text[position : match.start()]))
        sign = match[0]
        parts.append(meanings.get(sign) or re2.escape(sign[1:]))
        position = match.end()
    parts.append(re2.escape(text[position:]))
    # Neighbouring stars mean no more than one.
    pattern = re.sub(r"(?:\.\*){2,}", ".*", "".join(parts))
    options = re2.Options()
    options.case_sensitive, options.dot_nl, options.log_errors = False, True, False
    return re2.compile(pattern, options)
