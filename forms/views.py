"""The pages that volunteers see: a form, whole or one answer of it, and what a link
says that is of no more use.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, abort, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.access.opening import closed, closed_page, closed_when_sent
from forms.answers.check import CheckedAnswers, check, decide
from forms.answers.pages import CHECK, TO_PAGE, TO_QUESTION, Course, Position
from forms.answers.shows import UNSENT, unsent_mark
from forms.links.expired_link import expired_link_page
from forms.replies import FORBIDDEN, UNAUTHORIZED, UNPROCESSABLE, Page, Reply
from forms.request.continue_later import forget_saved, save, saved_answers
from forms.request.early_files import keep_early
from forms.request.form_page import form_page
from forms.request.form_request import FormRequest, signed_in
from forms.request.page_press import press_again
from forms.request.press import PageKind, Press
from forms.request.sending.submit import submit
from forms.request.sent_files import sent_files
from forms.services import current_services
from forms.web_form.build import WebForm
from forms.web_form.meeting_hours import SEEN, hours_mark
from forms.web_form.names import (
    BY_STAFF,
    CSRF,
    LATER,
    SAVED,
    SHARED,
    STEP,
    STEPS,
    VERSION,
)
from journal.forms.submissions import Upload

blueprint = Blueprint("forms", __name__)
Finish = Callable[[WebForm, CheckedAnswers, dict[str, dict[str, Upload]]], Page]
"""What becomes of a form, its checked answers and its files,
once all of them are right.
"""


@blueprint.get("/<language>/<name>")
def show(language: str, name: str) -> Page:
    """An empty form. Looking changes nothing: link scanners look too."""
    form_request = FormRequest.of_request(language, name, None)
    if form_request is None:
        return _closed(language, name)
    if form_request.link.ended:
        return _ended(form_request)
    if not form_request.staff and (
        reason := closed(form_request.current, form_request.now)
    ):
        return closed_page(form_request.title, reason, language, [])
    answered_at = form_request.used()
    if answered_at:
        return render_template("answered.html", at=answered_at, **form_request.names())
    saved = saved_answers(name, form_request.now)
    if saved is not None:
        opened = form_request.with_repetitions_of(saved)
        return form_page(opened, opened.bind(saved), {}, is_saved=True)
    return form_page(
        form_request, form_request.begin(), {}, is_gone=SAVED in request.args
    )


@blueprint.post("/<language>/<name>")
def send(language: str, name: str) -> Page:
    """A form that was filled in: a receipt, or the page again with every
    error named and nothing lost.
    """
    if SHARED in request.args and CSRF not in request.form:
        return _show_shared(language, name)
    form_request = _open_when_sent(language, name)
    if not isinstance(form_request, FormRequest):
        return form_request
    return receive(form_request, partial(submit, form_request))


def _show_shared(language: str, name: str) -> Page:
    """The form with the files that somebody of the team shared to it from a telephone:
    they say what it is about, and send it.

    A telephone has no token of ours to send. Another site that imitates it would reach
    no more than a page with a file in it: the browser sends nobody's session along, and
    nothing is sent from this page by itself.
    """
    if not signed_in():
        return render_template(
            "staff/sign_in.html", sent=False, wanted=request.path, shared=True
        ), UNAUTHORIZED
    form_request = FormRequest.of_request(language, name, None)
    if form_request is None or form_request.form.shared_files is None:
        abort(404)
    bound = form_request.begin()
    files, problems = sent_files(form_request, may_keep=True)
    for field, message in problems:
        bound[field].errors = [*bound[field].errors, message]
    return form_page(form_request, bound, files), UNPROCESSABLE if problems else 200


def receive(form_request: FormRequest, finish: Finish) -> Page:
    """What a page of a form sent: one of its pages again, or what `finish` makes
    of answers that are right.
    """
    bound = form_request.bind(form_request.sent)
    press = press_again(form_request)
    # The one place that decides whether files of this request
    # may be written to the store.
    may_keep = form_request.has_token(bound)
    # Kept before the press counts: a browser cannot fill them in a second time.
    files, problems = sent_files(form_request, may_keep=may_keep)
    is_step = bool(request.form.keys() & {*STEPS, TO_PAGE, TO_QUESTION})
    if (is_step or press) and (
        refused := _refused(form_request, bound, files, problems)
    ):
        return refused
    if request.form.keys() & STEPS:
        return form_page(
            form_request, bound, files, position=_at_step(form_request, bound)
        )
    if (
        form_request.may_save
        and LATER in request.form
        and (may_keep or form_request.turns_page)
    ):
        saved = save(form_request, bound) if may_keep else None
        return saved or (
            form_page(form_request, bound, files, no_room=True),
            UNPROCESSABLE,
        )
    if form_request.turns_page:
        return _turn(form_request, bound, files, problems)
    if press:
        return _press_again(form_request, bound, files, press)
    checked = _judge(form_request, bound, files, problems)
    has_unseen = form_request.unseen(bound, checked.decision)
    if has_unseen or not may_keep or any(field.errors for field in bound):
        onward = Course(form_request.pages, bound, checked).onward(
            form_request.position(bound)
        )
        return form_page(
            form_request, bound, files, further=has_unseen, position=onward
        ), UNPROCESSABLE
    # What is typed and will not be sent is told before: somebody may have
    # changed the wrong answer.
    if checked.unsent and request.form.get(UNSENT) != unsent_mark(checked.unsent):
        return form_page(
            form_request, bound, files, unsent=checked.unsent
        ), UNPROCESSABLE
    if hours := _unseen_hours(form_request, checked):
        return form_page(form_request, bound, files, **hours), UNPROCESSABLE
    applying = {
        name: tokens
        for name, tokens in files.items()
        if name in checked.decision.relevant
    }
    page = finish(bound, checked, applying)
    if isinstance(page, Response):
        forget_saved()
    return page


def _unseen_hours(form_request: FormRequest, checked: CheckedAnswers) -> dict[str, Any]:
    """What the page shows of the hours that are proposed; {} where they have been shown
    on everybody's clock already.
    """
    clocks = current_services().clocks
    context = form_request.context
    values = {**checked.answers, **form_request.link.fixed}
    mark = hours_mark(context.programme, form_request.form, values)
    if clocks is None or not mark or request.form.get(SEEN) == mark:
        return {}
    hours = clocks.proposed(
        context.programme, form_request.form, values, context.language
    )
    return {"hours": hours, "hours_mark": mark, "hours_seen": SEEN}


def _at_step(form_request: FormRequest, bound: WebForm) -> Position:
    """Where the page stood; it leads to the list whose button was pressed, to what is
    asked behind “Continue”, or to a repetition that was just added.
    """
    position = form_request.position(bound)
    question = request.form.get(STEP, "")
    if question:
        return replace(position, question=_asked_from(form_request, bound, question))
    if not form_request.step.added:
        return position
    prefix = f"{form_request.step.added}-"
    names = (
        field.name
        for field in form_request.form.fields
        if field.name.startswith(prefix) and field.name in bound
    )
    return replace(position, question=next(names, ""))


def _asked_from(form_request: FormRequest, bound: WebForm, name: str) -> str:
    """The first question that applies, from one of the form's parts on; "" for none."""
    decision = decide(bound, form_request.context, {}).decision
    is_behind = False
    for field in form_request.form.fields:
        is_behind = is_behind or field.name == name
        is_asked = field.name in bound and not field.calculate
        if is_behind and is_asked and decision.can_answer(field.name):
            return field.name
    return ""


def _judge(
    form_request: FormRequest,
    bound: WebForm,
    files: dict[str, dict[str, Upload]],
    problems: list[tuple[str, str]],
) -> CheckedAnswers:
    """Files are kept before the answers are checked, so that an error
    elsewhere loses no photo.
    """
    counts = {field: len(tokens) for field, tokens in files.items()}
    checked = check(bound, form_request.context, counts, staff=bool(form_request.staff))
    for field, message in problems:
        if field in checked.decision.relevant:
            bound[field].errors = [*bound[field].errors, message]
    for name in form_request.locked:
        if name in bound:
            bound[name].errors = []  # nobody here can mend it
    return checked


def _open_when_sent(language: str, name: str) -> FormRequest | Page:
    """The form that is sent; or a page that says why it cannot be, with
    everything that was typed.
    """
    form_request = FormRequest.of_request(language, name, request.form.get(VERSION))
    # Before the form is looked for: without a session it may not even be opened, and
    # all of the typing would be lost.
    if request.form.get(BY_STAFF) and not signed_in():
        return _resend(language, name)
    if form_request is None:
        return _closed(language, name)
    if form_request.link.ended:
        return _ended(form_request)
    if not form_request.staff and (
        reason := closed_when_sent(form_request.current, form_request.now)
    ):
        return closed_page(
            form_request.title, reason, language, typed_words(form_request)
        )
    return form_request


def _refused(
    form_request: FormRequest,
    bound: WebForm,
    files: dict[str, dict[str, Upload]],
    problems: list[tuple[str, str]],
) -> Page | None:
    """The page that says which files could not be kept; None where there are none.

    It is told whatever was pressed: the next page carries the files that are kept
    alone, and browsers forget all others.
    """
    counts = {field: len(tokens) for field, tokens in files.items()}
    relevant = decide(bound, form_request.context, counts).decision.relevant
    relevant_problems = []
    for field, message in problems:
        if field in relevant:
            relevant_problems.append((field, message))
    if not relevant_problems:
        return None
    for field, message in relevant_problems:
        bound[field].errors = [*bound[field].errors, message]
    page = form_request.pages.page_of(relevant_problems[0][0])
    position = replace(form_request.position(bound), page=page, tells=True)
    return form_page(form_request, bound, files, position=position), UNPROCESSABLE


def _turn(
    form_request: FormRequest,
    bound: WebForm,
    files: dict[str, dict[str, Upload]],
    problems: list[tuple[str, str]],
) -> Page:
    """Another page of the form: the one that a button names, or the next one, if
    nothing on this one is wrong.
    """
    position = form_request.position(bound)
    question = request.form.get(TO_QUESTION)
    if question:
        its_page = form_request.pages.page_of(question)
        target = replace(position, page=its_page, is_changing=True, question=question)
        return form_page(form_request, bound, files, position=target)
    name = request.form.get(TO_PAGE)
    if name:
        return form_page(
            form_request,
            bound,
            files,
            position=replace(position, page=name, is_changing=False),
        )
    elsewhere = []
    for problem in problems:
        if form_request.pages.page_of(problem[0]) != position.page:
            elsewhere.append(problem)
    refused = _refused(form_request, bound, files, elsewhere)
    if refused:
        return refused
    checked = _judge(form_request, bound, files, problems)
    course = Course(form_request.pages, bound, checked)
    onward = course.onward(position)
    stays = onward.page == course.shown(position)
    # The next page is new to everybody; elsewhere something has become of
    # an answer that was given.
    further = (
        not onward.tells and onward.page != CHECK and (stays or onward.is_changing)
    )
    text = form_page(form_request, bound, files, further=further, position=onward)
    if stays:
        return (text, UNPROCESSABLE)
    return text


@blueprint.post("/<language>/<name>/files")
def keep_files(language: str, name: str) -> Reply | tuple[str, int]:
    """Files that a page sends as they are chosen.

    Nothing is kept without the page's token.
    """
    form_request = FormRequest.of_request(language, name, request.form.get(VERSION))
    if form_request is None or form_request.link.ended:
        abort(FORBIDDEN)
    if not form_request.staff and closed_when_sent(
        form_request.current, form_request.now
    ):
        abort(FORBIDDEN)
    return keep_early(form_request)


@blueprint.after_request
def unseen(response: Response) -> Response:
    """A page that opens from a signed link is not for search engines, and tells
    no other site where it is.
    """
    # The address of a page by a link says so, also where it is sent; the body may
    # be what could not be read.
    if request.args.keys() & {"about", SAVED}:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _press_again(
    form_request: FormRequest,
    bound: WebForm,
    files: dict[str, dict[str, Upload]],
    press: Press,
) -> Page:
    """The page with everything in it, and a word that one more press is
    wanted, maybe in some seconds.
    """
    response = make_response(
        form_page(form_request, bound, files, press), UNPROCESSABLE
    )
    if press.kind is PageKind.wait:
        response.headers["Retry-After"] = str(press.seconds_left(form_request.now))
    return response


def _ended(form_request: FormRequest) -> Page:
    return expired_link_page(
        form_request.link.ended or "", form_request.title, typed_words(form_request)
    )


def typed_words(form_request: FormRequest) -> list[tuple[str, str]]:
    """(question, words) of what was written, to be copied where it cannot be sent."""
    programme = form_request.context.programme
    language = form_request.context.language
    answers = [
        (
            programme.text(field.label, language),
            ", ".join(request.form.getlist(field.name)),
        )
        for field in form_request.form.fields
    ]
    return [(label, answer) for label, answer in answers if answer]


def _resend(language: str, name: str) -> Page:
    """Staff whose session ended while they typed: all of it stays in the page until
    they have signed in again.
    """
    g.language = language
    typed = []
    for key, values in request.form.lists():
        for value in values:
            if key != CSRF:
                typed.append((key, value))
    title = current_services().programme.text(
        current_services().programme.forms[name].title, language
    )
    return render_template("resend.html", title=title, typed=typed), UNPROCESSABLE


def _closed(language: str, name: str) -> Page:
    form = current_services().programme.forms[name]
    title = current_services().programme.text(form.title, language)
    return render_template("closed.html", title=title, home=url_for("home")), 403
