"""Answers and attendance as submissions: kept in the journal before the page says so,
and rows of the sheet from there.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.ids import digest
from forms.request.sending.accept import cells
from forms.services import Services
from journal.forms import submissions
from journal.forms.submissions import ATTENDANCE_KEY, Submission, SubmissionRow
from meetings.opening import OpenedMeeting, attendance_column
from programme.models.forms import Form
from programme.records.people.consent_note import consent_note
from programme.records.record import Value
from rules.meetings.answers import NO, YES, fixed_column, written_hours
from rules.meetings.schedule import calendar_of


@dataclass(frozen=True)
class Given:
    """What one of the invited says: the hours that suit, or whether they come
    to the one that is fixed.
    """

    hours: Sequence[datetime]
    comes: bool | None = None
    note: str = ""


def keep_answer(
    services: Services, meeting: OpenedMeeting, given: Given, language: str, key: str
) -> None:
    """Keeps an answer, unless it says what the last one did.

    `key`: of the page that it was sent from, which counts once.
    """
    calendar = calendar_of(meeting.view)
    programme = services.programme
    assert calendar.answers
    assert meeting.view.record
    own = meeting.own_answer
    if own and (own.hours, own.comes, own.note) == (
        frozenset(given.hours),
        given.comes,
        given.note,
    ):
        return
    form = programme.forms[calendar.answers.form]
    column = fixed_column(programme, form.name, meeting.view.table.name)
    assert column
    values: dict[str, Value] = {
        column.name: meeting.view.record.reference,
        str(form.person): meeting.name,
        calendar.answers.hours: written_hours(programme, given.hours),
        calendar.answers.comes: _word(given.comes),
    }
    if calendar.answers.note:
        values[calendar.answers.note] = given.note
    now = services.clock.now()
    accepted = submissions.accept(
        services.journal,
        _submission(services, form, values, [], language, key, now),
        now,
    )
    # Going back and answering otherwise is a second answer, which
    # counts instead of the first.
    if accepted.differs:
        retry = _submission(
            services, form, values, [], language, secrets.token_hex(16), now
        )
        submissions.accept(services.journal, retry, now)


def keep_attendance(
    services: Services, meeting: OpenedMeeting, came: Sequence[str], language: str
) -> bool:
    """Keeps who came: a row for each who was invited. Noted once; what was noted wrong
    is put right in the sheet.

    False where another list is noted already.
    """
    calendar = calendar_of(meeting.view)
    programme = services.programme
    assert calendar.attendance
    assert meeting.view.record
    form = programme.forms[calendar.attendance.form]
    table = programme.tables[form.table]
    reference = meeting.view.record.reference
    rows: list[dict[str, Value]] = []
    for guest in meeting.guests:
        row: dict[str, Value] = {
            attendance_column(services, meeting.view): reference,
            str(form.person): guest.label,
            calendar.attendance.came: _word(guest.label in came),
        }
        # Counted by the record that they come for: the person
        # who comes for it may change.
        for column in table.columns:
            if (
                guest.holder
                and guest.holder.record
                and column.table == guest.holder.table.name
            ):
                row.setdefault(column.name, guest.holder.record.reference)
        rows.append(row)
    # One sending a meeting and hour: two who lead it, or two presses, note it once.
    key = f"{ATTENDANCE_KEY}{digest([reference, str(meeting.begins)])[:40]}"
    now = services.clock.now()
    accepted = submissions.accept(
        services.journal,
        _submission(services, form, rows[0], rows[1:], language, key, now),
        now,
    )
    return not accepted.differs


def _submission(
    services: Services,
    form: Form,
    values: Mapping[str, Value],
    more_rows: Sequence[Mapping[str, Value]],
    language: str,
    key: str,
    now: datetime,
) -> Submission:
    table = services.programme.tables[form.table]
    noted: dict[str, Value] = {
        "consent": consent_note(form.consent.version, language, now),
        "publication": False,
    }
    rows = [cells(table, {**form.set, **row, **noted}) for row in (values, *more_rows)]
    consent = {
        "consent": True,
        "publication": False,
        "version": form.consent.version,
        "language": language,
    }
    return Submission(
        key=key,
        digest=digest([form.name, rows]),
        form=form.name,
        version=form.version,
        language=language,
        table=form.table,
        prefix=table.prefix,
        answers={name: str(value) for name, value in values.items() if value},
        values=rows[0],
        # The page says beside its button that pressing it agrees.
        consent={**consent, "at": now.isoformat(), "by": "sending"},
        entered={},
        rows=[SubmissionRow(table.name, table.prefix, "", row) for row in rows[1:]],
    )


def _word(answer: bool | None) -> Value:
    if answer is None:
        return None
    if answer:
        return YES
    return NO
