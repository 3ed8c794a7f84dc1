"""Who is meant by `contact`, `town.contact`, `role.coordinator` or `a or b`."""

from dataclasses import replace

from programme.app_tables import PEOPLE
from programme.consent_note import language_of_note
from programme.record import View
from rules.person import SLOT, Person, reached
from rules.residence import country_and_zone
from rules.team import holders, member


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


def _named(view: View, path: str) -> list[Person]:
    way, _, last = path.rpartition(".")
    if way == "role":
        return holders(view, last)
    return view.once(("named", path), lambda view: _contact(*view.path(path)))


def _contact(view: View, name: str) -> list[Person]:
    programme = view.records.programme
    if view.table.name == PEOPLE:
        return reached(member(view))
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


def _language_of_form(view: View) -> str:
    """The language in which somebody filled in the form about themselves; "" where others did it for them, or nobody."""
    values = view.record.values if view.record else {}
    if values.get("arrived_by"):
        return ""
    return language_of_note(str(values.get("consent") or ""))


def _text(view: View, path: str) -> str:
    holder, name = view.path(path)
    return str(holder.value(name) or "")
