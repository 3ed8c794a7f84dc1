"""Whether a row that was asked for stands in its tab, though its reference does not say so, or not in its place.

People can clear a reference, type over it, or move columns in the seconds before our first look at a row.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
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


def without_reference(connection: sa.Connection, sent: Any, tab: Tab, asked: Sequence[Any]) -> bool:
    """Whether the row is there, and its reference was cleared or typed over before our first look: then it has arrived.

    `asked`: everything that was asked for; what is one of these to the letter is not another one that was edited.
    """
    twice = {row.reference for row in tab.copies}
    others = _others(sent, asked)

    def is_it(row: Row) -> bool:
        if _as_sent(sent.values, row):
            return True
        return _nearly(sent.values, row) and not any(_as_sent(other, row) for other in others)

    return any(
        not row.reference or row.reference in twice or not _another(connection, row)
        for row in tab.all_rows()
        if is_it(row)
    )


def _others(sent: Any, asked: Sequence[Any]) -> list[Mapping[str, Value]]:
    return [one.values for one in asked if one.table == sent.table and one.id != sent.id]


def _another(connection: sa.Connection, row: Row) -> bool:
    """Whether a row is another that was sent: its reference says so, and it came at the moment that stands beside it (or says
    what that one says, where no moment stands there).

    A reference that we gave to a row as if it had been typed by hand says nothing: ours may have hit it.
    """
    known, received = seen.one(connection, row.reference), row.own.get("received")
    if known is None or row.reference not in deliveries.references(connection, known.table):
        return False
    if not received:
        return all(same(known.values.get(name), value) for name, value in row.values.items())
    return same_second(known.values.get("received"), received)


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


def misplaced(shop: Shop, connection: sa.Connection, tab: Tab, sent: Any, asked: Sequence[Any]) -> bool:
    """Whether a row landed one column off, because columns were moved at the very moment of the call.

    Its reference can be in a column that we do not read, or typed over: then most of what was sent stands in a row that is no
    other record's.
    """
    others = _others(sent, asked)
    for row in tab.all_rows():
        cells = {as_text(cell) for cell in row.raw}
        if sent.reference in cells:
            return True
        if any(_as_sent(other, row) for other in others):
            continue
        if _stands(shop, tab, sent.values, cells) and not _its_own(shop, connection, tab, row, cells):
            return True
    return False


def _stands(shop: Shop, tab: Tab, values: Mapping[str, Value], cells: set[str]) -> bool:
    """Whether most of a record's values are among the cells of a row, in whatever column."""
    shown = {
        as_text(cell)
        for column in tab.layout.table.columns
        if (cell := shop.cells.show(column, values.get(column.name))) is not None
    }
    return len(shown & cells) > max(1, len(shown) * MOST)


def _its_own(shop: Shop, connection: sa.Connection, tab: Tab, row: Row, cells: set[str]) -> bool:
    """Whether a row is that of its reference; in the tabs by which the team steers, of one that we have sent there."""
    if tab.layout.table.name in STEERING:
        return row.reference in deliveries.references(connection, tab.layout.table.name)
    known = seen.one(connection, row.reference) if row.reference else None
    return known is not None and _stands(shop, tab, known.values, cells)
