"""The references that we write beside rows: given to rows typed by hand, and put back where one landed beside another row.

We write a reference by the number of its row, and rows can move at that moment: what we hit then shows at the next look.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from core.ids import REFERENCE, new_reference
from journal import known_records
from journal.known_records import KnownRecord
from programme.app_tables import OWN, STEERING
from programme.comparison import same_second, share
from programme.model import Table
from programme.record import Value
from sheets.snapshot import Row, Snapshot
from sheets.update import rename_references, write_references
from sync.context import SyncContext

HALF = 0.5


def hits(
    table: Table,
    known: Mapping[str, KnownRecord],
    here: Mapping[str, Mapping[str, Value]],
    new: Sequence[Row],
    back: dict[str, str],
) -> None:
    """Finds out which rows with an unknown reference had another before; fills `back`: now → before."""
    new = [
        row for row in new if REFERENCE.match(row.reference)
    ]  # one that we cannot have given is a problem of its own
    if not new or table.name in STEERING:
        return
    lost = [
        kept for kept in known.values() if kept.reference not in here or share(kept.values, here[kept.reference]) < 1
    ]
    for row in new:
        its_own = _its_own([kept for kept in lost if kept.reference not in back.values()], row, here)
        if its_own is not None:
            back[row.reference] = its_own


def _its_own(free: Sequence[KnownRecord], row: Row, here: Mapping[str, Mapping[str, Value]]) -> str | None:
    """The reference that a row had before; "" where the row is empty but for what we wrote; or None.

    One that still stands, beside another row, is only this row's where all its cells say so: it was copied, and stood twice.
    """
    if not _typed(row):
        return ""
    values = here[row.reference]
    alike = [kept for kept in free if share(kept.values, values) == 1]
    at_once = [kept for kept in free if same_second(kept.values.get("received"), row.own.get("received"))]
    both = [kept for kept in alike if kept in at_once]
    edited = [kept for kept in at_once if share(kept.values, values) > HALF]
    gone = [[kept for kept in some if kept.reference not in here] for some in (both, alike, edited)]
    return next((found[0].reference for found in (*gone, both) if len(found) == 1), None)


def _typed(row: Row) -> bool:
    """Whether anything in a row is the team's: cells that only we write make no record."""
    return any(value not in (None, "", []) for value in row.values.values()) or bool(set(row.wrong) - OWN)


def put_back(shop: SyncContext, look: Snapshot, back: Mapping[str, Mapping[str, str]]) -> bool:
    """Gives rows the references that they had before; one that stands beside nothing is cleared."""
    done = False
    for name, references in back.items():
        if references:
            rename_references(shop.spreadsheet, look.tabs[name].layout, references)
            done = True
    if done:
        shop.look = None
    return done


def adopt(shop: SyncContext, before: Snapshot | None, look: Snapshot) -> bool:
    """Gives rows typed by hand a reference once they have stood unchanged for two looks.

    It is always a new one: should it hit another row, nothing is mistaken for anything, and `_its_own` sees it.
    """
    done = False
    for name, tab in look.tabs.items():
        old = before.tabs.get(name) if before else None
        still = {row.fingerprint for row in old.loose} if old else set()
        ready = [row for row in tab.loose if row.fingerprint in still and name not in STEERING]
        if ready and "reference" in tab.layout.metadata:
            with shop.journal.read() as connection:
                places = {row.index: _fresh(connection, tab.layout.table) for row in ready if _typed(row)}
            strays = [row.index for row in ready if row.index not in places]
            cells = {row.index: row.raw for row in ready}
            done |= write_references(shop.spreadsheet, tab.layout, places, cells, strays)
    if done:
        shop.look = None
    return done


def _fresh(connection: sa.Connection, table: Table) -> str:
    while True:
        reference = new_reference(table.prefix)
        if known_records.by_reference(connection, reference) is None:
            return reference
