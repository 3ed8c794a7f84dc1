"""Who is meant by `contact`, `town.contact`, `role.coordinator`,
`calendar.invited` or `a or b`.
"""

from collections.abc import Iterable
from dataclasses import replace

from programme.app_tables import PEOPLE
from programme.checks.checker import condition_on
from programme.models.rules import CALENDAR, CALLER, INVITED, PAGE, ROLE
from programme.records.people.consent_note import language_of_note
from programme.records.record import View
from rules.book import stopped
from rules.calendar.residence import country_and_zone
from rules.recipients.person import SLOT, Person, reached
from rules.recipients.team import holders, member


def people(view: View, to: tuple[str, ...]) -> list[Person]:
    """Everybody meant by `to` who has an address or a number, each once."""
    recipients: dict[str, Person] = {}
    for alternatives in to:
        for way in alternatives.split(" or "):
            persons = _named(view, way.strip())
            for number, person in enumerate(persons):
                path = person.path or f"{alternatives}{SLOT}{number}"
                # Each address once, whatever its capitals:
                # somebody may hold two offices.
                recipients.setdefault(
                    person.reach.casefold(), replace(person, path=path)
                )
            # `a or b`: the first way that reaches somebody is enough.
            if persons:
                break
    return list(recipients.values())


def contact_record(view: View, person: Person, table: str, contact: str) -> str:
    """The reference of the record of `table` whose `contact` somebody is, by the way
    that leads to them; "" for none.
    """
    for way in person.path.partition(SLOT)[0].split(" or "):
        if way.startswith(ROLE) or PAGE in way.split("."):
            continue
        holder, name = view.path(way.strip())
        if holder.table.name != table or name != contact or holder.record is None:
            continue
        # `a or b` does not say which of them it was: the address does.
        if person.reach in {each.reach for each in _named(view, way.strip())}:
            return holder.record.reference
    return ""


def _named(view: View, path: str) -> list[Person]:
    way, _, last = path.rpartition(".")
    if way == "role":
        return holders(view, last)
    *steps, calendar = way.split(".")
    if calendar == CALENDAR:
        return view.once(
            ("named", path),
            lambda view: _of_meeting(_follow(view, steps), f"{CALENDAR}.{last}"),
        )
    if steps[-1:] == [PAGE]:
        return view.once(
            ("named", path), lambda view: _of_page(_follow(view, steps[:-1]), path)
        )
    return view.once(("named", path), lambda view: _contact(*view.path(path)))


def _of_page(view: View, path: str) -> list[Person]:
    """The contacts of the cases that the page of a record shows, but for those of which
    nothing is told.

    Each keeps the reference of the case in their path: another case that comes or goes
    makes nobody of them somebody else.
    """
    *_steps, page_name, contact = path.split(".")
    programme = view.records.programme
    page, table = programme.pages[page_name], programme.tables[programme.case.table]
    reference = view.record.reference if view.record else ""
    persons: dict[str, Person] = {}
    for column in page.of:
        for record in view.records.children(table.name, column, reference):
            case = View(view.records, table, record, view.today)
            silent = programme.case.silent
            if stopped(case) or (silent is not None and _applies(case, silent)):
                continue
            if not _applies(case, page.only):
                continue
            for number, person in enumerate(_contact(case, contact)):
                way = f"{path}{SLOT}{record.reference}{SLOT}{number}"
                persons.setdefault(way, replace(person, path=way))
    return list(persons.values())


def of_contact(view: View, path: str) -> Person:
    """Somebody as the record has them now, also where there is no address by
    which they could be reached.
    """
    holder, name = view.path(path)
    return _person_of(holder, name)


def _follow(view: View, steps: Iterable[str]) -> View:
    for step in steps:
        view = view.get(step)
    return view


def _of_meeting(view: View, way: str) -> list[Person]:
    """Those who are invited to a meeting, or the one who calls it.

    Each keeps the path by which they are invited.
    """
    calendar = view.table.calendar
    if calendar is None or view.record is None:
        return []
    if way == INVITED:
        return people(view, calendar.invited)
    if way != CALLER:
        raise KeyError(way)
    for candidate in calendar.called_by:
        if _applies(view, candidate.only):
            persons = people(view, (candidate.to,))
        else:
            persons = []
        # One calls it and never two: they would each wait for the other.
        if persons:
            return persons[:1]
    return []


def _applies(view: View, condition: str | None) -> bool:
    if condition is None:
        return True
    programme = view.records.programme
    table = view.table
    compiled = view.records.once(
        ("condition", table.name, condition),
        lambda: condition_on(programme, table, condition),
    )
    return compiled.holds(view)


def _contact(view: View, name: str) -> list[Person]:
    return reached(_person_of(view, name))


def _person_of(view: View, name: str) -> Person:
    programme = view.records.programme
    if view.table.name == PEOPLE:
        return member(view)
    contact = view.table.contacts[name]
    parts = {name: _text(view, path) for name, path in contact.paths.items()}
    language = parts.get("language", "") or _language_of_form(view)
    country, zone = country_and_zone(
        programme, parts.get("country", ""), parts.get("phone", "")
    )
    return Person(
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


def _language_of_form(view: View) -> str:
    """The language in which somebody filled in the form about themselves; "" where
    others did it for them, or nobody.
    """
    if view.record:
        values = view.record.values
    else:
        values = {}
    if values.get("arrived_by"):
        return ""
    return language_of_note(str(values.get("consent") or ""))


def _text(view: View, path: str) -> str:
    holder, name = view.path(path)
    # How somebody is addressed is said of that person, not of whoever comes after.
    if holder.has_ended(name):
        return ""
    return str(holder.value(name) or "")
