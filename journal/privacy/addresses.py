"""Every address of a person that the journal holds."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.notation.addresses import email_addresses
from journal.privacy.rules import PersonalColumns
from journal.schema import (
    deliveries,
    known_records,
    messages,
    signins,
    staff_sessions,
    suppressions,
)
from programme.app_tables import STEERING

COLUMNS = (
    messages.c.email,
    signins.c.email,
    staff_sessions.c.email,
    suppressions.c.address,
)


def journal_addresses(
    connection: Connection, parts: Mapping[str, Sequence[PersonalColumns]]
) -> set[str]:
    """All of them in small letters. `parts`: table → its columns of people."""
    addresses: set[str] = set()
    for column in COLUMNS:
        addresses.update(
            text.casefold()
            for text in connection.execute(sa.select(column).distinct()).scalars()
            if text
        )
    tables = []
    for name in parts:
        if name not in STEERING:
            tables.append(name)
    for table in (known_records, deliveries):
        query = sa.select(table.c.table, table.c["values"]).where(
            table.c.table.in_(tables)
        )
        for name, values in connection.execute(query):
            for part in parts[name]:
                addresses.update(_addresses(values.get(part.email)))
    return addresses


def _addresses(cell: object) -> list[str]:
    if not isinstance(cell, str):
        return []
    return [email.strip().casefold() for _name, email in email_addresses(cell)]
