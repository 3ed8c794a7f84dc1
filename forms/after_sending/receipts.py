"""The page that says what was accepted, and when."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, g, render_template, request

from core.texts import mark as _
from core.texts import texts
from forms.access.embedded import note_embedding
from forms.access.opening import closed
from forms.access.subject import open_link
from forms.after_sending.change_request import change_link
from forms.after_sending.chosen_records import chosen_record
from forms.links.case_links import CaseLink, case_link
from forms.replies import Page
from forms.request.versions import version_of
from forms.services import current_services
from journal.forms import answer_changes, submissions
from journal.forms.submissions import StoredSubmission
from journal.records import known_records
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import SENDER, CellCommand
from journal.states import CommandState
from journal.tabs import deliveries
from programme.form_parts.repeats import repeats_of
from programme.model import Programme
from programme.models.forms import Form, FormField
from programme.records.display import plain_name, show_anyway
from programme.records.record import Value

blueprint = Blueprint("receipts", __name__)
ABOUT = "about"
"""In a receipt's address: the link of the form that was sent, so that
it can be sent once more.
"""
BECOMES = {
    CommandState.waiting: _("on its way"),
    CommandState.unknown: _("on its way"),
    CommandState.written: _("taken over"),
    CommandState.refused: _("the team will decide about it"),
}
"""What has become of a changed answer, for whoever sent it."""


@dataclass(frozen=True)
class OpenedReceipt:
    """A submission behind a receipt. `form`: None where its row is gone, or the form;
    `answers`: question and words.

    `changes`: question, the words to which its answer was changed last,
    and what has become of that.
    """

    submission: StoredSubmission
    form: Form | None
    answers: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]


@blueprint.get("/receipt/<token>")
def receipt(token: str) -> Page:
    """What was accepted, and when; what it said as long as its row is there.

    Whoever has the link may see it; it cannot be guessed.
    """
    opened = opened_receipt(token)
    if opened is None:
        abort(404)
    g.language = opened.submission.language
    note_embedding(current_services().programme.forms.get(opened.submission.form))
    link = None
    if opened.form:
        link = change_link(opened.submission)
    form = opened.form
    submission = opened.submission
    case = None
    if form:
        case = _case(form, submission)
    if link:
        change_address = link[0]
        change_until = link[1]
    else:
        change_address = ""
        change_until = None
    shared = ""
    if form and case:
        shared = _shared(form, submission, case)
    return render_template(
        "receipt.html",
        changes=opened.changes,
        change_address=change_address,
        change_until=change_until,
        found=opened.submission,
        form=opened.form,
        answers=opened.answers,
        programme=current_services().programme,
        token=token,
        case=case,
        shared=shared,
        again=_again(form, submission) if form else "",
    )


def _case(form: Form, submission: StoredSubmission) -> CaseLink | None:
    """The page of the case that it is about."""
    values = _values(form.table, submission.reference)
    language = submission.language
    sent_at = submission.received_at
    return case_link(
        current_services(), form.table, submission.reference, values, language, sent_at
    )


def _shared(form: Form, submission: StoredSubmission, case: CaseLink) -> str:
    """What is told in the group: what was sent and where all may look.

    Nothing of the answers, and no link to them.
    """
    title = current_services().programme.text(form.title, submission.language)
    return f"{plain_name(case.name)}: {title} ✓\n{case.address}"


def _again(form: Form, submission: StoredSubmission) -> str:
    """The path at which the same form can be sent once more, by the same link where it
    needs one; "" where it cannot be.
    """
    services = current_services()
    about = request.args.get(ABOUT, "")
    path = f"/{submission.language}/{form.name}"
    if not about:
        if form.public and not closed(form, services.clock.now()):
            return path
        return ""
    opened = open_link(
        services.programme,
        services.journal,
        services.links,
        form,
        about,
        services.today(),
        submission.language,
    )
    if opened is None or opened.ended:
        return ""
    return f"{path}?{urlencode({ABOUT: about})}"


def opened_receipt(token: str) -> OpenedReceipt | None:
    """What a receipt's link opens, or None where it is none of ours."""
    reference = current_services().links.read("receipt", token)
    with current_services().journal.read() as connection:
        submission = None
        if reference:
            submission = submissions.by_reference(connection, str(reference))
        # Whoever deletes a row means what stands in it: the link, which cannot be
        # taken back, shows it no more.
        is_gone = known_records.is_gone(connection, str(reference))
    if submission is None:
        return None
    programme = current_services().programme
    form = None
    if submission.form in programme.forms and not is_gone:
        form = version_of(
            current_services().journal,
            programme.forms[submission.form],
            submission.version,
            programme.tables,
        )
    if form is None:
        return OpenedReceipt(submission, None, [], [])
    commands = _changed(form.table, submission.reference)
    return OpenedReceipt(
        submission,
        form,
        _answers(form, submission, commands, programme),
        _change_lines(form, submission, commands, programme),
    )


def _changed(table: str, reference: str) -> dict[str, CellCommand]:
    """Column → the last change that its sender wanted there."""
    with current_services().journal.read() as connection:
        commands = cell_commands.of_record(connection, table, reference)
    return cell_commands.newest_by_column(
        [command for command in commands if command.by == SENDER]
    )


def _written(submission: StoredSubmission) -> Mapping[str, object]:
    """The answers as they were typed last."""
    with current_services().journal.read() as connection:
        changes = answer_changes.of_submission(connection, submission.reference)
    if changes:
        return changes[-1].answers
    return submission.answers


def _change_lines(
    form: Form,
    submission: StoredSubmission,
    commands: Mapping[str, CellCommand],
    programme: Programme,
) -> list[tuple[str, str, str]]:
    """What has become of each changed answer.

    Why the team must look is theirs to know: only that they do is told.
    """
    language = submission.language
    lines = []
    written = _written(submission)
    for field in form.fields:
        command = commands.get(field.name)
        if command is not None:
            label = programme.text(field.label, language)
            value = show_anyway(programme, field, command.wanted, language)
            if field.field_type.takes_files:
                value = _names(written.get(field.name))
            become = texts(language).gettext(BECOMES[command.state])
            lines.append((label, value or "–", become))
    return lines


def _answers(
    form: Form,
    submission: StoredSubmission,
    commands: Mapping[str, CellCommand],
    programme: Programme,
) -> list[tuple[str, str]]:
    """Question and words, in the order of the form; those of each repetition
    together.
    """
    written = _written(submission)
    # What was changed is shown as it was understood then; whether it stands in
    # the row is told beside it.
    changed = {name: command.wanted for name, command in commands.items()}
    values = {**_values(form.table, submission.reference), **changed}
    answers: list[tuple[str, str]] = []
    for field in form.fields:
        label = programme.text(field.label, submission.language)
        if field.field_type.is_repeat:
            answers.extend(_of_repetitions(form, field, submission, programme))
        elif text := _answer_text(
            field, written, values, submission.language, programme
        ):
            answers.append((label, text))
    return answers


def _of_repetitions(
    form: Form, repeat: FormField, submission: StoredSubmission, programme: Programme
) -> Iterator[tuple[str, str]]:
    language = submission.language
    say = programme.text
    rows = _rows(form, repeat, submission)
    for index, repetition in enumerate(_repetitions(submission, repeat)):
        if index < len(rows):
            values = rows[index]
        else:
            values = {}
        for field in repeat.fields:
            text = _answer_text(field, repetition, values, language, programme)
            if text:
                yield (
                    f"{say(repeat.label, language)} {index + 1}: {say(field.label, language)}",
                    text,
                )


def _repetitions(
    submission: StoredSubmission, repeat: FormField
) -> Sequence[Mapping[str, Any]]:
    """What was typed in the repetitions; nothing by a version of the form that
    did not ask several times.
    """
    written = submission.answers.get(repeat.name)
    if isinstance(written, list):
        return written
    return []


def _rows(
    form: Form, repeat: FormField, submission: StoredSubmission
) -> list[Mapping[str, Value]]:
    """The rows that the repetitions became, as they were sent; the first of the form's
    own table is the submission's.
    """
    with current_services().journal.read() as connection:
        submitted = submissions.rows_of(connection, submission.reference)
    rows = []
    for row in submitted:
        if row.table == repeat.table:
            rows.append(row.values)
    # Those of an earlier repeat of the same table come first.
    for earlier in repeats_of(form):
        if earlier.name == repeat.name:
            break
        if earlier.table == repeat.table:
            rows = rows[len(_repetitions(submission, earlier)) :]
    if repeat.table == form.table:
        return [_values(form.table, submission.reference), *rows]
    return rows


def _values(table: str, reference: str) -> Mapping[str, Value]:
    """The row that a submission became."""
    with current_services().journal.read() as connection:
        for row in deliveries.by_references(connection, table, [reference]):
            return row.values
    return {}


def _answer_text(
    field: FormField,
    typed: Mapping[str, Any],
    values: Mapping[str, Value],
    language: str,
    programme: Programme,
) -> str:
    """An answer as it was understood; files by their names. "" for none."""
    written = typed.get(field.name)
    value = values.get(field.name)
    if not field.field_type.is_asked or not (written or value):
        return ""
    if value is not None and not field.field_type.takes_files:
        name = chosen_record(field, value, language)
        if name:
            return name
        # The row may say more than this question asks, or hold what an older
        # version of the form took.
        with suppress(ValueError, TypeError, ArithmeticError):
            return field.field_type.show(value, field, programme.locality_in(language))
    return _names(written)


def _names(written: object) -> str:
    """What was typed, several on one line."""
    if isinstance(written, list):
        return ", ".join(written)
    return str(written or "")
