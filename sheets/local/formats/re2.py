"""Regular expressions as RE2 has them, read for Python's engine.

RE2 knows no look-around and no back-references, so both are refused; `$1` in a
replacement stands for a group.
"""

import re
from collections.abc import Callable

from sheets.local.errors import invalid

UNKNOWN = ("(?=", "(?!", "(?<=", "(?<!", "(?>", "(?#", "(?(", "(?P=")
"""What Python reads and RE2 does not."""
CLASSES = {
    "z": r"\Z",
    "pL": r"[^\W\d_]",
    "pN": r"\d",
    "p{L}": r"[^\W\d_]",
    "p{N}": r"\d",
    "p{Lu}": r"[A-ZÀ-ÖØ-Þ]",
    "p{Ll}": r"[a-zß-öø-ÿ]",
}
"""Escapes of RE2 that Python writes in another way."""
ESCAPE = re.compile(r"\\(p\{\w+\}|pL|pN|Q(?:.*?)(?:\\E|$)|.)", re.DOTALL)
POSSESSIVE = re.compile(r"[*+?}]\+")
GROUP = re.compile(r"\$(\d)|\\(.)", re.DOTALL)


def python_pattern(text: str) -> str:
    """The same for Python. Raises ApiError for what RE2 does not read."""
    bare = ESCAPE.sub("", text)
    if any(part in bare for part in UNKNOWN) or POSSESSIVE.search(bare):
        raise invalid(f"Invalid regular expression: {text}")

    def escape(match: re.Match[str]) -> str:
        name = match[1]
        # A digit names a group that was matched before.
        if name.isdecimal() and name != "0":
            raise invalid(f"Invalid regular expression: {text}")
        if name.startswith("Q"):
            return re.escape(name[1:].removesuffix("\\E"))
        return CLASSES.get(name, match[0])

    return ESCAPE.sub(escape, text)


def replacement(text: str, groups: int) -> Callable[[re.Match[str]], str]:
    """What a match becomes: `$1` is its first group, and a backslash takes the next
    letter as it is.
    """
    for match in GROUP.finditer(text):
        if match[1] and int(match[1]) > groups:
            raise invalid(f"Invalid replacement: no group {match[1]}")

    def replaced(found: re.Match[str]) -> str:
        return GROUP.sub(
            lambda match: (found[int(match[1])] or "") if match[1] else match[2], text
        )

    return replaced
