"""The page that says what was accepted, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, abort, g, render_template, request

from forms.access.embedded import note_embedding
from forms.access.opening import closed
from forms.access.subject import open_link
from forms.after_sending.change_request import change_link
from forms.after_sending.receipt_answers import SentAnswers
from forms.links.case_links import CaseLink, case_link
from forms.replies import Page
from forms.request.versions import version_of
from forms.services import current_services
from journal.forms import repetition_rows, submissions
from journal.forms.submissions import StoredSubmission
from journal.tabs import deliveries
from programme.models.forms import Form
from programme.records.display import plain_name
from programme.records.record import Value

blueprint = Blueprint("receipts", __name__)
ABOUT = "about"
"""In a receipt's address: the link of the form that was sent, so that
it can be sent once more.
"""


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
        is_gone = repetition_rows.is_gone(connection, str(reference))
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
    sent = SentAnswers.of(form, submission, programme)
    return OpenedReceipt(submission, form, sent.answers(), sent.changes())


def _values(table: str, reference: str) -> Mapping[str, Value]:
    """The row that a submission became."""
    with current_services().journal.read() as connection:
        for row in deliveries.by_references(connection, table, [reference]):
            return row.values
    return {}
