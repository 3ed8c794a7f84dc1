"""The words for one thing and for several as one text for a translator: a line for
each plural of the language.
"""

import re
from collections.abc import Mapping

from programme.models.plurals import CATEGORIES

LINE = re.compile(rf"({'|'.join(CATEGORIES)}):[ \t]+(\S.*)")


def plural_lines(wording: Mapping[str, str]) -> str:
    """Plural category → words, as `one: …` and `other: …` below one another."""
    return "\n".join(f"{category}: {text}" for category, text in wording.items())


def plural_wording(text: str) -> dict[str, str] | None:
    """What `plural_lines` made, or a translator wrote in its
    manner; None for any other text.
    """
    matches = [LINE.fullmatch(line.strip()) for line in text.strip().splitlines()]
    wording: dict[str, str] = {}
    for match in matches:
        if match is None:
            return None
        wording[match[1]] = match[2].strip()
    return wording or None
