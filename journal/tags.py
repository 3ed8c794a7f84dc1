"""Visible references of rows that the app makes for itself: random, and never one that is there already."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import new_reference

AT_ONCE = 500


def fresh(connection: Connection, column: sa.Column[Any], prefix: str, count: int = 1) -> list[str]:
    """So many references that differ from each other and from all of `column`."""
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = list({new_reference(prefix) for _ in range(min(AT_ONCE, count - len(found)))})
        there = set(connection.execute(sa.select(column).where(column.in_(drawn))).scalars())
        found.update(dict.fromkeys(tag for tag in drawn if tag not in there))
    return list(found)[:count]
