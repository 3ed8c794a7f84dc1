"""The page on which somebody changes what they sent, by the link of the receipt:
/<language>/change/<token>.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from core.ids import digest
from core.texts import mark as _
from core.texts import texts
from forms.after_sending.answer_states import changed_cells
from forms.after_sending.change_request import (
    MOST_CHANGES,
    STATES,
    ChangeRequest,
    opened_submission,
)
from forms.after_sending.changed_rows import Repetitions, RowChanges
from forms.after_sending.sent_form import sent_form
from forms.answers.check import CheckedAnswers
from forms.links.expired_link import expired_link_page
from forms.replies import CONFLICT, FORBIDDEN, UNPROCESSABLE, Page, Reply
from forms.request.early_files import keep_early
from forms.request.form_page import form_page
from forms.request.sending.submit import has_taken, typed_answers, without_files
from forms.services import current_services
from forms.views import receive, typed_words
from forms.web_form.build import WebForm
from forms.web_form.names import CSRF, repetitions
from journal.forms import answer_changes, repetition_rows
from journal.forms.answer_changes import AnswerChange, ChangedCell
from journal.forms.recent_uploads import UploadsGoneError
from journal.forms.submissions import StoredSubmission, Upload
from programme.form_parts.repeats import Repeated, question_name, repeats_of
from programme.records.display import written_date
from programme.records.record import Value

blueprint = Blueprint("change_answers", __name__)
OVER, FULL = (
    _("These answers could be changed until {day}."),
    _("These answers have been changed as often as they can be."),
)
NEVER = _("These answers cannot be changed here.")
NOTHING_NEW = _("Nothing was changed.")
TOO_MANY = _("There can be {most} at most. Please remove one, or leave this one out.")


@blueprint.get("/<language>/change/<token>")
def show(language: str, token: str) -> Page:
    """The form with what was sent. Looking changes nothing: link scanners look too."""
    change = _open(language, token)
    if not isinstance(change, ChangeRequest):
        return change
    return form_page(change, change.begin(), change.carried_files())


@blueprint.post("/<language>/change/<token>")
def send(language: str, token: str) -> Page:
    """Changed answers: the receipt, or the page again with every
    error named and nothing lost.
    """
    change = _open(language, token)
    if not isinstance(change, ChangeRequest):
        return change
    return receive(
        change,
        lambda bound, checked, files: _keep(change, bound, checked, files),
    )


@blueprint.post("/<language>/change/<token>/files")
def keep_files(language: str, token: str) -> Reply | Page:
    """Files that the page sends as they are chosen."""
    change = _open(language, token)
    if not isinstance(change, ChangeRequest):
        abort(FORBIDDEN)
    return keep_early(change)


def _open(language: str, token: str) -> ChangeRequest | Page:
    """The form that the link opens, or the page that says why it opens none."""
    submission = opened_submission(language, token)
    services = current_services()
    form = services.programme.forms[submission.form]
    heading = services.programme.text(form.title, language)
    until = submission.changeable_until(form, services.programme.time_zone)
    submitted = sent_form(submission)
    if submitted is None:
        with services.journal.read() as connection:
            is_gone = repetition_rows.is_gone(connection, submission.reference)
        if is_gone:
            why = "gone"
        else:
            why = texts(language).gettext(NEVER)
        return expired_link_page(why, heading)
    change = ChangeRequest.of_sent(submitted, language, token)
    if request.method == "POST":
        typed = typed_words(change)
    else:
        typed = []
    if until is None:
        return expired_link_page(texts(language).gettext(NEVER), heading, typed)
    if services.today() > until:
        return expired_link_page(_over(until, language), heading, typed)
    if submitted.times_changed >= MOST_CHANGES and not _is_kept(change):
        return expired_link_page(texts(language).gettext(FULL), heading, typed)
    return change


def _over(until: date, language: str) -> str:
    return texts(language).gettext(OVER).format(day=written_date(until, language))


def _is_kept(change: ChangeRequest) -> bool:
    with current_services().journal.read() as connection:
        return answer_changes.by_key(connection, change.key) is not None


def _keep(
    change: ChangeRequest,
    bound: WebForm,
    checked: CheckedAnswers,
    files: dict[str, dict[str, Upload]],
) -> Page:
    """Keeps what has changed, each cell as a command, each new repetition as a row.

    1. The same page sent twice leads to the same receipt.
    2. What has been changed since the page was opened, by the team or in another
       window, is shown before anything is kept.
    3. An answer that may stand once only is looked for in all other rows.
    """
    submission = change.submission
    answers = checked.answers
    mark = _mark(change, bound, files)
    answers = {**answers, **_addresses(change, files)}
    with current_services().journal.read() as connection:
        earlier = answer_changes.by_key(connection, change.key)
    if earlier is not None and (earlier.submission, earlier.digest) == (
        submission.reference,
        mark,
    ):
        return _receipt(submission)
    if earlier is not None or request.form.get(STATES) != change.mark:
        return _moved(change, files)
    if _has_too_many(change, bound, checked):
        return form_page(change, bound, files), UNPROCESSABLE
    of_rows = _row_changes(change, checked, answers, files)
    own_cells = _own_cells(change, of_rows, answers)
    changed_names = {cell.cell.column for cell in own_cells}
    if len(of_rows.rows.added) > change.submitted.room_for_rows:
        say = texts(change.context.language).gettext
        return expired_link_page(say(FULL), change.title, typed_words(change))
    cells = [*own_cells, *of_rows.cells]
    # Each one counts, also the one that tells that somebody else has sent an answer.
    current_services().pace.note(change.client)
    if has_taken(
        change,
        bound,
        {name: answers[name] for name in answers if name in changed_names},
        submission.key,
    ):
        return form_page(change, bound, files), UNPROCESSABLE
    answers_typed = typed_answers(bound, checked, files, of_rows.keys)
    typed = _typed(change, answers_typed, of_rows)
    is_same = not cells and of_rows.are_none and not _differs(change, typed)
    if is_same:
        flash(change.context.say(NOTHING_NEW))
        return _receipt(submission)
    answer_change = AnswerChange(
        change.key,
        submission.reference,
        mark,
        change.form.version,
        change.context.language,
        typed,
        change.now,
    )
    uploads = [*of_rows.uploads]
    for name in changed_names:
        uploads.extend(_files(files, name))
    try:
        is_kept = answer_changes.keep(
            current_services().journal, answer_change, cells, uploads, of_rows.rows
        )
    except UploadsGoneError as error:
        # Swept while the page stood open: the answers stay, and the files are asked for
        # once more.
        return without_files(change, bound, files, error.ids)
    if not is_kept:
        return _moved(change, files)
    return _receipt(submission)


def _mark(
    change: ChangeRequest, bound: WebForm, files: dict[str, dict[str, Upload]]
) -> str:
    """What stands for all that the page sent: not for what has come to its form since,
    by this very page among others.
    """
    sent = {}
    for name, texts_of_field in request.form.lists():
        is_repetition = name.removeprefix(repetitions("")) in bound.repetitions
        if (name in bound and name != CSRF) or is_repetition:
            sent[name] = texts_of_field
    # A file that comes twice has two names of ours, and one content.
    contents = {}
    for name in files:
        if not change.is_unknown(name):
            contents[name] = [upload.sha256 for upload in _files(files, name)]
    return digest([change.submission.reference, sent, contents])


def _moved(change: ChangeRequest, files: dict[str, dict[str, Upload]]) -> Page:
    """The page again with what was typed, over what stands there by now."""
    fresh = change.again()
    return form_page(fresh, fresh.bind(fresh.sent), files, has_moved=True), CONFLICT


def _files(files: Mapping[str, Mapping[str, Upload]], question: str) -> list[Upload]:
    return list(files.get(question, {}).values())


def _addresses(
    change: ChangeRequest, files: Mapping[str, Mapping[str, Upload]]
) -> dict[str, list[str]]:
    """What stands in the cells of questions whose files may be changed."""
    links = current_services().links
    addresses: dict[str, list[str]] = {}
    for name in change.stored_files:
        if change.states[name].lock is None and not Repeated.of(name):
            addresses[name] = [
                str(links.file(upload.id)) for upload in _files(files, name)
            ]
    return addresses


def _has_too_many(
    change: ChangeRequest, bound: WebForm, checked: CheckedAnswers
) -> bool:
    """Whether there are more repetitions than the form takes, because some were added
    in another window; it is told at the first that is too much.
    """
    for repeat in repeats_of(change.form):
        excess = checked.rows[repeat.name][repeat.most_repetitions :]
        if not excess:
            continue
        questions = []
        for question in repeat.fields:
            name = question_name(repeat.name, excess[0].key, question.name)
            if name in bound:
                questions.append(bound[name])
        message = change.context.say(TOO_MANY, most=str(repeat.most_repetitions))
        questions[0].errors = [*questions[0].errors, message]
        return True
    return False


def _own_cells(
    change: ChangeRequest, of_rows: RowChanges, answers: Mapping[str, Value]
) -> list[ChangedCell]:
    """The cells of what is asked once, in each row in which it stands."""
    asked_once = {}
    for name, state in change.states.items():
        if not Repeated.of(name):
            asked_once[name] = state
    changed = []
    for reference in of_rows.asked_once:
        changed += changed_cells(change.form.table, reference, asked_once, answers)
    return changed


def _row_changes(
    change: ChangeRequest,
    checked: CheckedAnswers,
    asked_once: Mapping[str, Value],
    files: Mapping[str, Mapping[str, Upload]],
) -> RowChanges:
    """What becomes of the rows of repetitions."""
    services = current_services()
    by_question = {name: _files(files, name) for name in files}
    repetitions = Repetitions(
        services.programme, services.links, change.submitted, by_question
    )
    return repetitions.changes(change.states, checked.rows, asked_once)


def _typed(
    change: ChangeRequest, typed: dict[str, Any], of_rows: RowChanges
) -> dict[str, Any]:
    """The answers as they were typed; those that stay are as they were, whatever a
    browser says of them.
    """
    typed = dict(typed)
    for name in change.locked:
        repeated = Repeated.of(name)
        if repeated is None:
            answers = typed
            question = name
            written = change.written
        else:
            number = _number(of_rows, repeated)
            if number is None:
                continue
            answers = typed[repeated.repeat][number]
            question = repeated.question
            written = change.submitted.repetitions[repeated.repetition].written
        if question in written:
            answers[question] = written[question]
    return typed


def _number(of_rows: RowChanges, repeated: Repeated) -> int | None:
    """Which of the repetitions that count one is, from 0; None where it is none."""
    keys = of_rows.keys.get(repeated.repeat, ())
    if repeated.key not in keys:
        return None
    return keys.index(repeated.key)


def _differs(change: ChangeRequest, typed: dict[str, Any]) -> bool:
    """Whether an answer that has no cell is otherwise than it was."""
    without_cell = []
    for name, state in change.states.items():
        if not state.has_cell and state.lock is None and not Repeated.of(name):
            without_cell.append(name)
    return any(
        (typed.get(name) or "") != (change.written.get(name) or "")
        for name in without_cell
    )


def _receipt(submission: StoredSubmission) -> Response:
    links = current_services().links
    return redirect(
        links.receipt(submission.reference).removeprefix(links.public_url), 303
    )
