"""Keeps by which names people are invited to the meetings ahead, so that an answer
outlives the correction of a name.
"""

from datetime import datetime

from core.links import Links
from journal.connection import Connection
from journal.records import guest_names
from notify.state import RoundState
from programme.records.record import View
from rules.meetings.guests import invited
from rules.meetings.schedule import begins_at, calendar_of, offered_hours
from rules.unfit import UNFIT


def keep_guest_names(
    links: Links, connection: Connection, state: RoundState, now: datetime
) -> None:
    """Adds the names of this round.

    The first mark of a name stays: two of one name are told apart by nobody.
    """
    known = guest_names.all_names(connection)
    names: dict[guest_names.Key, str] = {}
    present: set[str] = set()
    for table in state.programme.tables.values():
        if table.calendar is None or table.calendar.answers is None:
            continue
        for reference, record in state.records.table(table.name).items():
            present.add(reference)
            view = View(state.records, table, record, state.today)
            if not _is_ahead(view, now):
                continue
            for guest in invited(view):
                key = reference, guest_names.name_digest(guest.label)
                if key not in known:
                    names.setdefault(key, links.mark(guest.person.reach))
    guest_names.add(connection, names)
    for reference in {reference for reference, _name in known} - present:
        guest_names.remove(connection, reference)


def _is_ahead(view: View, now: datetime) -> bool:
    """Whether the meeting, or an hour that is offered for it, is still to come: asking
    who is invited takes longer.
    """
    assert calendar_of(view)
    try:
        moments = [begins_at(view), *offered_hours(view)]
    except UNFIT:
        return False
    return any(moment is not None and moment > now for moment in moments)
