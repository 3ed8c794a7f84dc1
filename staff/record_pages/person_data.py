"""The data of one person, by their address: what there is of them,
to hand over or to erase.

The address stands in no address of a page: logs and histories
of browsers would keep it.
"""

import io

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response

from core.errors import Refused
from core.ids import digest
from core.texts import mark as _
from core.texts import texts
from forms.services import current_services
from journal.access import people, security_events
from journal.connection import Connection
from journal.states import SecurityAction
from privacy.erase import Eraser, Findings
from privacy.export import export_person
from privacy.identify import identify
from privacy.report import report
from programme.models.permissions import Permission
from staff.access.security_log import new_event
from staff.access.signing import allowed
from staff.say import say

blueprint = Blueprint("person_data", __name__)
NOTHING = _(
    "Nothing is known of {address}. It must be the address that stands in the spreadsheet."
)
CHANGED = _(
    "Something has come or gone since this page was shown. Please look once more."
)
ERASED = _(
    "The data of this person is erased. Their cells in the spreadsheet are blanked within a minute or two."
)
UNCHECKED = _("Please tick that you have read what goes.")
TEAM = _(
    "This person is active in the tab “People”. Whoever edits that tab writes “no” under “Active” first; "
    "then their data can be erased."
)
CONFLICT, BAD_REQUEST, NOT_FOUND, FORBIDDEN = 409, 400, 404, 403


@blueprint.get("/staff/person")
@allowed(Permission.privacy)
def ask() -> str:
    """Asks whose data it is about."""
    return render_template("staff/person_data.html", address="", report=None)


@blueprint.post("/staff/person")
@allowed(Permission.privacy)
def show() -> str | tuple[str, int]:
    """What there is of somebody, and what would become of it."""
    return _page(_address())


@blueprint.post("/staff/person/export")
@allowed(Permission.privacy)
def export() -> Response | tuple[str, int]:
    """All that there is of somebody, as a ZIP."""
    services = current_services()
    eraser = _eraser()
    address = _address()
    now = services.clock.now()
    try:
        with services.journal.read() as connection:
            handed_over = export_person(eraser, connection, address, now, g.language)
    except Refused:
        return _nothing(address)
    if handed_over.is_empty:
        return _nothing(address)
    with services.journal.write() as connection:
        security_events.add(
            connection, new_event(SecurityAction.exported, [_mark(connection, address)])
        )
    file = io.BytesIO(handed_over.content)
    response = send_file(
        file, mimetype="application/zip", as_attachment=True, download_name="person.zip"
    )
    response.cache_control.no_store = True
    return response


@blueprint.post("/staff/person/erase")
@allowed(Permission.privacy)
def erase() -> Response | tuple[str, int] | str:
    """Erases what was shown, and nothing else."""
    address = _address()
    with_files = "files" in request.form
    if "read" not in request.form:
        return _page(address, UNCHECKED, BAD_REQUEST)
    if _is_protected(address):
        return _page(address, TEAM, FORBIDDEN)
    try:
        is_seen, findings = _erase_seen(address, with_files=with_files)
    except Refused:
        return _nothing(address)
    if not is_seen:
        return _page(address, CHANGED, CONFLICT)
    _eraser().remove_files(findings)
    flash(say(ERASED))
    return redirect(url_for("person_data.ask"), 303)


def _erase_seen(address: str, *, with_files: bool) -> tuple[bool, Findings]:
    """Erases somebody if nothing has come or gone since the page was shown; whether
    that is so.
    """
    eraser = _eraser()
    services = current_services()
    now = services.clock.now()
    with services.journal.write() as connection:
        seen = _seen(eraser.find(connection, address, now))
        findings = eraser.find(connection, address, now, files=with_files)
        is_seen = seen == request.form.get("seen")
        if is_seen:
            mark = _mark(connection, address)
            eraser.erase(connection, findings, now)
            event = new_event(SecurityAction.erased, [mark])
            security_events.add(connection, event)
    return is_seen, findings


def _page(address: str, notice: str = "", status: int = 200) -> tuple[str, int]:
    services = current_services()
    try:
        with services.journal.read() as connection:
            findings = _eraser().find(connection, address, services.clock.now())
    except Refused:
        # A number of several people: who it is must be said by the address.
        return _nothing(address)
    if findings.is_empty:
        return _nothing(address)
    is_demonstration = bool(current_app.extensions["hoja.settings"].demonstration)
    gettext = texts(g.language).gettext
    lines = report(
        services.programme,
        findings,
        gettext,
        g.language,
        is_demonstration=is_demonstration,
    )
    problem = ""
    if notice:
        problem = say(notice)
    shown = render_template(
        "staff/person_data.html",
        address=address,
        report=lines,
        seen=_seen(findings),
        problem=problem,
    )
    return shown, status


def _is_protected(address: str) -> bool:
    """Whether somebody works here: whoever may erase could throw out those who decide
    about rights, and be alone. Who edits the tab of people makes them inactive first.
    """
    services = current_services()
    with services.journal.read() as connection:
        try:
            # By a number, too.
            identity = identify(services.programme, connection, address)
        except Refused:
            return False  # several people, of whom none is erased
        return people.active(connection, identity.address) is not None


def _nothing(address: str) -> tuple[str, int]:
    problem = say(NOTHING, address=address)
    return render_template(
        "staff/person_data.html", address=address, report=None, problem=problem
    ), NOT_FOUND


def _address() -> str:
    return request.form.get("email", "").strip()


def _mark(connection: Connection, address: str) -> str:
    """What the security log says of whose data it was: the log is read for half a year,
    and must not bring the address back.

    The same by whatever was typed: the address, or a number in any spelling.
    """
    services = current_services()
    identity = identify(services.programme, connection, address)
    return services.links.erasure_mark(identity.address)


def _eraser() -> Eraser:
    services = current_services()
    return Eraser(services.programme, services.journal, services.links, services.store)


def _seen(findings: Findings) -> str:
    """Digest of what would become of what: a page that is older
    than the data erases nothing.
    """
    rows = sorted(
        str((change.table, sorted(change.key.items()))) for change in findings.changes
    )
    cells = sorted(str(cell) for cell in findings.person.cells)
    return digest([rows, cells])
