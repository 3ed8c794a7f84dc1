"""Old rows of the tab of mails: removed once a day, so that the tab stays as
short as a season's mails.

The app shows a mail there for some weeks after it was settled; afterwards nothing
changes in its row. A row in which the team has written something stays.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from core.logs import effect
from journal.mails import old_rows
from journal.records.cells.team_cells import NO_CELLS
from journal.tabs import deliveries
from programme.app_tables import OUTBOX
from programme.records.record import Value
from sheets.reading.snapshot import Row, Snapshot, Tab
from sheets.writing.remove import remove_rows, standing_references
from sync.context import SyncContext

SentRows = Mapping[str, tuple[Mapping[str, Value], Mapping[str, Mapping[str, Value]]]]
"""Reference → what stood in a row, and beside it."""
STAYS = timedelta(days=90)
"""After so long a settled mail leaves the tab; the app has it for as long as the
programme's `retention` says.
"""
AT_ONCE = 500
"""Rows in one call."""


def removable(tab: Tab, settled: set[str]) -> list[Row]:
    """The rows that may go, the oldest first: settled ones in which nobody of the
    team has written anything.

    Pure.
    """
    doubled = {row.reference for row in tab.copies}
    rows = []
    for reference, row in tab.rows.items():
        if reference in settled and reference not in doubled:
            rows.append(row)
    untouched = []
    for row in rows:
        if row.reference not in tab.beside and not any(row.values.values()):
            untouched.append(row)
    return sorted(untouched, key=lambda row: row.index)[:AT_ONCE]


def remove_old_rows(context: SyncContext, snapshot: Snapshot) -> bool:
    """Removes old rows, and brings back at once what was hit in their place; True where
    Google was asked to (three calls).

    Raises as the client does: then the next look shows what is gone, and the journal
    forgets it on the next day.
    """
    tab = snapshot.writable.get(OUTBOX)
    if tab is None or "reference" not in tab.layout.metadata:
        return False
    with context.journal.read() as connection:
        settled = old_rows.settled_before(connection, context.now() - STAYS)
    chosen = {row.reference for row in removable(tab, settled)}
    if chosen:
        before = standing_references(context.spreadsheet, tab.layout)
    else:
        before = {}
    indexes = []
    for index, reference in before.items():
        if reference in chosen:
            indexes.append(index)
    if indexes:
        context.guard()
        remove_rows(context.spreadsheet, tab.layout, indexes)
        after = set(standing_references(context.spreadsheet, tab.layout).values())
    else:
        after = set(tab.rows)
    hit = set(before.values()) - after - chosen
    with context.journal.write() as connection:
        old_rows.forget_rows(connection, settled - after)
        if hit:
            old_rows.forget_rows(connection, hit)
            deliveries.send_again(connection, OUTBOX, _as_seen(tab, sorted(hit)))
    if indexes:
        effect("flag", "removed", table=OUTBOX, rows=len(indexes))
    return bool(indexes)


def _as_seen(tab: Tab, references: Sequence[str]) -> SentRows:
    """Rows as the newest look has them, to be put in again."""
    rows = {}
    for reference in references:
        if reference in tab.rows:
            rows[reference] = tab.rows[reference]
    return {
        reference: ({**row.own, **row.values}, NO_CELLS.as_json())
        for reference, row in rows.items()
    }
