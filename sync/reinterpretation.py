"""Cells that mean something else because the programme changed, not because staff wrote: they start nothing."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from journal import facts, team_cells
from programme.parts import Column, Kind
from programme.record import Value
from sheets.snapshot import Row, Tab

READ = "read_"
CHOOSING = (Kind.select_one, Kind.select_multiple)


def new_columns(connection: sa.Connection, tab: Tab) -> set[str]:
    """Columns that no look before this one has read: the programme has just got them. Keeps which were read by now."""
    table, now = tab.layout.table, set(tab.layout.columns)
    fact = facts.get(connection, READ + table.name)
    known = now if fact is None else set(fact)
    read = sorted(name for name in known | now if table.column(name))
    if read != fact:
        facts.put(connection, READ + table.name, read)
    return now - known


def unmeant(
    connection: sa.Connection, tab: Tab, row: Row, names: Iterable[str], before: Mapping[str, Value], new: set[str]
) -> set[str]:
    """Which of these columns, whose values differ, staff have not touched."""
    return {name for name in names if name in new or _renamed(connection, tab, row, name, before.get(name))}


def _renamed(connection: sa.Connection, tab: Tab, row: Row, name: str, before: Value) -> bool:
    """Whether a choice that is no more became another one, by an alias, while the cell stayed as it was."""
    table = tab.layout.table
    column = table.column(name)
    if column is None or not is_retired(column, before):
        return False
    stood = team_cells.by_reference(connection, table.name, row.reference).wrong
    raw = dict(zip(tab.layout.columns, row.raw, strict=True))
    return name not in stood or stood[name] == raw[name]


def is_retired(column: Column, value: Value) -> bool:
    """Whether a value is one, or holds one, that the column's choices do not know any more."""
    if column.type not in CHOOSING or not value:
        return False
    return any(column.choice(str(name)) is None for name in (value if isinstance(value, list) else [value]))
