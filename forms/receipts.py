"""The page that says what was accepted, and when."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, abort, g, render_template

from forms.replies import Page
from forms.services import current_services
from forms.versions import version_of
from journal import deliveries, known_records, submissions
from journal.submissions import StoredSubmission
from programme.forms import Form, FormField
from programme.model import Programme
from programme.record import Value

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
    values = _values(form.table, submission.reference) if form else {}
    answers = [
        (programme.text(field.label, submission.language), words)
        for field in (form.fields if form else ())
        if (words := _answer_text(field, submission, values, programme))
    ]
    return OpenedReceipt(submission, form, answers)


def _values(table: str, reference: str) -> Mapping[str, Value]:
    """The row that a submission became."""
    with current_services().journal.read() as connection:
        for row in deliveries.by_references(connection, table, [reference]):
            return row.values
    return {}


def _answer_text(
    field: FormField, submission: StoredSubmission, values: Mapping[str, Value], programme: Programme
) -> str:
    """An answer as it was understood; files by their names. "" for none."""
    written, value = submission.answers.get(field.name), values.get(field.name)
    if not field.field_type.is_asked or not (written or value):
        return ""
    if value is not None and not field.field_type.takes_files:
        # The row may say more than this question asks, or hold what an older version of the form took.
        with suppress(ValueError, TypeError, ArithmeticError):
            return field.field_type.show(value, field, programme.locality_in(submission.language))
    return ", ".join(written) if isinstance(written, list) else str(written or "")
