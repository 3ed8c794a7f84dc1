"""By which names people were invited to meetings: an answer goes on counting as theirs
when a name is corrected.

Neither the name is kept nor the address: a digest of the one, and the mark of the
other (core.links.Links.mark).
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest
from journal.schema import guest_names as table

Key = tuple[str, str]
"""(reference of the meeting, digest of a name)."""


def name_digest(name: str) -> str:
    """As what a name is kept."""
    return digest([name])


def all_names(connection: Connection) -> dict[Key, str]:
    """(meeting, digest of a name) → the mark of whoever was invited by it first."""
    rows = connection.execute(sa.select(table.c.reference, table.c.name, table.c.mark))
    return {(row.reference, row.name): row.mark for row in rows}


def of_meeting(connection: Connection, reference: str) -> dict[str, str]:
    """Digest of a name → mark, of one meeting."""
    rows = connection.execute(
        sa.select(table.c.name, table.c.mark).where(table.c.reference == reference)
    )
    return {row.name: row.mark for row in rows}


def add(connection: Connection, names: Mapping[Key, str]) -> None:
    """Keeps names that are not kept yet."""
    if names:
        rows = [
            {"reference": key[0], "name": key[1], "mark": mark}
            for key, mark in names.items()
        ]
        connection.execute(sa.insert(table), rows)


def remove(connection: Connection, reference: str) -> None:
    """Forgets the names of a meeting that is gone."""
    connection.execute(sa.delete(table).where(table.c.reference == reference))
