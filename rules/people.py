"""Who is meant by `contact`, `town.contact`, `role.coordinator` or `a or b`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from mail.channel import Channel, ServerChannel, channels
from programme.app_tables import PEOPLE
from programme.consent_note import language_of_note
from programme.model import Programme
from programme.record import Record, Records, View
from programme.rules import ROLE
from rules.residence import country_and_zone

SLOT = "#"
"""Stands between a recipient's way and which one of several it is."""


@dataclass(frozen=True)
class Person:
    """Somebody to write to, in their language.

    `channel`: the name of the one that they prefer, or nothing; `reached_at`: their address on the channel by which they are
    written to, where that is not e-mail; `role`: one of the People tab, who may be shown the sheet.

    `path`: by which way of the rules they are meant, and which one of several there (`owner or town.contact#0`,
    `role.coordinator#PE-7K3MQ`). It stays the same when an address is corrected.
    """

    email: str
    name: str = ""
    language: str = ""
    address: str = ""
    office: str = ""
    time_zone: str = ""
    country: str = ""
    phone: str = ""
    channel: str = ""
    role: str = ""
    reached_at: str = ""
    path: str = ""

    @property
    def reach(self) -> str:
        """Where messages go, and by what somebody is known: an address that tells its channel."""
        return self.reached_at or self.email


def people(view: View, to: tuple[str, ...]) -> list[Person]:
    """Everybody meant by `to` who has an address or a number, each once."""
    recipients: dict[str, Person] = {}
    for alternatives in to:
        for way in alternatives.split(" or "):
            persons = _named(view, way.strip())
            for number, person in enumerate(persons):
                path = person.path or f"{alternatives}{SLOT}{number}"
                # Each address once, whatever its capitals: somebody may hold two offices.
                recipients.setdefault(person.reach.casefold(), replace(person, path=path))
            # `a or b`: the first way that reaches somebody is enough.
            if persons:
                break
    return list(recipients.values())


def team_row(person: Person) -> str:
    """The reference of the row in the tab People by which somebody is meant; "" for those who are no part of the team."""
    way, _, slot = person.path.partition(SLOT)
    return slot.partition(".")[0] if way.startswith(ROLE) else ""


def holders(view: View, role: str) -> list[Person]:
    """The active people of a role, as the People tab has them now."""
    return _team(view, role, reached)


def by_mail(view: View, role: str) -> list[Person]:
    """Those of them who can be written to without a person's help, whatever they prefer: for what must not wait for one."""
    return _team(view, role, reached_by_server)


def everybody_by_mail(records: Records, role: str, today: date) -> list[Person]:
    """Everybody of a role who can be written to without a person's help, whichever cases they answer."""
    table = records.programme.tables[records.programme.case.table]
    return _team(View(records, table, None, today), role, reached_by_server)


def reached(person: Person) -> list[Person]:
    """A person for each address by which somebody is written to: of the channel that they prefer, else of the first that can."""
    preferred = [channel for channel in channels().values() if channel.name == person.channel]
    return _first_reached(person, [*preferred, *channels().values()])


def reached_by_server(person: Person) -> list[Person]:
    """The same over those channels that need nobody's help."""
    return _first_reached(person, [channel for channel in channels().values() if isinstance(channel, ServerChannel)])


def _first_reached(person: Person, candidates: Iterable[Channel]) -> list[Person]:
    for channel in candidates:
        persons = _each_address(person, channel)
        if persons:
            return persons
    return []


def _each_address(person: Person, channel: Channel) -> list[Person]:
    """A person for each address on a channel, in their order. A name beside its address is that one's; else names and
    addresses that are as many belong together, and otherwise all are called what the cell says.
    """
    recipients = channel.recipients(getattr(person, channel.part))
    names = _names(person.name, len(recipients))
    persons = []
    for (own_name, address), name in zip(recipients, names, strict=True):
        is_email = channel.part == "email"
        address_field = {"email": address} if is_email else {"reached_at": address}
        persons.append(replace(person, name=own_name or name, **address_field))
    return persons


def _names(text: str, count: int) -> list[str]:
    """So many names: the cell's lines, or what stands between semicolons, or between commas where each has a surname."""
    for parts in (re.split(r"[;\n]", text), re.split(r"[,;\n]", text)):
        names = [" ".join(part.split()) for part in parts if part.strip()]
        # “Pérez, Ana” is one name: commas part names only where each part has a surname of its own.
        full = all(" " in name for name in names) or "," not in text
        if len(names) == count and full:
            return names
    return [text] * count


def _named(view: View, path: str) -> list[Person]:
    way, _, last = path.rpartition(".")
    if way == "role":
        return holders(view, last)
    return view.once(("named", path), lambda view: _contact(*view.path(path)))


def _contact(view: View, name: str) -> list[Person]:
    programme = view.records.programme
    if view.table.name == PEOPLE:
        return reached(_of_people(view, programme))
    contact = view.table.contacts[name]
    parts = {name: _text(view, path) for name, path in contact.model_dump(exclude_none=True).items()}
    language = parts.get("language", "") or _language_of_form(view)
    country, zone = country_and_zone(programme, parts.get("country", ""), parts.get("phone", ""))
    return reached(
        Person(
            email=parts.get("email", ""),
            name=parts.get("name", ""),
            language=programme.nearest_language(language),
            address=parts.get("address", ""),
            office=parts.get("office", ""),
            time_zone=parts.get("time_zone", "") or zone,
            country=country,
            phone=parts.get("phone", ""),
            channel=parts.get("channel", ""),
        )
    )


def _team(view: View, role: str, ways: Callable[[Person], list[Person]]) -> list[Person]:
    """The active people of a role who want to be written to, in those `ways`."""
    records, programme = view.records, view.records.programme
    team = records.table(PEOPLE).values()

    def find() -> list[Person]:
        persons: list[Person] = []
        for record in team:
            if not _holds_role(record, role):
                continue
            member = _of_people(View(records, programme.tables[PEOPLE], record, view.today), programme)
            for number, person in enumerate(ways(member)):
                # A person of the team is known by their row: another in the same role is told on their own account.
                slot = f"{record.reference}.{number}" if number else record.reference
                persons.append(replace(person, path=f"{ROLE}{role}{SLOT}{slot}"))
        return persons

    return records.once((ways, role), find)


def _holds_role(record: Record, role: str) -> bool:
    """Whether somebody has a role now, and wants to be written to."""
    if record.values.get("role") != role or not record.values.get("active"):
        return False
    return not record.values.get("stopped")


def _of_people(view: View, programme: Programme) -> Person:
    language = _text(view, "language")
    phone = _text(view, "phone")
    country, zone = country_and_zone(programme, "", phone)
    return Person(
        email=_text(view, "email"),
        name=_text(view, "name"),
        language=programme.nearest_language(language),
        time_zone=_text(view, "time_zone") or zone,
        country=country,
        phone=phone,
        channel=_text(view, "channel"),
        role=_text(view, "role"),
    )


def _language_of_form(view: View) -> str:
    """The language in which somebody filled in the form about themselves; "" where others did it for them, or nobody."""
    values = view.record.values if view.record else {}
    if values.get("arrived_by"):
        return ""
    return language_of_note(str(values.get("consent") or ""))


def _text(view: View, path: str) -> str:
    holder, name = view.path(path)
    return str(holder.value(name) or "")
