"""Patterns (`regex`) as position automata (Glushkov 1961): linear in the text, and the
same in Python and in the browser.

A pattern is compared with the whole text. There are no back-references and no looks
around, which would need backtracking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from expressions.patterns.syntax import (
    CharacterClass,
    Choice,
    Node,
    PatternError,
    Reader,
    Repeat,
)

# The machine that is made of a pattern grows with its length, and anybody who edits a
# form tab writes patterns.
LONGEST_PATTERN = 500
LONGEST_TEXT = 5_000
"""A longer text matches no pattern."""
MOST_POSITIONS = 300
"""Characters that a pattern can stand for in a row, after {n} is written out."""
MOST_STEPS = 10_000
"""Ways from one position to the next: what one character of a text costs at most."""


@dataclass(frozen=True)
class Pattern:
    """What may stand at each position, which positions may be first and last,
    and which may follow each.
    """

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
        expected = _bits(self.first)
        matched = 0
        accepted: dict[str, int] = {}
        for character in text:
            if character not in accepted:
                positions = []
                for i, each in enumerate(self.classes):
                    if each.accepts(character):
                        positions.append(i)
                accepted[character] = _bits(positions)
            matched = expected & accepted[character]
            expected = 0
            rest = matched
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
    tree = Reader(source).whole()
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

    def build(self, node: Node) -> _Part:
        if isinstance(node, CharacterClass):
            return self._position(node)
        if isinstance(node, Choice):
            parts = [self.build(part) for part in node.parts]
            first = frozenset[int]().union(*(part.first for part in parts))
            last = frozenset[int]().union(*(part.last for part in parts))
            return _Part(first, last, any(part.optional for part in parts))
        if isinstance(node, Repeat):
            return self._repeat(node)
        result = _Part()
        for part in node.parts:
            result = self._joined(result, self.build(part))
        return result

    def _position(self, node: CharacterClass) -> _Part:
        if len(self.classes) == MOST_POSITIONS:
            raise PatternError(
                f"a pattern stands for at most {MOST_POSITIONS} characters in a row"
            )
        self.classes.append(node)
        self.following.append(set())
        own_position = frozenset({len(self.classes) - 1})
        return _Part(own_position, own_position, optional=False)

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._connect(left.last, right.first)
        if left.optional:
            first = left.first | right.first
        else:
            first = left.first
        if right.optional:
            last = left.last | right.last
        else:
            last = right.last
        return _Part(first, last, left.optional and right.optional)

    def _connect(self, before: frozenset[int], after: frozenset[int]) -> None:
        for position in before:
            self.steps -= len(self.following[position])
            self.following[position] |= after
            self.steps += len(self.following[position])
        if self.steps > MOST_STEPS:
            raise PatternError("this pattern is too large")

    def _repeat(self, node: Repeat) -> _Part:
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
