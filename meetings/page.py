"""The page of a meeting for one person: which hours suit, whether they come, and
for who leads it the rest.

Looking changes nothing, since link scanners look too; only a button acts. Its link is
its token against forged requests: who can forge a request to it has the link already.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.links import MEETING
from forms.links.case_links import case_link
from forms.links.expired_link import expired_link_page
from forms.services import Services, current_services
from journal.access import contact_signs
from journal.connection import Connection
from journal.records.cells import cell_commands
from meetings.keep import Given, keep_answer, keep_attendance
from meetings.opening import MeetingLink, OpenedMeeting, open_meeting
from programme.records.display import plain_name
from programme.records.record import Cell
from programme.records.templates.local_times import written_moment
from rules.meetings.answers import YES, coming, suits
from rules.meetings.clocks import LocalHour, local_hours
from rules.meetings.schedule import Stage, calendar_of, offered_hours

blueprint = Blueprint("meetings", __name__)
LONGEST_NOTE = 500
Page = str | tuple[str, int] | Response


@dataclass(frozen=True)
class ShownHour:
    """An hour to choose.

    `value`: as the page sends it; `count`: how many can; `names`: who,
    for who leads the meeting.
    """

    value: str
    written: str
    count: int
    names: tuple[str, ...]
    chosen: bool
    places: tuple[LocalHour, ...]


@blueprint.get(f"/<language>/{MEETING}/<token>")
def show(language: str, token: str) -> Page:
    """The meeting as it stands."""
    meeting = _opened(language, token)
    if isinstance(meeting, str):
        return expired_link_page(meeting)
    return _page(meeting, language, token)


@blueprint.post(f"/<language>/{MEETING}/<token>")
def answer(language: str, token: str) -> Page:
    """An answer, the choice of an hour, or who came.

    What does not apply any more is told, and nothing is kept.
    """
    meeting = _opened(language, token)
    if isinstance(meeting, str):
        return expired_link_page(meeting)
    act = request.form.get("act", "")
    _note_sign(meeting)
    if act == "hours" and meeting.stage is Stage.open and meeting.guest:
        _keep_hours(meeting, language)
    elif (
        act == "comes"
        and meeting.stage is Stage.fixed
        and meeting.guest
        and meeting.begins
    ):
        given = Given([meeting.begins], request.form.get("comes") == YES, _note())
        keep_answer(current_services(), meeting, given, language, _key())
    elif act == "fix" and meeting.stage is Stage.open and meeting.leads:
        _fix(meeting)
    elif (
        act == "came"
        and meeting.stage is Stage.over
        and meeting.leads
        and meeting.guests
    ):
        return _keep_came(meeting, language, token)
    else:
        # The page was open while the hour was fixed, moved or cancelled:
        # it is shown as it is now.
        return _page(meeting, language, token, is_late=True), 409
    return redirect(
        url_for("meetings.show", language=language, token=token, noted=""), 303
    )


def _opened(language: str, token: str) -> OpenedMeeting | str:
    services = current_services()
    link = MeetingLink.read(services.links, token)
    if link is None or language not in services.programme.languages:
        abort(404)
    g.language = language
    with services.journal.read() as connection:
        return open_meeting(services, connection, link, language, services.clock.now())


def _note_sign(meeting: OpenedMeeting) -> None:
    """Keeps that whoever has this link was heard of, whatever they said."""
    services = current_services()
    with services.journal.write() as connection:
        contact_signs.note(
            connection, services.links.mark(meeting.person.reach), services.clock.now()
        )


def _keep_hours(meeting: OpenedMeeting, language: str) -> None:
    chosen = request.form.getlist("hour")
    hours = []
    for hour in _open_hours(meeting):
        if hour.isoformat() in chosen:
            hours.append(hour)
    # With “none of these suits me” nothing counts that was ticked before.
    if "none" in request.form:
        hours = []
    keep_answer(
        current_services(), meeting, Given(hours, note=_note()), language, _key()
    )


def _fix(meeting: OpenedMeeting) -> None:
    """Asks for the hour in the cell of the meeting: a person's command, written
    while the cell is still blank.
    """
    services = current_services()
    view = meeting.view
    hours = {hour.isoformat(): hour for hour in _open_hours(meeting)}
    chosen = hours.get(request.form.get("hour", ""))
    if chosen is None or view.record is None:
        abort(400)
    name = calendar_of(view).begins
    cell = Cell(view.table.name, view.record.reference, name)
    shown = view.value(name)
    moment = chosen.isoformat(timespec="seconds")
    with services.journal.write() as connection:
        # Two who lead it, or two presses, ask for one hour.
        if not _open_command(connection, meeting):
            cell_commands.ask(
                connection,
                cell,
                shown,
                moment,
                meeting.person.reach,
                f"meeting-{_key()}",
                services.clock.now(),
            )


def _keep_came(meeting: OpenedMeeting, language: str, token: str) -> Page:
    services = current_services()
    ticked = request.form.getlist("came")
    marks = {
        guest.label: services.links.mark(guest.person.reach) for guest in meeting.guests
    }
    # A page that was opened before marks stood in it sends labels.
    came = []
    for label, mark in marks.items():
        if mark in ticked or label in ticked:
            came.append(label)
    noted = set()
    for name, word in meeting.came.items():
        if word == YES:
            noted.add(name)
    if meeting.came:
        is_noted = noted == set(came)
    else:
        is_noted = keep_attendance(services, meeting, came, language)
    if not is_noted:
        return _page(meeting, language, token, is_late=True), 409
    further = _further(meeting, language)
    return redirect(
        further or url_for("meetings.show", language=language, token=token, noted=""),
        303,
    )


def _note() -> str:
    return " ".join(request.form.get("note", "").replace("\0", "").split())[
        :LONGEST_NOTE
    ]


def _key() -> str:
    """The one-time key of the page."""
    key = request.form.get("key", "")
    return key if key.isalnum() and len(key) == 32 else secrets.token_hex(16)  # noqa: PLR2004


def _open_hours(meeting: OpenedMeeting) -> list[datetime]:
    """The offered hours that still lie ahead."""
    now = current_services().clock.now()
    hours: list[datetime] = []
    for hour in offered_hours(meeting.view):
        if hour > now:
            hours.append(hour)
    return hours


def _open_command(connection: Connection, meeting: OpenedMeeting) -> str:
    """The hour that was asked for and is not in the sheet yet,
    as ISO text; "" for none.
    """
    view = meeting.view
    assert view.record
    commands = cell_commands.of_record(
        connection, view.table.name, view.record.reference
    )
    command = cell_commands.newest_by_column(commands).get(calendar_of(view).begins)
    if command and command.is_open:
        return str(command.wanted)
    return ""


def _further(meeting: OpenedMeeting, language: str) -> str:
    """The address of the form that follows on attendance: of the minutes,
    say; "" where there is none.
    """
    services = current_services()
    attendance = calendar_of(meeting.view).attendance
    record = meeting.view.record
    if attendance is None or attendance.then is None or record is None:
        return ""
    form = services.programme.forms[attendance.then]
    until = services.today() + timedelta(
        days=form.link_days or services.programme.limits.link_days
    )
    return services.links.form(
        language, form.name, record.reference, person=meeting.person.reach, until=until
    )


def _page(
    meeting: OpenedMeeting, language: str, token: str, *, is_late: bool = False
) -> str:
    services = current_services()
    calendar = calendar_of(meeting.view)
    begins = meeting.begins
    fixing = ""
    if meeting.stage is Stage.open:
        with services.journal.read() as connection:
            fixing = _open_command(connection, meeting)
    those_coming: Sequence[str] = ()
    not_coming: Sequence[str] = ()
    if begins:
        those_coming = _shown(meeting, coming(meeting.said, begins, comes=True))
        not_coming = _shown(meeting, coming(meeting.said, begins, comes=False))
    further = ""
    if meeting.leads:
        further = _further(meeting, language)
    return render_template(
        "meeting.html",
        meeting=meeting,
        stage=meeting.stage.value,
        hours=_shown_hours(meeting, language),
        fixing=_written(meeting, datetime.fromisoformat(fixing), language)
        if fixing
        else "",
        begins=_begins(meeting, language),
        shared=_shared(meeting, language),
        coming=those_coming,
        not_coming=not_coming,
        own=_own(meeting),
        silent=_silent(meeting),
        came=_shown(
            meeting, [name for name, word in meeting.came.items() if word == YES]
        ),
        roll=[
            (services.links.mark(guest.person.reach), guest.shown)
            for guest in meeting.guests
        ],
        further=further,
        consent=_consent(services, meeting),
        answers=calendar.answers is not None and meeting.guest is not None,
        takes_note=calendar.answers is not None and calendar.answers.note is not None,
        has_attendance=calendar.attendance is not None,
        is_late=is_late,
        noted="noted" in request.args,
        key=secrets.token_hex(16),
        yes=YES,
        text=lambda text: services.programme.text(text, language),
        action=url_for("meetings.answer", language=language, token=token),
        most_note=LONGEST_NOTE,
    )


def _shared(meeting: OpenedMeeting, language: str) -> str:
    """What is told in the group of a meeting that is arranged: when it is, and the page
    of the case; "" where nothing is to be told.

    Never the link to this page, which is one person's. Who interprets knows this
    meeting alone, and passes nothing of the case on.
    """
    services = current_services()
    view = meeting.view
    is_of_case = (
        meeting.guest is not None
        and meeting.guest.holder is not None
        and meeting.guest.holder.table.name != view.table.name
    )
    if meeting.stage is not Stage.fixed or meeting.begins is None or not is_of_case:
        return ""
    assert view.record
    record = view.record
    case = case_link(
        services,
        view.table.name,
        record.reference,
        record.values,
        language,
        services.clock.now(),
    )
    if case is None:
        return ""
    hour = _written(meeting, meeting.begins, language)
    # Somebody may have typed an address as what the meeting is about.
    title = ": ".join(plain_name(part) for part in meeting.title.split(": "))
    return f"{title}: {hour}\n{case.address}"


def _shown_hours(meeting: OpenedMeeting, language: str) -> list[ShownHour]:
    if meeting.stage is not Stage.open:
        return []
    own = meeting.own_answer
    shown: list[ShownHour] = []
    for hour in _open_hours(meeting):
        names = suits(meeting.said, hour)
        shown.append(
            ShownHour(
                hour.isoformat(),
                _written(meeting, hour, language),
                len(names),
                _shown(meeting, names) if meeting.leads else (),
                own is not None and hour in own.hours,
                _other_clocks(meeting, hour, language) if meeting.leads else (),
            )
        )
    return shown


def _shown(meeting: OpenedMeeting, labels: Collection[str]) -> tuple[str, ...]:
    """What others are told of those of these who are invited now."""
    names = []
    for guest in meeting.guests:
        if guest.label in labels:
            names.append(guest.shown)
    return tuple(names)


def _begins(meeting: OpenedMeeting, language: str) -> Sequence[LocalHour]:
    """The fixed hour: the reader's own line first, and for who
    leads it that of everybody.
    """
    if meeting.begins is None:
        return ()
    own = LocalHour(_written(meeting, meeting.begins, language), (), is_outside=False)
    if not meeting.leads:
        return (own,)
    return (own, *_other_clocks(meeting, meeting.begins, language))


def _other_clocks(
    meeting: OpenedMeeting, moment: datetime, language: str
) -> tuple[LocalHour, ...]:
    """A moment on the clocks of those invited: the reader's own only where a
    meeting should not begin then.
    """
    calendar = calendar_of(meeting.view)
    zone = meeting.view.records.programme.time_zone
    lines = local_hours(meeting.guests, moment, zone, language, calendar.hours)
    own = _written(meeting, moment, language)
    shown = []
    for line in lines:
        if line.is_outside or line.written != own:
            shown.append(line)
    return tuple(shown)


def _written(meeting: OpenedMeeting, moment: datetime, language: str) -> str:
    return written_moment(moment, meeting.zone, language)


def _own(meeting: OpenedMeeting) -> dict[str, Any]:
    """What the person said last, as far as it is about what the page asks now."""
    own = meeting.own_answer
    if own is None:
        return {"is_there": False, "comes": None, "note": ""}
    if meeting.begins is None:
        return {"is_there": True, "comes": None, "note": own.note}
    # Said of another hour, it says nothing of this one.
    is_about_it = own.comes is not None and meeting.begins in own.hours
    if is_about_it:
        comes = own.comes
        note = own.note
    else:
        comes = None
        note = ""
    return {"is_there": is_about_it, "comes": comes, "note": note}


def _silent(meeting: OpenedMeeting) -> list[str]:
    """Who has not answered what is asked now."""
    if meeting.begins is None:
        return [
            guest.shown for guest in meeting.guests if guest.label not in meeting.said
        ]
    answered = {
        *coming(meeting.said, meeting.begins, comes=True),
        *coming(meeting.said, meeting.begins, comes=False),
    }
    return [guest.shown for guest in meeting.guests if guest.label not in answered]


def _consent(services: Services, meeting: OpenedMeeting) -> Any:
    answers = calendar_of(meeting.view).answers
    if answers:
        return services.programme.forms[answers.form].consent
    return None
