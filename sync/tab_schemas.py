"""Remembering what the tabs look like: what a tab, or the whole spreadsheet, is made anew from when it is lost."""

from dataclasses import replace

import sqlalchemy as sa

from journal import facts
from sheets.snapshot import Snapshot
from sheets.tab_schema import Shape, shape_of, shapes
from sync.context import SyncContext

SHAPE = "shape_"


def remember(context: SyncContext, snapshot: Snapshot) -> None:
    """Keeps the shape of every tab of a snapshot (one call).

    An empty tab that has lost columns is not what is to be made again: then the shape that was known stays.
    """
    tabs = snapshot.tabs
    if not tabs:
        return
    layouts = [tab.layout for tab in tabs.values()]
    present = shapes(context.spreadsheet, layouts, context.programme.language)
    with context.journal.write() as connection:
        for table, shape in present.items():
            before = kept(connection, table)
            if before is None or tabs[table].rows or shape.holds(before):
                facts.put(connection, SHAPE + table, _with(shape, before).kept())


def kept(connection: sa.Connection, table: str) -> Shape | None:
    """What a table's tab looked like when it was last seen, or None."""
    shape = facts.get(connection, SHAPE + table)
    return shape_of(shape) if shape else None


def every(connection: sa.Connection) -> dict[str, Shape]:
    """The same of all tables, also of those that the programme does not have any more."""
    return {name.removeprefix(SHAPE): shape_of(shape) for name, shape in facts.beginning(connection, SHAPE).items()}


def last_headers(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Table → column → the header that it bore when the tab was last remembered."""
    return {
        table: {place.name: place.header for place in shape.places if place.name}
        for table, shape in every(connection).items()
    }


def _with(now: Shape, before: Shape | None) -> Shape:
    """What the tab says now, with what is known from before: number formats of empty columns, choices that are no more."""
    formats = before.formats if before else {}
    choices = {place.name: place.choices for place in before.places if place.name} if before else {}
    places = (
        replace(
            place,
            format=place.format or formats.get(place.key),
            choices={**choices.get(place.name, {}), **place.choices},
        )
        for place in now.places
    )
    return Shape(now.title, tuple(places))
