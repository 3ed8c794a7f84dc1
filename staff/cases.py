"""The pages of the cases: their addresses to hand round, and a new one where an old one went to the wrong people."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.texts import mark as _
from forms.services import current_services
from journal.access import security_events
from journal.records import case_pages
from journal.records.record_reader import RecordReader
from journal.states import SecurityAction
from programme.display import title
from programme.permissions import Permission
from programme.record import View
from staff.say import say
from staff.security_log import new_event
from staff.signing import allowed, signed_in

blueprint = Blueprint("cases", __name__)


@blueprint.get("/staff/pages")
@signed_in
def pages() -> str:
    """Every case with the address of its page."""
    here = current_services()
    case = here.programme.case
    if case.page is None:
        abort(404)
    table = here.programme.tables[case.table]
    with here.journal.read() as connection:
        records = RecordReader(here.programme, connection)
        cases = [
            (
                title(View(records, table, record, here.today()), g.language),
                reference,
                here.links.case(g.language, reference, case_pages.edition(connection, reference)),
            )
            for reference, record in records.table(case.table).items()
        ]
    cases.sort(key=lambda case: case[0].casefold())
    return render_template("staff/pages.html", heading=here.programme.text(table.label, g.language), cases=cases)


@blueprint.post("/staff/pages")
@allowed(Permission.pages)
def renew() -> Response:
    """Gives a case's page a new address; every one that is out ends."""
    here, reference = current_services(), request.form.get("reference", "")
    with here.journal.write() as connection:
        if RecordReader(here.programme, connection).get(here.programme.case.table, reference) is None:
            abort(404)
        case_pages.renew(connection, reference)
        security_events.add(connection, new_event(SecurityAction.new_page, [reference]))
    flash(say(_("The page of {reference} has a new address; the old one opens nothing any more."), reference=reference))
    return redirect(url_for("cases.pages"), 303)
