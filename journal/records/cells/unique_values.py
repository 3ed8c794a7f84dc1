"""Which values of a column are taken: by rows of the sheet, and by
those on their way there.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.schema import deliveries, known_records
from journal.schema import submissions as submission_rows
from programme.records.record import Value


def is_taken(
    connection: Connection, table: str, column: str, value: Value, key: str
) -> bool:
    """Whether another row holds a canonical value. Capitals of
    texts make no difference.

    `key`: the one-time key of what is being sent; the row that it has
    made already is no other row.
    """
    folded = _folded(value)
    return any(
        _folded(taken) == folded for taken in _values(connection, table, column, key)
    )


def _values(
    connection: Connection, table: str, column: str, key: str
) -> Iterator[Value]:
    own = sa.select(submission_rows.c.reference).where(submission_rows.c.key == key)
    in_sheet = sa.select(known_records.c["values"][column]).where(
        known_records.c.table == table,
        known_records.c.gone_at.is_(None),
        known_records.c.reference.not_in(own),
    )
    yield from connection.execute(in_sheet).scalars()
    # Not by their state: between its arrival and the next reading of the sheet a row is
    # in neither list of those.
    is_known = sa.exists().where(
        known_records.c.table == table,
        known_records.c.reference == deliveries.c.reference,
    )
    on_their_way = sa.select(deliveries.c["values"][column]).where(
        deliveries.c.table == table, ~is_known, deliveries.c.reference.not_in(own)
    )
    yield from connection.execute(on_their_way).scalars()


def _folded(value: Value) -> Value:
    # Not in SQL: SQLite folds the letters of English alone.
    if isinstance(value, str):
        return value.casefold()
    return value
