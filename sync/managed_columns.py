"""The app's own columns: what should stand there against what does, and the
writes that put it right.
"""

from collections.abc import Mapping

from core.logs import effect
from programme.records.comparison import same, same_second
from programme.records.record import Value
from sheets.columns import Layout
from sheets.reading.snapshot import Row, Snapshot, Tab
from sheets.writing.update import write_own
from sync.context import SyncContext

Cells = Mapping[str, Mapping[str, Value]]
"""Reference → own column → value."""


def write_managed(
    context: SyncContext, snapshot: Snapshot, target: Mapping[str, Cells]
) -> bool:
    """Writes the app's cells that differ from what they should be, in two calls;
    True when there were any.

    `target`: table → reference → own column → value. The next look
    reads back what was written.
    """
    writes: dict[str, tuple[Layout, Cells]] = {}
    for table, tab in snapshot.writable.items():
        differing = differing_cells(tab, target.get(table, {}))
        if differing:
            writes[table] = (tab.layout, differing)
    if not writes:
        return False
    write_own(context.spreadsheet, context.programme, writes)
    for table, (_layout, cells) in writes.items():
        effect("flag", "written", table=table, rows=len(cells))
    return True


def differing_cells(tab: Tab, target: Cells) -> dict[str, dict[str, Value]]:
    """The cells that should say something else than they do,
    in columns that are marked.

    Pure.
    """
    # Beside which of two rows with one reference a value
    # belongs, only a person can say.
    duplicates = {row.reference for row in tab.copies}
    marked = tab.layout.metadata.keys() & tab.layout.columns.keys()
    differing: dict[str, dict[str, Value]] = {}
    for reference, values in target.items():
        row = tab.rows.get(reference)
        if row is None or reference in duplicates:
            continue
        cells = {}
        for name, value in values.items():
            if name in marked and not _stands(row, name, value):
                cells[name] = value
        if cells:
            differing[reference] = cells
    return differing


def _stands(row: Row, name: str, value: Value) -> bool:
    """Whether a cell says what it should."""
    if name in row.wrong:
        return False
    present = row.own.get(name)
    return same(present, value) or same_second(present, value)
