"""Texts: joined, cut, searched and changed."""

from array import array

from sheets.local.formulas import coerce
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    NUM,
    VALUE,
    Table,
    Value,
    check_length,
    failed,
    unserved,
    within_a_cell,
)
from sheets.local.formulas.wildcards import is_wild
from sheets.local.model.spreadsheet import Scalar

LAST_LETTER = 0x10FFFF
# Halves of pairs: no letters, and no text may hold them.
SURROGATES = range(0xD800, 0xE000)


def _units(text: str) -> str:
    """A text in units of UTF-16, in which Sheets counts: an emoji has two."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    return "".join(map(chr, array("H", text.encode("utf-16-le", "surrogatepass"))))


def _text(units: str) -> str:
    """The text of such units; half a letter becomes U+FFFD."""
    if units.isascii():
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _texts(frame: Frame, values: tuple[Value, ...]) -> list[str]:
    return [coerce.text(value, frame.habits) for value in frame.shown(values)]


@function("CONCATENATE", "values", "values*")
def _concatenate(frame: Frame, *values: Value) -> str:
    return within_a_cell("".join(_texts(frame, values)))


@function("CONCAT", "text", "text")
def _concat(_frame: Frame, first: str, second: str) -> str:
    return within_a_cell(first + second)


@function("JOIN", "text", "values", "values*")
def _join(frame: Frame, delimiter: str, *values: Value) -> str:
    return within_a_cell(delimiter.join(_texts(frame, values)))


@function("TEXTJOIN", "text", "truth", "values", "values*")
def _textjoin(
    frame: Frame, delimiter: str, leaves_out_empty: bool, *values: Value
) -> str:
    texts = _texts(frame, values)
    if leaves_out_empty:
        texts = [text for text in texts if text]
    return within_a_cell(delimiter.join(texts))


@function("SPLIT", "text", "text", "truth?", "truth?")
def _split(
    frame: Frame,
    text: str,
    delimiter: str,
    by_each: bool = True,
    leaves_out_empty: bool = True,
) -> Value:
    if not delimiter:
        raise failed(VALUE, "Function SPLIT parameter 2 value should be non-empty.")
    parts = [text]
    for sign in dict.fromkeys(delimiter) if by_each else [delimiter]:
        parts = [piece for part in parts for piece in part.split(sign)]
    if leaves_out_empty:
        parts = [part for part in parts if part]
    if not parts:
        raise failed(VALUE, "Function SPLIT parameter 1 value should be non-empty.")
    return Table([[_typed(frame, part) for part in parts]], 1, len(parts))


def _typed(frame: Frame, text: str) -> Scalar:
    """A piece as it would be typed: what looks like a number is one."""
    number = coerce.from_text(text, frame.habits)
    if number is None:
        return text
    return number


def _check_count(count: int, name: str) -> None:
    if count < 0:
        raise failed(
            VALUE,
            f"Function {name} parameter 2 value is {count}. "
            "It should be greater than or equal to 0.",
        )


@function("LEFT", "text", "whole?")
def _left(_frame: Frame, text: str, count: int = 1) -> str:
    _check_count(count, "LEFT")
    return _text(_units(text)[:count])


@function("RIGHT", "text", "whole?")
def _right(_frame: Frame, text: str, count: int = 1) -> str:
    _check_count(count, "RIGHT")
    units = _units(text)
    return _text(units[max(len(units) - count, 0) :])


@function("MID", "text", "whole", "whole")
def _mid(_frame: Frame, text: str, start: int, count: int) -> str:
    if start < 1:
        raise failed(NUM, f"Function MID parameter 2 value is {start}.")
    _check_count(count, "MID")
    return _text(_units(text)[start - 1 : start - 1 + count])


@function("LEN", "text")
def _len(_frame: Frame, text: str) -> int:
    return len(_units(text))


@function("TRIM", "text")
def _trim(_frame: Frame, text: str) -> str:
    return " ".join(filter(None, text.split(" ")))


@function("CLEAN", "text")
def _clean(_frame: Frame, text: str) -> str:
    parts = []
    for letter in text:
        if ord(letter) >= ord(" "):
            parts.append(letter)
    return "".join(parts)


@function("UPPER", "text")
def _upper(_frame: Frame, text: str) -> str:
    return text.upper()


@function("LOWER", "text")
def _lower(_frame: Frame, text: str) -> str:
    return text.lower()


@function("PROPER", "text")
def _proper(_frame: Frame, text: str) -> str:
    return text.title()


@function("SUBSTITUTE", "text", "text", "text", "whole?")
def _substitute(
    _frame: Frame, text: str, search: str, replacement: str, occurrence: int = 0
) -> str:
    if occurrence < 0:
        raise failed(VALUE, f"Function SUBSTITUTE parameter 4 value is {occurrence}.")
    if not search:
        return text
    if not occurrence:
        # Before it is made: two texts of a cell can make one of gigabytes.
        growth = text.count(search) * (len(replacement) - len(search))
        check_length(len(text) + growth)
        return text.replace(search, replacement)
    parts = text.split(search)
    if len(parts) <= occurrence:
        return text
    before = search.join(parts[:occurrence])
    after = search.join(parts[occurrence:])
    return within_a_cell(before + replacement + after)


@function("REPLACE", "text", "whole", "whole", "text")
def _replace(
    _frame: Frame, text: str, position: int, length: int, new_text: str
) -> str:
    if position < 1 or length < 0:
        raise failed(VALUE, f"Function REPLACE parameter 2 value is {position}.")
    start = position - 1
    units = _units(text)
    before = units[:start]
    after = units[start + length :]
    return within_a_cell(_text(before + _units(new_text) + after))


def _found(search: str, text: str, start: int, name: str) -> int:
    position = _units(text).find(_units(search), start - 1)
    if start < 1 or position < 0:
        raise failed(
            VALUE, f"In {name} evaluation, cannot find '{search}' within '{text}'."
        )
    return position + 1


@function("FIND", "text", "text", "whole?")
def _find(_frame: Frame, search: str, text: str, start: int = 1) -> int:
    return _found(search, text, start, "FIND")


@function("SEARCH", "text", "text", "whole?")
def _search(_frame: Frame, search: str, text: str, start: int = 1) -> int:
    # Whether Sheets takes them for wildcards here is not known.
    if is_wild(search):
        raise unserved("SEARCH with * or ?")
    return _found(search.lower(), text.lower(), start, "SEARCH")


@function("EXACT", "text", "text")
def _exact(_frame: Frame, first: str, second: str) -> bool:
    return first == second


@function("REPT", "text", "whole")
def _rept(_frame: Frame, text: str, count: int) -> str:
    _check_count(count, "REPT")
    check_length(len(text) * count)
    return text * count


def _letter(code: int, name: str) -> str:
    if not 1 <= code <= LAST_LETTER or code in SURROGATES:
        raise failed(NUM, f"Function {name} parameter 1 value {code} is out of range.")
    return chr(code)


@function("CHAR", "whole")
def _char(_frame: Frame, code: int) -> str:
    return _letter(code, "CHAR")


@function("UNICHAR", "whole")
def _unichar(_frame: Frame, code: int) -> str:
    return _letter(code, "UNICHAR")


def _code(text: str, name: str) -> int:
    if not text:
        raise failed(VALUE, f"Function {name} parameter 1 value should be non-empty.")
    return ord(text[0])


@function("CODE", "text")
def _code_of(_frame: Frame, text: str) -> int:
    return _code(text, "CODE")


@function("UNICODE", "text")
def _unicode(_frame: Frame, text: str) -> int:
    return _code(text, "UNICODE")


@function("HYPERLINK", "text", "any?")
def _hyperlink(_frame: Frame, url: str, label: Scalar = None) -> Scalar:
    if label is None:
        return url
    return label
