"""What was worked out of records, kept for the next round: only what something has
changed for is worked out anew.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from programme.records.record import Reads, Record, Records

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Noted(NamedTuple, Generic[V]):
    """A result, with everything that was read for it."""

    value: V
    reads: Reads


@dataclass
class Remembered(Generic[K, V]):
    """Results by key, from one round to the next."""

    _noted: dict[K, Noted[V]] = field(default_factory=dict)
    _basis: Hashable = None
    _records: Records | None = None

    def look(
        self,
        records: Records,
        basis: Hashable,
        rows: Iterable[tuple[K, Record]],
        work: Callable[[K, Record], V],
    ) -> dict[K, Noted[V]]:
        """The result for each row, in their order.

        `basis`: what all results rest on beside records, the day above all: conditions
        may speak of today, so with another one everything is worked out anew.
        """
        if basis == self._basis:
            previous = self._noted
        else:
            previous = {}
        same = records.same_tables(self._records)
        current: dict[K, Noted[V]] = {}
        for key, record in rows:
            noted = previous.get(key)
            if noted is None or not records.unchanged(noted.reads, same):
                with records.reading() as reads:
                    value = work(key, record)
                # The record itself counts as read, even where no rule asked
                # for one of its columns.
                reads[record.table, "", record.reference] = record
                noted = Noted(value, reads)
            current[key] = noted
        self._noted = current
        self._basis = basis
        self._records = records
        return current
