"""Whose lines are whose: what each of those who answer for the
programme is told of the list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desk.cases import Cases
from desk.lines import Entry
from programme.records.record import View
from rules.recipients.person import Person
from rules.recipients.team import by_mail


@dataclass(frozen=True)
class Share:
    """What one person is told: the lines that are theirs, in order, and of other
    people's lines only how many there are.

    `others`: the names of those who answer them → the lines.
    """

    person: Person
    entries: Sequence[Entry]
    others: Mapping[str, Sequence[Entry]]


def shares(cases: Cases, listed: Iterable[Entry]) -> list[Share]:
    """The list by person. Lines about a case go to those who answer it; all others to
    those who answer for the whole programme.

    These also get what others have not seen to for as many days as the programme
    says (`unresolved_days`).
    """
    role = cases.programme.sender.reply_to
    blank = View(cases.reader, cases.table, None, cases.today)
    persons = {_key(person): person for person in by_mail(blank, role)}
    for_all = tuple(persons)
    own: dict[str, list[Entry]] = {key: [] for key in for_all}
    others: dict[str, list[Entry]] = {}
    for entry in listed:
        answering = by_mail(_view(cases, entry) or blank, role)
        keys = {_key(person): person for person in answering}
        persons.update(keys)
        for key in keys:
            own.setdefault(key, []).append(entry)
        overlooking = []
        for key in for_all:
            if key not in keys:
                overlooking.append(key)
        if not overlooking:
            continue
        if entry.days >= cases.programme.desk.unresolved_days:
            for key in overlooking:
                own[key].append(entry)
        else:
            names = ", ".join(
                sorted(person.name or person.reach for person in answering)
            )
            others.setdefault(names, []).append(entry)
    return [
        Share(persons[key], entries, others if key in for_all else {})
        for key, entries in own.items()
    ]


def _view(cases: Cases, entry: Entry) -> View | None:
    """The record that a line is about; None where there is none."""
    table = cases.programme.tables.get(entry.table)
    record = None
    if table:
        record = cases.reader.get(entry.table, entry.reference)
    if table and record:
        return View(cases.reader, table, record, cases.today)
    return None


def _key(person: Person) -> str:
    return person.reach.casefold()
