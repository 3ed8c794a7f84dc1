"""Patterns (`regex`) as position automata (Glushkov 1961): linear in the text, and the same in Python and in the browser.

A pattern is compared with the whole text. There are no back-references and no looks around, which would need backtracking.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

LONGEST_PATTERN = 500
LONGEST_TEXT = 5_000
"""A longer text matches no pattern."""
MOST_POSITIONS = 300
"""Characters that a pattern can stand for in a row, after {n} is written out."""
MOST_STEPS = 10_000
"""Ways from one position to the next: what one character of a text costs at most."""
DEEPEST = 20
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
    """Characters by code point: those in `ranges` or with one of `properties`; or, negated, all others."""

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
class Pattern:
    """What may stand at each position, which positions may be first and last, and which may follow each."""

    source: str
    classes: tuple[CharacterClass, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    following: tuple[tuple[int, ...], ...]
    matches_nothing: bool
    """Whether it matches the empty text, too."""

    def matches(self, text: str) -> bool:
        """Whether the whole text is one that the pattern describes."""
        if not text:
            return self.matches_nothing
        if len(text) > LONGEST_TEXT:
            return False
        # Sets of positions are bits of one number: a step is some operations on it.
        expected, matched = _bits(self.first), 0
        accepted: dict[str, int] = {}
        for character in text:
            if character not in accepted:
                positions = [i for i, each in enumerate(self.classes) if each.accepts(character)]
                accepted[character] = _bits(positions)
            matched = expected & accepted[character]
            expected, rest = 0, matched
            while rest:
                lowest = rest & -rest
                expected |= self._following_bits[lowest.bit_length() - 1]
                rest ^= lowest
        return bool(matched & _bits(self.last))

    @cached_property
    def _following_bits(self) -> tuple[int, ...]:
        return tuple(_bits(positions) for positions in self.following)


def compile_pattern(source: str) -> Pattern:
    """The automaton of a pattern. Raises PatternError."""
    if len(source) > LONGEST_PATTERN:
        raise PatternError(f"a pattern has at most {LONGEST_PATTERN} characters")
    tree = _Reader(source).whole()
    builder = _Builder()
    part = builder.build(tree)
    return Pattern(
        source,
        tuple(builder.classes),
        tuple(sorted(part.first)),
        tuple(sorted(part.last)),
        tuple(tuple(sorted(positions)) for positions in builder.following),
        part.optional,
    )


def _bits(positions: Iterable[int]) -> int:
    result = 0
    for position in positions:
        result |= 1 << position
    return result


@dataclass(frozen=True)
class _Sequence:
    parts: "tuple[_Node, ...]"


@dataclass(frozen=True)
class _Choice:
    parts: "tuple[_Node, ...]"


@dataclass(frozen=True)
class _Repeat:
    part: "_Node"
    least: int
    most: int | None


_Node = CharacterClass | _Sequence | _Choice | _Repeat


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.index = 0
        self.depth = 0

    def whole(self) -> _Node:
        result = self._choice()
        if self.index < len(self.source):
            self._fail("a ) closes nothing")
        return result

    def _fail(self, text: str) -> NoReturn:
        raise PatternError(f'in the pattern "{self.source}": {text}')

    def _peek(self, length: int = 1) -> str:
        return self.source[self.index : self.index + length]

    def _choice(self) -> _Node:
        parts = [self._sequence()]
        while self._peek() == "|":
            self.index += 1
            parts.append(self._sequence())
        return _Choice(tuple(parts)) if len(parts) > 1 else parts[0]

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        # The whole text is compared anyway, so that ^ and $ say nothing at its ends and can hold nowhere else.
        if self._peek() == "^" and not self.depth:
            self.index += 1
        while self._peek() not in ("", "|", ")"):
            if self._peek() == "$" and self._peek(2) in ("$", "$|") and not self.depth:
                self.index += 1
                break
            parts.append(self._repeated())
        return _Sequence(tuple(parts))

    def _repeated(self) -> _Node:
        part = self._single()
        sign = self._peek()
        if sign not in ("*", "+", "?", "{") or not sign:
            return part
        least, most = self._bounds()
        # Which of several ways is tried first makes no difference to whether there is one.
        if self._peek() == "?":
            self.index += 1
        if self._peek() in ("*", "+", "?", "{") and self._peek():
            self._fail("two signs of repetition stand side by side")
        return _Repeat(part, least, most)

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
        low, comma, high = self.source[self.index : max(closing, self.index)].partition(",")
        is_number = low.isascii() and low.isdigit() and len(low) <= DIGITS_OF_COUNT
        if not is_number or not (high == "" or (high.isascii() and high.isdigit() and len(high) <= DIGITS_OF_COUNT)):
            self._fail("a repetition is written {2}, {2,} or {2,5}; a brace itself is written \\{")
        self.index = closing + 1
        if not comma:
            return int(low), int(low)
        if not high:
            return int(low), None
        if int(high) < int(low):
            self._fail("in {2,5} the smaller number comes first")
        return int(low), int(high)

    def _single(self) -> _Node:
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

    def _group(self) -> _Node:
        self.index += 1
        if self._peek() == "?":
            if self._peek(2) != "?:":
                self._fail("looks ahead or behind, and (?…) in general, are not part of patterns")
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
            self._fail("in a range like a-z a single character stands on both sides, the smaller one first")
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


@dataclass(frozen=True)
class _Part:
    """Which positions a part may begin and end with, and whether it may be left out."""

    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    optional: bool = True


class _Builder:
    """Numbers the positions of a pattern, and joins them."""

    def __init__(self) -> None:
        self.classes: list[CharacterClass] = []
        self.following: list[set[int]] = []
        self.steps = 0

    def build(self, node: _Node) -> _Part:
        if isinstance(node, CharacterClass):
            return self._position(node)
        if isinstance(node, _Choice):
            parts = [self.build(part) for part in node.parts]
            first = frozenset[int]().union(*(part.first for part in parts))
            last = frozenset[int]().union(*(part.last for part in parts))
            return _Part(first, last, any(part.optional for part in parts))
        if isinstance(node, _Repeat):
            return self._repeat(node)
        result = _Part()
        for part in node.parts:
            result = self._joined(result, self.build(part))
        return result

    def _position(self, node: CharacterClass) -> _Part:
        if len(self.classes) == MOST_POSITIONS:
            raise PatternError(f"a pattern stands for at most {MOST_POSITIONS} characters in a row")
        self.classes.append(node)
        self.following.append(set())
        here = frozenset({len(self.classes) - 1})
        return _Part(here, here, optional=False)

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._connect(left.last, right.first)
        first = left.first | right.first if left.optional else left.first
        last = left.last | right.last if right.optional else right.last
        return _Part(first, last, left.optional and right.optional)

    def _connect(self, before: frozenset[int], after: frozenset[int]) -> None:
        for position in before:
            self.steps -= len(self.following[position])
            self.following[position] |= after
            self.steps += len(self.following[position])
        if self.steps > MOST_STEPS:
            raise PatternError("this pattern is too large")

    def _repeat(self, node: _Repeat) -> _Part:
        result = _Part()
        for _ in range(node.least):
            result = self._joined(result, self.build(node.part))
        if node.most is None:
            part = self.build(node.part)
            self._connect(part.last, part.first)
            return self._joined(result, _Part(part.first, part.last))
        for _ in range(node.most - node.least):
            part = self.build(node.part)
            result = self._joined(result, _Part(part.first, part.last))
        return result
