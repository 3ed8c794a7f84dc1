"""What is different between two texts of a message, line by line,
with the words that changed.

Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 1
"""Lines that are shown before and after a change; longer stretches
without one are left out.
"""
ALIKE = 0.5
"""From this share of same words on, two lines are one that was changed; below it,
marking single words only confuses.
"""
WORD = re.compile(r"\S+\s*|\s+")


class Sign(StrEnum):
    """What has become of a line.

    `left_out`: it stands for several that are the same in both texts.
    """

    same = "same"
    removed = "removed"
    added = "added"
    left_out = "left_out"


@dataclass(frozen=True)
class Piece:
    """A part of a line, and whether it is what makes the line another one."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Line:
    """A line of one of the texts, in pieces."""

    sign: Sign
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The line as it reads."""
        return "".join(piece.text for piece in self.pieces)


def difference(before: str, after: str) -> tuple[Line, ...]:
    """The lines that went and those that came, in their order, with a little of what
    stands around them; () for the same.

    Spaces at the ends of lines do not count.
    """
    old = _rows(before)
    new = _rows(after)
    if old == new:
        return ()
    lines: list[Line] = []
    for operation, old_start, old_end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if operation == "equal":
            # Nothing is beside the beginning or the end of a text
            # that would need explaining.
            head = 0
            if old_start:
                head = CONTEXT
            tail = 0
            if old_end < len(old) or new_end < len(new):
                tail = CONTEXT
            lines.extend(_context(old[old_start:old_end], head, tail))
        else:
            lines.extend(_changed(old[old_start:old_end], new[new_start:new_end]))
    return tuple(lines)


def _rows(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _whole(sign: Sign, texts: Iterable[str]) -> list[Line]:
    return [Line(sign, (Piece(text),)) for text in texts]


def _context(same: Sequence[str], head: int, tail: int) -> list[Line]:
    """A stretch without a change: its ends beside a change, and one line
    for what lies between them.
    """
    if len(same) <= head + tail:
        return _whole(Sign.same, same)
    end = len(same) - tail
    return [
        *_whole(Sign.same, same[:head]),
        Line(Sign.left_out),
        *_whole(Sign.same, same[end:]),
    ]


def _changed(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Lines in place of others: what went, then what came.

    A line that is nearly the same has its changed words marked.
    """
    if len(old) != len(new):
        return [*_whole(Sign.removed, old), *_whole(Sign.added, new)]
    removed: list[Line] = []
    added: list[Line] = []
    for before, after in zip(old, new, strict=True):
        old_pieces, new_pieces = _words(before, after)
        removed.append(Line(Sign.removed, old_pieces))
        added.append(Line(Sign.added, new_pieces))
    return [*removed, *added]


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both lines in pieces, with the words marked that only one of them has."""
    old = WORD.findall(before)
    new = WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (Piece(before),), (Piece(after),)
    old_pieces: list[Piece] = []
    new_pieces: list[Piece] = []
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        is_changed = operation != "equal"
        if old_end > old_start:
            old_pieces.append(Piece("".join(old[old_start:old_end]), is_changed))
        if new_end > new_start:
            new_pieces.append(Piece("".join(new[new_start:new_end]), is_changed))
    return tuple(old_pieces), tuple(new_pieces)
