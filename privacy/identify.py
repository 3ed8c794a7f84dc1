"""Who is meant by an address, a telephone number, or a name in a row: a person, or a
question back where several can be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.errors import Refused
from core.notation.addresses import email_addresses, is_phone_number
from journal.connection import Connection
from journal.privacy.rules import NAME, PersonalColumns, is_theirs
from journal.records import known_records
from privacy.people import personal_columns
from programme.model import Programme
from programme.records.record import Value


@dataclass(frozen=True)
class Identity:
    """By what somebody is looked for everywhere: `address`, which is their e-mail
    address where they have one; `only`: the one row, where they have none.
    """

    address: str
    only: frozenset[str] | None = None


def identify(
    programme: Programme, connection: Connection, who: str, row: str = ""
) -> Identity:
    """Who is meant.

    `who`: an address or a telephone number, or, with the reference of a `row`, a name
    in it. Raises Refused where nobody or several people can be meant.
    """
    if row:
        return _in_row(programme, connection, who, row)
    number = _number(who)
    if not is_phone_number(number):
        return Identity(who)
    contacts = list(_contacts(programme, connection, number))
    addresses = {address for contact in contacts for address in contact.addresses}
    names = {_folded(each.name): each.name for each in contacts if not each.addresses}
    # Of two without an address, the number would find both.
    if len(addresses) + len(names) > 1:
        people = ", ".join(sorted(addresses | {*names.values()}))
        raise Refused(f"{number} is the number of several people ({people}): name one")
    return Identity(min(addresses, default=number))


def _in_row(
    programme: Programme, connection: Connection, name: str, row: str
) -> Identity:
    record = known_records.by_reference(connection, row)
    if record is None or record.gone_at is not None:
        raise Refused(f"there is no row {row}")
    address = f"{NAME}{_folded(name)}"
    parts = personal_columns(programme).get(record.table, ())
    contacts = []
    for part in parts:
        if part.name and is_theirs(part, record.values, address):
            contacts.append(_Contact.read(part, record.values))
    if len(contacts) != 1:
        raise Refused(f"{len(contacts)} people in {row} are called {name}")
    [contact] = contacts
    if len(contact.addresses) > 1:
        raise Refused(f"beside {name} stand several addresses: name one of them")
    if contact.addresses:
        return Identity(contact.addresses[0])
    return Identity(address, frozenset({row}))


@dataclass(frozen=True)
class _Contact:
    name: str
    addresses: tuple[str, ...]

    @classmethod
    def read(cls, part: PersonalColumns, values: Mapping[str, Value]) -> "_Contact":
        listed = str(values.get(part.email) or "")
        addresses = tuple(email.casefold() for _name, email in email_addresses(listed))
        return cls(str(values.get(part.name) or ""), addresses)


def _contacts(
    programme: Programme, connection: Connection, number: str
) -> Iterator[_Contact]:
    """All contacts with this number, by the newest look."""
    parts = personal_columns(programme)
    for record in known_records.present(connection):
        for part in parts.get(record.table, ()):
            if part.phone and is_theirs(part, record.values, number):
                yield _Contact.read(part, record.values)


def _number(text: str) -> str:
    """A telephone number without the signs that people put between its figures."""
    return "".join(sign for sign in text.strip() if sign not in " -./()")


def _folded(text: str) -> str:
    return text.strip().casefold()
