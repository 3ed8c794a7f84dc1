"""What would go out: the coming days as they would be, and every mail as it would
read.
"""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, render_template, request

from forms.services import current_services
from notify.forecast import forecast
from notify.preview import preview, told
from programme.needs import needs_of_message
from staff.access.signing import signed_in
from worker.context import WorkerContext, open_worker
from worker.folder import read_folder

blueprint = Blueprint("ahead", __name__)
DAYS = (7, 14, 30)


def office() -> WorkerContext:
    """An office of this process, made at the first asking: it reads
    the programme's templates.
    """
    opened = current_app.extensions.get("hoja.office")
    if opened is None:
        settings = current_app.extensions["hoja.settings"]
        opened = open_worker(
            settings, read_folder(settings.programme_dir), current_services().journal
        )
        current_app.extensions["hoja.office"] = opened
    context: WorkerContext = opened
    context.adopt_published()
    return context


@blueprint.get("/staff/ahead")
@signed_in
def ahead() -> str:
    """Who would be reminded of what on which day, as the spreadsheet stands."""
    days = request.args.get("days", DAYS[1], int)
    if days not in DAYS:
        days = DAYS[1]
    messages, mistakes = forecast(office().notify, days)
    return render_template(
        "staff/ahead.html",
        days=days,
        choices=DAYS,
        by_day=[
            (day, list(of_day))
            for day, of_day in groupby(messages, key=lambda message: message.day)
        ],
        people=len({message.email for message in messages}),
        count=len(messages),
        mistakes=[problem.words(g.language) for problem in mistakes],
    )


@blueprint.get("/staff/mails")
@signed_in
def all_mails() -> str:
    """Every mail that the rules can send, by the rule that sends it."""
    programme = current_services().programme
    mails = [
        (message, programme.text(rule.label, g.language))
        for message, (rule, _tell) in told(programme).items()
    ]
    return render_template(
        "staff/mails.html", mails=mails, in_languages=programme.languages
    )


@blueprint.get("/staff/mails/<message>/<code>")
@signed_in
def one(message: str, code: str) -> str:
    """A mail in a language, about a real record."""
    rule, parts, mistakes = _read(message, code)
    programme = current_services().programme
    return render_template(
        "staff/preview.html",
        message=message,
        chosen=code,
        in_languages=programme.languages,
        rule=programme.text(rule.label, g.language),
        needs=[
            programme.text(need.label, g.language)
            for need in needs_of_message(rule, message)
        ],
        parts=parts,
        mistakes=mistakes,
    )


@blueprint.get("/staff/mails/<message>/<code>/html")
@signed_in
def one_html(message: str, code: str) -> Response:
    """Its HTML part, for the frame around it; it can run nothing.

    The page around it may measure it.
    """
    _rule, parts, _mistakes = _read(message, code)
    if parts is None:
        abort(404)
    response = Response(parts.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-same-origin; "
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


def _read(message: str, language: str) -> Any:
    programme = current_services().programme
    if message not in told(programme) or language not in programme.languages:
        abort(404)
    parts, mistakes = preview(office().notify, message, language)
    return (
        told(programme)[message][0],
        parts,
        [problem.words(g.language) for problem in mistakes],
    )
