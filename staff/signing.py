"""Who is signed in, and sign-in links: good once, for half an hour."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g, render_template, session

from core.clock import Clock
from forms.services import current_services
from journal import signins
from journal.database import Journal
from journal.people import active

View = TypeVar("View", bound=Callable[..., Any])


def new_link(journal: Journal, email: str) -> str:
    """The path of a sign-in link for an address."""
    token = secrets.token_urlsafe(24)
    with journal.write() as connection:
        signins.add(connection, token, email, Clock().now() + signins.LINK_LIFE)
    return f"/staff/enter/{token}"


def staff_of(email: str) -> Any:
    """The active person of the People tab with this address, or None."""
    with current_services().journal.read() as connection:
        return active(connection, email)


def signed_in(view: View) -> View:
    """Only for those who are signed in and still active in the People tab."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        email = str(session.get("staff", ""))
        if not email or staff_of(email) is None:
            session.pop("staff", None)
            return render_template("staff/sign_in.html", sent=False), 401
        g.staff = email
        return view(*args, **kwargs)

    return cast("View", guarded)
