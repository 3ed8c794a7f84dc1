"""Somebody to write to, and by which of their addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mail.channel import Channel, ServerChannel, channels

SLOT = "#"
"""Stands between a recipient's way and which one of several it is."""


@dataclass(frozen=True)
class Person:
    """Somebody to write to, in their language.

    `channel`: the name of the one that they prefer, or nothing; `reached_at`: their
    address on the channel by which they are written to, where that is not e-mail;
    `role`: one of the People tab, who may be shown the sheet.

    `path`: by which way of the rules they are meant, and which one of several there
    (`owner or town.contact#0`, `role.coordinator#PE-7K3MQ`). It stays the same when an
    address is corrected. `row`: the reference of their own row of the tab People, which
    is another than the one in `path` where they stand in for somebody.
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
    row: str = ""

    @property
    def reach(self) -> str:
        """Where messages go, and by what somebody is known: an
        address that tells its channel.
        """
        return self.reached_at or self.email


def reached(person: Person) -> list[Person]:
    """A person for each address by which somebody is written to: of the channel that
    they prefer, else of the first that can.
    """
    preferred = []
    for channel in channels().values():
        if channel.name == person.channel:
            preferred.append(channel)
    return _first_reached(person, [*preferred, *channels().values()])


def reached_by_server(person: Person) -> list[Person]:
    """The same over those channels that need nobody's help."""
    candidates = []
    for channel in channels().values():
        if isinstance(channel, ServerChannel):
            candidates.append(channel)
    return _first_reached(person, candidates)


def _first_reached(person: Person, candidates: Iterable[Channel]) -> list[Person]:
    for channel in candidates:
        persons = _each_address(person, channel)
        if persons:
            return persons
    return []


def _each_address(person: Person, channel: Channel) -> list[Person]:
    """A person for each address on a channel, in their order.

    A name beside its address is that one's; else names and addresses that are as many
    belong together, and otherwise all are called what the cell says.
    """
    recipients = channel.recipients(getattr(person, channel.part))
    names = _names(person.name, len(recipients))
    persons = []
    for (own_name, address), name in zip(recipients, names, strict=True):
        is_email = channel.part == "email"
        if is_email:
            address_field = {"email": address}
        else:
            address_field = {"reached_at": address}
        persons.append(replace(person, name=own_name or name, **address_field))
    return persons


def _names(text: str, count: int) -> list[str]:
    """So many names: the cell's lines, or what stands between semicolons, or between
    commas where each has a surname.
    """
    for parts in (re.split(r"[;\n]", text), re.split(r"[,;\n]", text)):
        names = []
        for part in parts:
            if part.strip():
                names.append(" ".join(part.split()))
        # “Pérez, Ana” is one name: commas part names only where each part
        # has a surname of its own.
        full = all(" " in name for name in names) or "," not in text
        if len(names) == count and full:
            return names
    return [text] * count
