"""Whose link it is: a contact of its record or of what that refers to, or
somebody who works here; by now.
"""

from collections.abc import Iterator
from typing import NamedTuple

from core.links import Links
from core.notation.addresses import email_addresses, phone_numbers
from journal.database import Journal
from journal.records.record_reader import RecordReader
from programme.app_tables import PEOPLE
from programme.children import DEPTH
from programme.model import Contact, Programme
from programme.records.record import Record, Records, View


class Reach(NamedTuple):
    """By what somebody is reached: an e-mail address or a telephone number, and
    whose it is; `name` may be "".
    """

    name: str
    address: str


def name_behind_mark(view: View, links: Links, mark: str) -> str | None:
    """What the person is called whose address stands behind a link's mark; None where
    nobody is a contact with it now.
    """
    for reach in reachable_people(view):
        if links.mark(reach.address) == mark:
            return reach.name or reach.address
    return None


def reach_behind_mark(view: View, links: Links, mark: str) -> str:
    """All addresses and numbers of the contact of whom one stands behind a link's mark;
    "" where nobody is a contact with it now.
    """
    for related in _around(view, DEPTH, set()):
        for contact in related.table.contacts.values():
            addresses = [reach.address for reach in reaches_of(related, contact)]
            if mark in {links.mark(address) for address in addresses}:
                return ", ".join(addresses)
    return ""


def contact_behind_mark(
    view: View, contact: str, links: Links, mark: str
) -> Reach | None:
    """The contact of a record whose address or number stands behind a link's
    mark; None for all others.
    """
    for reach in reaches_of(view, view.table.contacts[contact]):
        if links.mark(reach.address) == mark:
            return Reach(reach.name or reach.address, reach.address)
    return None


def team_rows_behind_mark(records: Records, links: Links, mark: str) -> list[Record]:
    """The active people of the tab People whose address or number stands behind a
    link's mark: several where they share one.
    """
    rows = []
    for person in _active_people(records):
        marks = [links.mark(address) for address in team_reaches(person)]
        if mark in marks:
            rows.append(person)
    return rows


def team_reaches(person: Record) -> list[str]:
    """The addresses of somebody of the tab People, and then their numbers."""
    reaches = [
        *_mailboxes(_cell(person, "email"), ""),
        *_telephones(_cell(person, "phone"), ""),
    ]
    return [reach.address for reach in reaches]


def reachable_people(view: View) -> Iterator[Reach]:
    """The contacts of a record and of all that it refers to, and the people who work
    here: by their addresses; and by their numbers those who have one.
    """
    for related in _around(view, DEPTH, set()):
        for contact in related.table.contacts.values():
            yield from reaches_of(related, contact)
    yield from active_staff(view.records)
    for person in _active_people(view.records):
        yield from _telephones(_cell(person, "phone"), _cell(person, "name"))


def active_staff(records: Records, role: str = "") -> Iterator[Reach]:
    """The addresses of the active people of the tab People; with
    `role`, of those who have it.
    """
    for person in _active_people(records):
        if role in ("", person.values.get("role")):
            yield from _mailboxes(_cell(person, "email"), _cell(person, "name"))


def who_answers(programme: Programme, journal: Journal) -> Reach:
    """Somebody of the role that answers replies; name and address are
    "" where nobody is there.
    """
    with journal.read() as connection:
        records = RecordReader(programme, connection)
        for reach in active_staff(records, programme.sender.reply_to):
            return reach
    return Reach("", "")


def reaches_of(view: View, contact: Contact) -> Iterator[Reach]:
    """One contact of a record, by its addresses first and then by its
    numbers: a cell may hold several.
    """
    name = _text(view, contact.name)
    yield from _mailboxes(_text(view, contact.email), name)
    if contact.phone:
        yield from _telephones(_text(view, contact.phone), name)


def _around(view: View, depth: int, seen: set[str]) -> Iterator[View]:
    """The record and all that it refers to, each once: records may refer
    to each other in a circle.
    """
    if view.record is None or view.record.reference in seen:
        return
    seen.add(view.record.reference)
    yield view
    if depth == 0:
        return
    references = []
    for column in view.table.columns:
        if column.table:
            references.append(column.name)
    for name in [*view.table.latest, *references]:
        yield from _around(view.get(name), depth - 1, seen)


def _active_people(records: Records) -> Iterator[Record]:
    for person in records.table(PEOPLE).values():
        if person.values.get("active"):
            yield person


def _mailboxes(cell: str, name: str) -> Iterator[Reach]:
    """A cell may hold several addresses; a name beside one is that one's, and the
    name's cell is that of a lonely one.
    """
    addresses = email_addresses(cell)
    name_of_cell = ""
    if len(addresses) == 1:
        name_of_cell = name
    for own_name, address in addresses:
        yield Reach(own_name or name_of_cell, address)


def _telephones(cell: str, name: str) -> Iterator[Reach]:
    for number in phone_numbers(cell):
        yield Reach(name, number)


def _cell(person: Record, column: str) -> str:
    return str(person.values.get(column) or "")


def _text(view: View, path: str) -> str:
    holder, name = view.path(path)
    return str(holder.value(name) or "")
