"""Rows by the texts that stand in them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from fieldtypes.cells import as_text
from sheets.reading.snapshot import Row
from sync.rows.likeness import MOST

COMMON = 200
"""A text that stands in so many rows tells nothing about whose cells they are."""


class TextIndex:
    """Rows by the texts that stand in them, in whatever columns."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.texts = [{as_text(cell) for cell in row.raw} for row in rows]
        self.positions: dict[str, list[int]] = defaultdict(list)
        for position, texts in enumerate(self.texts):
            for text in texts:
                self.positions[text].append(position)

    def rows_with(self, text: str) -> list[Row]:
        """The rows in which a text stands."""
        return [self.rows[position] for position in self.positions.get(text, ())]

    def rows_with_most(self, texts: Collection[str]) -> list[Row]:
        """The rows in which most of these texts stand.

        Looked for by those that stand in few rows.
        """
        distinct = set(texts)
        positions: set[int] = set()
        for text in distinct:
            standing = self.positions.get(text, ())
            if len(standing) <= COMMON:
                positions.update(standing)
        least = max(1, len(distinct) * MOST)
        rows: list[Row] = []
        for position in sorted(positions):
            if len(distinct & self.texts[position]) > least:
                rows.append(self.rows[position])
        return rows
