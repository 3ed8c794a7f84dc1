"""Criteria of COUNTIF and its kin: `">=3"`, `"<>done"`, `"Lo*"`, or a plain value."""

import re
from collections.abc import Callable

from sheets.local.formulas import coerce
from sheets.local.formulas.coerce import Habits
from sheets.local.formulas.memory.columns import Term, term
from sheets.local.formulas.operators import COMPARISONS
from sheets.local.formulas.wildcards import Wildcard, is_wild, wildcard
from sheets.local.model.spreadsheet import Failure, Scalar, is_text

SIGN = re.compile(r"<=|>=|<>|<|>|=")
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


def _fits(pattern: Wildcard, cell: Scalar) -> bool:
    if not is_text(cell):
        return False
    return pattern.fits(cell)
