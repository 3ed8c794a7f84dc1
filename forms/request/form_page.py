"""The page of a form, with everything that was typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from core.ids import digest
from forms.access.embedded import page_token
from forms.answers.check import decide
from forms.answers.pages import Course, Position
from forms.answers.repetitions import removed_answers
from forms.answers.shows import Shows, unsent_answers, unsent_mark
from forms.request.form_request import FormRequest
from forms.request.page_press import page_press
from forms.request.press import FIELD, TRAP, Press
from forms.services import current_services
from forms.web_form.build import WebForm
from forms.web_form.names import ABOUT, CSRF, KEY, LATER, SAVED, STEP, SWITCH, VERSION
from journal.forms.submissions import Upload
from programme.form_parts.repeats import repeats_of


def form_page(
    form_request: FormRequest,
    bound: WebForm,
    files: dict[str, dict[str, Upload]],
    press_again: Press | None = None,
    unsent: Sequence[str] = (),
    position: Position | None = None,
    **more: Any,
) -> str:
    """The page of the form: all of it, one of its pages, or the
    few questions of one answer.

    `press_again`: the last press did not count.
    """
    decided = decide(
        bound,
        form_request.context,
        {name: len(tokens) for name, tokens in files.items()},
    )
    course = Course(form_request.pages, bound, decided)
    shown = course.page(position or form_request.position(bound))
    if shown.is_paged:
        shown.clear_others()
    # The list of answers is read before “Send” is pressed, and so
    # is what will be left out.
    if shown.is_check:
        unsent = decided.unsent
    names_here: set[str] = set()
    for page in shown.pages:
        if shown.is_here(page):
            names_here.update(field.name for field in page.fields)
    shows = Shows(
        form_request.form,
        form_request.context,
        bound,
        decided,
        files,
        form_request.rendered(),
        names_here,
        shown.position.question,
    )
    return render_template(
        "answer.html" if form_request.answer else "form.html",
        form=form_request.form,
        hidden=_hidden(form_request, press_again),
        trap=TRAP if form_request.is_public else "",
        switch=SWITCH,
        later=LATER if form_request.may_save and not form_request.embedded else "",
        is_change=form_request.is_change,
        locked=form_request.locked,
        step=STEP,
        shows=shows,
        shown=shown,
        blank_repetitions=_blank_repetitions(form_request),
        step_done=form_request.step,
        removed_from=form_request.step.removed_from,
        removed=removed_answers(form_request.step, request.form),
        unsent=unsent_answers(form_request.form, form_request.context, bound, unsent),
        unsent_mark=unsent_mark(unsent),
        early=_early_address(form_request),
        draft=_draft_key(form_request),
        again=press_again,
        wait_seconds=press_again.seconds_left(form_request.now) if press_again else 0,
        asked=bound,
        agreed=form_request.agreed,
        files=files,
        staff=form_request.staff,
        ahead=_milliseconds_ahead(),
        stale=_is_stale(form_request, bound),
        cookies=form_request.embedded or bool(request.cookies),
        errors=[field for field in bound if field.errors and field.name != CSRF],
        **form_request.names(),
        **more,
    )


def _hidden(form_request: FormRequest, press_again: Press | None) -> dict[str, str]:
    """What a page carries unseen: name → value."""
    links = current_services().links
    hidden = {
        KEY: form_request.key,
        VERSION: form_request.form.version,
        ABOUT: form_request.about,
        **form_request.hidden,
    }
    # By the link of a form that was begun earlier: what is sent or
    # saved now takes its place.
    saved = request.values.get(SAVED)
    if saved:
        hidden[SAVED] = saved
    if form_request.embedded:
        hidden[CSRF] = page_token(links, form_request.form.name, form_request.key)
    if form_request.is_public:
        hidden[FIELD] = (press_again or page_press(form_request)).sign(links)
    return hidden


def _draft_key(form_request: FormRequest) -> str:
    """Under what the browser keeps what is typed: the same in every language; a link's
    draft is for that link alone.
    """
    about = ""
    if form_request.about:
        about = digest(form_request.about)[:12]
    return f"{form_request.form.name}:{about}"


def _milliseconds_ahead() -> int:
    """How far the demonstration's clock is ahead of the machines of those who read the
    page: 0 everywhere else.
    """
    offset = current_services().clock.offset()
    return round(offset.total_seconds() * 1000)


def _is_stale(form_request: FormRequest, bound: WebForm) -> bool:
    """Whether a page stood open so long that its token is an old one; it says so and
    keeps what was typed.
    """
    if CSRF in bound.errors:
        return True
    is_sent = form_request.embedded and request.method == "POST"
    return is_sent and not form_request.has_token(bound)


def _blank_repetitions(form_request: FormRequest) -> Mapping[str, Markup]:
    """Repeat → the HTML of a repetition in which nothing stands, which
    static/repeats.js copies.
    """
    if form_request.answer or not any(repeats_of(form_request.form)):
        return {}
    rendered = form_request.rendered()
    names = [repeat.name for repeat in repeats_of(form_request.form)]
    if not all(_blank(name) in rendered for name in names):
        rendered = {**rendered, **_rendered_blank(form_request)}
        form_request.rendered().update(rendered)
    return {name: rendered[_blank(name)] for name in names}


def _blank(repeat: str) -> str:
    return f"blank {repeat}"


def _rendered_blank(form_request: FormRequest) -> dict[str, Markup]:
    blank = form_request.blank()
    bound = blank.begin()
    shows = Shows(
        blank.form, blank.context, bound, decide(bound, blank.context, {}), {}, {}
    )
    rendered: dict[str, Markup] = {}
    for page in blank.pages.pages:
        for block in shows.blocks(page):
            if block.repetitions:
                html = render_template(
                    "blank_repetition.html",
                    block=block,
                    shows=shows,
                    asked=bound,
                    files={},
                    **blank.names(),
                )
                rendered[_blank(block.field.name)] = Markup(html)  # noqa: S704 - the HTML of a template of ours
    return rendered


def _early_address(form_request: FormRequest) -> str:
    """Where the page sends files as they are chosen; "" for a form that asks for
    none.
    """
    if not form_request.form.takes_files:
        return ""
    return form_request.files_address
