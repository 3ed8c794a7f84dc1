"""What the people of the team are called, and who has taken what on."""

from collections.abc import Mapping

from journal.access import people
from journal.connection import Connection
from journal.forms import taken_lines


def name_of(connection: Connection, email: str) -> str:
    """The name of somebody of the team; their address where no active person has it."""
    person = people.active(connection, email)
    if person:
        return str(person.values.get("name") or email)
    return email


def names_of_takers(connection: Connection) -> Mapping[str, str]:
    """What a line is about → the name of who has taken it on."""
    return {
        line.line: name_of(connection, line.email)
        for line in taken_lines.by_line(connection).values()
    }
