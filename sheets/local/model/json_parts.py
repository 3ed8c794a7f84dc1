"""Parts of JSON as clients of the Sheets API send it: what is left out, null and empty
mean the same there.
"""

from collections.abc import Mapping
from typing import Any

from sheets.local.model.spreadsheet import Json


def part_of(given: Mapping[str, Any] | None, name: str) -> Json:
    """The object of that name; an empty one where there is none."""
    if given is None:
        return {}
    return given.get(name) or {}


def items_of(given: Mapping[str, Any] | None, name: str) -> list[Any]:
    """The list of that name; an empty one where there is none."""
    if given is None:
        return []
    return given.get(name) or []


def number_of(given: Mapping[str, Any], name: str) -> int:
    """The whole number of that name; 0 where there is none."""
    return int(given.get(name) or 0)


def text_of(given: Mapping[str, Any], name: str) -> str:
    """The text of that name; "" where there is none."""
    return str(given.get(name) or "")
