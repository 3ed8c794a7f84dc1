"""Whose row it may be: records and deliveries by what they say."""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from programme.records.record import Value
from sheets.reading.snapshot import Row
from sync.rows.likeness import Facts, facts, second_of
from sync.rows.matches import Claimant, LastSeen
from sync.rows.same_second import near_seconds

C = TypeVar("C", bound=Claimant)
_Index: TypeAlias = dict[tuple[Facts, int | None], deque[C]]


@dataclass(frozen=True)
class Content:
    """What a row says: `facts` in its `columns`, and the second in which it
    came, where that stands there.
    """

    columns: frozenset[str]
    facts: Facts
    second: int | None


def content_of(row: Row, *, with_own: bool) -> Content:
    """What a row says; `with_own`: in the app's cells, too."""
    values = dict(row.values)
    if with_own:
        values.update(
            (column, value) for column, value in row.own.items() if value is not None
        )
    return Content(
        frozenset(values), facts(values, values), second_of(row.own.get("received"))
    )


class Claims(Generic[C]):
    """Records or deliveries by what they say.

    `timed`: they must also have come in the row's second, or neither in any.
    """

    def __init__(self, claimants: Sequence[C], *, timed: bool = True) -> None:
        self.claimants = claimants
        self.timed = timed
        self.by_columns: dict[frozenset[str], _Index[C]] = {}

    def first(self, content: Content, matched: Collection[str]) -> C | None:
        """The first claimant that says the same and has no row yet."""
        claims = self._claims(content, matched)
        if claims:
            return claims[0]
        return None

    def only(self, content: Content, matched: Collection[str]) -> C | None:
        """The claimant that says the same and has no row yet, where it is only one."""
        claims = self._claims(content, matched)
        if len(claims) == 1:
            return claims[0]
        return None

    def _claims(self, content: Content, matched: Collection[str]) -> Sequence[C]:
        if not content.facts:
            return ()
        index = self._index(content.columns)
        for second in near_seconds(content.second) if self.timed else (None,):
            claims = index.get((content.facts, second))
            # each is dropped once, however many rows say the same
            while claims and claims[0].reference in matched:
                claims.popleft()
            if claims:
                return claims
        return ()

    def _index(self, columns: frozenset[str]) -> "_Index[C]":
        """By what they say in these columns: rows have different ones, as a cell that
        makes no sense says nothing.
        """
        if columns not in self.by_columns:
            index: _Index[C] = defaultdict(deque)
            for claimant in self.claimants:
                second = None
                if self.timed:
                    second = second_of(claimant.values.get("received"))
                index[facts(_values_of(claimant), columns), second].append(claimant)
            self.by_columns[columns] = index
        return self.by_columns[columns]


def _values_of(claimant: Claimant) -> Mapping[str, Value]:
    """All that a record or a delivery says, in the app's cells too."""
    if isinstance(claimant, LastSeen) and claimant.own:
        return {**claimant.own, **claimant.values}
    return claimant.values
