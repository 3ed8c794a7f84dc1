"""Whose link it is: a contact of its record or of what that refers to, or somebody who works here; by now."""

from collections.abc import Iterator

from core.addresses import email_addresses, phone_numbers
from core.links import Links
from journal.database import Journal
from journal.records.record_reader import RecordReader
from programme.app_tables import PEOPLE
from programme.children import DEPTH
from programme.model import Contact, Programme
from programme.records.record import Record, Records, View


def name_behind_mark(view: View, links: Links, mark: str) -> str | None:
    """What the person is called whose address stands behind a link's mark; None where nobody is a contact with it now."""
    names = (name or email for name, email in reachable_people(view) if links.mark(email) == mark)
    return next(names, None)


def contact_behind_mark(view: View, contact: str, links: Links, mark: str) -> tuple[str, str] | None:
    """(name, address or number) of the contact of a record whose address stands behind a link's mark; None for all others."""
    for name, reach in reaches_of(view, view.table.contacts[contact]):
        if links.mark(reach) == mark:
            return name or reach, reach
    return None


def team_rows_behind_mark(records: Records, links: Links, mark: str) -> list[Record]:
    """The active people of the tab People whose address or number stands behind a link's mark: several where they share one."""
    people = [person for person in records.table(PEOPLE).values() if person.values.get("active")]
    return [person for person in people if any(links.mark(reach) == mark for reach in team_reaches(person))]


def team_reaches(person: Record) -> list[str]:
    """The addresses of somebody of the tab People, and then their numbers."""
    reaches = [address for _name, address in _people(str(person.values.get("email") or ""), "")]
    return [*reaches, *(number for _name, number in _numbers(str(person.values.get("phone") or ""), ""))]


def reachable_people(view: View) -> Iterator[tuple[str, str]]:
    """(name, address) of the contacts of a record and of all that it refers to, and of the people who work here; and
    (name, number) of those who have one.
    """
    for related in _around(view, DEPTH, set()):
        for contact in related.table.contacts.values():
            yield from reaches_of(related, contact)
    yield from active_staff(view.records)
    for person in view.records.table(PEOPLE).values():
        if person.values.get("active"):
            yield from _numbers(str(person.values.get("phone") or ""), str(person.values.get("name") or ""))


def active_staff(records: Records, role: str = "") -> Iterator[tuple[str, str]]:
    """(name, address) of the active people of the tab People; with `role`, of those who have it."""
    for person in records.table(PEOPLE).values():
        if person.values.get("active") and role in ("", person.values.get("role")):
            yield from _people(str(person.values.get("email") or ""), str(person.values.get("name") or ""))


def who_answers(programme: Programme, journal: Journal) -> tuple[str, str]:
    """(name, address) of somebody of the role that answers replies; both "" where nobody is there."""
    with journal.read() as connection:
        records = RecordReader(programme, connection)
        return next(iter(active_staff(records, programme.sender.reply_to)), ("", ""))


def reaches_of(view: View, contact: Contact) -> Iterator[tuple[str, str]]:
    """(name, address or number) of one contact of a record, addresses first: a cell may hold several."""
    name = _text(view, contact.name)
    yield from _people(_text(view, contact.email), name)
    if contact.phone:
        yield from _numbers(_text(view, contact.phone), name)


def _around(view: View, depth: int, seen: set[str]) -> Iterator[View]:
    """The record and all that it refers to, each once: records may refer to each other in a circle."""
    if view.record is None or view.record.reference in seen:
        return
    seen.add(view.record.reference)
    yield view
    if depth == 0:
        return
    references = [column.name for column in view.table.columns if column.table]
    for name in [*view.table.latest, *references]:
        yield from _around(view.get(name), depth - 1, seen)


def _people(cell: str, name: str) -> Iterator[tuple[str, str]]:
    """A cell may hold several addresses; a name beside one is that one's, and the name's cell is that of a lonely one."""
    addresses = email_addresses(cell)
    for own_name, address in addresses:
        yield own_name or (name if len(addresses) == 1 else ""), address


def _numbers(cell: str, name: str) -> Iterator[tuple[str, str]]:
    yield from ((name, number) for number in phone_numbers(cell))


def _text(view: View, path: str) -> str:
    holder, name = view.path(path)
    return str(holder.value(name) or "")
