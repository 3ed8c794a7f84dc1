"""The pages that volunteers see: a form, whole or one answer of it, and what a link says that is of no more use."""

from flask import Blueprint, abort, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.build import WebForm
from forms.check import check
from forms.early_files import FORBIDDEN, Reply, keep_early
from forms.expired_link import expired_link_page
from forms.form_request import STEP, SWITCH, UNPROCESSABLE, FormRequest, Page, signed_in
from forms.names import BY_STAFF, CSRF, VERSION
from forms.opening import closed, closed_page, closed_when_sent
from forms.press import PageKind, Press
from forms.services import current_services
from forms.shows import UNSENT, unsent_mark
from journal.submissions import Upload

blueprint = Blueprint("forms", __name__)


@blueprint.get("/<language>/<name>")
def show(language: str, name: str) -> Page:
    """An empty form. Looking changes nothing: link scanners look too."""
    form_request = FormRequest.of_request(language, name, None)
    if form_request is None:
        return _closed(language, name)
    if form_request.link.ended:
        return _ended(form_request)
    if not form_request.staff and (reason := closed(form_request.current, form_request.now)):
        return closed_page(form_request.title, reason, language, [])
    if answered_at := form_request.used():
        return render_template("answered.html", at=answered_at, **form_request.names())
    return form_request.page(form_request.begin(), {})


@blueprint.post("/<language>/<name>")
def send(language: str, name: str) -> Page:
    """A form that was filled in: a receipt, or the page again with every error named and nothing lost."""
    form_request = FormRequest.of_request(language, name, request.form.get(VERSION))
    # Before the form is looked for: without a session it may not even be opened, and all of the typing would be lost.
    if request.form.get(BY_STAFF) and not signed_in():
        return _resend(language, name)
    if form_request is None:
        return _closed(language, name)
    if form_request.link.ended:
        return _ended(form_request)
    if not form_request.staff and (reason := closed_when_sent(form_request.current, form_request.now)):
        return closed_page(form_request.title, reason, language, _typed(form_request))
    bound = form_request.bind(request.form)
    again = form_request.press_again()
    # The one place that decides whether files of this request may be written to the store.
    may_keep = form_request.has_token(bound)
    # Kept before the press counts: a browser cannot fill them in a second time.
    files, problems = form_request.files(may_keep=may_keep)
    if request.form.keys() & {SWITCH, STEP}:
        return form_request.page(bound, files)
    if again:
        return _press_again(form_request, bound, files, again)
    counts = {field: len(tokens) for field, tokens in files.items()}
    # Files are kept before the answers are checked, so that an error elsewhere loses no photo.
    checked = check(bound, form_request.context, counts, staff=bool(form_request.staff))
    for field, message in problems:
        if field in checked.decision.relevant:
            bound[field].errors = [*bound[field].errors, message]
    has_unseen = form_request.unseen(bound, checked.decision)
    if has_unseen or any(field.errors for field in bound):
        return form_request.page(bound, files, further=has_unseen), UNPROCESSABLE
    # What is typed and will not be sent is told before: somebody may have changed the wrong answer.
    if checked.unsent and request.form.get(UNSENT) != unsent_mark(checked.unsent):
        return form_request.page(
            bound, files, unsent=checked.unsent, unsent_mark=unsent_mark(checked.unsent)
        ), UNPROCESSABLE
    applying = {name: tokens for name, tokens in files.items() if name in checked.decision.relevant}
    return form_request.accept(bound, checked.answers, applying)


@blueprint.post("/<language>/<name>/files")
def keep_files(language: str, name: str) -> Reply | tuple[str, int]:
    """Files that a page sends as they are chosen. Nothing is kept without the page's token."""
    form_request = FormRequest.of_request(language, name, request.form.get(VERSION))
    if form_request is None or form_request.link.ended:
        abort(FORBIDDEN)
    if not form_request.staff and closed_when_sent(form_request.current, form_request.now):
        abort(FORBIDDEN)
    return keep_early(form_request)


@blueprint.after_request
def unseen(response: Response) -> Response:
    """A page that opens from a signed link is not for search engines, and tells no other site where it is."""
    # The address of a page by a link says so, also where it is sent; the body may be what could not be read.
    if request.args.get("about"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _press_again(form_request: FormRequest, bound: WebForm, files: dict[str, dict[str, Upload]], again: Press) -> Page:
    """The page with everything in it, and a word that one more press is wanted, maybe in some seconds."""
    response = make_response(form_request.page(bound, files, again), UNPROCESSABLE)
    if again.kind is PageKind.wait:
        response.headers["Retry-After"] = str(again.seconds_left(form_request.now))
    return response


def _ended(form_request: FormRequest) -> Page:
    return expired_link_page(form_request.link.ended or "", form_request.title, _typed(form_request))


def _typed(form_request: FormRequest) -> list[tuple[str, str]]:
    """(question, words) of what was written, to be copied where it cannot be sent."""
    programme, language = form_request.context.programme, form_request.context.language
    answers = [
        (programme.text(field.label, language), ", ".join(request.form.getlist(field.name)))
        for field in form_request.form.fields
    ]
    return [(label, answer) for label, answer in answers if answer]


def _resend(language: str, name: str) -> Page:
    """Staff whose session ended while they typed: all of it stays in the page until they have signed in again."""
    g.language = language
    typed = [(key, value) for key, values in request.form.lists() for value in values if key != CSRF]
    title = current_services().programme.text(current_services().programme.forms[name].title, language)
    return render_template("resend.html", title=title, typed=typed), UNPROCESSABLE


def _closed(language: str, name: str) -> Page:
    form = current_services().programme.forms[name]
    title = current_services().programme.text(form.title, language)
    return render_template("closed.html", title=title, home=url_for("home")), 403
