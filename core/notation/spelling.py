"""The nearest right word for a misspelt one."""

import difflib
from collections.abc import Iterable

# A longer list is read by nobody; the nearest word alone helps more.
MANY = 15


def closest(word: str, candidates: Iterable[str]) -> str:
    """The known word that is nearest to another, "" where none is near."""
    names = sorted(set(candidates))
    # Letters that changed places (`lable`) are the commonest slip, and difflib finds
    # `table` as near as `label`.
    equal = []
    for name in names:
        if name.lower() == word.lower():
            equal.append(name)
    swapped = equal or [name for name in names if sorted(name) == sorted(word)]
    near = swapped or difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return near[0]
    return ""


def is_slip(word: str, name: str) -> bool:
    """Whether two words differ as by a slip of the hand: one letter lost or another, or
    letters that changed places.
    """
    if sorted(word) == sorted(name):
        return True
    short, long = sorted((word, name), key=len)
    if len(short) == len(long):
        return sum(left != right for left, right in zip(word, name, strict=True)) == 1
    return any(long[:index] + long[index + 1 :] == short for index in range(len(long)))


def nearest(word: str, candidates: Iterable[str]) -> str:
    """`; did you mean "x"?` for the nearest known word, or the known
    words where none is near.
    """
    names = sorted(set(candidates))
    near = closest(word, names)
    if near:
        return f'; did you mean "{near}"?'
    # A long list of names hides the message; the file is open in front of the reader.
    if 0 < len(names) <= MANY:
        return f"; known: {', '.join(names)}"
    return ""
