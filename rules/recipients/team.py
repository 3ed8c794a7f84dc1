"""Who of the team answers: by role, by the case's coordinator and country, and in whose
stead somebody else does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from fieldtypes.countries import country_code
from programme.app_tables import PEOPLE
from programme.model import By
from programme.models.rules import ROLE
from programme.records.days import date_of
from programme.records.record import Record, Records, View
from rules.calendar.countries import countries_of
from rules.calendar.residence import country_and_zone
from rules.case import case_of
from rules.recipients.person import SLOT, Person, reached, reached_by_server

Ways = Callable[[Person], list[Person]]
"""Gives a person for each address by which somebody is written to."""


@dataclass(frozen=True)
class Member:
    """Somebody who holds a role, by their row: whom messages reach, and which
    countries' cases they answer (none: all).
    """

    row: str
    persons: tuple[Person, ...]
    countries: frozenset[str]


def team_row(person: Person) -> str:
    """The reference of the row in the tab People by which somebody is meant; "" for
    those who are no part of the team.
    """
    way, _, slot = person.path.partition(SLOT)
    if way.startswith(ROLE):
        return slot.partition(".")[0]
    return ""


def holders(view: View, role: str) -> list[Person]:
    """Those of a role who answer a record's case, as the People tab has them now; of no
    case: who answers for everything.
    """
    return _answering(view, role, reached)


def by_mail(view: View, role: str) -> list[Person]:
    """Those of them who can be written to without a person's help, whatever they
    prefer: for what must not wait for one.
    """
    return _answering(view, role, reached_by_server)


def everybody_by_mail(records: Records, role: str, today: date) -> list[Person]:
    """Everybody who answers some case in a role, or everything, and can be written
    to without a person's help.
    """
    members = list(_members(records, role, reached_by_server, today))
    programme = records.programme
    column = programme.case.coordinator
    if column and role == programme.sender.reply_to:
        named = set()
        for case in records.table(programme.case.table).values():
            named.add(str(case.values.get(column) or ""))
        members.extend(
            _named_members(records, role, sorted(named), reached_by_server, today)
        )
    return _each_once(members)


def _answering(view: View, role: str, ways: Ways) -> list[Person]:
    """Who answers a record in a role: the first of these who is anybody.

    1. The coordinator whom the case names, for the role that answers.
    2. Whoever has the case's country, in a role that goes by it.
    3. Who has no country.
    4. Everybody of the role.
    """
    records = view.records
    programme = view.records.programme
    # Noted also where the answer is known by now: whoever judges by it must look
    # again when the team changes.
    records.table(PEOPLE)
    members = _members(records, role, ways, view.today)
    is_by_country = role in programme.roles and programme.roles[role].by is By.country
    column = None
    if role == programme.sender.reply_to:
        column = programme.case.coordinator
    if not is_by_country and not column:
        return _each_once(members)
    case = case_of(view)
    if case is not None and column:
        named = _named_members(
            records, role, [str(case.value(column) or "")], ways, view.today
        )
        if named:
            return _each_once(named)
    if not is_by_country:
        return _each_once(members)
    return _each_once(_of_country(members, _country(case)))


def _of_country(members: Sequence[Member], country: str) -> Sequence[Member]:
    """Those who have a country, or else those who have none, or else all of them."""
    of_country = []
    of_all = []
    for member in members:
        if country and country in member.countries:
            of_country.append(member)
        elif not member.countries:
            of_all.append(member)
    return of_country or of_all or members


def _country(case: View | None) -> str:
    """The code of a case's country; "" for none."""
    if case is None:
        return ""
    programme = case.records.programme
    holder, name = case.path(programme.case.country)
    return country_code(str(holder.value(name) or ""), programme.languages)


def _each_once(members: Iterable[Member]) -> list[Person]:
    persons: dict[str, Person] = {}
    for member in members:
        for person in member.persons:
            persons.setdefault(person.reach.casefold(), person)
    return list(persons.values())


def _members(
    records: Records, role: str, ways: Ways, today: date
) -> tuple[Member, ...]:
    """The active people of a role who want to be written to: first those who are there,
    then those in whose stead others are.
    """

    def find() -> tuple[Member, ...]:
        present: list[Member] = []
        replaced: list[Member] = []
        for record in records.table(PEOPLE).values():
            if record.values.get("role") != role or not _is_reachable(record):
                continue
            is_there = stand_in(records, record, today) is record
            # Of two ways to one person their own comes first: what they
            # have been told stays told.
            (present if is_there else replaced).append(
                _member_of(records, role, record, ways, today)
            )
        return (*present, *replaced)

    return records.once(("team", ways, role, today), find)


def _named_members(
    records: Records, role: str, rows: Iterable[str], ways: Ways, today: date
) -> tuple[Member, ...]:
    """Those of these rows of the tab People who are active, whatever role they have."""
    named = []
    for row in rows:
        if row:
            named.append(records.get(PEOPLE, row))
    members = []
    for record in named:
        if record and _is_reachable(record):
            members.append(_member_of(records, role, record, ways, today))
    return tuple(members)


def _member_of(
    records: Records, role: str, record: Record, ways: Ways, today: date
) -> Member:
    table = records.programme.tables[PEOPLE]
    persons: list[Person] = []
    # Somebody who can be reached nowhere replaces nobody.
    for reader in (stand_in(records, record, today), record):
        persons = persons or ways(member(View(records, table, reader, today)))
    countries, _unknown = countries_of(
        records.programme, str(record.values.get("countries") or "")
    )
    slots = []
    for number in range(len(persons)):
        slots.append(f"{record.reference}.{number}" if number else record.reference)
    # A person of the team is known by their row: another in the same role is
    # told on their own account.
    path = f"{ROLE}{role}{SLOT}"
    return Member(
        record.reference,
        tuple(
            replace(person, path=f"{path}{slot}")
            for person, slot in zip(persons, slots, strict=True)
        ),
        countries,
    )


def stand_in(records: Records, record: Record, today: date) -> Record:
    """Who stands in for somebody today, over several who are away; they themselves
    where nobody does, or people in a ring do.
    """
    seen = [record.reference]
    current = record
    while _is_away(current, today):
        following = records.get(PEOPLE, current.values.get("replaced_by"))
        if (
            following is None
            or following.reference in seen
            or not _is_reachable(following)
        ):
            return record
        seen.append(following.reference)
        current = following
    return current


def _is_away(record: Record, today: date) -> bool:
    """Whether somebody is away; on the day that is named, too."""
    until = date_of(record.values.get("away_until"))
    return until is not None and today <= until


def _is_reachable(record: Record) -> bool:
    """Whether somebody is active, and wants to be written to."""
    return bool(record.values.get("active")) and not record.values.get("stopped")


def member(view: View) -> Person:
    """Somebody of the tab People."""
    programme = view.records.programme
    phone = _text(view, "phone")
    country, zone = country_and_zone(programme, "", phone)
    row = ""
    if view.record:
        row = view.record.reference
    return Person(
        email=_text(view, "email"),
        name=_text(view, "name"),
        language=programme.nearest_language(_text(view, "language")),
        time_zone=_text(view, "time_zone") or zone,
        country=country,
        phone=phone,
        channel=_text(view, "channel"),
        role=_text(view, "role"),
        row=row,
    )


def _text(view: View, name: str) -> str:
    return str(view.value(name) or "")


UNKNOWN_COUNTRY = _(
    "“{country}” is not understood as a country. Write its name or its two letters; blank means all countries. Until then this"
    " person answers the countries that are understood, or all where none is."
)
NOBODY_REPLACES = _(
    "{name} is away, and nobody stands in: the column “Replaced by” is blank, or names somebody who is not active, or away as"
    " well. Mails go on to {name}."
)
RING = _(
    "{name} is away, and so are all who are to stand in, in a ring: {names}. Mails go on to {name}."
)
NOT_ACTIVE = _(
    "“{name}”, who is to answer this one, is not active in the tab People: others of the role answer it."
)
CASE_COUNTRY = _(
    "“{country}” is not understood as a country, so nobody answers this one by its country. Write its name or its two letters."
)


def team_problems(records: Records, today: date) -> list[Problem]:
    """What of the people and of whom they answer for a person must look at."""
    problems = [
        problem
        for record in records.table(PEOPLE).values()
        for problem in _of_person(records, record, today)
    ]
    return [*problems, *_of_cases(records)]


def _of_person(records: Records, record: Record, today: date) -> Iterator[Problem]:
    if not record.values.get("active"):
        return
    _codes, unknown = countries_of(
        records.programme, str(record.values.get("countries") or "")
    )
    for name in unknown:
        yield _problem(record, "countries", UNKNOWN_COUNTRY, country=name)
    if not _is_away(record, today) or stand_in(records, record, today) is not record:
        return
    ring = _ring(records, record, today)
    name = str(record.values.get("name") or record.reference)
    if ring:
        yield _problem(record, "replaced_by", RING, name=name, names=" → ".join(ring))
    else:
        yield _problem(record, "replaced_by", NOBODY_REPLACES, name=name)


def _ring(records: Records, record: Record, today: date) -> list[str]:
    """The names of people who are away and stand in for each other in a
    ring; none where they do not.
    """
    names: list[str] = []
    seen: set[str] = set()
    current: Record | None = record
    while current is not None and _is_away(current, today):
        names.append(str(current.values.get("name") or current.reference))
        if current.reference in seen:
            return names
        seen.add(current.reference)
        current = records.get(PEOPLE, current.values.get("replaced_by"))
    return []


def _of_cases(records: Records) -> Iterator[Problem]:
    programme = records.programme
    column = programme.case.coordinator
    goes_by_country = any(role.by is By.country for role in programme.roles.values())
    table = programme.tables[programme.case.table]
    for record in records.table(table.name).values():
        named = None
        if column:
            named = records.get(PEOPLE, record.values.get(column))
        if named is not None and not _is_reachable(named):
            name = str(named.values.get("name") or named.reference)
            yield _problem(record, str(column), NOT_ACTIVE, name=name)
        if not goes_by_country:
            continue
        holder, last = View(records, table, record, date.min).path(
            programme.case.country
        )
        country = str(holder.value(last) or "")
        if (
            country
            and not country_code(country, programme.languages)
            and holder.record is record
        ):
            yield _problem(record, last, CASE_COUNTRY, country=country)


def _problem(record: Record, column: str, text: str, **values: str) -> Problem:
    return Problem(
        ProblemCode.routing,
        text,
        tuple(values.items()),
        record.table,
        record.reference,
        column,
    )
