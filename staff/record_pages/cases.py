"""The pages of cases and contacts: their addresses to hand round, and a new one where
an old one went to the wrong people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from core.texts import mark as _
from forms.access.contacts import reaches_of
from forms.services import Services, current_services
from journal.access import case_pages, security_events
from journal.records.record_reader import RecordReader
from journal.states import SecurityAction
from programme.models.pages.signed_pages import ContactPage
from programme.models.permissions import Permission
from programme.records.display import title
from programme.records.record import View
from staff.access.security_log import new_event
from staff.access.signing import allowed, may, signed_in
from staff.say import say

blueprint = Blueprint("cases", __name__)


@dataclass(frozen=True)
class OwnPage:
    """The page of a contact.

    `address`: "" for those who may not give pages a new one: whoever
    opens it acts as that person.
    """

    name: str
    person: str
    reference: str
    address: str


@blueprint.get("/staff/pages")
@signed_in
def pages() -> str:
    """Every case with the address of its page, and every contact with that of
    theirs.
    """
    services = current_services()
    programme = services.programme
    if programme.case.page is None and not programme.pages:
        abort(404)
    table = programme.tables[programme.case.table]
    with services.journal.read() as connection:
        records = RecordReader(programme, connection)
        if programme.case.page:
            cases = _cases(services, records)
        else:
            cases = []
        own_pages = [
            (
                programme.text(page.label, g.language),
                list(_own_pages(services, records, name, page)),
            )
            for name, page in programme.pages.items()
        ]
    heading = programme.text(table.label, g.language)
    return render_template(
        "staff/pages.html", heading=heading, cases=cases, own_pages=own_pages
    )


def _cases(services: Services, records: RecordReader) -> list[tuple[str, str, str]]:
    """(name, reference, address of its page) of each case, by name."""
    table = services.programme.tables[services.programme.case.table]
    cases = []
    for reference, record in records.table(table.name).items():
        name = title(View(records, table, record, services.today()), g.language)
        edition = case_pages.edition(records.connection, reference)
        cases.append(
            (name, reference, services.links.case(g.language, reference, edition))
        )
    return sorted(cases, key=lambda case: case[0].casefold())


def _own_pages(
    services: Services, records: RecordReader, name: str, page: ContactPage
) -> Iterator[OwnPage]:
    """The pages of all who can be reached, by the name of their record."""
    table = services.programme.tables[page.table]
    views = [
        View(records, table, record, services.today())
        for record in records.table(table.name).values()
    ]
    for view in sorted(views, key=lambda view: title(view, g.language).casefold()):
        for called, reach in reaches_of(view, table.contacts[page.contact]):
            assert view.record
            reference = view.record.reference
            address = ""
            if may(Permission.pages):
                edition = case_pages.edition(records.connection, reference)
                address = services.links.contact_page(
                    g.language, name, reference, person=reach, edition=edition
                )
            yield OwnPage(title(view, g.language), called or reach, reference, address)
            # The number beside an address is the same person's.
            break


@blueprint.post("/staff/pages")
@allowed(Permission.pages)
def renew() -> Response:
    """Gives the page of a case or a contact a new address; every one that is out
    ends.
    """
    services = current_services()
    reference = request.form.get("reference", "")
    programme = services.programme
    tables = {programme.case.table, *(page.table for page in programme.pages.values())}
    with services.journal.write() as connection:
        record = RecordReader(programme, connection).find(reference)
        if record is None or record.table not in tables:
            abort(404)
        case_pages.renew(connection, reference)
        event = new_event(SecurityAction.new_page, [reference])
        # Receipts of before do not tell the new address: by the clock by which they
        # were sent, the demonstration's too.
        security_events.add(connection, replace(event, at=services.clock.now()))
    flash(
        say(
            _(
                "The page of {reference} has a new address; the old one opens nothing any more."
            ),
            reference=reference,
        )
    )
    return redirect(url_for("cases.pages"), 303)
