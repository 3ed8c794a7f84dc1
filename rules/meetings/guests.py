"""Who is invited to a meeting, who calls it, and who proposed its hours. Pure."""

from dataclasses import dataclass

from fieldtypes.normalise import plain
from programme.models.rules import CALLER, INVITED
from programme.records.display import title
from programme.records.people.sharing import is_shared
from programme.records.record import View
from rules.meetings.schedule import calendar_of
from rules.recipients.people import people
from rules.recipients.person import Person


@dataclass(frozen=True)
class Invited:
    """Somebody who is invited.

    `label`: by what answers and attendance name them; `holder`: the record whose
    contact they are, None for somebody of the team; `shown`: what others are told of
    who they are, the place only where they have not agreed.
    """

    person: Person
    label: str
    holder: View | None
    shown: str


def invited(view: View) -> tuple[Invited, ...]:
    """Everybody who is invited and can be written to, each once."""
    persons = people(view, (INVITED,))
    return tuple(_invited(view, person) for person in persons)


def caller(view: View) -> Person | None:
    """Who calls the meeting: one person; None where nobody can be written to."""
    return next(iter(people(view, (CALLER,))), None)


def proposer(view: View) -> Invited | None:
    """Who of those invited proposed the hours, by the name that stands in the row.

    None where nobody is called so, or two are: then everybody is asked.
    """
    column = calendar_of(view).proposed_by
    name = ""
    if column:
        name = plain(str(view.value(column) or ""))
    if not name:
        return None
    namesakes = []
    for guest in invited(view):
        if plain(guest.person.name) == name:
            namesakes.append(guest)
    if len(namesakes) == 1:
        return namesakes[0]
    return None


def _invited(view: View, person: Person) -> Invited:
    held = _holder(view, person)
    if held is None:
        label = person.name or person.role or person.path
        return Invited(person, label, None, label)
    programme = view.records.programme
    holder, contact = held
    holder_title = ""
    # What a meeting is called says nothing about whom it invites.
    if holder.table.name != view.table.name:
        holder_title = title(holder, programme.language)
    label = person.name or holder_title or person.role or person.path
    if person.name and holder_title:
        label = f"{person.name} ({holder_title})"
    shown = label
    if contact in holder.table.contacts and not is_shared(holder, contact):
        shown = holder_title or programme.text(holder.table.label, programme.language)
    return Invited(person, label, holder, shown)


def _holder(view: View, person: Person) -> tuple[View, str] | None:
    """The record by whose contact somebody is invited, and the contact's name."""
    ways = person.path.partition("#")[0]
    for way in ways.split(" or "):
        if way.startswith("role."):
            continue
        if any(candidate.reach == person.reach for candidate in people(view, (way,))):
            return view.path(way)
    return None
