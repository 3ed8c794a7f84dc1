"""What stands in the place of a match of a regular expression: `$1` is a group."""

import re
from collections.abc import Callable
from typing import Any

from sheets.local.errors import invalid

GROUP = re.compile(r"\$(\d)|\\(.)", re.DOTALL)


def replacement(text: str, groups: int) -> Callable[[Any], str]:
    """What a match becomes: `$1` is its first group, and a backslash takes the next
    letter as it is.
    """
    for match in GROUP.finditer(text):
        if match[1] and int(match[1]) > groups:
            raise invalid(f"Invalid replacement: no group {match[1]}")

    def replaced(found: Any) -> str:
        def part(match: re.Match[str]) -> str:
            if match[1]:
                return found.group(int(match[1])) or ""
            return match[2]

        return GROUP.sub(part, text)

    return replaced
