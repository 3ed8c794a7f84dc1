"""What kind of value something is."""

import re

from sheets.local.formats.render import DATE_TYPES
from sheets.local.formulas import coerce
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    DIV,
    NA,
    NAME,
    NUM,
    REF,
    VALUE,
    Formatted,
    Region,
    Value,
    failed,
)
from sheets.local.model.spreadsheet import Failure, Formula, Scalar, is_number, is_text

EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,63}")
NUMBERS = {DIV: 2, VALUE: 3, REF: 4, NAME: 5, NUM: 6, NA: 7}
"""The number that ERROR.TYPE has for an error; all others have 8."""


@function("ISBLANK", "value")
def _isblank(_frame: Frame, value: Scalar) -> bool:
    return value is None


@function("ISNUMBER", "value")
def _isnumber(_frame: Frame, value: Scalar) -> bool:
    return is_number(value)


@function("ISTEXT", "value")
def _istext(_frame: Frame, value: Scalar) -> bool:
    return is_text(value)


@function("ISNONTEXT", "value")
def _isnontext(_frame: Frame, value: Scalar) -> bool:
    return not is_text(value)


@function("ISLOGICAL", "value")
def _islogical(_frame: Frame, value: Scalar) -> bool:
    return isinstance(value, bool)


@function("ISERROR", "value")
def _iserror(_frame: Frame, value: Scalar) -> bool:
    return isinstance(value, Failure)


@function("ISERR", "value")
def _iserr(_frame: Frame, value: Scalar) -> bool:
    return isinstance(value, Failure) and value != NA


@function("ISNA", "value")
def _isna(_frame: Frame, value: Scalar) -> bool:
    return isinstance(value, Failure) and value == NA


@function("ISDATE", "value")
def _isdate(frame: Frame, value: Scalar) -> bool:
    number: object = value
    if is_text(value):
        number = coerce.from_text(value, frame.habits)
    return isinstance(number, Formatted) and number.format.get("type") in DATE_TYPES


@function("ISEMAIL", "value")
def _isemail(_frame: Frame, value: Scalar) -> bool:
    if not is_text(value):
        return False
    return EMAIL.fullmatch(value) is not None


@function("ISFORMULA", "values")
def _isformula(_frame: Frame, cells: Value) -> bool:
    if not isinstance(cells, Region):
        raise failed(VALUE, "Argument must be a range.")
    entered = cells.sheet.cell(cells.top, cells.left).entered
    return isinstance(entered, Formula)


@function("NA")
def _na(_frame: Frame) -> Scalar:
    raise failed(NA, "Error: NA")


@function("ERROR.TYPE", "value")
def _error_type(_frame: Frame, value: Scalar) -> int:
    if not isinstance(value, Failure):
        raise failed(NA, "Function ERROR.TYPE parameter 1 is no error.")
    return NUMBERS.get(str(value), 8)
