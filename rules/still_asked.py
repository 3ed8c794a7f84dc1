"""Who is told nothing, or asked nothing, as they have answered already (`not_to`)."""

from collections.abc import Iterable

from fieldtypes.normalise import plain
from programme.models.rules import DECLINED, PROPOSER
from programme.records.record import View
from rules.meetings.answers import declined
from rules.meetings.guests import invited, proposer
from rules.recipients.person import Person
from rules.recipients.team import team_row


def still_asked(
    view: View, persons: Iterable[Person], not_to: str | None
) -> list[Person]:
    """Those of some people whom `not_to` does not leave out.

    It names a column of rows that refer to the record (`evaluations.member`): whoever
    stands in it has answered. Of a meeting, it leaves out those who have said that they
    do not come (`calendar.declined`), or who proposed its hours (`calendar.proposer`).
    """
    if not_to is None:
        return list(persons)
    if not_to in (DECLINED, PROPOSER):
        reaches = _guests_left_out(view, not_to)
        return [person for person in persons if person.reach not in reaches]
    rows, _, column = not_to.rpartition(".")
    answered = {plain(child.value(column) or "") for child in view.get(rows)} - {""}
    remaining = []
    for person in persons:
        names = {plain(name) for name in _called(person)}
        if not answered & names:
            remaining.append(person)
    return remaining


def _guests_left_out(view: View, not_to: str) -> set[str]:
    """The addresses of those whom a meeting leaves out."""
    if view.table.calendar is None or view.record is None:
        return set()
    if not_to == PROPOSER:
        proposing = proposer(view)
        if proposing:
            return {proposing.person.reach}
        return set()
    labels = declined(view)
    addresses: set[str] = set()
    for guest in invited(view):
        if guest.label in labels:
            addresses.add(guest.person.reach)
    return addresses


def _called(person: Person) -> tuple[str, ...]:
    """What a row that names somebody may call them.

    The row of whoever is away counts as well as that of who stands in: one
    answer is enough of both.
    """
    return (team_row(person), person.row, person.reach, person.email, person.name)
