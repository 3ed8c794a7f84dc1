"""The page that says what was accepted, and when."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, render_template

from forms.replies import Page
from forms.services import current_services
from forms.versions import version_of
from journal import deliveries, known_records, submissions
from journal.submissions import StoredSubmission
from programme.forms import Form, FormField
from programme.model import Programme
from programme.record import Value
from programme.repeats import repeats_of

blueprint = Blueprint("receipts", __name__)


@dataclass(frozen=True)
class OpenedReceipt:
    """A submission behind a receipt. `form`: None where its row is gone, or the form; `answers`: question and words."""

    submission: StoredSubmission
    form: Form | None
    answers: list[tuple[str, str]]


@blueprint.get("/receipt/<token>")
def receipt(token: str) -> Page:
    """What was accepted, and when; what it said as long as its row is there. Whoever has the link may see it; it cannot be
    guessed.
    """
    opened = opened_receipt(token)
    if opened is None:
        abort(404)
    g.language = opened.submission.language
    return render_template(
        "receipt.html",
        found=opened.submission,
        form=opened.form,
        answers=opened.answers,
        programme=current_services().programme,
        token=token,
    )


def opened_receipt(token: str) -> OpenedReceipt | None:
    """What a receipt's link opens, or None where it is none of ours."""
    reference = current_services().links.read("receipt", token)
    with current_services().journal.read() as connection:
        submission = submissions.by_reference(connection, str(reference)) if reference else None
        # Whoever deletes a row means what stands in it: the link, which cannot be taken back, shows it no more.
        is_gone = known_records.is_gone(connection, str(reference))
    if submission is None:
        return None
    programme = current_services().programme
    form = (
        version_of(current_services().journal, programme.forms[submission.form], submission.version)
        if submission.form in programme.forms and not is_gone
        else None
    )
    answers = _answers(form, submission, programme) if form else []
    return OpenedReceipt(submission, form, answers)


def _answers(form: Form, submission: StoredSubmission, programme: Programme) -> list[tuple[str, str]]:
    """Question and words, in the order of the form; those of each repetition together."""
    values = _values(form.table, submission.reference)
    answers: list[tuple[str, str]] = []
    for field in form.fields:
        label = programme.text(field.label, submission.language)
        if field.field_type.is_repeat:
            answers.extend(_of_repetitions(form, field, submission, programme))
        elif words := _answer_text(field, submission.answers, values, submission.language, programme):
            answers.append((label, words))
    return answers


def _of_repetitions(
    form: Form, repeat: FormField, submission: StoredSubmission, programme: Programme
) -> Iterator[tuple[str, str]]:
    language, say = submission.language, programme.text
    rows = _rows(form, repeat, submission)
    for index, repetition in enumerate(_repetitions(submission, repeat)):
        values = rows[index] if index < len(rows) else {}
        for field in repeat.fields:
            if words := _answer_text(field, repetition, values, language, programme):
                yield f"{say(repeat.label, language)} {index + 1}: {say(field.label, language)}", words


def _repetitions(submission: StoredSubmission, repeat: FormField) -> Sequence[Mapping[str, Any]]:
    """What was typed in the repetitions; nothing by a version of the form that did not ask several times."""
    written = submission.answers.get(repeat.name)
    return written if isinstance(written, list) else []


def _rows(form: Form, repeat: FormField, submission: StoredSubmission) -> list[Mapping[str, Value]]:
    """The rows that the repetitions became, as they were sent; the first of the form's own table is the submission's."""
    with current_services().journal.read() as connection:
        sent = submissions.rows_of(connection, submission.reference)
    rows = [row.values for row in sent if row.table == repeat.table]
    # Those of an earlier repeat of the same table come first.
    for other in repeats_of(form):
        if other.name == repeat.name:
            break
        if other.table == repeat.table:
            rows = rows[len(_repetitions(submission, other)) :]
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
    field: FormField, typed: Mapping[str, Any], values: Mapping[str, Value], language: str, programme: Programme
) -> str:
    """An answer as it was understood; files by their names. "" for none."""
    written, value = typed.get(field.name), values.get(field.name)
    if not field.field_type.is_asked or not (written or value):
        return ""
    if value is not None and not field.field_type.takes_files:
        # The row may say more than this question asks, or hold what an older version of the form took.
        with suppress(ValueError, TypeError, ArithmeticError):
            return field.field_type.show(value, field, programme.locality_in(language))
    return ", ".join(written) if isinstance(written, list) else str(written or "")
