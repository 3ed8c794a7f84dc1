"""Whether a row that was asked for stands in its tab, though its reference does not say so, or not in its place.

People can clear a reference, type over it, or move columns in the seconds before our first look at a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from journal import deliveries, seen
from programme.app_tables import STEERING
from programme.record import Value
from sheets.cells import as_text
from sheets.read import Row, Tab
from worker.same import same, same_second, share
from worker.shop import Shop

MOST = 0.7
"""So much of what was sent, and more, makes a row the one that was sent."""


@dataclass(frozen=True)
class Landed:
    """A tab as a look after the call shows it. `asked`: every row of it that was asked for and has not been settled."""

    shop: Shop
    connection: sa.Connection
    tab: Tab
    asked: Sequence[Any]

    def without_reference(self, sent: Any) -> bool:
        """Whether the row is there, and its reference was cleared or typed over before our first look: then it has arrived."""
        twice = {row.reference for row in self.tab.copies}
        return any(
            not row.reference or row.reference in twice or not self._another(row)
            for row in self.tab.all_rows()
            if self._is_it(sent, row)
        )

    def misplaced(self, sent: Any) -> bool:
        """Whether a row landed one column off, because columns were moved at the very moment of the call.

        Its reference can be in a column that we do not read, or typed over: then most of what was sent stands in a row that is
        no other record's.
        """
        for row in self.tab.all_rows():
            cells = {as_text(cell) for cell in row.raw}
            if sent.reference in cells:
                return True
            if any(_as_sent(other, row) for other in self._others(sent)):
                continue
            if self._stands(sent.values, cells) and not self._its_own(row, cells):
                return True
        return False

    def _is_it(self, sent: Any, row: Row) -> bool:
        """Whether a row is what was sent: to the letter, or edited since. Then it is nothing else that it is more like."""
        if _as_sent(sent.values, row):
            return True
        if not _nearly(sent.values, row):
            return False
        likeness = share(sent.values, row.values)
        lost = (one for one in self._lost if same_second(one.get("received"), sent.values.get("received")))
        if any(share(one, row.values) >= likeness for one in lost):
            return False
        return not any(_as_sent(other, row) for other in self._others(sent))

    def _others(self, sent: Any) -> Iterator[Mapping[str, Value]]:
        """What else a row may be whose reference does not say it."""
        yield from (one.values for one in self.asked if one.id != sent.id)
        yield from self._lost

    @cached_property
    def _lost(self) -> list[Mapping[str, Value]]:
        """The records that stood here before, and whose references are not to be seen: theirs may have been cleared."""
        known = seen.of_table(self.connection, self.tab.layout.table.name)
        return [kept.values for reference, kept in known.items() if reference not in self.tab.rows]

    def _another(self, row: Row) -> bool:
        """Whether a row is another that was sent: its reference says so, and it came at the moment that stands beside it (or
        says what that one says, where no moment stands there).

        A reference that we gave to a row as if it had been typed by hand says nothing: ours may have hit it.
        """
        known, received = seen.one(self.connection, row.reference), row.own.get("received")
        if known is None or row.reference not in deliveries.references(self.connection, known.table):
            return False
        if not received:
            return all(same(known.values.get(name), value) for name, value in row.values.items())
        return same_second(known.values.get("received"), received)

    def _its_own(self, row: Row, cells: set[str]) -> bool:
        """Whether a row is that of its reference; in the tabs by which the team steers, of one that we have sent there."""
        table = self.tab.layout.table.name
        if table in STEERING:
            return row.reference in deliveries.references(self.connection, table)
        known = seen.one(self.connection, row.reference) if row.reference else None
        return known is not None and self._stands(known.values, cells)

    def _stands(self, values: Mapping[str, Value], cells: set[str]) -> bool:
        """Whether most of a record's values are among the cells of a row, in whatever column."""
        shown = {
            as_text(cell)
            for column in self.tab.layout.table.columns
            if (cell := self.shop.cells.show(column, values.get(column.name))) is not None
        }
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
