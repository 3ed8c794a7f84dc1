"""What the operators make of two values, and which number format the result shows."""

import math
from collections.abc import Callable

from sheets.local.formats.render import DATE_TYPES
from sheets.local.formulas import coerce
from sheets.local.formulas.coerce import Habits
from sheets.local.formulas.values import (
    DIV,
    NUM,
    Fault,
    Formatted,
    failed,
    within_a_cell,
)
from sheets.local.model.spreadsheet import Json, Scalar

COMPARISONS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}
CURRENCY, PERCENT = "CURRENCY", "PERCENT"


def between(sign: str, left: Scalar, right: Scalar, habits: Habits) -> Scalar:
    """What an operator makes of its two operands. Raises FormulaError."""
    coerce.checked(left)
    coerce.checked(right)
    if sign == "&":
        return within_a_cell(coerce.text(left, habits) + coerce.text(right, habits))
    if sign in COMPARISONS:
        return COMPARISONS[sign](coerce.compared(left, right))
    first = coerce.number(left, habits)
    second = coerce.number(right, habits)
    result = _arithmetic(sign, float(first), float(second))
    if isinstance(first, Formatted) or isinstance(second, Formatted):
        number_format = _format(sign, _kept(first), _kept(second))
        if number_format:
            return Formatted(result, number_format)
    return result


def before(sign: str, operand: Scalar, habits: Habits) -> Scalar:
    """What a sign makes of its one operand. A plus changes nothing, not even a text."""
    coerce.checked(operand)
    if sign == "+":
        return operand
    number = coerce.number(operand, habits)
    if sign == "%":
        return Formatted(number / 100, {"type": PERCENT, "pattern": "0%"})
    if isinstance(number, Formatted):
        return Formatted(-number, number.format)
    return -number


def _arithmetic(sign: str, left: float, right: float) -> float:
    match sign:
        case "+":
            return finite(left + right)
        case "-":
            return finite(left - right)
        case "*":
            return finite(left * right)
        case "/":
            if right == 0:
                raise failed(DIV, "Function DIVIDE parameter 2 cannot be zero.")
            return finite(left / right)
    return power(left, right)


def finite(value: float) -> float:
    """A number that a cell can hold. Raises #NUM! for others."""
    if math.isfinite(value):
        return value
    raise failed(NUM, "The result is not a number that a cell can hold.")


def too_large() -> Fault:
    """The error value of what is beyond any number or date."""
    return Fault(NUM, "The result is beyond what a cell can hold.")


def power(base: float, exponent: float) -> float:
    """A power. Raises #NUM! where there is none."""
    try:
        return finite(math.pow(base, exponent))
    except ZeroDivisionError:
        pass
    except (ValueError, OverflowError):
        pass
    if base == 0:
        code = DIV
    else:
        code = NUM
    raise failed(code, f"POW({base:g}, {exponent:g}) is not a number.")


def _kept(value: float) -> Json:
    if isinstance(value, Formatted):
        return value.format
    return {}


def _format(sign: str, left: Json, right: Json) -> Json:
    """The format of a result: days between two dates are a plain number, a date and a
    number make a date, money stays money.
    """
    first = str(left.get("type", ""))
    second = str(right.get("type", ""))
    if sign in "+-":
        return _of_sum(sign, left, right)
    # Ten per cent of something is no percentage, of a percentage it is one.
    if sign == "*":
        if CURRENCY in (first, second):
            if first == CURRENCY:
                return left
            return right
        if first == second == PERCENT:
            return left
        return {}
    is_share = first in (CURRENCY, PERCENT) and first != second
    if sign == "/" and is_share:
        return left
    return {}


def _of_sum(sign: str, left: Json, right: Json) -> Json:
    dates = []
    for each in (left, right):
        if each.get("type") in DATE_TYPES:
            dates.append(each)
    if len(dates) == 2:  # noqa: PLR2004 - both operands
        # A day and a time of day are a moment.
        types = {str(each["type"]) for each in dates}
        if sign == "+" and types == {"DATE", "TIME"}:
            return {"type": "DATE_TIME"}
        if sign == "+" or types != {str(left["type"])}:
            return left
        return {}
    if dates:
        return dates[0]
    return left or right
