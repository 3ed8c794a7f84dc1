"""From checked answers to an accepted submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.ids import digest
from core.links import Links
from core.texts import texts
from forms.answers.check import Repetition
from forms.web_form.build import CHANNELS, WebForm
from forms.web_form.names import ARRIVED_BY, ARRIVED_NOTE, CONSENT, PUBLICATION
from journal.forms.submissions import Submission, SubmissionRow, Upload
from journal.states import Origin
from programme.app_tables import NOTED_OF_FORMS
from programme.form_parts.repeats import (
    Repeated,
    question_name,
    repeats_of,
    repetition_name,
    row_target,
)
from programme.model import Programme, Table
from programme.models.forms import Form
from programme.records.people.consent_note import consent_note
from programme.records.record import Value

REPLIED_BY = "whatsapp"
"""How a reply that staff note has come."""


Uploads = Mapping[str, Sequence[Upload]]
"""Question → its files; one of a repetition is called after the number of its row,
counted from 0.
"""


@dataclass(frozen=True)
class Sending:
    """One sending of a form: its one-time key, who is at the keyboard (`staff`, "" for
    the public), what it is fixed to.

    `agreed`: how they agreed to what happens with it: by ticking a `box`, by `sending`
    a page that says so, or `before` by the same link; `origin`: who could send it.
    """

    programme: Programme
    form: Form
    language: str
    fixed: Mapping[str, str]
    staff: str
    key: str
    now: datetime
    agreed: str = "box"
    origin: Origin = Origin.open


def build_submission(
    sending: Sending,
    bound: WebForm,
    answers: Mapping[str, Value],
    rows: Mapping[str, Sequence[Repetition]],
    uploads: Sequence[Upload],
    raw: dict[str, Any],
    links: Links,
) -> Submission:
    """What the journal keeps: the answers as typed, and the rows that they become.

    `rows`: repeat → its repetitions.
    """
    form = sending.form
    table = sending.programme.tables[sending.form.table]
    uploads = _numbered(uploads, rows)
    files: dict[str, list[Upload]] = {}
    for field in form.fields:
        if field.field_type.takes_files and not Repeated.of(field.name):
            files[field.name] = []
    for upload in uploads:
        files.setdefault(upload.field, []).append(upload)
    agreed = {
        "consent": bool(bound[CONSENT].data),
        "publication": PUBLICATION in bound and bool(bound[PUBLICATION].data),
    }
    # What makes two sendings the same: file names and tokens differ when a page is sent
    # again, their contents do not.
    cleaned = {
        "form": form.name,
        "answers": {
            **answers,
            **{
                name: [repetition.answers for repetition in of_repeat]
                for name, of_repeat in rows.items()
            },
        },
        "files": {
            name: sorted(upload.sha256 for upload in field_uploads)
            for name, field_uploads in files.items()
        },
        "fixed": dict(sending.fixed),
        **agreed,
    }
    consent = {
        **agreed,
        "version": form.consent.version,
        "language": sending.language,
        "at": sending.now.isoformat(),
        "by": sending.agreed,
    }
    arrived = _arrived(sending, bound)
    values: dict[str, Value] = {
        **form.set,
        **answers,
        **sending.fixed,
        **{
            name: _addresses(field_uploads, links)
            for name, field_uploads in files.items()
        },
        "consent": consent_note(form.consent.version, sending.language, sending.now),
        "publication": agreed["publication"],
        "arrived_by": arrived or None,
    }
    repetitions = {}
    for name, of_repeat in rows.items():
        repetitions[name] = [
            _with_files(name, number, repetition, files, links)
            for number, repetition in enumerate(of_repeat)
        ]
    first, more_rows = _rows(sending, values, repetitions)
    if sending.staff:
        entered = {"by": sending.staff, "arrived_by": arrived}
    else:
        entered = {}
    return Submission(
        key=sending.key,
        digest=digest(cleaned),
        form=form.name,
        version=form.version,
        language=sending.language,
        table=form.table,
        prefix=table.prefix,
        answers=raw,
        values=first,
        consent=consent,
        entered=entered,
        uploads=uploads,
        origin=sending.origin,
        rows=more_rows,
    )


def _numbered(
    uploads: Sequence[Upload], rows: Mapping[str, Sequence[Repetition]]
) -> list[Upload]:
    """The files, those of repetitions called after the numbers of their rows: keys are
    those of one page.
    """
    names = {}
    for repeat, of_repeat in rows.items():
        for number, repetition in enumerate(of_repeat):
            names[repetition_name(repeat, repetition.key)] = repetition_name(
                repeat, number
            )
    numbered: list[Upload] = []
    for upload in uploads:
        repeated = Repeated.of(upload.field)
        if repeated is None:
            numbered.append(upload)
        elif repeated.repetition in names:
            name = f"{names[repeated.repetition]}-{repeated.question}"
            numbered.append(replace(upload, field=name))
    return numbered


def _addresses(uploads: Sequence[Upload], links: Links) -> list[str]:
    return [str(links.file(upload.id)) for upload in uploads]


@dataclass(frozen=True)
class _Row:
    """What a repetition says; `uploads`: the ids of its files."""

    values: Mapping[str, Value]
    uploads: tuple[str, ...] = ()


def _with_files(
    repeat: str, number: int, repetition: Repetition, files: Uploads, links: Links
) -> _Row:
    values: dict[str, Value] = dict(repetition.answers)
    ids: list[str] = []
    for question in repetition.answers:
        uploads = files.get(question_name(repeat, number, question), ())
        if uploads:
            values[question] = _addresses(uploads, links)
            for upload in uploads:
                ids.append(upload.id)
    return _Row(values, tuple(ids))


def _rows(
    sending: Sending,
    values: Mapping[str, Value],
    rows: Mapping[str, Sequence[_Row]],
) -> tuple[Mapping[str, Value], list[SubmissionRow]]:
    """The row of a submission, and the others that it becomes: one for each
    repetition.
    """
    programme = sending.programme
    form = sending.form
    table = programme.tables[form.table]
    # Staff who choose what it is about are asked for what is fixed for others.
    fixed = (*form.fixed, *programme.forms[form.name].fixed)
    first = cells(table, values)
    more_rows: list[SubmissionRow] = []
    for repeat in repeats_of(form):
        target = row_target(form, fixed, repeat, programme.tables)
        row_table = programme.tables[target.table]
        if target.is_own:
            own, *following = rows.get(repeat.name) or [_Row({})]
            first = cells(table, {**values, **own.values})
            for number, row in enumerate(following, 1):
                more_rows.append(
                    SubmissionRow(
                        table.name,
                        table.prefix,
                        "",
                        cells(table, {**values, **row.values}),
                        row.uploads,
                        repeat.name,
                        number,
                    )
                )
            continue
        shared = {name: values.get(name) for name in NOTED_OF_FORMS}
        shared |= {
            column: values.get(own_column)
            for column, own_column in target.shared.items()
        }
        for number, row in enumerate(rows.get(repeat.name, ())):
            more_rows.append(
                SubmissionRow(
                    row_table.name,
                    row_table.prefix,
                    target.parent,
                    cells(row_table, {**shared, **row.values}),
                    row.uploads,
                    repeat.name,
                    number,
                )
            )
    return first, more_rows


def cells(table: Table, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that have a column of a table and say something.

    A blank cell is no value: the sheet and the journal must not differ in how they say
    nothing. What is computed for the other questions alone has no column.
    """
    return {
        name: value
        for name, value in values.items()
        if value not in (None, [], "") and table.column(name)
    }


def _arrived(sending: Sending, bound: WebForm) -> str:
    if not sending.staff:
        return ""
    gettext = texts(sending.programme.language).gettext
    # A short page asks staff nothing: they note what somebody has replied to a message
    # that they had sent by hand.
    if ARRIVED_BY not in bound:
        return f"{gettext(CHANNELS[REPLIED_BY])} · {sending.staff}"
    way = gettext(CHANNELS[str(bound[ARRIVED_BY].data)])
    note = str(bound[ARRIVED_NOTE].data or "").strip()
    return " · ".join(filter(None, (way, note, sending.staff)))
