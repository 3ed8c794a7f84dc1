"""Rows that are gone from the spreadsheet, and the buttons that bring them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Refused
from core.texts import mark as _
from forms.services import current_services
from journal.access import security_events
from journal.records.known_records import KnownRecord
from journal.states import SecurityAction
from journal.tabs import recovery
from programme.models.permissions import Permission
from staff.access.security_log import new_event
from staff.access.signing import allowed, may, people_who_may, signed_in
from staff.say import say

blueprint = Blueprint("gone", __name__)
# Who misses a row notices within a quarter of a year; erasing on purpose leaves
# nothing to bring back anyway.
DAYS = 90
SHOWN = 200


@dataclass(frozen=True)
class GoneItem:
    """A row that is gone, as the page shows it.

    `is_unedited`: a form brought it, and nobody had worked on it yet.
    """

    reference: str
    name: str
    tab: str
    gone_at: datetime | None
    is_unedited: bool


@blueprint.get("/staff/gone")
@signed_in
def gone() -> str:
    """What disappeared lately, the last first; apart, what forms brought
    and nobody had worked on.
    """
    since = current_services().clock.now() - timedelta(days=DAYS)
    with current_services().journal.read() as connection:
        unedited = {row.reference for row in recovery.gone_unedited(connection, since)}
        records = recovery.gone_since(connection, since, SHOWN + len(unedited) + 1)
    items = []
    for record in records:
        if record.table in current_services().programme.tables:
            items.append(_item(record, unedited))
    others = []
    for item in items:
        if not item.is_unedited:
            others.append(item)
    if may(Permission.bring_back):
        restorers = []
    else:
        restorers = people_who_may(Permission.bring_back)
    return render_template(
        "staff/gone.html",
        unedited=[item for item in items if item.is_unedited],
        others=others[:SHOWN],
        is_cut=len(others) > SHOWN,
        days=DAYS,
        may_bring_back=may(Permission.bring_back),
        restorers=restorers,
    )


def _item(record: KnownRecord, unedited: set[str]) -> GoneItem:
    programme = current_services().programme
    table = programme.tables[record.table]
    name = str(record.values.get(table.title) or "")
    tab = programme.text(table.label, programme.language)
    return GoneItem(
        record.reference, name, tab, record.gone_at, record.reference in unedited
    )


@blueprint.post("/staff/gone")
@allowed(Permission.bring_back)
def bring_back() -> Response:
    """Sends rows on their way back; what would be told about them waits."""
    for reference in request.form.getlist("reference"):
        if _bring_back(reference):
            text = _("{name} is on its way back. Mails about it wait for a decision.")
        else:
            text = _(
                "{name} cannot be brought back: it is in the spreadsheet, or on its way already."
            )
        flash(say(text, name=reference))
    return redirect(url_for("gone.gone"), 303)


def _bring_back(reference: str) -> bool:
    """Sends one row on its way back. False where it is not gone."""
    try:
        with current_services().journal.write() as connection:
            record = recovery.gone_record(connection, reference)
            recovery.bring_back(
                connection, record.table, [record], current_services().clock.now()
            )
            security_events.add(
                connection, new_event(SecurityAction.brought_back, [reference])
            )
    except Refused:
        # Somebody else has brought it back, or erased it, since the page was shown.
        return False
    return True
