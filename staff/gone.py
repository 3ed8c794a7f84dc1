"""Rows that are gone from the spreadsheet, and the button that brings one back."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Refused
from core.texts import mark as _
from forms.desk import desk
from journal import recovery
from staff.say import say
from staff.signing import signed_in, staff_of

blueprint = Blueprint("gone", __name__)
DAYS = 90


def _may() -> bool:
    """Whether whoever is signed in is one of those who answer for the programme."""
    person = staff_of(g.staff)
    return person is not None and person.values.get("role") == desk().programme.sender.reply_to


@blueprint.get("/staff/gone")
@signed_in
def gone() -> str:
    """What disappeared lately, the last first."""
    here = desk()
    with here.journal.read() as connection:
        rows = recovery.gone_since(connection, here.clock.now() - timedelta(days=DAYS))
    tables = here.programme.tables
    known = [(row, tables[row.table].label[here.programme.language], _name(row)) for row in rows if row.table in tables]
    return render_template("staff/gone.html", rows=known, days=DAYS, may=_may())


def _name(row: Any) -> str:
    table = desk().programme.tables[row.table]
    return str(row.values.get(table.title) or "")


@blueprint.post("/staff/gone")
@signed_in
def bring_back() -> Response:
    """Sends one row on its way back; what would be told about it waits."""
    if not _may():
        abort(403)
    here = desk()
    try:
        with here.journal.write() as connection:
            row = recovery.gone_record(connection, request.form.get("reference", ""))
            recovery.bring_back(connection, row.table, [row], here.clock.now())
    except Refused:
        flash(say(_("This row cannot be brought back: it is in the spreadsheet, or on its way already.")))
    else:
        flash(say(_("{name} is on its way back. Mails about it wait for a decision."), name=row.reference))
    return redirect(url_for("gone.gone"), 303)
