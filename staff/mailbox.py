"""What was sent, for who tries Hoja out; and the button that moves the demonstration a week on. Local only."""

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.clock import Clock
from core.settings import is_here
from core.texts import mark as _
from forms.services import current_services
from journal.operation import installation
from mail.mailbox import mail, mails
from staff.say import say

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")
SHOWN = 200
HERE = ("127.0.0.1", "::1")
MORNING = time(9)


@blueprint.before_request
def refuse_strangers() -> None:
    """403 for whoever is not on this machine, and for pages of others: by a name of their own they would reach us here, too."""
    is_ours = request.headers.get("Origin", request.host_url.rstrip("/")) == request.host_url.rstrip("/")
    if request.remote_addr not in HERE or not is_here(request.host_url) or not is_ours:
        abort(403)


def folder() -> Path:
    """Where the local mailbox keeps its mails."""
    path: Path = current_app.extensions["hoja.mailbox"]
    return path


@blueprint.get("/")
def inbox() -> str:
    """Every mail, newest first."""
    shown = [stored for stored, _number in zip(mails(folder()), range(SHOWN), strict=False)]
    return render_template("mailbox.html", mails=shown)


@blueprint.get("/<name>")
def one(name: str) -> str:
    """One mail as its reader would see it."""
    stored = mail(folder(), name)
    if stored is None:
        abort(404)
    return render_template("mail.html", kept=stored)


@blueprint.get("/<name>/html")
def html(name: str) -> Response:
    """The HTML part alone, for the frame around it; it can run nothing."""
    stored = mail(folder(), name)
    if stored is None:
        abort(404)
    response = current_app.response_class(stored.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


@blueprint.post("/week")
def week() -> Response:
    """Moves the demonstration's clock to nine in the morning a week from its today."""
    here = current_services()
    zone = ZoneInfo(here.programme.time_zone)
    day = here.clock.now().astimezone(zone).date() + timedelta(days=7)
    goal = datetime.combine(day, MORNING, zone)
    with here.journal.write() as connection:
        installation.set_clock(connection, goal - Clock().now())
    here.clock.forget()
    flash(say(_("A week has passed. Look at the mailbox and the spreadsheet in a few seconds.")))
    return redirect(url_for("home") + "#main", 303)
