"""What the ways to write one word have in common, and what says nothing."""

import unicodedata
from functools import lru_cache

from core.notation.addresses import is_invisible

NOTHING = frozenset({"-", "--", "---", "–", "—", "n/a", "n.a.", "n/d", "s/d"})
LABELS = 4096
"""Texts with accents that are kept without: labels and headers come again at each
look.
"""
LONGEST = 60
"""Characters of anything that is a number or a date."""


def plain(text: object) -> str:
    """A text for comparing: no accents, no case, single spaces, nothing invisible."""
    written = str(text)
    # Most words are ASCII, and normalising is what takes the time when tens of
    # thousands of cells are read.
    if not written.isascii():
        written = _without_accents(written)
    return " ".join(written.casefold().split())


@lru_cache(LABELS)
def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(
        c for c in decomposed if not unicodedata.combining(c) and not is_invisible(c)
    )


def blank(text: str) -> bool:
    """Whether nothing can be seen: spaces of any kind, and characters of no width."""
    return all(c.isspace() or is_invisible(c) for c in text)


def nothing(text: str) -> bool:
    """Whether somebody wrote that there is nothing to write."""
    return len(text) <= LONGEST and plain(text) in NOTHING
