"""Conditions of events about records of which something was erased."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.schema import conditions, known_records

# Databases take a limited number of values in one statement.
AT_ONCE = 500


def forget(connection: Connection, references: Collection[str]) -> None:
    """Forgets what held of records, of those that refer to them, and of
    those that they refer to.

    The next planning looks at them for the first time, and what
    holds then has not become so.
    """
    reference_set = set(references)
    k = known_records.c
    for reference, values in connection.execute(sa.select(k.reference, k["values"])):
        named = set()
        for value in values.values():
            if isinstance(value, str):
                named.add(value)
        if named & set(references):
            reference_set.add(reference)
        if reference in references:
            reference_set |= named
    for part in batches(sorted(reference_set), AT_ONCE):
        connection.execute(
            sa.delete(conditions).where(conditions.c.reference.in_(part))
        )
