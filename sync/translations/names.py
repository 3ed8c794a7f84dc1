"""What must not leave the house is taken out of a text before it is translated, and put
back afterwards: names, addresses and numbers of people. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST = 3
"""Shorter words of a name (de, la) are words of the language."""
ADDRESSES = r"[^\s@<>]+@[^\s@<>]+|https?://\S+|\+?\d[\d ()./-]{5,}\d"
SIGN = re.compile(r"\[\s*(\d+)\s*\]")


@dataclass(frozen=True)
class Masked:
    """A text in which `hidden` stand as numbers in brackets."""

    text: str
    hidden: tuple[str, ...]

    def restored(self, translation: str) -> str | None:
        """The translation with what was hidden; None where a number is missing, came
        twice or is new: then nobody knows whom it speaks of.
        """
        numbers = sorted(int(number) for number in SIGN.findall(translation))
        if numbers != list(range(len(self.hidden))):
            return None
        return SIGN.sub(lambda sign: self.hidden[int(sign[1])], translation)


def masked(text: str, names: Iterable[str]) -> Masked | None:
    """The text without addresses, numbers and these names, whole or in part; None for
    one that holds numbers in brackets itself.
    """
    if SIGN.search(text):
        return None
    parts = {part for name in names for part in (name.strip(), *name.split())}
    alternatives = [
        rf"\b{re.escape(part)}\b"
        for part in sorted(parts, key=len, reverse=True)
        if len(part) >= SHORTEST
    ]
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"[{len(hidden) - 1}]"

    pattern = "|".join([ADDRESSES, *alternatives])
    return Masked(re.sub(pattern, hide, text, flags=re.IGNORECASE), tuple(hidden))
