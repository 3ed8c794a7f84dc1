"""Who is meant by `contact`, `town.contact`, `role.coordinator` or `a or b`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from programme.app_tables import PEOPLE, WHATSAPP
from programme.model import Programme
from programme.record import View
from programme.values import addresses, numbers
from rules.places import place

SLOT = "#"
"""Stands between a recipient's way and which one of several it is."""


@dataclass(frozen=True)
class Person:
    """Somebody to write to, in their language: by mail, or by WhatsApp where there is a `number` (+593991234567) instead.

    `channel`: which of the two is preferred, or nothing; `role`: one of the People tab, who may be shown the sheet.

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
    number: str = ""
    path: str = ""

    @property
    def reach(self) -> str:
        """Where messages go, and by what somebody is known: the number or the e-mail address."""
        return self.number or self.email


def people(view: View, to: tuple[str, ...]) -> list[Person]:
    """Everybody meant by `to` who has an address or a number, each once."""
    recipients: dict[str, Person] = {}
    for alternatives in to:
        for way in alternatives.split(" or "):
            persons = _named(view, way.strip())
            for number, person in enumerate(persons):
                path = person.path or f"{alternatives}{SLOT}{number}"
                recipients.setdefault(person.reach.casefold(), replace(person, path=path))
            if persons:
                break
    return list(recipients.values())


def holders(view: View, role: str) -> list[Person]:
    """The active people of a role, as the People tab has them now."""
    return _team(view, role, reached)


def by_mail(view: View, role: str) -> list[Person]:
    """Those of them who have an e-mail address, whatever they prefer: for what is only said by mail."""
    return _team(view, role, each)


def reached(person: Person) -> list[Person]:
    """By WhatsApp, at the first number, who prefers it or has no e-mail address; otherwise a person for each address."""
    prefers = person.channel == WHATSAPP or not addresses(person.email)
    if prefers and (found := numbers(person.phone)):
        return [replace(person, number=found[0])]
    return each(person)


def each(person: Person) -> list[Person]:
    """A person for each address of the cell, in their order. A name beside its address is that one's; else names and
    addresses that are as many belong together, and otherwise all are called what the cell says.
    """
    found = addresses(person.email)
    names = _names(person.name, len(found))
    return [
        replace(person, email=address, name=beside or name)
        for (beside, address), name in zip(found, names, strict=True)
    ]


def _names(text: str, count: int) -> list[str]:
    """So many names: the cell's lines, or what stands between semicolons, or between commas where each has a surname."""
    for parts in (re.split(r"[;\n]", text), re.split(r"[,;\n]", text)):
        names = [" ".join(part.split()) for part in parts if part.strip()]
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
    language = parts.get("language", "")
    country, zone = place(programme, parts.get("country", ""), parts.get("phone", ""))
    return reached(
        Person(
            email=parts.get("email", ""),
            name=parts.get("name", ""),
            language=language if language in programme.languages else programme.language,
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
        some = [
            r for r in team if r.values.get("role") == role and r.values.get("active") and not r.values.get("stopped")
        ]
        persons: list[Person] = []
        for record in some:
            member = _of_people(View(records, programme.tables[PEOPLE], record, view.today), programme)
            for number, person in enumerate(ways(member)):
                # A person of the team is known by their row: another in the same role is told on their own account.
                slot = f"{record.reference}.{number}" if number else record.reference
                persons.append(replace(person, path=f"role.{role}{SLOT}{slot}"))
        return persons

    return records.once((ways, role), find)


def _of_people(view: View, programme: Programme) -> Person:
    language = _text(view, "language")
    phone = _text(view, "phone")
    country, zone = place(programme, "", phone)
    return Person(
        email=_text(view, "email"),
        name=_text(view, "name"),
        language=language if language in programme.languages else programme.language,
        time_zone=_text(view, "time_zone") or zone,
        country=country,
        phone=phone,
        channel=_text(view, "channel"),
        role=_text(view, "role"),
    )


def _text(view: View, path: str) -> str:
    holder, name = view.path(path)
    return str(holder.value(name) or "")
