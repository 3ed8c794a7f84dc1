"""Which rows rules have made, of which rows, so that none is made twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import as_columns
from journal.schema import made_rows as table


@dataclass(frozen=True)
class MadeRow:
    """A row (`row`) that a rule has made for the record `reference`;
    `key`: which of its rows.

    It stays when either is gone.
    """

    rule: str
    reference: str
    key: str
    row: str
    made_at: datetime


def keys(connection: Connection) -> Mapping[tuple[str, str], frozenset[str]]:
    """(rule, reference) → the keys of the rows that were made."""
    grouped: dict[tuple[str, str], set[str]] = {}
    for rule, reference, key in connection.execute(
        sa.select(table.c.rule, table.c.reference, table.c.key)
    ):
        grouped.setdefault((rule, reference), set()).add(key)
    return {owner: frozenset(row_keys) for owner, row_keys in grouped.items()}


def references(connection: Connection) -> set[str]:
    """The rows that were made."""
    return set(connection.execute(sa.select(table.c.row)).scalars())


def add(connection: Connection, made_rows: Iterable[MadeRow]) -> None:
    """Keeps that these were made. Raises IntegrityError where one was before."""
    rows = [as_columns(row) for row in made_rows]
    if rows:
        connection.execute(sa.insert(table), rows)
