"""The rows of a tab, in chunks that copies share.

A change copies the one chunk that it is in: what appending a row costs does not grow
with the tab. Each chunk remembers what all of its rows have in common.
"""

from collections.abc import Iterable, Iterator, MutableSequence
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Any, SupportsIndex, overload

from sheets.local.model.cells import Row

SIZE = 256
"""Rows of a chunk."""


class Chunk(list[Row | None]):
    """Some rows that follow one another."""

    __slots__ = ("_common", "_points", "_union")

    def __init__(self, rows: Iterable[Row | None] = ()) -> None:
        super().__init__(rows)
        self.forget()

    def forget(self) -> None:
        """Called after each change: what was worked out no longer holds."""
        self._common: int | None = None
        self._union: int | None = None
        self._points: bool | None = None

    @property
    def common(self) -> int:
        """The columns that hold data in every row, as bits."""
        if self._common is None:
            self._common = reduce(and_, (row.mask if row else 0 for row in self), -1)
        return self._common

    @property
    def union(self) -> int:
        """The columns that hold data in any row, as bits."""
        if self._union is None:
            self._union = reduce(or_, (row.mask if row else 0 for row in self), 0)
        return self._union

    @property
    def points(self) -> bool:
        """Whether any row names other cells."""
        if self._points is None:
            self._points = any(row.points for row in self if row)
        return self._points


class Rows(MutableSequence[Row | None]):
    """A list of rows of which copies are cheap. All chunks but the last are full."""

    __slots__ = ("_chunks", "_owned")

    def __init__(self, rows: Iterable[Row | None] = ()) -> None:
        self._chunks: list[Chunk] = []
        self._owned: set[int] = set()
        """Chunks that no copy shares, by their places."""
        self._put(0, rows)

    def _put(self, first: int, rows: Iterable[Row | None]) -> None:
        """Replaces all chunks from one on."""
        items = list(rows)
        for index in range(first, len(self._chunks)):
            self._owned.discard(index)
        del self._chunks[first:]
        for start in range(0, len(items), SIZE):
            self._owned.add(len(self._chunks))
            self._chunks.append(Chunk(items[start : start + SIZE]))

    def copy(self) -> "Rows":
        """The same rows; whichever of the two is changed copies what it changes."""
        twin = Rows()
        twin._chunks = list(self._chunks)
        self._owned = set()
        return twin

    def chunk(self, index: int) -> Chunk:
        """The chunk of this place; not to be changed."""
        return self._chunks[index]

    def _own(self, index: int) -> Chunk:
        if index not in self._owned:
            self._chunks[index] = Chunk(self._chunks[index])
            self._owned.add(index)
        chunk = self._chunks[index]
        chunk.forget()
        return chunk

    def __len__(self) -> int:
        """How many rows, up to the last one that holds something."""
        if not self._chunks:
            return 0
        return (len(self._chunks) - 1) * SIZE + len(self._chunks[-1])

    def __iter__(self) -> Iterator[Row | None]:
        """The rows in their order."""
        return chain.from_iterable(self._chunks)

    def __eq__(self, other: object) -> bool:
        """Whether both hold equal rows."""
        return isinstance(other, Rows) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as a list

    @overload
    def __getitem__(self, index: SupportsIndex) -> Row | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row | None]: ...
    def __getitem__(self, index: Any) -> Any:
        """A row, or a list of some."""
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return list(self)[index]
            first = start // SIZE
            chunks = self._chunks[first : stop // SIZE + 1]
            return list(chain.from_iterable(chunks))[
                start - first * SIZE : max(stop, start) - first * SIZE
            ]
        if index < 0:
            index += len(self)
        return self._chunks[index // SIZE][index % SIZE]

    def __setitem__(self, index: Any, value: Any) -> None:
        """Puts a row in place of one, or some in place of some."""
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            self._splice(start, max(start, stop), value)
            return
        if index < 0:
            index += len(self)
        self._own(index // SIZE)[index % SIZE] = value

    def __delitem__(self, index: Any) -> None:
        """Takes rows out."""
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            self._splice(start, max(start, stop), ())
        else:
            if index < 0:
                start = index + len(self)
            else:
                start = index
            self._splice(start, start + 1, ())

    def _splice(self, start: int, stop: int, rows: Iterable[Row | None]) -> None:
        first = min(start, max(len(self) - 1, 0)) // SIZE
        tail = self[first * SIZE :]
        tail[start - first * SIZE : stop - first * SIZE] = rows
        self._put(first, tail)

    def insert(self, index: int, value: Row | None) -> None:
        """Puts a row before another one."""
        self._splice(index, index, (value,))

    def extend(self, values: Iterable[Row | None]) -> None:
        """Adds rows at the end."""
        items = list(values)
        if self._chunks and items and len(self._chunks[-1]) < SIZE:
            last = self._own(len(self._chunks) - 1)
            capacity = SIZE - len(last)
            last.extend(items[:capacity])
            del items[:capacity]
        if items:
            self._put(len(self._chunks), items)

    def pop(self, index: int = -1) -> Row | None:
        """Takes one row out and gives it."""
        last = len(self) - 1
        row = self[index]
        if index not in (-1, last):
            del self[index]
            return row
        if len(self._chunks[-1]) == 1:
            self._chunks.pop()
            self._owned.discard(len(self._chunks))
        else:
            self._own(len(self._chunks) - 1).pop()
        return row

    def unlike(self, other: "Rows") -> Iterator[int]:
        """The places at which this has another row than the other; chunks that both
        share are passed over.
        """
        for number, chunk in enumerate(self._chunks):
            if number * SIZE < len(other):
                old = other.chunk(number)
            else:
                old = Chunk()
            if chunk is old:
                continue
            for offset, row in enumerate(chunk):
                if offset >= len(old) or old[offset] is not row:
                    yield number * SIZE + offset

    def pointing(self) -> Iterator[tuple[int, Row]]:
        """The rows that name other cells, and their places."""
        for number, chunk in enumerate(self._chunks):
            if not chunk.points:
                continue
            for offset, row in enumerate(chunk):
                if row is not None and row.points:
                    yield number * SIZE + offset, row

    def mask(self, index: int) -> int:
        """The columns that hold data in a row, as bits."""
        if not 0 <= index < len(self):
            return 0
        row = self[index]
        if row:
            return row.mask
        return 0

    def has_data(self, start: int, stop: int, columns: int) -> bool:
        """Whether any of some rows holds data in any of these columns."""
        start = max(start, 0)
        stop = min(stop, len(self))
        while start < stop:
            if start % SIZE == 0 and start + SIZE <= stop:
                if self._chunks[start // SIZE].union & columns:
                    return True
                start += SIZE
                continue
            if self.mask(start) & columns:
                return True
            start += 1
        return False

    def filled_up(self, top: int, columns: int) -> int:
        """The first of the rows above that all hold data in these columns."""
        while top > 0:
            if (
                self._chunk_before(top)
                and self._chunks[top // SIZE - 1].common & columns
            ):
                top -= SIZE
            elif self.mask(top - 1) & columns:
                top -= 1
            else:
                break
        return top

    def _chunk_before(self, index: int) -> bool:
        """Whether a whole chunk ends at a place."""
        return index % SIZE == 0 and 0 < index <= len(self)

    def filled_down(self, bottom: int, columns: int) -> int:
        """The end of the rows below that all hold data in these columns."""
        while bottom < len(self):
            if bottom % SIZE == 0 and self._chunks[bottom // SIZE].common & columns:
                bottom += len(self._chunks[bottom // SIZE])
                continue
            if not self.mask(bottom) & columns:
                break
            bottom += 1
        return bottom

    def last_filled(self, start: int, stop: int, columns: int) -> int | None:
        """The last of some rows that holds data in any of these columns."""
        stop = min(stop, len(self))
        while stop > start:
            if (
                self._chunk_before(stop)
                and not self._chunks[stop // SIZE - 1].union & columns
            ):
                stop -= SIZE
            elif self.mask(stop - 1) & columns:
                return stop - 1
            else:
                stop -= 1
        return None
