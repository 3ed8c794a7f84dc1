"""Who is signed in.

The journal keeps the session; the browser's cookie carries nothing but a
random token that opens it.
"""

import secrets
from dataclasses import dataclass

from flask import after_this_request, g, request, session
from werkzeug.wrappers import Response

from core.clock import Clock
from core.notation.addresses import email_addresses
from forms.services import current_services
from journal.access import staff_sessions
from journal.access.people import active
from journal.access.staff_sessions import LIFE, SEEN_EVERY, StaffSession

# 256 bits: nobody guesses it, however often they try.
TOKEN_BYTES = 32
CLEARED = '"cache", "storage"'
"""What a browser forgets of ours at signing out: whoever presses “Back”
afterwards sees no page of staff.

Not the cookies: the language that was chosen stays.
"""


@dataclass(frozen=True)
class StaffMember:
    """Somebody of the tab People who is signed in.

    `addresses`: all that the person's cell holds, in capitals or small.
    """

    email: str
    name: str
    role: str
    addresses: tuple[str, ...]
    session: StaffSession


def staff_member() -> StaffMember | None:
    """Who is signed in and still active in the tab People, or None.

    Asked of the journal once a request.
    """
    if "staff_member" not in g:
        g.staff_member = _read_staff_member()
    member: StaffMember | None = g.staff_member
    return member


def begin_session(email: str, device: str) -> None:
    """Signs somebody in on this device: a new session, a new cookie, and a new
    token against forged requests.

    Who was signed in before in this browser is signed out: its cookie is gone, and
    no copy of it must go on.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = Clock().now()
    before = staff_member()
    with current_services().journal.write() as connection:
        if before is not None:
            staff_sessions.end(connection, [before.session.id], before.addresses, now)
        staff_sessions.begin(connection, token, email, device, now)
    _forget_browser_session()
    session.permanent = True
    g.pop("staff_member", None)
    _send_cookie(token)


def end_session(member: StaffMember | None) -> None:
    """Signs out: the session ends wherever its cookie was copied to."""
    if member is not None:
        with current_services().journal.write() as connection:
            staff_sessions.end(
                connection, [member.session.id], member.addresses, Clock().now()
            )
    _forget_browser_session()
    g.staff_member = None
    after_this_request(_delete_cookie)


def _read_staff_member() -> StaffMember | None:
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    now = Clock().now()
    with current_services().journal.read() as connection:
        opened = staff_sessions.of_token(connection, token, now)
        # Asked at each request: whoever has left is out at once,
        # not when the session ends.
        person = None
        if opened:
            person = active(connection, opened.email)
    if opened is None or person is None:
        return None
    if now - opened.seen_at > SEEN_EVERY:
        with current_services().journal.write() as connection:
            if not staff_sessions.renew(connection, opened.id, now):
                return None
        _send_cookie(token)
    name, role = (str(person.values.get(key) or "") for key in ("name", "role"))
    addresses = tuple(
        address
        for _name, address in email_addresses(str(person.values.get("email") or ""))
    )
    return StaffMember(opened.email, name or opened.email, role, addresses, opened)


def cookie_name() -> str:
    """The cookie's name.

    `__Host-`: browsers take it over HTTPS only, and from no
    other host of the same domain.
    """
    if _is_https():
        return "__Host-hoja_staff"
    return "hoja_staff"


def _send_cookie(token: str) -> None:
    is_https = _is_https()

    @after_this_request
    def send(response: Response) -> Response:
        # Lax, not Strict: staff come to their pages by a link in a mail.
        response.set_cookie(
            cookie_name(),
            token,
            max_age=LIFE,
            path="/",
            secure=is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _delete_cookie(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = CLEARED
    response.delete_cookie(
        cookie_name(), path="/", secure=_is_https(), httponly=True, samesite="Lax"
    )
    return response


def _forget_browser_session() -> None:
    """Takes the token against forged requests away, so that a new one is made; the
    language that was chosen stays.
    """
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _is_https() -> bool:
    return current_services().links.public_url.startswith("https://")
