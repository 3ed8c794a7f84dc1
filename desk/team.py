"""What the people of the team are called."""

from journal.access import people
from journal.connection import Connection


def name_of(connection: Connection, email: str) -> str:
    """The name of somebody of the team; their address where no active person has it."""
    person = people.active(connection, email)
    return str(person.values.get("name") or email) if person else email
