"""When a meeting is, where, and how far it is. Pure: read off its record."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from mail.markdown import one_line
from programme.models.meetings import Appointment
from programme.records.display import shown_value
from programme.records.record import GAP, Value, View
from rules.unfit import UNFIT


class Stage(StrEnum):
    """How far a meeting is.

    `open`: hours are offered; `blank`: there is neither an hour nor an offer.
    """

    blank = "blank"
    open = "open"
    fixed = "fixed"
    over = "over"
    cancelled = "cancelled"


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
        if now < begins:
            return Stage.fixed
        return Stage.over
    if any(hour > now for hour in offered_hours(view)):
        return Stage.open
    return Stage.blank
