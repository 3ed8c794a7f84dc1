"""What staff do with mails: look at one, let it go, hold it, drop it, send it again, change its words."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from core.texts import mark as _
from forms.desk import desk
from journal import mail_pause, messages, outbox
from journal.outbox import Edit
from journal.states import ACTIONS, EDITABLE, MessageKind, MessageState
from mail import whatsapp
from mail.compose import Parts
from mail.rewrite import editable, rewrite
from programme.values import NotUnderstoodError, email, phone
from staff.say import say
from staff.signing import signed_in

blueprint = Blueprint("mails", __name__)
BUTTONS = {
    "done": _("It is sent"),
    "send": _("send"),
    "hold": _("wait"),
    "arrived": _("it arrived"),
    "again": _("send again"),
    "skip": _("do not send"),
}
LONGEST = 20_000
UNPROCESSABLE, CONFLICT = 422, 409


@blueprint.app_template_global()
def buttons(row: Any) -> list[tuple[str, str]]:
    """What staff may do with a message: the action and the words on its button."""
    return [(name, say(words)) for name, words in BUTTONS.items() if row.state in ACTIONS[name][0]]


@blueprint.app_template_global()
def whatsapp_link(row: Any) -> str:
    """The address that opens WhatsApp with the message written, for one that a person is to send; else nothing."""
    return whatsapp.link(row.email, row.text) if row.state == MessageState.by_hand else ""


@blueprint.get("/staff/mail/<id>")
@signed_in
def one(id: str) -> str:
    """A message as it would go out."""
    row = _message(id)
    return render_template("staff/mail.html", row=row, may_edit=row.state in EDITABLE)


@blueprint.get("/staff/mail/<id>/html")
@signed_in
def html(id: str) -> Response:
    """Its HTML part, for the frame around it; it can run nothing."""
    response = Response(_message(id).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return response


@blueprint.post("/staff/mail")
@signed_in
def move() -> WerkzeugResponse:
    """Lets messages go, holds them, drops them, or sends them again."""
    action = request.form.get("action", "")
    if action not in ACTIONS:
        abort(400)
    with desk().journal.write() as connection:
        now = desk().clock.now()
        moved = [outbox.act(connection, id, action, str(g.staff), now) for id in request.form.getlist("id")]
    if any(moved) or not moved:
        flash(say(_("Done: {count}."), count=sum(moved)))
    if not all(moved):
        flash(say(_("Too late: it had changed in the meantime. Here it stands as it is now.")))
    return redirect(url_for("staff.overview") + "#mails", 303)


@blueprint.post("/staff/mails/try")
@signed_in
def try_now() -> WerkzeugResponse:
    """Does not wait any longer for a mail server that had enough."""
    with desk().journal.write() as connection:
        mail_pause.end(connection)
    return redirect(url_for("staff.overview"), 303)


@blueprint.get("/staff/mail/<id>/edit")
@signed_in
def edit(id: str) -> str | tuple[str, int]:
    """The words of a mail that has not gone out, to be changed."""
    row = _message(id)
    if row.state not in EDITABLE:
        return _too_late(id)
    typed = {"email": row.email, "subject": row.subject, "text": editable(row.text) if row.html else row.text}
    return render_template("staff/edit.html", row=row, typed=typed, errors={}, seen_at=row.changed_at.isoformat())


@blueprint.post("/staff/mail/<id>/edit")
@signed_in
def edited(id: str) -> str | WerkzeugResponse | tuple[str, int]:
    """Keeps the new words, with who wrote them; its state stays."""
    row = _message(id)
    typed = {name: request.form.get(name, "").strip() for name in ("email", "subject", "text")}
    errors, address = _mistakes(typed, by_mail=bool(row.html))
    if errors:
        seen_at = request.form.get("seen_at", "")
        return render_template("staff/edit.html", row=row, typed=typed, errors=errors, seen_at=seen_at), UNPROCESSABLE
    parts = Parts(typed["subject"], typed["text"], "")
    if row.html:
        parts = rewrite(Parts(row.subject, row.text, row.html), typed["subject"], typed["text"], row.language)
    with desk().journal.write() as connection:
        done = outbox.edit(
            connection,
            id,
            Edit(address, parts.subject, parts.text, parts.html),
            str(g.staff),
            desk().clock.now(),
            seen_at=_moment(request.form.get("seen_at", "")),
        )
    if not done:
        return _too_late(id, typed)
    flash(say(_("Your changes are kept.")))
    return redirect(url_for("mails.one", id=id), 303)


def _message(id: str) -> Any:
    with desk().journal.read() as connection:
        row = messages.by_id(connection, id)
    if row is None or row.kind == MessageKind.sign_in:
        abort(404)
    return row


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        abort(400)


def _mistakes(typed: dict[str, str], *, by_mail: bool) -> tuple[dict[str, str], str]:
    """What is wrong by field, and the address as it is kept."""
    errors = {name: say(_("Please write something here.")) for name, text in typed.items() if not text}
    longest = LONGEST if by_mail else whatsapp.ROOM
    if any(len(text) > longest for text in typed.values()):
        errors["text"] = say(_("That is too long for a mail."))
    address = ""
    if "email" not in errors:
        try:
            address = email(typed["email"]) if by_mail else phone(typed["email"], desk().programme.country)
        except NotUnderstoodError as error:
            errors["email"] = error.words(g.language)
    return errors, address


def _too_late(id: str, typed: dict[str, str] | None = None) -> tuple[str, int]:
    """The mail went out, or somebody else changed it, in the meantime; what was typed is shown and not lost."""
    row = _message(id)
    return render_template("staff/edit.html", row=row, typed=typed, errors={}, seen_at=""), CONFLICT
