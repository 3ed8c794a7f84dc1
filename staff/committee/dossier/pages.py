"""The pages of a dossier: for the team, and by a signed link for one member, which
ends by itself or by a press.
"""

from datetime import timedelta

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response

from core.errors import HojaError
from core.notation.addresses import email_addresses
from core.texts import mark as _
from forms.access.staff_session import staff_member
from forms.services import Services, current_services
from journal.access import security_events
from journal.committee import dossier_links
from journal.connection import Connection
from journal.forms import submissions
from journal.forms.submissions import StoredUpload
from journal.records.record_reader import RecordReader
from journal.states import SecurityAction
from programme.app_tables import PEOPLE
from programme.model import Programme
from programme.models.permissions import Permission
from programme.records.display import short_moment
from programme.records.record import Record
from staff.access.security_log import new_event
from staff.access.signing import allowed, may, signed_in
from staff.committee.dossier.model import Dossier
from staff.committee.dossier.paper import dossier_paper
from staff.committee.dossier.reader import DossierReader
from staff.committee.dossier.words import answered_words, kind_words, summary_words
from staff.committee.pdf import answer
from staff.say import say

blueprint = Blueprint("dossier", __name__)
UNPROCESSABLE, GONE = 422, 410
NOT_KEPT = "no-store"
"""Of a dossier nothing is kept by a shared computer, where signing
out must be the end of it.
"""
PICTURE = "image/"


@blueprint.get("/staff/dossier/<reference>")
@signed_in
def show(reference: str) -> str:
    """The dossier of a case for the team, with the links of the members for those
    who may hand pages round.
    """
    services = current_services()
    with services.journal.read() as connection:
        dossier = read_dossier(connection, reference)
        return render_template(
            "committee/dossier.html",
            **page_names(dossier),
            staff=True,
            file_address=lambda file, size: url_for(
                "dossier.staff_file", reference=reference, id=file.id, size=size
            ),
            paper=url_for("dossier.paper", reference=reference),
            member_links=_member_links(services, connection, dossier),
            score_form="",
            person="",
        )


@blueprint.get("/staff/dossier/<reference>/dossier.pdf")
@signed_in
def paper(reference: str) -> Response:
    """The dossier as a PDF."""
    with current_services().journal.read() as connection:
        dossier = read_dossier(connection, reference)
    return pdf_answer(dossier)


@blueprint.get("/staff/dossier/<reference>/file/<id>/<size>")
@signed_in
def staff_file(reference: str, id: str, size: str) -> Response | tuple[str, int]:
    """A file of the dossier: `small`, `shown` as a picture, or the `original`."""
    with current_services().journal.read() as connection:
        upload = upload_of(connection, read_dossier(connection, reference), id)
    return file_answer(upload, size)


@blueprint.post("/staff/dossier/<reference>/end-link")
@allowed(Permission.pages)
def end_link(reference: str) -> Response:
    """Ends the link of one member that is out; the next one is another."""
    person = request.form.get("person", "")
    with current_services().journal.write() as connection:
        read_dossier(connection, reference)
        if (
            RecordReader(current_services().programme, connection).get(PEOPLE, person)
            is None
        ):
            abort(404)
        dossier_links.end(connection, reference, person)
        security_events.add(
            connection, new_event(SecurityAction.ended_link, [reference, person])
        )
    flash(
        say(_("The link has ended: it opens nothing any more. Below stands a new one."))
    )
    return redirect(url_for("dossier.show", reference=reference), 303)


def read_dossier(connection: Connection, reference: str, person: str = "") -> Dossier:
    """The dossier of a case; 404 where there is no such case,
    or nothing to judge it by.

    `person`: who reads it by a link.
    """
    reader = DossierReader(current_services(), connection, g.language)
    case = None
    if current_services().programme.criteria:
        case = reader.case(reference)
    if case is None:
        abort(404)
    return reader.read(case, person=person)


def page_names(dossier: Dossier) -> dict[str, object]:
    """What every page of a dossier says."""
    return {
        "dossier": dossier,
        "summary": summary_words(dossier),
        "answered": answered_words(dossier),
        "kind_of": kind_words,
    }


def _member_links(
    services: Services, connection: Connection, dossier: Dossier
) -> list[tuple[str, str, str]]:
    """(reference, name, address of the dossier) of everybody who may read it by a link;
    of whoever is signed in alone where they may not hand pages round: by the link of
    another they would score in that one's name.
    """
    roles = reader_roles(services.programme)
    people = RecordReader(services.programme, connection).table(PEOPLE).values()
    members = []
    for person in people:
        if person.values.get("active") and person.values.get("role") in roles:
            members.append(person)
    links = []
    for person in members if may(Permission.pages) else _own_rows(members):
        address = dossier_address(services, connection, dossier.reference, person)
        links.append(
            (
                person.reference,
                str(person.values.get("name") or person.reference),
                address,
            )
        )
    return sorted(links, key=lambda link: link[1].casefold())


def reader_roles(programme: Programme) -> set[str]:
    """The roles whose people may each read a dossier by a link: who scores,
    and who attends sessions.
    """
    criteria = programme.criteria
    roles = set(criteria.sessions.roles if criteria and criteria.sessions else ())
    if criteria and criteria.scores:
        roles.add(criteria.scores.role)
    return roles


def _own_rows(people: list[Record]) -> list[Record]:
    """The row of whoever is signed in; none where several have their address, for
    nobody can tell which one is theirs.
    """
    reader = staff_member()
    own = []
    for person in people:
        if reader and reader.email.casefold() in _addresses(person):
            own.append(person)
    if len(own) == 1:
        return own
    return []


def _addresses(person: Record) -> list[str]:
    addresses: list[str] = []
    for _name, address in email_addresses(str(person.values.get("email") or "")):
        addresses.append(address.casefold())
    return addresses


def dossier_address(
    services: Services, connection: Connection, case: str, person: Record
) -> str:
    """The address of a case's dossier for somebody of the tab
    People, in their language.
    """
    language = services.programme.nearest_language(
        str(person.values.get("language") or "")
    )
    until = services.today() + timedelta(days=services.programme.limits.link_days)
    edition = dossier_links.edition(connection, case, person.reference)
    role = str(person.values.get("role") or "")
    return services.links.dossier(
        language, case, person.reference, edition, until, role=role
    )


def pdf_answer(dossier: Dossier) -> Response:
    """The dossier as a PDF, in the language of the page."""
    services = current_services()
    moment = short_moment(
        services.clock.now(), services.programme.time_zone, g.language
    )
    paper = dossier_paper(
        services.programme,
        dossier,
        g.language,
        say(_("As of {moment}."), moment=moment),
    )
    return answer(paper, f"{dossier.reference}.pdf")


def upload_of(connection: Connection, dossier: Dossier, id: str) -> StoredUpload:
    """A file of the dossier; 404 for any other."""
    upload = None
    if id in dossier.file_ids():
        upload = submissions.upload(connection, id)
    if upload is None:
        abort(404)
    return upload


def file_answer(
    upload: StoredUpload, size: str, small_kept: str = NOT_KEPT
) -> Response | tuple[str, int]:
    """A file: `small` or `shown` as a picture, or the `original`; it
    can do nothing in a browser.

    `small_kept`: for how long browsers keep a small picture.
    """
    store = current_services().store
    try:
        if size == "original":
            answered = send_file(
                store.open(upload.id),
                upload.media_type,
                download_name=upload.name,
                max_age=0,
            )
        elif size in ("small", "shown") and upload.media_type.startswith(PICTURE):
            if size == "small":
                picture = store.small(upload)
            else:
                picture = store.shown(upload)
            answered = send_file(
                picture, "image/jpeg", download_name=f"{upload.id}.jpg", max_age=0
            )
        else:
            abort(404)
    except FileNotFoundError:
        abort(404)
    except HojaError:
        # A picture that the reader of pictures cannot open: the original is still
        # there.
        text = say(
            _(
                "It may be damaged. Please open the original, or ask whoever sent it for another one."
            )
        )
        page = render_template(
            "error.html", heading=say(_("This file cannot be shown")), words=text
        )
        return page, UNPROCESSABLE
    # What strangers sent is looked at, and can do nothing.
    answered.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; frame-ancestors 'self'"
    )
    answered.headers["X-Content-Type-Options"] = "nosniff"
    answered.headers["Cache-Control"] = small_kept if size == "small" else NOT_KEPT
    return answered
