"""Visible references of rows that the app gives out: random, or derived from what a
row is, and never one that is there already.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from core.ids import new_reference
from journal.schema import deliveries, known_records

# Databases take a limited number of values in one statement.
AT_ONCE = 500
COLUMNS = (known_records.c.reference, deliveries.c.reference)
"""Of rows that are in the sheet, or on their way."""


def draw(
    connection: Connection, column: sa.Column[str], prefix: str, count: int = 1
) -> list[str]:
    """So many references that differ from each other and from all of `column`."""
    return _draw(connection, [column], prefix, count, ())


def draw_for_rows(
    connection: Connection, prefix: str, count: int, standing: Collection[str]
) -> list[str]:
    """So many for rows of the sheet: no record, no row on its way and none of those
    `standing` in the tab has one of them.
    """
    return _draw(connection, COLUMNS, prefix, count, standing)


def used(connection: Connection, candidates: Collection[str]) -> set[str]:
    """Those of these references that a record or a row on its way has."""
    taken: set[str] = set()
    for part in batches(sorted(candidates), AT_ONCE):
        for column in COLUMNS:
            query = sa.select(column).where(column.in_(part))
            taken.update(connection.execute(query).scalars())
    return taken


def _draw(
    connection: Connection,
    columns: Sequence[sa.Column[str]],
    prefix: str,
    count: int,
    standing: Collection[str],
) -> list[str]:
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        candidates = {
            new_reference(prefix) for _ in range(min(AT_ONCE, count - len(drawn)))
        }
        candidates.difference_update(standing, drawn)
        for column in columns:
            candidates.difference_update(
                connection.execute(
                    sa.select(column).where(column.in_(candidates))
                ).scalars()
            )
        drawn.update(dict.fromkeys(sorted(candidates)))
    return list(drawn)
