"""Connecting to a sheet that has rows already: nobody is told of what stood there before anybody asked us."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from journal import facts
from sheets.snapshot import Snapshot
from sync.context import SyncContext

WHILE = timedelta(minutes=10)
"""As long as rows without a reference may take to get theirs."""


def note_first_look(connection: sa.Connection, look: Snapshot, now: datetime) -> None:
    """Keeps which tables had rows at the very first look."""
    if facts.get(connection, facts.CONNECTED) is None:
        filled = [name for name, tab in look.tabs.items() if tab.all_rows()]
        facts.put(connection, facts.CONNECTED, {"at": now.isoformat(), "tables": filled})


def connecting(shop: SyncContext, connection: sa.Connection) -> set[str]:
    """The tables that had rows at the very first look, while these are still being met."""
    first = facts.get(connection, facts.CONNECTED)
    if shop.settings.demonstration or not first or shop.now() >= datetime.fromisoformat(first["at"]) + WHILE:
        return set()
    return set(first["tables"])
