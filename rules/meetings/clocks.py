"""A moment on the clocks of those who are invited to a meeting. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from programme.records.templates.local_times import written_moment
from rules.meetings.guests import Invited


@dataclass(frozen=True)
class LocalHour:
    """A moment on one clock: written out, for whom, and whether it lies outside of the
    hours that suit a meeting.
    """

    written: str
    names: tuple[str, ...]
    is_outside: bool


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
