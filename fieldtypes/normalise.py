"""What the ways to write one word have in common, and what says nothing."""

import unicodedata
from functools import lru_cache

from core.notation.addresses import is_invisible

NOTHING = frozenset({"-", "--", "---", "–", "—", "n/a", "n.a.", "n/d", "s/d"})
LABELS = 8192
"""Short texts of which it is remembered how they compare: headers, labels and
references come again at each look.
"""
SHORT = 80
"""Characters of a text that may be one of these."""
LONGEST = 60
"""Characters of anything that is a number or a date."""


def plain(text: object) -> str:
    """A text for comparing: no accents, no case, single spaces, nothing invisible."""
    written = str(text)
    if len(written) <= SHORT:
        return _plain_label(written)
    return _plain(written)


def _plain(written: str) -> str:
    # Most words are ASCII, and normalising is what takes the time when tens of
    # thousands of cells are read.
    if not written.isascii():
        decomposed = unicodedata.normalize("NFKD", written)
        written = "".join(
            c
            for c in decomposed
            if not unicodedata.combining(c) and not is_invisible(c)
        )
    return " ".join(written.casefold().split())


_plain_label = lru_cache(LABELS)(_plain)


def blank(text: str) -> bool:
    """Whether nothing can be seen: spaces of any kind, and characters of no width."""
    return all(c.isspace() or is_invisible(c) for c in text)


def nothing(text: str) -> bool:
    """Whether somebody wrote that there is nothing to write."""
    return len(text) <= LONGEST and plain(text) in NOTHING
