"""Who may open a page or press a button of staff, and sign-in links:
good once, for half an hour.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, g, render_template, request

from core.clock import Clock
from forms.access.contacts import active_staff
from forms.access.staff_session import StaffMember, staff_member
from forms.services import current_services
from journal.access import security_events, signins
from journal.access.people import active
from journal.database import Journal
from journal.records.record_reader import RecordReader
from journal.states import SecurityAction
from programme.models.permissions import Permission
from staff.access.security_log import new_event

blueprint = Blueprint("signing", __name__)
View = TypeVar("View", bound=Callable[..., Any])
UNAUTHORISED, FORBIDDEN = 401, 403


class NotAllowedError(Exception):
    """Somebody who is signed in wants what their role may not."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


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
    """Only for those who are signed in, still active in the People tab, and
    may look at the staff pages.
    """
    return allowed(Permission.look)(view)


def allowed(permission: Permission) -> Callable[[View], View]:
    """Only for those who are signed in and whose role may do this."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            member = staff_member()
            if member is None:
                return sign_in_page(), UNAUTHORISED
            g.staff = member.email
            require(permission)
            return view(*args, **kwargs)

        return cast("View", guarded)

    return guard


def sign_in_page(*, sent: bool = False) -> str:
    """The page that asks for an address; afterwards it goes on
    where somebody wanted to go.
    """
    wanted = ""
    if request.method == "GET":
        wanted = request.full_path.rstrip("?")
    return render_template("staff/sign_in.html", sent=sent, wanted=wanted)


@blueprint.app_template_global()
def may(permission: str) -> bool:
    """Whether whoever looks at this page may do something: its buttons
    are shown to nobody else.
    """
    member = staff_member()
    return member is not None and current_services().programme.may(
        member.role, Permission(permission)
    )


def require(permission: Permission) -> StaffMember:
    """Who is signed in.

    Raises NotAllowedError where the role may not do this (or nobody is signed in).
    """
    member = staff_member()
    if member is None or not may(permission):
        raise NotAllowedError(permission)
    return member


def people_who_may(permission: Permission) -> list[tuple[str, str]]:
    """(name, address) of the active people whose role may do something."""
    services = current_services()
    people: list[tuple[str, str]] = []
    with services.journal.read() as connection:
        records = RecordReader(services.programme, connection)
        for role in services.programme.roles:
            if services.programme.may(role, permission):
                people.extend(
                    person
                    for person in active_staff(records, role)
                    if person not in people
                )
    return people


@blueprint.app_errorhandler(NotAllowedError)
def not_allowed(error: NotAllowedError) -> tuple[str, int]:
    """Says who can do it.

    What was pressed is told in the security log; looking is not,
    since it changes nothing.
    """
    if request.method == "POST":
        with current_services().journal.write() as connection:
            security_events.add(
                connection, new_event(SecurityAction.refused, [error.permission.value])
            )
    return render_template(
        "staff/not_allowed.html", people=people_who_may(error.permission)
    ), FORBIDDEN
