"""Texts with `*` (any letters) and `?` (one letter); `~` takes their meaning away."""

import re
from functools import lru_cache

SIGN = re.compile(r"~?[*?]|~~")
ANY = None
"""A letter of a part that may be any."""
Part = tuple[str | None, ...]


def is_wild(text: str) -> bool:
    """Whether a text has `*`, `?` or an escape of one."""
    return SIGN.search(text) is not None


class Wildcard:
    """What a text must look like, whatever its case.

    The parts between stars are looked for from left to right, each as early as it
    can stand: no star is tried twice, so that thousands of them end as one does.
    """

    def __init__(self, text: str) -> None:
        self.parts = [_simplest(part) for part in _split(text)]
        self.least = sum(len(part) for part in self.parts)

    def fits(self, text: str) -> bool:
        """Whether the whole text is as the wildcard says."""
        # Before anything is looked for: most cells are too short for a long one.
        if len(text) < self.least:
            return False
        folded = _folded(text)
        first = self.parts[0]
        last = self.parts[-1]
        if len(self.parts) == 1 and len(text) != self.least:
            return False
        end = len(text) - len(last)
        if not _stands(first, folded, 0) or not _stands(last, folded, end):
            return False
        position = len(first)
        letters = _Letters(folded)
        for part in self.parts[1:-1]:
            start = letters.place(part, position)
            if start < 0:
                return False
            position = start + len(part)
        return len(self.parts) == 1 or position <= end


@lru_cache(maxsize=1000)
def wildcard(text: str) -> Wildcard:
    """The wildcard of a text."""
    return Wildcard(text)


def _split(text: str) -> list[Part]:
    """The parts between the stars, as letters of which some may be any."""
    letters: list[str | None] = []
    parts: list[Part] = []
    position = 0
    for match in SIGN.finditer(text):
        letters.extend(_folded(text[position : match.start()]))
        position = match.end()
        match match[0]:
            case "*":
                parts.append(tuple(letters))
                letters = []
            case "?":
                letters.append(ANY)
            case escaped:
                letters.append(escaped[1])
    letters.extend(_folded(text[position:]))
    parts.append(tuple(letters))
    # Neighbouring stars mean no more than one.
    middle = []
    for part in parts[1:-1]:
        if part:
            middle.append(part)
    return [parts[0], *middle, *parts[1:][-1:]]


def _simplest(part: Part) -> Part | str:
    """A part without `?` as a text, which is found quickest."""
    if ANY in part:
        return part
    return "".join(filter(None, part))


def _stands(part: Part | str, text: str, start: int) -> bool:
    if isinstance(part, str):
        return text.startswith(part, start)
    return all(
        letter is ANY or letter == own
        for letter, own in zip(part, text[start : start + len(part)], strict=True)
    )


class _Letters:
    """A text in which parts are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bits: dict[str, int] = {}

    def place(self, part: Part | str, start: int) -> int:
        """Where a part stands first from a place on; -1 where it does not.

        With `?` all places are looked at together, a bit each: letter by letter of
        the part those remain that have it so much further on.
        """
        if isinstance(part, str):
            return self.text.find(part, start)
        count = len(self.text) - len(part) + 1 - start
        if count <= 0:
            return -1
        bits = ((1 << count) - 1) << start
        for offset, letter in enumerate(part):
            if letter is not ANY:
                bits &= self._places(letter) >> offset
            if not bits:
                return -1
        return (bits & -bits).bit_length() - 1

    def _places(self, letter: str) -> int:
        """A number with a bit for each place of a letter, the first lowest."""
        if letter not in self.bits:
            signs = []
            for own in reversed(self.text):
                signs.append("1" if own == letter else "0")
            self.bits[letter] = int("".join(signs), 2)
        return self.bits[letter]


def _folded(text: str) -> str:
    """A text without its case, letter for letter: `?` counts letters."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    letters = [letter.casefold() for letter in text]
    return "".join(
        folded if len(folded) == 1 else letter
        for folded, letter in zip(letters, text, strict=True)
    )
