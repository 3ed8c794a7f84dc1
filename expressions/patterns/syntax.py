"""The notation of patterns."""

import unicodedata
from dataclasses import dataclass
from typing import NoReturn

# Reading goes as deep as the groups: far below where Python would stop.
DEEPEST = 20
# A count writes its part out so many times.
DIGITS_OF_COUNT = 3

DIGITS = ((48, 57),)
WORD = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACES = ((9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
          (0x205F, 0x205F), (0x3000, 0x3000))  # fmt: skip
SHORTHANDS = {"d": DIGITS, "w": WORD, "s": SPACES}
CONTROLS = {"n": 10, "r": 13, "t": 9}
PROPERTIES = ("L", "Lu", "Ll", "N")
"""Letters, capital and small letters, and figures of every script."""


class PatternError(ValueError):
    """A pattern that cannot be used; the text says why."""


@dataclass(frozen=True)
class CharacterClass:
    """Characters by code point: those in `ranges` or with one of
    `properties`; or, negated, all others.
    """

    ranges: tuple[tuple[int, int], ...]
    properties: tuple[str, ...] = ()
    negated: bool = False

    def accepts(self, character: str) -> bool:
        """Whether a character is one of them."""
        code = ord(character)
        inside = any(low <= code <= high for low, high in self.ranges)
        if not inside and self.properties:
            category = unicodedata.category(character)
            inside = any(category.startswith(name) for name in self.properties)
        return inside is not self.negated


@dataclass(frozen=True)
class Sequence:
    """Parts one behind the other."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Choice:
    """One of several parts."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Repeat:
    """A part several times; `most` None: as often as wanted."""

    part: "Node"
    least: int
    most: int | None


Node = CharacterClass | Sequence | Choice | Repeat


class Reader:
    """Reads a pattern from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.index = 0
        self.depth = 0

    def whole(self) -> Node:
        """The pattern up to its end. Raises PatternError."""
        result = self._choice()
        if self.index < len(self.source):
            self._fail("a ) closes nothing")
        return result

    def _fail(self, text: str) -> NoReturn:
        raise PatternError(f'in the pattern "{self.source}": {text}')

    def _peek(self, length: int = 1) -> str:
        return self.source[self.index : self.index + length]

    def _choice(self) -> Node:
        parts = [self._sequence()]
        while self._peek() == "|":
            self.index += 1
            parts.append(self._sequence())
        if len(parts) > 1:
            return Choice(tuple(parts))
        return parts[0]

    def _sequence(self) -> Node:
        parts: list[Node] = []
        # The whole text is compared anyway, so that ^ and $ say nothing at its ends
        # and can hold nowhere else.
        if self._peek() == "^" and not self.depth:
            self.index += 1
        while self._peek() not in ("", "|", ")"):
            if self._peek() == "$" and self._peek(2) in ("$", "$|") and not self.depth:
                self.index += 1
                break
            parts.append(self._repeated())
        return Sequence(tuple(parts))

    def _repeated(self) -> Node:
        part = self._single()
        sign = self._peek()
        if sign not in ("*", "+", "?", "{") or not sign:
            return part
        least, most = self._bounds()
        # Which of several ways is tried first makes no
        # difference to whether there is one.
        if self._peek() == "?":
            self.index += 1
        if self._peek() in ("*", "+", "?", "{") and self._peek():
            self._fail("two signs of repetition stand side by side")
        return Repeat(part, least, most)

    def _bounds(self) -> tuple[int, int | None]:
        sign = self._peek()
        self.index += 1
        if sign == "*":
            return 0, None
        if sign == "+":
            return 1, None
        if sign == "?":
            return 0, 1
        closing = self.source.find("}", self.index)
        written = self.source[self.index : max(closing, self.index)]
        low, comma, high = written.partition(",")
        if not _is_count(low) or (high and not _is_count(high)):
            self._fail(
                "a repetition is written {2}, {2,} or {2,5}; a brace itself is written \\{"
            )
        self.index = closing + 1
        if not comma:
            return int(low), int(low)
        if not high:
            return int(low), None
        if int(high) < int(low):
            self._fail("in {2,5} the smaller number comes first")
        return int(low), int(high)

    def _single(self) -> Node:
        character = self._peek()
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character in ("*", "+", "?", "{"):
            self._fail(f"{character} has nothing before it to repeat")
        if character in ("^", "$"):
            self._fail(f"{character} stands only at the ends of the whole pattern")
        self.index += 1
        if character == ".":
            return CharacterClass(((10, 10), (13, 13)), negated=True)
        if character == "\\":
            return self._escape()
        return CharacterClass(((ord(character), ord(character)),))

    def _group(self) -> Node:
        self.index += 1
        if self._peek() == "?":
            if self._peek(2) != "?:":
                self._fail(
                    "looks ahead or behind, and (?…) in general, are not part of patterns"
                )
            self.index += 2
        self.depth += 1
        if self.depth > DEEPEST:
            self._fail("too many groups stand inside one another")
        result = self._choice()
        self.depth -= 1
        if self._peek() != ")":
            self._fail("a ( is not closed")
        self.index += 1
        return result

    def _escape(self) -> CharacterClass:
        """What stands behind a backslash."""
        letter = self._peek()
        self.index += 1
        if letter.lower() in SHORTHANDS and letter:
            return CharacterClass(SHORTHANDS[letter.lower()], negated=letter.isupper())
        if letter in ("p", "P"):
            return self._property(negated=letter == "P")
        if letter in CONTROLS:
            return CharacterClass(((CONTROLS[letter], CONTROLS[letter]),))
        if letter.isdigit():
            self._fail("back-references are not part of patterns")
        if not letter or letter.isalnum():
            self._fail(f"\\{letter} is not part of patterns")
        return CharacterClass(((ord(letter), ord(letter)),))

    def _property(self, *, negated: bool) -> CharacterClass:
        closing = self.source.find("}", self.index)
        name = self.source[self.index + 1 : max(closing, self.index)]
        if self._peek() != "{" or name not in PROPERTIES:
            self._fail(f"of \\p{{…}} there are {', '.join(PROPERTIES)}")
        self.index = closing + 1
        return CharacterClass((), (name,), negated)

    def _class(self) -> CharacterClass:
        self.index += 1
        negated = self._peek() == "^"
        self.index += negated
        ranges: list[tuple[int, int]] = []
        properties: list[str] = []
        while self._peek() != "]" or not (ranges or properties):
            if not self._peek():
                self._fail("a [ is not closed")
            part = self._class_part()
            if part.negated:
                self._fail("\\D, \\W, \\S and \\P stand only outside of […]")
            ranges.extend(part.ranges)
            properties.extend(part.properties)
        self.index += 1
        return CharacterClass(tuple(ranges), tuple(properties), negated)

    def _class_part(self) -> CharacterClass:
        low = self._class_character()
        if self._peek() != "-" or self._peek(2) in ("-", "-]"):
            return low
        self.index += 1
        high = self._class_character()
        if not _is_one(low) or not _is_one(high) or high.ranges < low.ranges:
            self._fail(
                "in a range like a-z a single character stands on both sides, the smaller one first"
            )
        return CharacterClass(((low.ranges[0][0], high.ranges[0][0]),))

    def _class_character(self) -> CharacterClass:
        character = self._peek()
        if not character:
            self._fail("a [ is not closed")
        self.index += 1
        if character == "\\":
            return self._escape()
        return CharacterClass(((ord(character), ord(character)),))


def _is_one(part: CharacterClass) -> bool:
    return len(part.ranges) == 1 and part.ranges[0][0] == part.ranges[0][1]


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS_OF_COUNT
