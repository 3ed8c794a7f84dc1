"""The app's own columns: what should stand there against what does, and the writes that put it right."""

from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa

from journal import known_records
from programme.comparison import same, same_second
from programme.record import Value
from sheets.columns import Layout
from sheets.snapshot import TWICE, Snapshot
from sheets.update import write_own
from sync.context import SyncContext

Cells = Mapping[str, Mapping[str, Value]]
"""Reference → own column → value."""


def write_managed(context: SyncContext, snapshot: Snapshot, wanted: Mapping[str, Cells]) -> bool:
    """Writes the app's cells that differ from what they should be, in two calls; True when there were any.

    `wanted`: table → reference → own column → value. The next look reads back what was written.
    """
    with context.journal.read() as connection:
        differing = _differing(connection, wanted)
    duplicates = {(problem.table, problem.reference) for problem in snapshot.problems if problem.code == TWICE}
    writes: dict[str, tuple[Layout, Cells]] = {}
    for table, rows in differing.items():
        tab = snapshot.tabs.get(table)
        if tab is None:
            continue
        marked = {name for name in tab.layout.columns if name in tab.layout.metadata}
        cells: dict[str, Mapping[str, Value]] = {}
        for reference, values in rows.items():
            # Beside which of two rows with one reference a value belongs, only a person can say.
            if reference not in tab.rows or (table, reference) in duplicates:
                continue
            writable = {name: value for name, value in values.items() if name in marked}
            if writable:
                cells[reference] = writable
        if cells:
            writes[table] = (tab.layout, cells)
    if not writes:
        return False
    write_own(context.spreadsheet, context.programme, writes)
    return True


def _differing(connection: sa.Connection, wanted: Mapping[str, Cells]) -> dict[str, dict[str, Mapping[str, Value]]]:
    """What should stand there and did not at the last look."""
    differing: dict[str, dict[str, Mapping[str, Value]]] = defaultdict(dict)
    for row in known_records.present(connection):
        cells = wanted.get(row.table, {}).get(row.reference, {})
        changed = {}
        for name, value in cells.items():
            present = row.own.get(name)
            if not same(present, value) and not same_second(present, value):
                changed[name] = value
        if changed:
            differing[row.table][row.reference] = changed
    return differing
