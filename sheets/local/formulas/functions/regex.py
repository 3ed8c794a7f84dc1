"""Regular expressions as RE2 reads them, which is what Sheets uses."""

import re
from functools import lru_cache
from typing import Any

import re2

from sheets.local.formulas import coerce
from sheets.local.formulas.frame import Frame
from sheets.local.formulas.registry import function
from sheets.local.formulas.values import (
    NA,
    REF,
    VALUE,
    Table,
    Value,
    check_length,
    failed,
    within_a_cell,
)
from sheets.local.model.spreadsheet import Scalar

GROUP = re.compile(r"\$(\d)")
# No person writes more: they are made to keep the server busy.
MOST_GROUPS = 1_000


@lru_cache(maxsize=1000)
def compiled(pattern: str) -> Any:
    """A pattern of RE2, which knows no look-behind and takes no time without end.

    Raises re2.error.
    """
    # RE2 takes gigabytes for tens of thousands of groups.
    if pattern.count("(") > MOST_GROUPS:
        raise re2.error("too many groups")
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def _pattern(text: str, name: str) -> Any:
    try:
        return compiled(text)
    except re2.error:
        raise failed(
            REF,
            f'Function {name} parameter 2 value "{text}" '
            "is not a valid regular expression.",
        ) from None


def _text(value: Scalar, name: str) -> str:
    """A text; a number is refused, as Sheets refuses it here."""
    coerce.checked(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise failed(
            VALUE,
            f"Function {name} parameter 1 expects text values. "
            f"But '{value}' cannot be coerced to a text.",
        )
    return value


@function("REGEXMATCH", "any", "text")
def _regexmatch(_frame: Frame, value: Scalar, pattern: str) -> bool:
    text = _text(value, "REGEXMATCH")
    return _pattern(pattern, "REGEXMATCH").search(text) is not None


@function("REGEXEXTRACT", "any", "text")
def _regexextract(_frame: Frame, value: Scalar, pattern: str) -> Value:
    text = _text(value, "REGEXEXTRACT")
    match = _pattern(pattern, "REGEXEXTRACT").search(text)
    if match is None:
        raise failed(
            NA,
            f'Function REGEXEXTRACT parameter 2 value "{pattern}" '
            f'does not match text of Function REGEXEXTRACT parameter 1 value "{text}".',
        )
    groups = []
    for group in match.groups():
        groups.append(group or "")
    if not groups:
        return str(match[0])
    if len(groups) == 1:
        return str(groups[0])
    return Table([list(groups)], 1, len(groups))


@function("REGEXREPLACE", "any", "text", "text")
def _regexreplace(_frame: Frame, value: Scalar, pattern: str, replacement: str) -> str:
    text = _text(value, "REGEXREPLACE")
    expression = _pattern(pattern, "REGEXREPLACE")
    length = 0

    def put(match: Any) -> str:
        nonlocal length

        def group(reference: re.Match[str]) -> str:
            number = int(reference[1])
            if number > expression.groups:
                return str(reference[0])
            return match.group(number) or ""

        part = GROUP.sub(group, replacement)
        length += len(part)
        # While it is made: it could be one of gigabytes.
        check_length(length)
        return part

    return within_a_cell(str(expression.sub(put, text)))
