"""The dossier by a signed link: for one member, without signing in, until its day
or until the team ends it.
"""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, g, render_template, url_for
from werkzeug.wrappers import Response

from core.links import DOSSIER
from core.texts import mark as _
from forms.access.contacts import team_reaches
from forms.services import Services, current_services
from journal.committee import dossier_links
from journal.connection import Connection
from journal.records.record_reader import RecordReader
from programme.app_tables import PEOPLE
from staff.committee.dossier.model import Dossier
from staff.committee.dossier.pages import (
    file_answer,
    page_names,
    pdf_answer,
    read_dossier,
    reader_roles,
    upload_of,
)
from staff.say import say

blueprint = Blueprint("dossier_link", __name__)
GONE = 410
ROLE_PART = 4
AN_HOUR = "private, max-age=3600"
"""Small pictures are fetched once: a member pays for each kilobyte."""


@dataclass(frozen=True)
class OpenedDossier:
    """What a signed link opens: the dossier of a case for one person.

    `person`: the reference of their row; `reach`: the first of their
    addresses, or numbers, "" for none.
    """

    case: str
    person: str
    name: str
    reach: str
    until: date


@blueprint.get("/<language>/dossier/<token>")
def show(language: str, token: str) -> str | tuple[str, int]:
    """The dossier for whose link this is.

    Whoever is still to score does not see what others gave.
    """
    services = current_services()
    with services.journal.read() as connection:
        opened = _opened(connection, language, token)
        if opened is None:
            return _ended()
        dossier = read_dossier(connection, opened.case, opened.person)
        return render_template(
            "committee/dossier.html",
            **page_names(dossier),
            staff=False,
            file_address=lambda file, size: url_for(
                "dossier_link.file",
                language=language,
                token=token,
                id=file.id,
                size=size,
            ),
            paper=url_for("dossier_link.paper", language=language, token=token),
            member_links=[],
            person=opened.name,
            score_form=_score_form(services, dossier, opened),
        )


@blueprint.get("/<language>/dossier/<token>/dossier.pdf")
def paper(language: str, token: str) -> Response | tuple[str, int]:
    """The same as a PDF."""
    with current_services().journal.read() as connection:
        opened = _opened(connection, language, token)
        if opened is None:
            return _ended()
        dossier = read_dossier(connection, opened.case, opened.person)
    return pdf_answer(dossier)


@blueprint.get("/<language>/dossier/<token>/file/<id>/<size>")
def file(language: str, token: str, id: str, size: str) -> Response | tuple[str, int]:
    """A file of the dossier."""
    with current_services().journal.read() as connection:
        opened = _opened(connection, language, token)
        if opened is None:
            return _ended()
        upload = upload_of(
            connection, read_dossier(connection, opened.case, opened.person), id
        )
    return file_answer(upload, size, AN_HOUR)


def _opened(connection: Connection, language: str, token: str) -> OpenedDossier | None:
    """What a link opens now; None where it has ended, or its person works here no more
    or as something else. 404 where it is none of ours.
    """
    services = current_services()
    data = services.links.read(DOSSIER, token)
    if language not in services.programme.languages or not isinstance(data, list):
        abort(404)
    g.language = language
    case = str(data[0])
    person = str(data[1])
    edition = int(data[2])
    until = date.fromisoformat(str(data[3]))
    # Four parts are links from before they named a role.
    if len(data) > ROLE_PART:
        roles = {str(data[4])}
    else:
        roles = reader_roles(services.programme)
    records = RecordReader(services.programme, connection)
    row = records.get(PEOPLE, person)
    is_over = until < services.today() or edition != dossier_links.edition(
        connection, case, person
    )
    if (
        row is None
        or not row.values.get("active")
        or row.values.get("role") not in roles
        or is_over
    ):
        return None
    if records.get(services.programme.case.table, case) is None:
        return None
    reach = next(iter(team_reaches(row)), "")
    return OpenedDossier(case, person, str(row.values.get("name") or ""), reach, until)


def _ended() -> tuple[str, int]:
    heading = say(_("This link has ended"))
    explanation = say(
        _(
            "It no longer opens the dossier. Please ask whoever sent it to you for a new one."
        )
    )
    return render_template("error.html", heading=heading, words=explanation), GONE


def _score_form(services: Services, dossier: Dossier, opened: OpenedDossier) -> str:
    """The address of the form in which the member scores this case; "" where
    they have, or are not asked.
    """
    criteria = services.programme.criteria
    is_asked = any(
        member.reference == opened.person and not member.scores
        for member in dossier.result.members
    )
    if criteria is None or criteria.scores is None or not is_asked or not opened.reach:
        return ""
    for form in services.programme.forms.values():
        if form.table == criteria.scores.table and form.sender:
            return services.links.form(
                g.language,
                form.name,
                opened.case,
                person=opened.reach,
                until=opened.until,
                row=opened.person,
            )
    return ""
