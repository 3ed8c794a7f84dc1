"""A form whose answers are right is kept, and leads to its receipt; what was sent
before is shown beside it.
"""

import dataclasses
import secrets
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.datastructures import MultiDict

from core.links import EMBEDDED
from core.texts import mark as _
from forms.answers.check import CheckedAnswers, blank_repetitions
from forms.answers.repetitions import Keys, listed_answers, rows_of
from forms.replies import CONFLICT, UNPROCESSABLE, Page
from forms.request.agreed_before import note_agreed
from forms.request.form_page import form_page
from forms.request.form_request import FormRequest, signed_in
from forms.request.page_press import origin
from forms.request.sending.accept import Sending, build_submission
from forms.request.sending.sent_before import AGAIN, note_sent, sent_before
from forms.services import current_services
from forms.web_form.build import WebForm
from forms.web_form.names import CONSENT, CSRF, KEY, PUBLICATION
from journal.access import contact_signs
from journal.forms import repetition_rows, submissions
from journal.forms.recent_uploads import UploadsGoneError
from journal.forms.submissions import Submission, Upload
from journal.records.cells.unique_values import is_taken
from programme.form_parts.repeats import Repeated, repetition_name
from uploads.pending import GONE

OURS = (KEY, CONSENT, PUBLICATION)
"""What a short page sends that is not to be taken over by the whole form."""


def submit(
    form_request: FormRequest,
    bound: WebForm,
    checked: CheckedAnswers,
    files: dict[str, dict[str, Upload]],
) -> Page:
    """Keeps it and leads to the receipt.

    The same key with other answers: both are shown, nothing is lost.
    """
    services = current_services()
    submission = _submission(form_request, bound, checked, files)
    # A link's short page has a key of its own, under which the
    # journal finds the same answer.
    asks_again = (
        not form_request.answer
        and not form_request.embedded
        and AGAIN not in request.form
    )
    if asks_again and (
        reference := sent_before(form_request.key, submission.digest, form_request.now)
    ):
        return _twice(form_request, bound, checked, files, reference)
    # A key that was used leads to what it was used for: else it would ask for
    # free who has sent this form.
    if not _is_used(form_request) and has_taken(
        form_request, bound, checked.answers, form_request.key
    ):
        return form_page(form_request, bound, files), UNPROCESSABLE
    try:
        accepted = submissions.accept(services.journal, submission, form_request.now)
    except UploadsGoneError as error:
        # Swept while the page stood open: the answers stay, and the files are asked for
        # once more.
        return without_files(form_request, bound, files, error.ids)
    if form_request.is_public and (accepted.differs or not accepted.same):
        services.pace.note(form_request.client)
    # The key was used with other answers: never decided here which of the two is meant.
    if accepted.differs:
        if form_request.answer:
            return _again(form_request, files)
        return _twice(form_request, bound, checked, files, accepted.reference)
    _note_sign(form_request)
    if form_request.link.fixed and not form_request.answer:
        note_agreed(form_request.form, form_request.about)
    if not form_request.embedded:
        note_sent(
            form_request.key, submission.digest, accepted.reference, form_request.now
        )
    return redirect(_receipt(form_request, accepted.reference), 303)


def _note_sign(form_request: FormRequest) -> None:
    """Keeps that whoever has this link was heard of.

    What staff type in for somebody is no sign of theirs.
    """
    if not form_request.link.mark or form_request.staff:
        return
    with current_services().journal.write() as connection:
        contact_signs.note(connection, form_request.link.mark, form_request.now)


def _is_used(form_request: FormRequest) -> bool:
    """Whether something was accepted under the page's one-time key; asked only where
    an answer may stand once.
    """
    if not any(field.unique for field in form_request.form.fields):
        return False
    with current_services().journal.read() as connection:
        return submissions.by_key(connection, form_request.key) is not None


def _receipt(form_request: FormRequest, reference: str) -> str:
    """The path of a receipt, in the frame where the form was sent."""
    links = current_services().links
    path = links.receipt(reference).removeprefix(links.public_url)
    if form_request.embedded:
        return f"{path}?{EMBEDDED}"
    # A receipt leads on: whoever came by a link can go on by the same one.
    if form_request.link.fixed and form_request.about and not form_request.answer:
        return f"{path}?{urlencode({'about': form_request.about})}"
    return path


def _submission(
    form_request: FormRequest,
    bound: WebForm,
    checked: CheckedAnswers,
    files: Mapping[str, Mapping[str, Upload]],
) -> Submission:
    """What the journal is to keep of it."""
    form, link = form_request.form, form_request.link
    asked_once = {
        name: answer
        for name, answer in checked.answers.items()
        if not Repeated.of(name)
    }
    given = {**form_request.preset, **asked_once}
    # A short page does not ask who answers: the link was made for one person.
    if form.person and form.person not in bound and link.person:
        given[form.person] = link.person
    if form.reach and link.reach:
        given[form.reach] = link.reach
    sending = Sending(
        form_request.context.programme,
        form,
        form_request.context.language,
        link.fixed,
        form_request.staff or form_request.noted_by,
        form_request.key,
        form_request.now,
        _agreed_by(form_request),
        origin(form_request),
    )
    uploads = [
        upload for field_uploads in files.values() for upload in field_uploads.values()
    ]
    raw = {**form_request.preset, **typed_answers(bound, checked, files)}
    return build_submission(
        sending, bound, given, checked.rows, uploads, raw, current_services().links
    )


def _agreed_by(form_request: FormRequest) -> str:
    """How they agreed to what happens with it, in the words of `Sending.agreed`."""
    if form_request.agreed:
        return "before"
    if form_request.answer:
        return "sending"
    return "box"


def has_taken(
    form_request: FormRequest, bound: WebForm, answers: Mapping[str, Any], key: str
) -> bool:
    """Whether an answer that may stand in one row only stands in another;
    it is told at its question.

    `key`: the one-time key of the submission whose own row is no other row.
    Two that come within the same moment both pass: the programme's checks
    point them out afterwards.
    """
    unique = []
    for field in form_request.form.fields:
        if field.unique and field.name in bound:
            unique.append(field)
    filled = []
    for field in unique:
        if answers.get(field.name) not in (None, ""):
            filled.append(field)
    if not filled:
        return False
    with current_services().journal.read() as connection:
        taken = []
        for field in filled:
            if is_taken(
                connection,
                form_request.form.table,
                field.name,
                answers[field.name],
                key,
            ):
                taken.append(field.name)
    for name in taken:
        # Not whose row it is, nor when it came: anybody can
        # type anybody's address here.
        bound[name].errors = [
            *bound[name].errors,
            form_request.context.say(
                _("This has been sent before, and it can be sent only once.")
            ),
        ]
    return bool(taken)


def without_files(
    form_request: FormRequest,
    bound: WebForm,
    files: dict[str, dict[str, Upload]],
    lost_ids: Collection[str],
) -> Page:
    """Files were swept between being looked at and being accepted: the
    page asks for them again.
    """
    remaining: dict[str, dict[str, Upload]] = {}
    for field, uploads in files.items():
        remaining[field] = {
            token: upload
            for token, upload in uploads.items()
            if upload.id not in lost_ids
        }
        messages = []
        for upload in uploads.values():
            if upload.id in lost_ids:
                messages.append(form_request.context.say(GONE, name=upload.name))
        bound[field].errors = [*bound[field].errors, *messages]
    return form_page(form_request, bound, remaining), UNPROCESSABLE


def _again(form_request: FormRequest, files: dict[str, dict[str, Upload]]) -> Page:
    """The link had been answered: what was typed now stands in the whole form, to
    be sent as one more answer.
    """
    typed = []
    for name, values in request.form.lists():
        for value in values:
            if name not in OURS:
                typed.append((name, value))
    # A new key: under the old one the journal would take it for the
    # answer that is there already.
    whole = dataclasses.replace(
        form_request,
        form=form_request.whole,
        answer="",
        staff=signed_in(),
        key=secrets.token_hex(16),
    ).with_repetitions_of(request.form)
    bound = whole.bind(MultiDict([*form_request.preset.items(), *typed]))
    return form_page(whole, bound, files, used=form_request.used()), CONFLICT


def _twice(
    form_request: FormRequest,
    bound: WebForm,
    checked: CheckedAnswers,
    files: dict[str, dict[str, Upload]],
    reference: str,
) -> Page:
    with current_services().journal.read() as connection:
        earlier = submissions.by_reference(connection, reference)
        is_gone = repetition_rows.is_gone(connection, reference)
    if earlier and not is_gone:
        answers = earlier.answers
    else:
        answers = {}
    new = typed_answers(bound, checked, files)
    form = form_request.form
    context = form_request.context
    before = listed_answers(form, context, answers)
    now = listed_answers(form, context, new)
    different = []
    for label in {**before, **now}:
        if before.get(label) != now.get(label):
            different.append((label, before.get(label), now.get(label)))
    receipt = _receipt(form_request, reference)
    twice = {
        "reference": reference,
        "different": different,
        "receipt": receipt,
        "again": AGAIN,
    }
    # With a new key the button sends one more submission, which is
    # then what the person wants.
    repeated_request = dataclasses.replace(form_request, key=secrets.token_hex(16))
    return form_page(repeated_request, bound, files, twice=twice), CONFLICT


def typed_answers(
    bound: WebForm,
    checked: CheckedAnswers,
    files: Mapping[str, Mapping[str, Upload]],
    keys: Keys | None = None,
) -> dict[str, Any]:
    """The answers as they were typed, and the names of files, whenever they came; our
    own hidden fields left out, and what stands at questions that do not apply.

    `keys`: the repetitions that count, in their order; all that say something without.
    """
    raw: dict[str, Any] = {}
    for name, values in request.form.lists():
        if name == CSRF or name not in bound:
            continue
        # PostgreSQL refuses NUL in a text, and nobody types one.
        cleaned = [value.replace("\0", "") for value in values]
        raw[name] = cleaned if len(cleaned) > 1 else cleaned[0]
    for name, uploads in files.items():
        if uploads:
            raw[name] = [upload.name for upload in uploads.values()]
    for name in checked.not_asked(bound):
        raw.pop(name, None)
    once = {}
    for name, answer in raw.items():
        if not Repeated.of(name):
            once[name] = answer
    if keys is None:
        keys = _filled_repetitions(bound, files)
    return once | rows_of(bound.hoja, raw, keys)


def _filled_repetitions(
    bound: WebForm, files: Mapping[str, Mapping[str, Upload]]
) -> Keys:
    """The repetitions in which something stands."""
    blank = blank_repetitions(
        bound, {name: len(uploads) for name, uploads in files.items()}
    )
    filled: Keys = {}
    for repeat, keys in bound.repetitions.items():
        filled[repeat] = tuple(
            key for key in keys if repetition_name(repeat, key) not in blank
        )
    return filled
