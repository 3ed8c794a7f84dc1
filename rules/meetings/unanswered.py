"""Proposals of hours that somebody has left without an answer.

Pure: everything is read off the records.
"""

from datetime import date, timedelta

from core.clock import local_date
from programme.model import Table
from programme.records.record import View
from rules.meetings.answers import answers
from rules.meetings.guests import invited
from rules.meetings.schedule import offered_hours
from rules.recipients.person import Person
from rules.unfit import UNFIT

DAYS_TO_ANSWER = 3
"""A proposal that is younger may still be answered."""


def unanswered_since(case: View, person: Person, count: int) -> date | None:
    """The day of the oldest of the last `count` proposals, where none of them has an
    answer of this person; else None.

    Only proposals of the case to which the person is invited count,
    and which are some days old.
    """
    proposals = sorted(_proposals(case, person), key=lambda proposal: proposal[0])
    last = proposals[-count:]
    if len(last) < count or any(is_answered for _day, is_answered in last):
        return None
    return last[0][0]


def _proposals(case: View, person: Person) -> list[tuple[date, bool]]:
    """(day, whether this person has answered) of each proposal."""
    assert case.record
    proposals: list[tuple[date, bool]] = []
    for table in case.records.programme.tables.values():
        if not _offers_hours(table):
            continue
        for record in case.records.children(
            table.name, table.case or "", case.record.reference
        ):
            view = View(case.records, table, record, case.today)
            day = _day(view)
            label = next(
                (
                    guest.label
                    for guest in invited(view)
                    if guest.person.reach == person.reach
                ),
                None,
            )
            if (
                day is None
                or label is None
                or day + timedelta(days=DAYS_TO_ANSWER) > case.today
            ):
                continue
            proposals.append((day, label in answers(view)))
    return proposals


def _offers_hours(table: Table) -> bool:
    """Whether its rows name their case themselves, and offer hours that people
    answer.
    """
    return bool(
        table.calendar
        and table.calendar.answers
        and table.case
        and "." not in table.case
    )


def _day(view: View) -> date | None:
    """When hours were offered: the day on which a form brought the row, or that of the
    first hour; None where none is offered.
    """
    hours = offered_hours(view)
    if not hours:
        return None
    try:
        received = view.get("received")
    except UNFIT:
        # An unreadable day counts as none: the hours themselves say how urgent it is.
        received = None
    if received:
        return received.date()  # type: ignore[no-any-return]
    return local_date(hours[0], view.records.programme.time_zone)
