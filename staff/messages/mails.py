"""What staff do with mails: look at one, let it go, hold it, drop it, send
it again, change its words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as WerkzeugResponse

from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.registry import address_type
from forms.services import current_services
from journal.access import security_events
from journal.mails import messages, outbox
from journal.mails.holds import mail_pause
from journal.mails.messages import Message
from journal.mails.outbox import Edit
from journal.states import (
    ACTIONS,
    EDITABLE,
    INCOMPLETE,
    WORDS,
    MessageKind,
    MessageState,
    SecurityAction,
)
from mail.channel import Channel, channel_of
from mail.compose import Parts
from programme.models.permissions import Permission
from programme.needs import missing_words
from programme.parts import Column
from staff.access.security_log import new_event
from staff.access.signing import allowed, may, require, signed_in
from staff.messages.differences import Line, difference
from staff.messages.shown import as_shown, read_shown
from staff.messages.together import bundle_with
from staff.say import say

blueprint = Blueprint("mails", __name__)
BUTTONS = {
    "done": _("It is sent"),
    "send": _("send"),
    "hold": _("wait"),
    "arrived": _("it arrived"),
    "again": _("send again"),
    "skip": _("do not send"),
}
TOLD_AS = {
    "done": SecurityAction.sent_by_hand,
    "send": SecurityAction.let_go,
    "hold": SecurityAction.held,
    "arrived": SecurityAction.settled,
    "again": SecurityAction.let_go,
    "skip": SecurityAction.dropped,
}
"""What an action is called in the security log."""
INPUTS = {"email": "email", "phone": "tel"}
"""The kind of a page's field for it."""
UNPROCESSABLE, CONFLICT = 422, 409


@dataclass(frozen=True)
class ChangedMessage:
    """A message that says something else than what somebody decided
    about, with what is different.
    """

    message: Message
    changes: tuple[Line, ...]


@blueprint.app_template_global()
def buttons(row: Any) -> list[tuple[str, str]]:
    """What staff may do with a message: the action and the words on its button."""
    allowed_actions = []
    for name in BUTTONS:
        if may(permission_for(name)):
            allowed_actions.append(name)
    if row.missing:
        allowed_actions = [name for name in allowed_actions if name != "send"]
    return [
        (name, say(BUTTONS[name]))
        for name in allowed_actions
        if row.state in ACTIONS[name][0]
    ]


@blueprint.app_template_global()
def missing_of(row: Any) -> str:
    """What must be true before a held message leaves and is not,
    in words; "" for any other.
    """
    if row.state is not MessageState.held:
        return ""
    return missing_words(
        current_services().programme, row.kind, row.missing, g.language
    )


@blueprint.app_template_global()
def state_of(row: Any) -> str:
    """A message's state in words."""
    if missing_of(row):
        text = INCOMPLETE
    else:
        text = WORDS[row.state]
    return say(text)


def permission_for(action: str) -> Permission:
    """What somebody needs for an action on a message."""
    if action == "skip":
        return Permission.drop
    return Permission.send


@blueprint.app_template_global()
@blueprint.app_template_filter()
def seen(row: Any) -> str:
    """A message and the version of it that this page shows, for its buttons."""
    return as_shown(row)


@blueprint.app_template_filter()
def as_read(text: str) -> str:
    """The words of a mail for whoever looks at it.

    Its links act for its recipient: only who may send it sees them.
    """
    if may(Permission.send):
        return text
    own = current_services().links.public_url
    return re.sub(rf"{re.escape(own)}/(?!static/)[^\s\"'<>)\]]+", f"{own}/…", text)


@blueprint.get("/staff/mail/<id>")
@signed_in
def one(id: str) -> str:
    """A message as it would go out."""
    row = _message(id)
    with current_services().journal.read() as connection:
        corrected = None
        if row.corrects:
            corrected = messages.by_id(connection, row.corrects)
        together = bundle_with(connection, id)
    return render_template(
        "staff/mail.html",
        row=row,
        may_edit=row.state in EDITABLE and may(Permission.edit),
        corrected=corrected,
        changes=_changes_since_the_yes(row),
        together=together,
    )


def _changes_since_the_yes(row: Any) -> tuple[Line, ...]:
    """What is different from what somebody said yes to, where the
    message waits for a yes again.
    """
    if row.state is not MessageState.held or not row.approved_text:
        return ()
    return difference(
        as_read(row.approved_text), as_read(f"{row.subject}\n\n{row.text}")
    )


@blueprint.get("/staff/mail/<id>/html")
@signed_in
def html(id: str) -> Response:
    """Its HTML part, for the frame around it; it can run nothing.

    The page around it may measure it.
    """
    response = Response(as_read(_message(id).html), mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-same-origin; "
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


@blueprint.post("/staff/mail")
@signed_in
def move() -> WerkzeugResponse | tuple[str, int]:
    """Lets messages go, holds them, drops them, or sends them again."""
    action = request.form.get("action", "")
    if action not in ACTIONS:
        abort(400)
    require(permission_for(action))
    moved = []
    tags = []
    changed: list[ChangedMessage] = []
    with current_services().journal.write() as connection:
        for shown in request.form.getlist("id"):
            id, version = read_shown(shown)
            done = outbox.act(
                connection,
                id,
                action,
                str(g.staff),
                current_services().clock.now(),
                seen=version or None,
            )
            moved.append(done)
            message = messages.by_id(connection, id)
            if not done:
                changed.extend(_changed_since(message, version))
            elif message:
                tags.append(message.tag)
        if tags:
            security_events.add(connection, new_event(TOLD_AS[action], tags))
    if any(moved) or not moved:
        flash(say(_("Done: {count}."), count=sum(moved)))
    if changed:
        return render_template("staff/too_late.html", messages=changed), CONFLICT
    if not all(moved):
        flash(
            say(
                _(
                    "Too late: it had changed in the meantime. Here it stands as it is now."
                )
            )
        )
    return redirect(url_for("staff.outbox") + "#mails", 303)


def _changed_since(message: Message | None, version: str) -> Iterator[ChangedMessage]:
    """A message whose words are no longer those of the version that somebody
    saw, where these are known.
    """
    earlier = None
    if message:
        earlier = (message.earlier_words or {}).get(version)
    if message is None or earlier is None or outbox.version(message) == version:
        return
    lines = difference(earlier, outbox.as_shown(message))
    if lines:
        yield ChangedMessage(message, lines)


@blueprint.post("/staff/mail/<id>/without")
@allowed(Permission.send)
def send_without(id: str) -> WerkzeugResponse:
    """Lets a message go although something is missing: just what the page showed as
    missing, and the log says so.
    """
    row = _message(id)
    _id, version = read_shown(request.form.get("seen", ""))
    missing = request.form.getlist("missing")
    now = current_services().clock.now()
    with current_services().journal.write() as connection:
        done = outbox.send_without(
            connection, id, missing, str(g.staff), now, seen=version
        )
        if done:
            event = new_event(SecurityAction.let_go_without, [row.tag, missing_of(row)])
            security_events.add(connection, event)
    if not done:
        flash(
            say(
                _(
                    "Too late: it had changed in the meantime. Here it stands as it is now."
                )
            )
        )
    return redirect(url_for("mails.one", id=id), 303)


@blueprint.post("/staff/mails/try")
@allowed(Permission.send)
def try_now() -> WerkzeugResponse:
    """Does not wait any longer for a mail server that had enough."""
    with current_services().journal.write() as connection:
        mail_pause.end(connection)
        security_events.add(connection, new_event(SecurityAction.retried))
    return redirect(url_for("staff.overview"), 303)


@blueprint.get("/staff/mail/<id>/edit")
@allowed(Permission.edit)
def edit(id: str) -> str | tuple[str, int]:
    """The words of a mail that has not gone out, to be changed."""
    row = _message(id)
    if row.state not in EDITABLE:
        return _too_late(id)
    typed = {
        "email": row.email,
        "subject": row.subject,
        "text": channel_of(row.email).editable(row.text),
    }
    return _edit_page(row, typed, seen=outbox.version(row))


@blueprint.post("/staff/mail/<id>/edit")
@allowed(Permission.edit)
def edited(id: str) -> str | WerkzeugResponse | tuple[str, int]:
    """Keeps the new words, with who wrote them; its state stays."""
    row = _message(id)
    channel = channel_of(row.email)
    typed = {
        name: request.form.get(name, "").strip()
        for name in ("email", "subject", "text")
    }
    seen = request.form.get("seen", "")
    errors, address = _mistakes(typed, channel)
    if errors:
        return _edit_page(row, typed, errors=errors, seen=seen), UNPROCESSABLE
    before = Parts(row.subject, row.text, row.html)
    head = current_services().programme.letterhead(row.language)
    parts = channel.rewrite(before, typed["subject"], typed["text"], row.language, head)
    edited = Edit(address, parts.subject, parts.text, parts.html)
    with current_services().journal.write() as connection:
        done = outbox.edit(
            connection,
            id,
            edited,
            str(g.staff),
            current_services().clock.now(),
            seen=seen,
        )
        if done:
            security_events.add(connection, new_event(SecurityAction.edited, [row.tag]))
    if not done:
        return _too_late(id, typed)
    flash(say(_("Your changes are kept.")))
    return redirect(url_for("mails.one", id=id), 303)


def _message(id: str) -> Any:
    with current_services().journal.read() as connection:
        row = messages.by_id(connection, id)
    if row is None or row.kind == MessageKind.sign_in:
        abort(404)
    return row


def _mistakes(typed: dict[str, str], channel: Channel) -> tuple[dict[str, str], str]:
    """What is wrong by field, and the address as it is kept.

    A message stays in its channel.
    """
    errors = {}
    for name, text in typed.items():
        if not text:
            errors[name] = say(_("Please write something here."))
    if any(len(text) > channel.longest_text for text in typed.values()):
        errors["text"] = say(_("That is too long for a mail."))
    address = ""
    if "email" not in errors:
        try:
            address = _address(typed["email"], channel)
        except NotUnderstoodError as error:
            errors["email"] = error.words(g.language)
    return errors, address


def _address(text: str, channel: Channel) -> str:
    """The address as it is kept. Raises NotUnderstoodError."""
    field_type = address_type(channel.part)
    column = Column(name="address", type=field_type.name, label={})
    return str(
        field_type.parse(
            text, column, current_services().programme.locality_in(g.language)
        )
    )


def _edit_page(
    row: Any,
    typed: dict[str, str] | None,
    *,
    errors: dict[str, str] | None = None,
    seen: str = "",
) -> str:
    """The page on which words are changed; without `seen` there is
    nothing to keep any more.
    """
    field = INPUTS[channel_of(row.email).part]
    return render_template(
        "staff/edit.html",
        row=row,
        typed=typed,
        errors=errors or {},
        seen=seen,
        address_input=field,
    )


def _too_late(id: str, typed: dict[str, str] | None = None) -> tuple[str, int]:
    """The mail went out, or says something else in the meantime; what was
    typed is shown and not lost.
    """
    return _edit_page(_message(id), typed), CONFLICT
