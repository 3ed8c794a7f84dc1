"""Remembering what the tabs look like: what a tab, or the whole spreadsheet, is made anew from when it is lost."""

import sqlalchemy as sa

from journal import facts
from sheets.columns import Layout
from sheets.shape import Place, Shape, shape_of, shapes
from worker.shop import Shop

SHAPE = "shape_"


def remember(shop: Shop) -> None:
    """Keeps the shape of every tab of the last look that has rows in it (one call)."""
    look = shop.look
    filled: list[Layout] = [tab.layout for tab in look.tabs.values() if tab.rows] if look else []
    if not filled:
        return
    found = shapes(shop.spreadsheet, filled)
    with shop.journal.write() as connection:
        for table, now in found.items():
            before = kept(connection, table)
            facts.put(connection, SHAPE + table, _with_formats(now, before).kept())


def kept(connection: sa.Connection, table: str) -> Shape | None:
    """What a table's tab looked like when it was last seen, or None."""
    shape = facts.get(connection, SHAPE + table)
    return shape_of(shape) if shape else None


def every(connection: sa.Connection) -> dict[str, Shape]:
    """The same of all tables, also of those that the programme does not have any more."""
    return {name.removeprefix(SHAPE): shape_of(shape) for name, shape in facts.beginning(connection, SHAPE).items()}


def _with_formats(now: Shape, before: Shape | None) -> Shape:
    """A column whose first rows say nothing of its number format keeps the one that was known."""
    known = before.formats if before else {}
    places = (
        place if place.format or place.key not in known else Place(**{**vars(place), "format": known[place.key]})
        for place in now.places
    )
    return Shape(now.title, tuple(places))
