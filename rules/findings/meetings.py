"""Meetings whose hour is still to be found, and who comes to them.

Pure: everything is read off the records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import dates
from mail.markdown import one_line
from programme.model import Programme
from programme.models.meetings import Appointment
from programme.models.rules import CALLER, INVITED
from programme.parts import Column
from programme.records.display import shown_value, title
from programme.records.local_times import written_moment
from programme.records.record import GAP, Value, View
from programme.records.sharing import is_shared
from rules.recipients.people import people
from rules.recipients.person import Person
from rules.unfit import UNFIT

SEPARATOR = "; "
"""Between two hours in the cell of an answer."""
YES, NO = "yes", "no"
"""The choices by which somebody says whether they come, or who led a
meeting whether somebody came.
"""


class Stage(StrEnum):
    """How far a meeting is.

    `open`: hours are offered; `blank`: there is neither an hour nor an offer.
    """

    blank = "blank"
    open = "open"
    fixed = "fixed"
    over = "over"
    cancelled = "cancelled"


@dataclass(frozen=True)
class Invited:
    """Somebody who is invited.

    `label`: by what answers and attendance name them; `holder`: the record whose
    contact they are, None for somebody of the team; `shown`: what others are told of
    who they are, the place only where they have not agreed.
    """

    person: Person
    label: str
    holder: View | None
    shown: str


@dataclass(frozen=True)
class Answer:
    """What one of the invited said last.

    `hours`: those that suit them, aware; `comes`: to the hour that is fixed.
    """

    who: str
    hours: frozenset[datetime]
    comes: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class LocalHour:
    """A moment on one clock: written out, for whom, and whether it lies outside of the
    hours that suit a meeting.
    """

    written: str
    names: tuple[str, ...]
    is_outside: bool


def calendar_of(view: View) -> Appointment:
    """How the record is a meeting. Ask it of tables with `calendar` only."""
    assert view.table.calendar
    return view.table.calendar


def moment_of(value: Value, minutes: int) -> datetime | None:
    """The moment that a cell says, in UTC; None where it is blank, or says
    what no calendar can hold.
    """
    try:
        moment = datetime.fromisoformat(str(value)).astimezone(UTC)
        # raises behind the end of all calendars, as the mail would
        _ends = moment + timedelta(minutes=minutes)
    except UNFIT:
        return None
    return moment


def begins_at(view: View) -> datetime | None:
    """When the meeting begins; None as long as no hour is fixed."""
    calendar = calendar_of(view)
    return moment_of(view.value(calendar.begins), calendar.minutes)


def summary_of(view: View, language: str) -> str:
    """What the meeting is called in calendars."""
    text = view.records.programme.text(calendar_of(view).summary, language)
    return one_line(GAP.sub(lambda gap: shown_value(view, gap[1], language), text))


def place_of(view: View, language: str) -> str:
    """Where it is: the first place that is filled, "" for none."""
    candidates = (shown_value(view, path, language) for path in calendar_of(view).place)
    return next(filter(None, candidates), "")


def offered_hours(view: View) -> tuple[datetime, ...]:
    """The hours to choose from, each once, the first one first."""
    calendar = calendar_of(view)
    moments = {
        moment_of(view.value(name), calendar.minutes) for name in calendar.offered
    }
    return tuple(sorted(moment for moment in moments if moment is not None))


def stage_of(view: View, now: datetime, *, cancelled: bool) -> Stage:
    """How far the meeting is.

    `cancelled`: whether the programme's condition for that holds.
    """
    begins = begins_at(view)
    if cancelled:
        return Stage.cancelled
    if begins is not None:
        return Stage.fixed if now < begins else Stage.over
    if any(hour > now for hour in offered_hours(view)):
        return Stage.open
    return Stage.blank


def invited(view: View) -> tuple[Invited, ...]:
    """Everybody who is invited and can be written to, each once."""
    persons = people(view, (INVITED,))
    return tuple(_invited(view, person) for person in persons)


def caller(view: View) -> Person | None:
    """Who calls the meeting: one person; None where nobody can be written to."""
    return next(iter(people(view, (CALLER,))), None)


def _invited(view: View, person: Person) -> Invited:
    held = _holder(view, person)
    holder, contact = held or (None, "")
    holder_title = ""
    # What a meeting is called says nothing about whom it invites.
    if holder is not None and holder.table.name != view.table.name:
        holder_title = title(holder, view.records.programme.language)
    label = person.name or holder_title or person.role or person.path
    if person.name and holder_title:
        label = f"{person.name} ({holder_title})"
    shown = label
    if (
        holder is not None
        and contact in holder.table.contacts
        and not is_shared(holder, contact)
    ):
        shown = holder_title or view.records.programme.text(
            holder.table.label, view.records.programme.language
        )
    return Invited(person, label, holder, shown)


def _holder(view: View, person: Person) -> tuple[View, str] | None:
    """The record by whose contact somebody is invited, and the contact's name."""
    ways = person.path.partition("#")[0]
    for way in ways.split(" or "):
        if way.startswith("role."):
            continue
        if any(candidate.reach == person.reach for candidate in people(view, (way,))):
            return view.path(way)
    return None


def fixed_column(programme: Programme, form: str, table: str) -> Column | None:
    """The column by which the rows of a form say about which
    record of a table they are.
    """
    definition = programme.forms[form]
    for name in definition.fixed:
        column = programme.tables[definition.table].column(name)
        if column and column.table == table:
            return column
    return None


def answers(
    view: View, waiting: Iterable[Mapping[str, Value]] = ()
) -> dict[str, Answer]:
    """Who → what they said last.

    `waiting`: the values of answers that are on their way into the sheet, oldest first.
    """
    programme, calendar = view.records.programme, calendar_of(view)
    if calendar.answers is None or view.record is None:
        return {}
    form = programme.forms[calendar.answers.form]
    column = fixed_column(programme, form.name, view.table.name)
    if column is None or form.person is None:
        return {}
    records = view.records.children(form.table, column.name, view.record.reference)
    on_their_way = [
        values for values in waiting if values.get(column.name) == view.record.reference
    ]
    rows = [*(record.values for record in records), *on_their_way]
    latest_answers: dict[str, Answer] = {}
    for values in rows:
        who = str(values.get(form.person) or "")
        # Who was called otherwise in between has said the last thing last.
        latest_answers.pop(who, None)
        latest_answers[who] = Answer(
            who,
            frozenset(
                read_hours(programme, str(values.get(calendar.answers.hours) or ""))
            ),
            {YES: True, NO: False}.get(str(values.get(calendar.answers.comes) or "")),
            str(values.get(calendar.answers.note) or "")
            if calendar.answers.note
            else "",
        )
    return latest_answers


def written_hours(programme: Programme, hours: Iterable[datetime]) -> str:
    """Hours as the cell of an answer holds them: by the programme's clock,
    as the sheet shows moments.
    """
    zone = ZoneInfo(programme.time_zone)
    return SEPARATOR.join(
        f"{hour.astimezone(zone):%Y-%m-%d %H:%M}" for hour in sorted(hours)
    )


def read_hours(programme: Programme, text: str) -> list[datetime]:
    """The hours that such a cell says, as far as they can be
    understood: staff type into it, too.
    """
    locality = programme.locality
    hours: list[datetime] = []
    for part in text.replace("\n", ";").split(";"):
        try:
            value = dates.moment(
                part.strip(), locality.languages, locality.locale, locality.time_zone
            )
        except NotUnderstoodError:
            continue
        moment = moment_of(value, 0)
        if moment is not None:
            hours.append(moment)
    return hours


def suits(guest_answers: Mapping[str, Answer], hour: datetime) -> tuple[str, ...]:
    """Who can at an hour; nobody who has said of it that they cannot come after all."""
    return tuple(
        answer.who
        for answer in guest_answers.values()
        if hour in answer.hours and answer.comes is not False
    )


def coming(
    guest_answers: Mapping[str, Answer], begins: datetime, *, comes: bool
) -> tuple[str, ...]:
    """Who said of this hour that they come, or that they do not; an answer about
    another hour counts no more.
    """
    return tuple(
        answer.who
        for answer in guest_answers.values()
        if answer.comes is comes and begins in answer.hours
    )


def local_hours(
    invited_people: Sequence[Invited],
    moment: datetime,
    zone: str,
    language: str,
    hours: tuple[int, int],
) -> tuple[LocalHour, ...]:
    """A moment on the clock of everybody who is invited, one line for each clock.

    `zone`: of those whose own is not known.
    """
    names: dict[str, list[str]] = {}
    for guest in invited_people:
        names.setdefault(guest.person.time_zone or zone, []).append(guest.shown)
    lines = []
    for zone_name, of_zone in names.items():
        local = moment.astimezone(ZoneInfo(zone_name))
        written = written_moment(moment, zone_name, language)
        lines.append(LocalHour(written, tuple(of_zone), not _is_within(local, hours)))
    return tuple(lines)


def _is_within(local: datetime, hours: tuple[int, int]) -> bool:
    """Whether a meeting may begin then: at the last hour, too."""
    first, last = hours
    opening = local.replace(hour=first, minute=0, second=0, microsecond=0)
    return opening <= local <= opening + timedelta(hours=last - first)
