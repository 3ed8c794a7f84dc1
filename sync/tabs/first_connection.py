"""Connecting to a sheet that has rows already: nobody is told of what stood
there before anybody asked us.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from journal.tabs import first_look
from sheets.reading.snapshot import Snapshot
from sync.context import SyncContext

WHILE = timedelta(minutes=10)
"""As long as rows without a reference may take to get theirs."""


def note_first_look(connection: sa.Connection, look: Snapshot, now: datetime) -> None:
    """Keeps which tables had rows at the very first look."""
    filled = []
    for name, tab in look.tabs.items():
        if tab.all_rows():
            filled.append(name)
    first_look.keep(connection, filled, now)


def connecting(shop: SyncContext, connection: sa.Connection) -> frozenset[str]:
    """The tables that had rows at the very first look, while these are still being
    met.
    """
    if shop.settings.demonstration:
        return frozenset()
    return first_look.filled_tables(connection, since=shop.now() - WHILE)
