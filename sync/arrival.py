"""Whether a row that was asked for stands in its tab, though its reference does not say so, or not in its place.

People can clear a reference, type over it, or move columns in the seconds before our first look at a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from journal import deliveries, known_records
from programme.app_tables import STEERING
from programme.comparison import same, same_second, share
from programme.record import Value
from sheets.cells import as_text
from sheets.snapshot import Row, Tab
from sync.context import SyncContext

MOST = 0.7
"""So much of what was sent, and more, makes a row the one that was sent."""


@dataclass(frozen=True)
class Landed:
    """A tab as a look after the call shows it. `asked`: every row of it that was asked for and has not been settled."""

    shop: SyncContext
    connection: sa.Connection
    tab: Tab
    asked: Sequence[Any]

    def without_reference(self, sent: Any) -> bool:
        """Whether the row is there, and its reference was cleared or typed over before our first look: then it has arrived."""
        if any(_as_sent(sent.values, row) for row in self._nobodys):
            return True
        edited = [row for row in self._nobodys if _nearly(sent.values, row)]
        others = self._others(sent) if edited else []
        return any(not self._is_other(row, others) and not self._more_like_another(sent, row) for row in edited)

    def misplaced(self, sent: Any) -> bool:
        """Whether a row landed one column off, because columns were moved at the very moment of the call.

        Its reference can be in a column that we do not read, or typed over: then most of what was sent stands in a row that is
        no other record's.
        """
        if sent.reference in self._texts:
            return True
        shown = self._shown(sent.values)
        alike = [row for row, cells in self._strays if _most(shown, cells)]
        others = self._others(sent) if alike else []
        return any(not self._is_other(row, others) for row in alike)

    def _others(self, sent: Any) -> list[Mapping[str, Value]]:
        """What else a row may be: anything that was asked for, and what was here before and had come in the same second."""
        return [one.values for one in (*self.asked, *self._at_once(sent)) if one is not sent]

    @staticmethod
    def _is_other(row: Row, others: Sequence[Mapping[str, Value]]) -> bool:
        """Whether a row is another, or a copy of it, to the letter."""
        return any(_as_sent(other, row) for other in others)

    def _more_like_another(self, sent: Any, row: Row) -> bool:
        """Whether a row is as much, or more, one that was here before and may stand elsewhere than its reference says."""
        likeness = share(sent.values, row.values)
        unsure = (kept for kept in self._at_once(sent) if not self._at_home(kept.reference))
        return any(share(kept.values, row.values) >= likeness for kept in unsure)

    def _at_once(self, sent: Any) -> list[Any]:
        """The records that were here before and had come in the same second: no other is taken for what was sent."""
        moment = sent.values.get("received")
        return [kept for kept in self._known.values() if same_second(kept.values.get("received"), moment)]

    def _at_home(self, reference: str) -> bool:
        """Whether a record surely stands where its reference says: it was sent, and the reference is there, and only once."""
        return reference in self._sent and reference in self.tab.rows and reference not in self._twice

    @cached_property
    def _known(self) -> dict[str, Any]:
        return known_records.of_table(self.connection, self.tab.layout.table.name)

    @cached_property
    def _sent(self) -> set[str]:
        return deliveries.references(self.connection, self.tab.layout.table.name)

    @cached_property
    def _twice(self) -> set[str]:
        return {row.reference for row in self.tab.copies}

    @cached_property
    def _nobodys(self) -> list[Row]:
        """The rows of which no reference says for sure whose they are."""
        return [
            row
            for row in self.tab.all_rows()
            if not row.reference or row.reference in self._twice or not self._another(row)
        ]

    def _another(self, row: Row) -> bool:
        """Whether a row is another that was sent: its reference says so, and it came at the moment that stands beside it (or
        says what that one says, where no moment stands there).

        A reference that we gave to a row as if it had been typed by hand says nothing: ours may have hit it.
        """
        known, sent, received = self._known.get(row.reference), self._sent, row.own.get("received")
        if known is None and (
            known := known_records.by_reference(self.connection, row.reference)
        ):  # cut out of another tab
            sent = deliveries.references(self.connection, known.table)
        if known is None or row.reference not in sent:
            return False
        if not received:
            return all(same(known.values.get(name), value) for name, value in row.values.items())
        return same_second(known.values.get("received"), received)

    @cached_property
    def _texts(self) -> set[str]:
        """Everything that stands anywhere in the columns that we read."""
        return {as_text(cell) for row in self.tab.all_rows() for cell in row.raw}

    @cached_property
    def _strays(self) -> list[tuple[Row, set[str]]]:
        """The rows that are not those of their reference, each with what stands in it."""
        rows = ((row, {as_text(cell) for cell in row.raw}) for row in self.tab.all_rows())
        return [(row, cells) for row, cells in rows if not self._its_own(row, cells)]

    def _its_own(self, row: Row, cells: set[str]) -> bool:
        """Whether a row is that of its reference; in the tabs by which the team steers, of one that we have sent there."""
        if self.tab.layout.table.name in STEERING:
            return row.reference in self._sent
        known = self._known.get(row.reference)
        if known is None and row.reference:
            known = known_records.by_reference(self.connection, row.reference)
        return known is not None and _most(self._shown(known.values), cells)

    def _shown(self, values: Mapping[str, Value]) -> set[str]:
        """A record's values as they would stand in its cells."""
        return {
            as_text(cell)
            for column in self.tab.layout.table.columns
            if (cell := self.shop.cells.show(column, values.get(column.name))) is not None
        }


def _most(shown: set[str], cells: set[str]) -> bool:
    """Whether most of a record's values are among the cells of a row, in whatever column."""
    return len(shown & cells) > max(1, len(shown) * MOST)


def _as_sent(sent: Mapping[str, Value], row: Row) -> bool:
    """Whether a row's cells are what was sent; what we write beside it may have come or not, or been cleared."""
    stands = {**row.values, **{name: value for name, value in row.own.items() if name in sent and value is not None}}
    return all(same(sent.get(name), value) or same_second(sent.get(name), value) for name, value in stands.items())


def _nearly(sent: Mapping[str, Value], row: Row) -> bool:
    """Whether a row came in the very second of what was sent, and says most of it: somebody has edited it already."""
    received, moment = row.own.get("received"), sent.get("received")
    if not received or not moment:
        return False
    at_once = datetime.fromisoformat(str(received)) == datetime.fromisoformat(str(moment))
    return at_once and share(sent, row.values) > MOST
