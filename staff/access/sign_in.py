"""Signing in by a mailed link, signing out, the devices on which somebody is signed
in, and the security log.
"""

import secrets
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from core.clock import Clock
from core.proxies import is_this_machine
from core.texts import mark as _
from core.texts import texts
from core.variables import is_here
from forms.access.staff_session import begin_session, end_session, staff_member
from forms.services import current_services
from journal.access import security_events, signins, staff_sessions
from journal.access.people import active, address_of
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.states import MessageKind, MessageState, SecurityAction
from mail.compose import compose
from mail.markdown import Address, escape
from mail.written import Written
from programme.models.permissions import Permission
from staff.access.devices import device_words
from staff.access.security_log import WORDS, client_mark, new_event
from staff.access.signing import UNAUTHORISED, allowed, sign_in_page, staff_of
from staff.say import say

blueprint = Blueprint("sign_in", __name__)
# RFC 5321: 64 for the name, 255 for the host, and the sign between them.
LONGEST_ADDRESS = 320
ASKED_AN_HOUR, FAILED_AN_HOUR = 20, 20
"""So often a client may ask for a link, or press one that is not good; what goes beyond
is answered alike, and does nothing.
"""
HOUR = timedelta(hours=1)
# Apart, because strangers who try would push out what the team did.
EVENTS_SHOWN, STRANGERS_SHOWN = 300, 50
GONE = 410


@blueprint.post("/staff/sign-in")
def ask() -> str:
    """Mails a link to an active person.

    Says the same to everybody, after the same work: nobody learns who is on the team.
    """
    services = current_services()
    typed = request.form.get("email", "").strip()[:LONGEST_ADDRESS]
    _keep_wanted(request.form.get("wanted", ""))
    now = Clock().now()
    token = secrets.token_urlsafe(24)
    person = staff_of(typed)
    if person:
        address = address_of(person, typed)
    else:
        address = typed
    message = _message(person, address, token)
    with services.journal.write() as connection:
        if _is_flooding(connection, SecurityAction.asked, ASKED_AN_HOUR):
            return sign_in_page(sent=True)
        life = signins.life_of_next_link(
            signins.unused_until(connection, address, now), now
        )
        until = now + (life or signins.LINK_LIFE)
        is_welcome = person is not None and life is not None
        signins.mail_link(connection, token, until, message, is_for_somebody=is_welcome)
        # What strangers type is kept nowhere.
        email = ""
        if person:
            email = address
        security_events.add(connection, new_event(SecurityAction.asked, email=email))
    return sign_in_page(sent=True)


def _is_flooding(connection: Any, action: SecurityAction, most: int) -> bool:
    """Whether this client has done something too often within the hour."""
    # Behind a proxy whose word we do not take, all clients are one: a
    # stranger could lock the team out.
    if is_this_machine(request.remote_addr or "") and not is_here(
        current_services().links.public_url
    ):
        return False
    return (
        security_events.of_client(
            connection, client_mark(), action, Clock().now() - HOUR
        )
        >= most
    )


def _message(person: Any, email: str, token: str) -> dict[str, Any]:
    """The message with the link, for a person or for nobody (which costs the same)."""
    services = current_services()
    programme = services.programme
    if person:
        values = person.values
    else:
        values = {}
    language = programme.nearest_language(str(values.get("language") or ""))
    speak = texts(language).gettext
    address = Address(f"{services.links.public_url}/staff/enter/{token}")
    name = programme.text(programme.name, language)
    body = "{hello}\n\n[{words}]({address})\n\n{rest}".format(
        hello=speak(_("Here is your link to the staff pages of {programme}.")).format(
            programme=escape(name)
        ),
        words=speak(_("Sign in")),
        address=address,
        rest=speak(
            _(
                "It works once, for half an hour at least. If you did not ask for it, do nothing."
            )
        ),
    )
    written = Written(speak(_("Your sign-in link")), body)
    parts = compose(written, language, name, head=programme.letterhead(language))
    return {
        "kind": MessageKind.sign_in,
        "email": email,
        "person": str(values.get("name") or email),
        "language": language,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "judged_look": JOURNAL_JUDGED,
        "state": MessageState.queued,
        "due_at": services.clock.now(),
    }


def _keep_wanted(path: str) -> None:
    """Remembers in this browser where somebody wanted to go; only a page of ours, or a
    link could lead anywhere.
    """
    # Browsers leave out control characters, and read `\` as `/`: what is left may be
    # the address of another host.
    is_plain = path.isprintable() and "\\" not in path
    if is_plain and path.startswith("/") and not path.startswith("//"):
        session["wanted"] = path


@blueprint.get("/staff/enter/<token>")
def enter(token: str) -> tuple[str, int]:
    """A button: link scanners open every link in a mail, and only a person presses."""
    with current_services().journal.read() as connection:
        email = signins.valid(connection, token, Clock().now())
    return render_template(
        "staff/enter.html", token=token, email=email
    ), 200 if email else GONE


@blueprint.post("/staff/enter/<token>")
def entered(token: str) -> Response | tuple[str, int]:
    """Signs in, once."""
    with current_services().journal.write() as connection:
        email = signins.use(connection, token, Clock().now())
        if email is None or active(connection, email) is None:
            if not _is_flooding(connection, SecurityAction.failed, FAILED_AN_HOUR):
                security_events.add(
                    connection, new_event(SecurityAction.failed, email=email or "")
                )
            email = None
    if email is None:
        return render_template("staff/enter.html", token=token, email=None), GONE
    wanted = session.get("wanted")
    begin_session(email, device_words(request.headers.get("User-Agent", "")))
    with current_services().journal.write() as connection:
        security_events.add(
            connection, new_event(SecurityAction.signed_in, email=email)
        )
    return redirect(wanted or url_for("staff.overview"), 303)


@blueprint.post("/staff/sign-out")
def sign_out() -> Response:
    """Ends the session, on this device and wherever its cookie was copied to."""
    member = staff_member()
    if member:
        with current_services().journal.write() as connection:
            security_events.add(
                connection, new_event(SecurityAction.signed_out, email=member.email)
            )
    end_session(member)
    return redirect(url_for("home"), 303)


@blueprint.get("/staff/devices")
def devices() -> str | tuple[str, int]:
    """Where somebody is signed in: their own devices, nobody else's."""
    member = staff_member()
    if member is None:
        return sign_in_page(), UNAUTHORISED
    g.staff = member.email
    now = Clock().now()
    with current_services().journal.read() as connection:
        sessions = staff_sessions.of_person(connection, member.addresses, now)
    return render_template(
        "staff/devices.html",
        member=member,
        sessions=sessions,
        is_fresh=member.session.is_fresh(now),
    )


@blueprint.post("/staff/devices")
def end_devices() -> Response | tuple[str, int]:
    """Signs one's own devices out: those that were named, and this one
    too where it is among them.

    Others only by somebody who has just signed in (OWASP ASVS 5.0, 7.5.2).
    """
    member = staff_member()
    if member is None:
        return sign_in_page(), UNAUTHORISED
    ids = request.form.getlist("id")
    now = Clock().now()
    if set(ids) != {member.session.id} and not member.session.is_fresh(now):
        flash(say(_("Nobody was signed out. Sign in once more first.")))
        return redirect(url_for("sign_in.devices"), 303)
    with current_services().journal.write() as connection:
        count = staff_sessions.end(connection, ids, member.addresses, now)
        security_events.add(
            connection, new_event(SecurityAction.stopped_device, email=member.email)
        )
    if member.session.id in ids:
        end_session(member)
        return redirect(url_for("home"), 303)
    flash(say(_("Signed out: {count}."), count=count))
    return redirect(url_for("sign_in.devices"), 303)


@blueprint.get("/staff/security")
@allowed(Permission.log)
def security() -> str:
    """The newest events of the security log."""
    with current_services().journal.read() as connection:
        events = security_events.newest(connection, EVENTS_SHOWN, by_somebody=True)
        strangers = security_events.newest(
            connection, STRANGERS_SHOWN, by_somebody=False
        )
    return render_template(
        "staff/security.html",
        events=events,
        strangers=strangers,
        action_words=WORDS,
        most=EVENTS_SHOWN,
    )
