"""What a link to a meeting opens today: which meeting, for whom,
and what they may do there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.links import MEETING, Links
from forms.services import Services
from journal.connection import Connection
from journal.records import guest_names, known_records
from journal.records.guest_names import name_digest
from journal.records.record_reader import RecordReader
from journal.tabs import deliveries
from programme.records.record import Value, View
from rules.book import Book
from rules.meetings.answers import Answer, answers
from rules.meetings.guests import Invited, caller, invited
from rules.meetings.schedule import (
    Stage,
    begins_at,
    calendar_of,
    place_of,
    stage_of,
    summary_of,
)
from rules.recipients.person import Person
from rules.recipients.team import holders

PARTS = 3
"""Of a link: reference, mark of the person, last day."""


@dataclass(frozen=True)
class MeetingLink:
    """What is signed in a link."""

    reference: str
    mark: str
    until: date

    @classmethod
    def read(cls, links: Links, token: str) -> "MeetingLink | None":
        """None where it is none of ours."""
        data = links.read(MEETING, token)
        if not isinstance(data, list) or len(data) != PARTS:
            return None
        reference, mark, until = (str(part) for part in data)
        return cls(reference, mark, date.fromisoformat(until))


@dataclass(frozen=True)
class OpenedMeeting:
    """A meeting for one person, with all that is read of it: `view` can
    follow no further reference.

    `title`, `place`: in the language of the page; `guest`: as whom they are invited,
    None for who only leads it; `leads`: whether they see all answers, fix the hour
    and say who came; `said`: who of those invited → the last answer; `came`: who →
    whether they came, once noted.
    """

    view: View
    title: str
    place: str
    person: Person
    guest: Invited | None
    leads: bool
    guests: tuple[Invited, ...]
    stage: Stage
    said: dict[str, Answer]
    came: dict[str, str]

    @property
    def name(self) -> str:
        """What the person is called, in answers too."""
        if self.guest:
            return self.guest.label
        return self.person.name or self.person.role

    @property
    def own_answer(self) -> Answer | None:
        """What the person said last."""
        if self.guest:
            return self.said.get(self.name)
        return None

    @property
    def begins(self) -> datetime | None:
        """When it begins."""
        return begins_at(self.view)

    @property
    def zone(self) -> str:
        """The clock that the person reads."""
        return self.person.time_zone or self.view.records.programme.time_zone


def open_meeting(
    services: Services,
    connection: Connection,
    link: MeetingLink,
    language: str,
    now: datetime,
) -> OpenedMeeting | str:
    """The meeting, or why the link opens none any more (a word of
    `forms.access.subject.LinkExpiry`).
    """
    programme = services.programme
    row = known_records.by_reference(connection, link.reference)
    if row is None or row.gone_at is not None or row.table not in programme.tables:
        return "gone"
    table = programme.tables[row.table]
    if table.calendar is None:
        return "gone"
    if link.until < services.today():
        return "old"
    view = View(
        RecordReader(programme, connection), table, row.as_record(), services.today()
    )
    guests = invited(view)
    guest = next(
        (
            guest
            for guest in guests
            if services.links.mark(guest.person.reach) == link.mark
        ),
        None,
    )
    leader = next(
        (
            person
            for person in _leaders(view)
            if services.links.mark(person.reach) == link.mark
        ),
        None,
    )
    person = guest.person if guest else leader
    if person is None:
        return "handed_over"
    condition = table.calendar.cancelled
    cancelled = condition is not None and Book(programme).true(condition, view)
    return OpenedMeeting(
        view,
        summary_of(view, language),
        place_of(view, language),
        person,
        guest,
        leader is not None,
        guests,
        stage_of(view, now, cancelled=cancelled),
        _said(services, connection, view, guests),
        _came(services, connection, view),
    )


def _leaders(view: View) -> Iterator[Person]:
    """Who calls the meeting, and those of the team who answer replies."""
    calling = caller(view)
    if calling:
        yield calling
    yield from holders(view, view.records.programme.sender.reply_to)


def _said(
    services: Services, connection: Connection, view: View, guests: Sequence[Invited]
) -> dict[str, Answer]:
    """What those said last who are invited now; an answer of somebody who
    is not any more counts not.
    """
    calendar = calendar_of(view)
    if calendar.answers is None:
        return {}
    form = services.programme.forms[calendar.answers.form]
    all_answers = answers(view, _waiting(connection, form.table))
    assert view.record
    return _of_guests(
        services,
        all_answers,
        guests,
        guest_names.of_meeting(connection, view.record.reference),
    )


def _of_guests(
    services: Services,
    all_answers: Mapping[str, Answer],
    guests: Sequence[Invited],
    names: Mapping[str, str],
) -> dict[str, Answer]:
    """The answers under the names that people have now.

    `names`: digest of a name that somebody had → mark of their address.
    """
    labels = {guest.label for guest in guests}
    by_mark = {services.links.mark(guest.person.reach): guest.label for guest in guests}
    of_guests: dict[str, Answer] = {}
    for who, answer in all_answers.items():
        label = who if who in labels else by_mark.get(names.get(name_digest(who), ""))
        if label is not None:
            of_guests[label] = replace(answer, who=label)
    return of_guests


def _came(services: Services, connection: Connection, view: View) -> dict[str, str]:
    """Who → the choice that was noted of whether they came, of those of whom it was."""
    attendance = calendar_of(view).attendance
    if attendance is None or view.record is None:
        return {}
    form = services.programme.forms[attendance.form]
    column = attendance_column(services, view)
    rows = [
        record.values
        for record in view.records.children(form.table, column, view.record.reference)
    ]
    waiting = []
    for values in _waiting(connection, form.table):
        if values.get(column) == view.record.reference:
            waiting.append(values)
    return {
        str(values.get(form.person or "")): str(values.get(attendance.came) or "")
        for values in [*rows, *waiting]
    }


def attendance_column(services: Services, view: View) -> str:
    """The column by which a row of attendance names its meeting."""
    attendance = calendar_of(view).attendance
    assert attendance
    form = services.programme.forms[attendance.form]
    tables = services.programme.tables
    # `flask check` has seen to it that there is one.
    columns = (tables[form.table].column(name) for name in form.fixed)
    return next(
        column.name for column in columns if column and column.table == view.table.name
    )


def _waiting(connection: Connection, table: str) -> list[dict[str, Value]]:
    """The values of rows that are on their way into a tab, the oldest first: an answer
    counts from the moment it is accepted.
    """
    rows = deliveries.by_references(
        connection, table, deliveries.pending_references(connection, table)
    )
    return [dict(row.values) for row in sorted(rows, key=lambda row: row.id)]
