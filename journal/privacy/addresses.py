"""Everybody of whom the journal holds something: each address, and in records also each
telephone number and each name.
"""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.notation.addresses import email_addresses, phone_numbers
from journal.privacy.rules import NAME, PersonalColumns
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


Somebody = tuple[str, str]
"""By what somebody is found: (address or number, ""), or (name, the row it stands in).
"""


def people_of_journal(
    connection: Connection, parts: Mapping[str, Sequence[PersonalColumns]]
) -> set[Somebody]:
    """All of them, in small letters. `parts`: table → its columns of people."""
    people: set[Somebody] = set()
    for column in COLUMNS:
        for text in connection.execute(sa.select(column).distinct()).scalars():
            if text:
                people.add((text.casefold(), ""))
    tables = []
    for name in parts:
        if name not in STEERING:
            tables.append(name)
    for table in (known_records, deliveries):
        query = sa.select(table.c.table, table.c.reference, table.c["values"]).where(
            table.c.table.in_(tables)
        )
        for name, reference, values in connection.execute(query):
            for part in parts[name]:
                people.update(_of_contact(part, values, reference))
    return people


def _of_contact(
    part: PersonalColumns, values: Mapping[str, object], reference: str
) -> Iterator[Somebody]:
    listed, numbers, name = (
        values.get(column) for column in (part.email, part.phone, part.name)
    )
    if isinstance(listed, str):
        for _name, email in email_addresses(listed):
            yield email.strip().casefold(), ""
    if isinstance(numbers, str):
        for number in phone_numbers(numbers):
            yield number, ""
    if isinstance(name, str) and name.strip():
        yield f"{NAME}{name.strip().casefold()}", reference
