"""Cells that are being erased: a look takes them for what is to stand there, so that
nothing follows from what still does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from journal.records.cells.cell_commands import CellCommand
from programme.records.comparison import same
from sheets.reading.snapshot import Row, Snapshot, Tab


def without_erased(snapshot: Snapshot, commands: Iterable[CellCommand]) -> Snapshot:
    """A snapshot in which cells that still hold what is to be erased hold
    what is to stand there. Pure.

    `commands`: erasures whose end is still to come.
    """
    of_tables: dict[str, dict[str, list[CellCommand]]] = {}
    for command in commands:
        of_tables.setdefault(command.table, {}).setdefault(
            command.reference, []
        ).append(command)
    tabs: dict[str, Tab] = dict(snapshot.tabs)
    for name, of_rows in of_tables.items():
        if name in tabs:
            tabs[name] = _tab(tabs[name], of_rows)
    return replace(snapshot, tabs=tabs)


def _tab(tab: Tab, commands: Mapping[str, list[CellCommand]]) -> Tab:
    rows = {
        reference: _row(row, commands.get(reference, ()))
        for reference, row in tab.rows.items()
    }
    return replace(tab, rows=rows)


def _row(row: Row, commands: Iterable[CellCommand]) -> Row:
    values = dict(row.values)
    erased = dict(row.erased)
    for command in commands:
        present = row.values.get(command.column)
        if same(present, command.shown):
            values[command.column], erased[command.column] = command.wanted, present
    if erased:
        return replace(row, values=values, erased=erased)
    return row
