"""Visible references of rows that the app gives out: random, and never
one that is there already.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import new_reference
from journal.schema import deliveries, known_records

# Databases take a limited number of values in one statement.
AT_ONCE = 500


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
    return _draw(
        connection,
        [known_records.c.reference, deliveries.c.reference],
        prefix,
        count,
        standing,
    )


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
