"""A form that was sent, opened once more by the link of its receipt: whether it may be
changed, and with what stands in it.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from flask import abort, g, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from core.clock import days_on_earth, local_date
from core.links import CHANGE
from core.texts import mark as _
from forms.access.subject import OpenedLink
from forms.after_sending.answer_states import (
    AnswerState,
    Lock,
    SentRow,
    answer_states,
    last_asked,
    states_mark,
)
from forms.request.form_request import FormRequest, page_key
from forms.request.sent_files import pending_uploads
from forms.request.versions import version_of
from forms.services import current_services
from forms.web_form.build import WebForm
from forms.web_form.fields import FormContext
from forms.web_form.names import CHANGED, CONSENT, PUBLICATION
from journal.forms import answer_changes, submissions
from journal.forms.submissions import StoredSubmission, StoredUpload, Upload
from journal.records import known_records
from journal.records.cells import cell_commands
from journal.states import PUBLIC
from journal.tabs import deliveries
from programme.models.forms import Form
from programme.records.display import show_anyway
from programme.records.record import Value

STATES = "answers-shown"
"""The page's field that stands for the answers as they were when it was opened."""
MOST_CHANGES = 50
"""Of one submission: whoever has the link cannot fill the disk."""
LOCK_WORDS = {
    Lock.form: _("This answer stays as it was sent."),
    Lock.team: _(
        "The team has written this here since. Write to them if it should be changed."
    ),
    Lock.kind: _("This cannot be changed here."),
}


@dataclass(frozen=True)
class SentForm:
    """A submission that may be changed.

    `form`: its version, as it was sent; `current`: as the programme has it now.
    """

    submission: StoredSubmission
    form: Form
    current: Form
    row: SentRow
    written: Mapping[str, object]
    files: Mapping[str, Mapping[str, Upload]]
    times_changed: int


@dataclass(frozen=True)
class ChangeRequest(FormRequest):
    """The form in one request, with the answers that its row has.

    `states`: by question; `written`: as they were typed last.
    """

    states: Mapping[str, AnswerState] = field(default_factory=dict)
    written: Mapping[str, object] = field(default_factory=dict)
    stored_files: Mapping[str, Mapping[str, Upload]] = field(default_factory=dict)
    submission: StoredSubmission | None = None

    @classmethod
    def of_sent(cls, submitted: SentForm, language: str, token: str) -> "ChangeRequest":
        """The form of a submission, filled in."""
        services = current_services()
        g.language = language
        now = services.clock.now()
        today = local_date(now, services.programme.time_zone)
        context = FormContext(
            services.programme, language, {}, today, (today, *days_on_earth(now))
        )
        key = page_key()
        table = services.programme.tables[submitted.form.table]
        if submitted.current.changes:
            locked = submitted.current.changes.locked
        else:
            locked = ()
        return cls(
            submitted.form,
            submitted.form,
            context,
            OpenedLink(),
            "",
            token,
            key,
            now,
            states=answer_states(submitted.form, table, submitted.row, locked),
            written=submitted.written,
            stored_files=submitted.files,
            submission=submitted.submission,
        )

    def bind(self, data: Mapping[str, Any]) -> WebForm:
        """The form with what was sent, but for the answers that stay as they are: those
        are never taken from a browser.
        """
        posted = MultiDict(data)
        for name, state in self.states.items():
            if state.lock is not None:
                posted.setlist(name, self._texts(name))
        posted.setlist(CONSENT, ["y"])
        is_public = bool(self.submission and self.submission.consent.get("publication"))
        posted.setlist(PUBLICATION, ["y"] if is_public else [])
        bound = super().bind(posted)
        for name, state in self.states.items():
            is_set = state.has_cell or state.lock is Lock.kind
            if state.lock is not None and name in bound and is_set:
                # Not understood from its text: what the team wrote need not be
                # something that the form would take.
                bound[name].canonical, bound[name].validators = state.present, ()
        return bound

    def begin(self) -> WebForm:
        """The form as it was sent, with what has become of it since."""
        values = []
        for name in self.states:
            for text in self._texts(name):
                values.append((name, text))
        return self.bind(MultiDict(values))

    def _texts(self, name: str) -> list[str]:
        """What stands in a question: as it was typed, or what
        the team has written there.
        """
        state = self.states[name]
        if name in self.stored_files:
            return []
        value: object
        if state.lock is Lock.team:
            value = state.present
        else:
            value = self.written.get(name)
        if value is None or value is False:
            return []
        if value is True:
            return ["y"]
        if isinstance(value, list):
            return [str(part) for part in value]
        return [str(value)]

    def rendered(self) -> dict[str, Markup]:
        """Nothing is kept: which questions can be answered is different for each."""
        return {}

    @property
    def is_public(self) -> bool:
        """Only whoever has the link can open it."""
        return False

    @property
    def has_public_files(self) -> bool:
        """Whoever sent a public form has the link as well: a stranger's files stay
        among those of strangers.
        """
        return self.submission is not None and self.submission.origin in PUBLIC

    @property
    def agreed(self) -> bool:
        """It was agreed to when the form was sent."""
        return True

    @property
    def may_save(self) -> bool:
        """What stands here is kept already."""
        return False

    @property
    def is_change(self) -> bool:
        """It was sent before."""
        return True

    @property
    def locked_files(self) -> Mapping[str, dict[str, Upload]]:
        """The files of questions that cannot be changed."""
        uploads = {}
        for name, files in self.stored_files.items():
            if self.states[name].lock is not None:
                uploads[name] = dict(files)
        return uploads

    @property
    def files_address(self) -> str:
        """Where the page sends files as they are chosen."""
        return url_for(
            "change_answers.keep_files",
            language=self.context.language,
            token=self.about,
        )

    def carried_files(self) -> dict[str, dict[str, Upload]]:
        """What the page carries when it is opened: question → token → file."""
        pending = pending_uploads(self)
        carried = dict(self.locked_files)
        for name, files in self.stored_files.items():
            if name not in carried:
                carried[name] = {
                    pending.token(upload): upload for upload in files.values()
                }
        return carried

    @property
    def hidden(self) -> dict[str, str]:
        """What the page also carries."""
        return {STATES: self.mark, CHANGED: self.form.name}

    @cached_property
    def mark(self) -> str:
        """What stands for the answers as they are now."""
        return states_mark(self.states)

    @property
    def locked(self) -> dict[str, tuple[str, str]]:
        """Question → what it says, in words, and why it cannot be changed."""
        texts_by_name: dict[str, tuple[str, str]] = {}
        for name, state in self.states.items():
            question = self.form.field(name)
            if state.lock is None or question is None or question.calculate:
                continue
            text = ", ".join(
                upload.name for upload in self.stored_files.get(name, {}).values()
            )
            if not text and not question.field_type.takes_files:
                text = show_anyway(
                    self.context.programme,
                    question,
                    state.present,
                    self.context.language,
                )
            texts_by_name[name] = (text, self.context.say(LOCK_WORDS[state.lock]))
        return texts_by_name

    def again(self) -> "ChangeRequest":
        """The same with a new one-time key."""
        return replace(self, key=secrets.token_hex(16))

    def address(self, answer: str = "") -> str:
        """The address of this page."""
        return url_for(
            "change_answers.show", language=self.context.language, token=self.about
        )


def change_link(submission: StoredSubmission) -> tuple[str, date] | None:
    """The address at which a submission may be changed today, and until
    when; None where it cannot be.
    """
    services = current_services()
    form = services.programme.forms.get(submission.form)
    until = None
    if form:
        until = submission.changeable_until(form, services.programme.time_zone)
    if form is None or until is None or services.today() > until:
        return None
    with services.journal.read() as connection:
        if (
            deliveries.of_submission(connection, form.table, submission.reference)
            is None
        ):
            return None  # it was brought back: nobody knows any more what was sent
    return services.links.change(submission.language, submission.reference), until


def opened_submission(language: str, token: str) -> StoredSubmission:
    """The submission that a link is for. 404 for a link that is none of ours."""
    services = current_services()
    reference = services.links.read(CHANGE, token)
    if language not in services.programme.languages or not isinstance(reference, str):
        abort(404)
    with services.journal.read() as connection:
        submission = submissions.by_reference(connection, reference)
    if submission is None or submission.form not in services.programme.forms:
        abort(404)
    g.language = language
    return submission


def _standing_files(
    uploads: Sequence[StoredUpload], present: Value
) -> dict[str, Upload]:
    """Id → file, of those whose addresses stand in the row: others were taken out
    since, by their sender or by the team.
    """
    links = current_services().links
    if isinstance(present, list):
        addresses = present
    else:
        addresses = []
    standing: dict[str, Upload] = {}
    for upload in uploads:
        if str(links.file(upload.id)) in addresses:
            standing[upload.id] = upload.plain
    return standing


def sent_form(submission: StoredSubmission) -> SentForm | None:
    """The submission with its row; None where the row is gone, or was brought back:
    then nobody knows what was sent.
    """
    services = current_services()
    current = services.programme.forms[submission.form]
    form = version_of(
        services.journal, current, submission.version, services.programme.tables
    )
    reference = submission.reference
    with services.journal.read() as connection:
        delivery = deliveries.of_submission(connection, form.table, reference)
        record = known_records.by_reference(connection, reference)
        commands = cell_commands.of_record(connection, form.table, reference)
        changes = answer_changes.of_submission(connection, reference)
        uploads = {}
        for question in form.fields:
            if question.field_type.takes_files:
                uploads[question.name] = submissions.uploads_of(
                    connection, reference, question.name
                )
    is_elsewhere = record is not None and (
        record.gone_at is not None or record.table != form.table
    )
    if delivery is None or is_elsewhere:
        return None
    if record is None:
        present = delivery.values
    else:
        present = record.values
    row = SentRow(
        delivery.values,
        present,
        cell_commands.newest_by_column(commands),
        last_asked(commands),
    )
    if changes:
        written = changes[-1].answers
    else:
        written = submission.answers
    files = {
        name: _standing_files(of_question, row.standing(name))
        for name, of_question in uploads.items()
    }
    return SentForm(submission, form, current, row, written, files, len(changes))
