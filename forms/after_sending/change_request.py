"""A form that was sent, opened once more by the link of its receipt: whether it may be
changed, and with what stands in it.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from flask import abort, g, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from core.clock import days_on_earth, local_date
from core.links import CHANGE
from core.texts import mark as _
from forms.access.subject import OpenedLink
from forms.after_sending.answer_states import AnswerState, Lock, states_mark
from forms.after_sending.change_repetitions import (
    ROWS,
    answer_states_of,
    present_keys,
    stored_files,
    with_fixed_repeats,
)
from forms.after_sending.sent_form import SentForm
from forms.answers.repetitions import pressed_step
from forms.request.form_request import FormRequest, page_key
from forms.request.sent_files import pending_uploads
from forms.services import current_services
from forms.web_form.build import WebForm
from forms.web_form.fields import FormContext
from forms.web_form.names import CHANGED, CONSENT, PUBLICATION
from journal.forms import submissions
from journal.forms.submissions import StoredSubmission, Upload
from journal.states import PUBLIC
from journal.tabs import deliveries
from programme.form_parts.repeats import Repeated, expanded
from programme.records.display import show_anyway

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
class ChangeRequest(FormRequest):
    """The form in one request, with the answers that its rows have.

    `states`: by what questions are called on the page, of all rows that stand, whether
    the page has them or not; `unknown`: repetitions that stand and that the page knew
    nothing of which was sent.
    """

    submitted: SentForm = field(kw_only=True)
    states: Mapping[str, AnswerState] = field(default_factory=dict)
    stored_files: Mapping[str, Mapping[str, Upload]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()

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
        locked: Collection[str] = ()
        if submitted.current.changes:
            locked = submitted.current.changes.locked
        form = with_fixed_repeats(submitted, locked)
        keys, unknown = present_keys(form, submitted, locked)
        step = pressed_step(form, keys, request.form)
        form = expanded(form, step.keys)
        return cls(
            form,
            form,
            context,
            OpenedLink(),
            "",
            token,
            key,
            now,
            step=step,
            submitted=submitted,
            states=answer_states_of(submitted, locked),
            stored_files=stored_files(submitted),
            unknown=unknown,
        )

    @property
    def submission(self) -> StoredSubmission:
        """What was sent."""
        return self.submitted.submission

    @property
    def written(self) -> Mapping[str, object]:
        """The answers as they were typed last, those of each repetition together."""
        return self.submitted.written

    def bind(self, data: Mapping[str, Any]) -> WebForm:
        """The form with what was sent, but for the answers that stay as they are: those
        are never taken from a browser.
        """
        posted = MultiDict(data)
        for name, state in self.states.items():
            if state.lock is not None or self.is_unknown(name):
                posted.setlist(name, self._texts(name))
        posted.setlist(CONSENT, ["y"])
        is_public = bool(self.submission.consent.get("publication"))
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
        repeated = Repeated.of(name)
        if state.lock is Lock.team:
            value = state.present
        elif repeated:
            repetition = self.submitted.repetitions[repeated.repetition]
            value = repetition.written.get(repeated.question)
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
        return self.submission.origin in PUBLIC

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
        """The files of questions that cannot be changed, and of repetitions that the
        page knew nothing of.
        """
        pending = pending_uploads(self)
        uploads = {}
        for name, files in self.stored_files.items():
            if self.states[name].lock is not None:
                uploads[name] = dict(files)
            elif self.is_unknown(name):
                uploads[name] = {
                    pending.token(upload): upload for upload in files.values()
                }
        return uploads

    def is_unknown(self, name: str) -> bool:
        """Whether a question stands in a repetition that the page knew nothing of."""
        repeated = Repeated.of(name)
        return repeated is not None and repeated.repetition in self.unknown

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
        rows = " ".join(self.submitted.repetitions)
        return {STATES: self.mark, CHANGED: self.form.name, ROWS: rows}

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
