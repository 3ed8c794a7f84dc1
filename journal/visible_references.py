"""Visible references of rows that the app makes for itself: random, and never one that is there already."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import new_reference

AT_ONCE = 500


def draw(connection: Connection, column: sa.Column[str], prefix: str, count: int = 1) -> list[str]:
    """So many references that differ from each other and from all of `column`."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        candidates = list({new_reference(prefix) for _ in range(min(AT_ONCE, count - len(drawn)))})
        taken = set(connection.execute(sa.select(column).where(column.in_(candidates))).scalars())
        drawn.update(dict.fromkeys(candidate for candidate in candidates if candidate not in taken))
    return list(drawn)[:count]
