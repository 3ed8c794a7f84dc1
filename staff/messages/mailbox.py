"""What was sent, for who tries Hoja out, and the buttons that move
the demonstration's clock.

Local only.
"""

from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from core.texts import mark as _
from core.variables import is_here
from forms.services import current_services
from journal.mails import messages
from journal.operation import installation
from journal.states import MessageState
from mail.servers.mailbox import mail, mail_headers
from staff.say import say

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")
SHOWN = 50
HERE = ("127.0.0.1", "::1")
# The clock is moved to the morning: what is due on that day is still to come then.
MORNING = time(9)
JUMPS = (1, 7, 30, 183)
"""Days by which the clock can be moved."""


@blueprint.before_request
def refuse_strangers() -> None:
    """403 for whoever is not on this machine, and for pages of others: by a name of
    their own they would reach us here, too.
    """
    is_ours = request.headers.get(
        "Origin", request.host_url.rstrip("/")
    ) == request.host_url.rstrip("/")
    if request.remote_addr not in HERE or not is_here(request.host_url) or not is_ours:
        abort(403)


def folder() -> Path:
    """Where the local mailbox keeps its mails."""
    path: Path = current_app.extensions["hoja.mailbox"]
    return path


@blueprint.get("/")
def inbox() -> str:
    """The mails, newest first, by pages; `to`: those of one person."""
    person = request.args.get("to", "").strip().casefold()
    headers = list(mail_headers(folder()))
    people = Counter(address for stored in headers for address in stored.recipients)
    chosen = []
    for stored in headers:
        if not person or person in stored.recipients:
            chosen.append(stored)
    pages = max(1, -(-len(chosen) // SHOWN))
    page = min(max(request.args.get("page", 1, int), 1), pages)
    shown = chosen[(page - 1) * SHOWN : page * SHOWN]
    with current_services().journal.read() as connection:
        held = messages.counts(connection).get(MessageState.held, 0)
    return render_template(
        "mailbox.html",
        mails=shown,
        held=held,
        people=sorted(people.items()),
        person=person,
        page=page,
        pages=pages,
    )


@blueprint.get("/<name>")
def one(name: str) -> str:
    """One mail as its reader would see it."""
    stored = mail(folder(), name)
    if stored is None:
        abort(404)
    return render_template("mail.html", kept=stored)


@blueprint.get("/<name>/html")
def html(name: str) -> Response:
    """The HTML part alone, for the frame around it; it can run nothing. A link opens a
    page of its own, as in a mail program.
    """
    stored = mail(folder(), name)
    if stored is None:
        abort(404)
    # Our pages refuse to stand in a frame, and what a sandbox opens is one itself
    # (no cookies, no forms), unless it is let go.
    text = stored.html.replace("<head>", '<head><base target="_blank">', 1)
    response = current_app.response_class(text, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; "
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


@blueprint.get("/<name>/parts/<int:number>")
def part(name: str, number: int) -> Response:
    """One part of a mail, to be saved: nothing that was sent is
    opened on a page of ours.
    """
    stored = mail(folder(), name)
    if stored:
        parts = stored.parts
    else:
        parts = []
    attachment = next(
        (attachment for attachment in parts if attachment.number == number), None
    )
    if attachment is None:
        abort(404)
    response = current_app.response_class(
        attachment.content, mimetype=attachment.media_type
    )
    response.headers.set("Content-Disposition", "attachment", filename=attachment.name)
    return response


@blueprint.post("/move")
def move() -> Response:
    """Sends the demonstration's clock on its way, to nine in the morning so many days
    on; the worker takes it there.
    """
    days = request.form.get("days", 0, int)
    if days not in JUMPS:
        abort(400)
    services = current_services()
    zone = ZoneInfo(services.programme.time_zone)
    with services.journal.write() as connection:
        present = installation.read(connection)
        now = services.clock.now()
        # Pressed again on the way: so much further.
        day = (present.clock_goal or now).astimezone(zone).date() + timedelta(days=days)
        installation.send_clock(
            connection, present.clock_from or now, datetime.combine(day, MORNING, zone)
        )
    flash(
        say(
            _(
                "The clock moves on, day by day. What falls due on the way is in the mailbox and in the spreadsheet."
            )
        )
    )
    return redirect(url_for("home") + "#clock", 303)


@blueprint.post("/stop")
def stop() -> Response:
    """Lets the demonstration's clock stay where it is."""
    with current_services().journal.write() as connection:
        installation.end_journey(connection)
    return redirect(url_for("home") + "#clock", 303)
