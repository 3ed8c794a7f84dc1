"""The page of an alarm: what changed at once, why a person is asked, and two buttons.

The link in the message about it names its person and says in one sentence what
happened. What the cells say, and the buttons, are for who is signed in: mails are
handed on, and scanners open what stands in them. The link has an end, too.
"""

from dataclasses import dataclass
from datetime import timedelta

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
from forms.access.staff_session import staff_member
from forms.services import current_services
from journal.access import security_events
from journal.access.people import active
from journal.mails.holds import alarms
from journal.mails.holds.alarms import Alarm
from journal.records import changes, known_records
from journal.records.record_reader import RecordReader
from journal.states import AlarmKind, AlarmState, Happening, SecurityAction
from journal.tabs import deliveries
from notify.to_staff.alarm_texts import words
from programme.models.permissions import Permission
from programme.records.display import show_anyway, title
from programme.records.record import Record, Value, View
from staff.access.security_log import new_event
from staff.access.signing import allowed, may, people_who_may, require
from staff.alarm_changes import ChangedRecord, changed_records
from staff.say import say

blueprint = Blueprint("alarms", __name__)
SHOWN = 200
"""Records on the page: whoever wants to see more looks into the spreadsheet."""
TOKEN_PARTS = 2
CHOICES = {"go": AlarmState.let_go, "drop": AlarmState.dropped}
TOLD_AS = {
    AlarmState.let_go: SecurityAction.decided_go,
    AlarmState.dropped: SecurityAction.decided_drop,
}
"""What a decision is called in the security log."""
LINK_LIFE = timedelta(days=14)
"""So long after an alarm was raised the link in its message leads anywhere.

What still stands is on the staff page, too.
"""
GONE = 410
SLIP = _(
    "So many rows at once may be a slip: a paste one row down, a fill, a replacement everywhere."
)
REASONS = {
    AlarmKind.edited: SLIP,
    AlarmKind.set: SLIP,
    AlarmKind.gone: _(
        "They may have been deleted by mistake, or have gone with an undo or an older version."
    ),
    AlarmKind.appeared: _(
        "They may have been pasted by mistake, or stood there before this program came."
    ),
    AlarmKind.permuted: _(
        "That happens when one column is sorted alone, or when cells are moved: each row then has what belongs to another."
    ),
    AlarmKind.decisions: _(
        "Each of these rows would be told a decision, so a person looks first."
    ),
    AlarmKind.released: _(
        "Until now each of these mails waited for a yes, so a person looks first."
    ),
    AlarmKind.back: _(
        "Look at the rows that came back. Then let the mails about them go, or drop them."
    ),
    AlarmKind.lost: _(
        "When it is back, they go out by themselves. The spreadsheet keeps its older versions."
    ),
}
"""Why a person is asked, for each kind of alarm."""
ROW_WORDS = {
    Happening.appeared: _("new row"),
    Happening.gone: _("the row is gone"),
    Happening.back: _("the row is back"),
}


@dataclass(frozen=True)
class ShownRecord:
    """A record of an alarm as people read it.

    `row`: what became of the whole row; `cells`: (column, before, after).
    """

    name: str
    row: str
    cells: tuple[tuple[str, str, str], ...]


@blueprint.get("/staff/alarm/<token>")
def show(token: str) -> str | tuple[str, int]:
    """What happened. Looking changes nothing: link scanners look too."""
    alarm, email = _alarm_of(token)
    member = staff_member()
    if member is None:
        return _link_page(alarm, email)
    require(Permission.look)
    with current_services().journal.read() as connection:
        waiting = alarms.messages_of(connection, alarm.id)
        records = changed_records(
            changes.by_alarm(connection, alarm.id), alarm.references
        )
    if may(Permission.decide):
        deciders = []
    else:
        deciders = people_who_may(Permission.decide)
    return render_template(
        "staff/alarm.html",
        alarm=alarm,
        what=words(current_services().programme, alarm, g.language),
        why=say(REASONS[alarm.kind]),
        records=_shown(alarm, records[:SHOWN]),
        unshown=max(0, len(records) - SHOWN),
        waiting=waiting,
        is_on_its_way=_is_on_its_way(alarm),
        deciders=deciders,
    )


def _link_page(alarm: Alarm, email: str) -> tuple[str, int]:
    """What the link itself shows: whose it is and what happened, in a
    sentence, and the way in.
    """
    is_old = current_services().clock.now() - alarm.raised_at > LINK_LIFE
    if is_old or alarm.state is not AlarmState.standing:
        return render_template(
            "staff/alarm_link.html", what="", email="", wanted=""
        ), GONE
    what = words(current_services().programme, alarm, g.language)
    return render_template(
        "staff/alarm_link.html", what=what, email=email, wanted=request.path
    ), 200


@blueprint.post("/staff/alarm/<token>")
@allowed(Permission.decide)
def decide(token: str) -> Response:
    """Lets the mails go, or drops them; the first decision counts.

    It is that of whoever is signed in, not of the link.
    """
    alarm, _email = _alarm_of(token)
    choice = CHOICES.get(request.form.get("choice", ""))
    if choice is None:
        abort(400)
    if _is_on_its_way(alarm):
        flash(say(_("The rows are still on their way; please wait a moment.")))
        return redirect(url_for("alarms.show", token=token), 303)
    with current_services().journal.write() as connection:
        is_first = alarms.decide(
            connection, alarm.id, choice, g.staff, current_services().clock.now()
        )
        if is_first:
            security_events.add(
                connection, new_event(TOLD_AS[choice], [alarm.table, *alarm.references])
            )
    if not is_first:
        flash(say(_("Somebody had decided before.")))
    return redirect(url_for("alarms.show", token=token), 303)


def _alarm_of(token: str) -> tuple[Alarm, str]:
    """The alarm of a link and whose link it is. 404 for a link that is not ours, or
    whose person is no longer on the team.
    """
    parts = current_services().links.read("alarm", token)
    if not isinstance(parts, list) or len(parts) != TOKEN_PARTS:
        abort(404)
    id, email = map(str, parts)
    with current_services().journal.read() as connection:
        alarm = alarms.by_id(connection, id)
        if alarm is None or active(connection, email) is None:
            abort(404)
    return alarm, email


def _is_on_its_way(alarm: Alarm) -> bool:
    """Whether rows that were brought back have yet to arrive:
    nobody can have looked at them.
    """
    if alarm.kind is not AlarmKind.back:
        return False
    with current_services().journal.read() as connection:
        return not deliveries.pending_references(connection, alarm.table).isdisjoint(
            alarm.references
        )


def _shown(alarm: Alarm, records: tuple[ChangedRecord, ...]) -> list[ShownRecord]:
    names = _names(alarm)
    shown = []
    for record in records:
        row = ""
        if record.row:
            row = say(ROW_WORDS[record.row])
        cells = [
            _cell(alarm, cell.column, cell.before, cell.after) for cell in record.cells
        ]
        shown.append(
            ShownRecord(
                names.get(record.reference, record.reference), row, tuple(cells)
            )
        )
    return shown


def _names(alarm: Alarm) -> dict[str, str]:
    """Reference → what people call the record, also of one that is gone."""
    programme = current_services().programme
    names = {}
    table = programme.tables.get(alarm.table)
    if table is None:
        return {}
    with current_services().journal.read() as connection:
        reader = RecordReader(programme, connection)
        for stored in known_records.of_table(connection, alarm.table).values():
            record = Record(
                stored.table, stored.reference, stored.values, stored.occasions
            )
            name = title(
                View(reader, table, record, current_services().today()), g.language
            )
            names[stored.reference] = (
                f"{name} ({stored.reference})" if name else stored.reference
            )
    return names


def _cell(alarm: Alarm, name: str, before: Value, after: Value) -> tuple[str, str, str]:
    """A column's label, and its values before and after, as people read them."""
    programme = current_services().programme
    table = programme.tables.get(alarm.table)
    column = None
    if table:
        column = table.column(name)
    if column is None:
        return name, str(before or ""), str(after or "")
    label = column.label.get(g.language, name)
    return (
        label,
        show_anyway(programme, column, before, g.language),
        show_anyway(programme, column, after, g.language),
    )
