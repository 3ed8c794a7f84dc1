"""Who works here: the active people of the tab People, as last seen."""

from sqlalchemy.engine import Connection

from core.notation.addresses import email_addresses
from journal.records.known_records import IS_PRESENT, SELECT, KnownRecord
from journal.rows import all_rows
from journal.schema import known_records
from programme.app_tables import PEOPLE


def active(connection: Connection, email: str) -> KnownRecord | None:
    """The active person with this address, or None."""
    people = all_rows(
        connection,
        SELECT.where(known_records.c.table == PEOPLE, IS_PRESENT),
        KnownRecord,
    )
    for person in people:
        if person.values.get("active") and address_of(person, email):
            return person
    return None


def with_role(connection: Connection, role: str) -> list[KnownRecord]:
    """The active people of a role."""
    people = all_rows(
        connection,
        SELECT.where(known_records.c.table == PEOPLE, IS_PRESENT),
        KnownRecord,
    )
    persons: list[KnownRecord] = []
    for person in people:
        if person.values.get("active") and person.values.get("role") == role:
            persons.append(person)
    return persons


def address_of(person: KnownRecord, email: str) -> str:
    """The address as the person's cell writes it, which may hold several; ""
    where it is none of theirs.
    """
    for _name, address in email_addresses(str(person.values.get("email") or "")):
        if address.casefold() == email.casefold():
            return address
    return ""
