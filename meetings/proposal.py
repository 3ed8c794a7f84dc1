"""Whom a proposed meeting would invite, and what its hours are on their clocks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from core.links import Links
from forms.web_form.meeting_hours import ClockLine, ProposedHour, asked_hours
from journal.database import Journal
from journal.records import known_records
from journal.records.record_reader import RecordReader
from programme.model import Programme
from programme.models.forms import Form
from programme.records.record import Record, Value, View
from rules.meetings.clocks import local_hours
from rules.meetings.guests import invited
from rules.meetings.schedule import calendar_of, moment_of
from rules.recipients.person import Person

PARTS = 4
"""Of a form's link that is one person's: form, reference, mark, last day."""
UNKNOWN = date(1970, 1, 1)
"""Who is invited depends on no day."""


@dataclass(frozen=True)
class Clocks:
    """The clocks of those whom a meeting that a form proposes would invite
    (`forms.web_form.meeting_hours.AllClocks`).
    """

    journal: Journal
    links: Links

    def zone_behind(self, programme: Programme, form: Form, about: str) -> str:
        """The time zone of whose link it is; "" where it is not known."""
        data = None
        if about:
            data = self.links.read("form", about)
        if (
            not isinstance(data, list)
            or len(data) < PARTS
            or not asked_hours(programme, form)
        ):
            return ""
        reference = str(data[1])
        mark = str(data[2])
        with self._meeting(
            programme, form, self._fixed(programme, form, reference)
        ) as view:
            persons: Iterator[Person] = (guest.person for guest in invited(view))
            for person in persons:
                if self.links.mark(person.reach) == mark:
                    return person.time_zone
            return ""

    def proposed(
        self,
        programme: Programme,
        form: Form,
        values: Mapping[str, Value],
        language: str,
    ) -> Sequence[ProposedHour]:
        """The hours that a form proposes with these values, for
        all who would be invited.
        """
        proposed: list[ProposedHour] = []
        with self._meeting(programme, form, values) as view:
            calendar = calendar_of(view)
            guests = invited(view)
            for name in asked_hours(programme, form):
                moment = moment_of(values.get(name), calendar.minutes)
                field = form.field(name)
                if moment is None or field is None:
                    continue
                lines = local_hours(
                    guests, moment, programme.time_zone, language, calendar.hours
                )
                shown = tuple(
                    ClockLine(line.written, line.names, line.is_outside)
                    for line in lines
                )
                proposed.append(
                    ProposedHour(programme.text(field.label, language), shown)
                )
        return proposed

    def _fixed(
        self, programme: Programme, form: Form, reference: str
    ) -> dict[str, Value]:
        """What the link of a form says of its row."""
        with self.journal.read() as connection:
            row = known_records.by_reference(connection, reference)
        columns = [programme.tables[form.table].column(name) for name in form.fixed]
        return {
            column.name: reference
            for column in columns
            if row and column and column.table == row.table
        }

    @contextmanager
    def _meeting(
        self, programme: Programme, form: Form, values: Mapping[str, Value]
    ) -> Iterator[View]:
        """The meeting as the form would bring it."""
        table = programme.tables[form.table]
        with self.journal.read() as connection:
            record = Record(
                table.name,
                "",
                {name: value for name, value in values.items() if table.column(name)},
            )
            yield View(RecordReader(programme, connection), table, record, UNKNOWN)
