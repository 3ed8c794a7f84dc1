"""The page of an alarm: what changed at once, what waits because of it, and two buttons. Opened from the mail about it."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.clock import local_date
from core.texts import mark as _
from forms.desk import desk
from journal import alarms, changes, deliveries, known_records
from journal.people import active
from journal.states import AlarmKind, AlarmState
from notify.alarm_texts import names, words
from programme.record import Record, Records
from programme.shown import show
from staff.say import say

blueprint = Blueprint("alarms", __name__)
SHOWN = 200
CHOICES = {"go": AlarmState.let_go, "drop": AlarmState.dropped}


@blueprint.get("/staff/alarm/<token>")
def look(token: str) -> str:
    """What happened. Looking changes nothing: link scanners look too."""
    alarm, _email = _opened(token)
    here = desk()
    programme, language = here.programme, str(g.language)
    with here.journal.read() as connection:
        rows = [Record(r.table, r.reference, r.values, r.occasions) for r in known_records.present(connection)]
        waiting = alarms.messages_of(connection, alarm.id)
        raised_by = changes.by_alarm(connection, alarm.id)
    records = Records(programme, rows)
    today = local_date(here.clock.now(), programme.time_zone)
    called = dict(zip(alarm.references, names(records, alarm.table, alarm.references, today, language), strict=True))
    return render_template(
        "staff/alarm.html",
        token=token,
        alarm=alarm,
        what=words(programme, alarm, language),
        rows=[(called.get(c.reference, c.reference), *_shown(alarm.table, c, language)) for c in raised_by[:SHOWN]],
        more=max(0, len(raised_by) - SHOWN),
        waiting=waiting,
        waits=_on_their_way(alarm),
        called=list(called.values())[:SHOWN] if alarm.kind == AlarmKind.back else [],
        many=max(0, len(called) - SHOWN),
    )


def _on_their_way(alarm: Any) -> bool:
    """Whether rows that were brought back have yet to arrive: nobody can have looked at them."""
    if alarm.kind != AlarmKind.back:
        return False
    with desk().journal.read() as connection:
        return not deliveries.pending_references(connection, alarm.table).isdisjoint(alarm.references)


def _shown(table: str, change: Any, language: str) -> tuple[str, str, str]:
    """A change's column, and its value before and after, as people read them."""
    known = desk().programme.tables.get(table)
    column = known.column(change.column) if known else None
    if column is None:
        return "", "", ""
    before, after = (show(desk().programme, column, value, language) for value in (change.before, change.after))
    return column.label.get(language, column.name), str(before), str(after)


@blueprint.post("/staff/alarm/<token>")
def decide(token: str) -> Response:
    """Lets the mails go, or drops them; the first decision counts."""
    alarm, email = _opened(token)
    choice = CHOICES.get(request.form.get("choice", ""))
    if choice is None:
        abort(400)
    if _on_their_way(alarm):
        flash(say(_("The rows are still on their way; please wait a moment.")))
        return redirect(url_for("alarms.look", token=token), 303)
    with desk().journal.write() as connection:
        done = alarms.decide(connection, alarm.id, choice, email, desk().clock.now())
    if not done:
        flash(say(_("Somebody had decided before.")))
    return redirect(url_for("alarms.look", token=token), 303)


def _opened(token: str) -> tuple[Any, str]:
    """The alarm of a link and whose link it is. 404 for a link that is not ours, or whose person is no longer on the team."""
    found = desk().links.read("alarm", token)
    if not isinstance(found, list) or len(found) != 2:  # noqa: PLR2004 - the alarm and the address
        abort(404)
    with desk().journal.read() as connection:
        alarm = alarms.by_id(connection, str(found[0]))
        if alarm is None or active(connection, str(found[1])) is None:
            abort(404)
    return alarm, str(found[1])
