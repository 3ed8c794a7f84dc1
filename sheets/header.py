"""Finding the row of a tab in which its headers stand, wherever people have
sorted, pushed or pasted it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from core.ids import REFERENCE
from fieldtypes.normalise import plain
from programme.model import Table
from programme.parts import Column

# One name can stand anywhere in a text above the header; two in one row are the
# header.
HITS = 2
SHARE = 0.25
"""So many headers, and such a part of all, make a row the header row: staff
may have renamed the others.
"""
MOST = 0.5
"""Such a part of the headers makes a row the header row whatever stands further
down.
"""
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
DASHES = re.compile(r"[\u2010-\u2015\u2212]")

Grid = Sequence[Sequence[Any]]


def spellings(column: Column) -> list[str]:
    """Headers by which a column may be known: its labels in every
    language, then the older ones.
    """
    return [*column.label.values(), *column.was]


def header_names(table: Table, last_headers: Mapping[str, str]) -> dict[str, set[str]]:
    """Column name → its headers, for comparing with `plain`; the one
    that it bore last among them.
    """
    names = {}
    for column in table.columns:
        names[column.name] = {plain(text) for text in spellings(column)}
    for name, header in last_headers.items():
        if name in names and header.strip():
            names[name].add(plain(header))
    return names


def canonical_reference(text: str) -> str:
    """A reference as it is given out, from one typed in lower case, with spaces or with
    another dash; other text as it is.
    """
    # Telephones and word processors turn a hyphen into a dash, and
    # paste spaces of no width.
    joined = DASHES.sub("-", INVISIBLE.sub("", text)).upper()
    if REFERENCE.match(joined):
        return joined
    return text.strip()


def is_reference(table: Table, text: str) -> bool:
    """Whether a text is a reference that the app gives out (the tabs of the app
    also have names for them).
    """
    return bool(
        REFERENCE.match(canonical_reference(text))
        or (table.app and IDENTIFIER.fullmatch(text.strip()))
    )


def find_header_row(
    grid: Grid,
    marked: Mapping[str, int],
    names: Mapping[str, Collection[str]],
    likely: int = 0,
) -> int | None:
    """The index of the header row, or None where no row is one.

    `marked`: column name → index of the marked columns; `names`: of every column, its
    headers; `likely`: where it stood last.

    1. A row with a reference in the column of references is a
       record, whatever else it says.
    2. A row in which most columns have a header of theirs is the header row: a marked
       column where its mark is, any other wherever no mark is.
    3. Otherwise it is the row with the most of them, if these are enough to be
       no accident, or if one of them is the header of the references: no record
       has that for a reference.
    4. A tab without marked columns is taken to have its headers in the first row where
       nothing speaks against it.
    """
    for index in (likely, 0):
        # Nearly always the first: a tab is searched only when its
        # headers are not where they were.
        if 0 <= index < len(grid) and _hits(grid[index], marked, names) > MOST * len(
            names
        ):
            return index
    # Only now all rows: with some thousand of them this is what takes the time.
    scores = [_hits(row, marked, names) for row in grid]
    best = max(scores, default=0)
    # Nothing is known of this tab yet; a new one has its headers on top.
    if best < HITS and not marked:
        return 0
    if best == 0:
        return None
    index = scores.index(best)
    if best >= MOST * len(marked):
        return index
    if best >= HITS and best >= SHARE * len(names):
        return index
    says_reference = _cell(grid[index], marked.get("reference")) in names["reference"]
    if says_reference:
        return index
    return None


def _hits(
    row: Sequence[Any], marked: Mapping[str, int], names: Mapping[str, Collection[str]]
) -> int:
    """How many columns have a header of theirs in this row; 0 for a record."""
    index = marked.get("reference", len(row))
    typed = ""
    if index < len(row):
        typed = str(row[index])
    # A record may say anything, its columns' own headers too.
    if REFERENCE.match(canonical_reference(typed)):
        return 0
    indexes = set(marked.values())
    unmarked = {
        plain(cell)
        for index, cell in enumerate(row)
        if index not in indexes and isinstance(cell, str)
    }
    hits = 0
    for name, headers in names.items():
        if name in marked:
            hits += _cell(row, marked[name]) in headers
        else:
            hits += not unmarked.isdisjoint(headers)
    return hits


def _cell(row: Sequence[Any], index: int | None) -> str:
    """A cell as headers are compared; "" where there is none, or no text."""
    if index is None or index >= len(row):
        return ""
    cell = row[index]
    if isinstance(cell, str):
        return plain(cell)
    return ""
