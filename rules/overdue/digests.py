"""When what a rule gathers weekly or monthly is told: on one day, all of it
that had fallen due by then.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from programme.model import Limits
from programme.models.rules import Digest
from programme.parts import WEEKDAYS
from rules.overdue.judge import Reminder

OPEN_FOR: Mapping[Digest, timedelta] = {
    Digest.weekly: timedelta(days=4),
    Digest.monthly: timedelta(days=14),
}
"""So long after its day a digest is still written where it could not be on the day
itself, because Hoja was switched off.
"""
DAY = timedelta(days=1)


def is_time(limits: Limits, reminder: Reminder, today: date) -> bool:
    """Whether a reminder may be told on a day as far as its digest goes: its day has
    come since, and is not long ago.

    `today`: a day of the programme's time zone.
    """
    digest = reminder.tell.digest
    if digest is None:
        return True
    day = last_day(limits, digest, today)
    fell_due = reminder.finding.date + reminder.rung.days * DAY
    return fell_due <= day and today - day < OPEN_FOR[digest]


def last_day(limits: Limits, digest: Digest, today: date) -> date:
    """The last day of such digests, which may be today."""
    if digest is Digest.weekly:
        passed = (today.weekday() - WEEKDAYS.index(limits.digest_weekday)) % len(
            WEEKDAYS
        )
        return today - passed * DAY
    if today.day >= limits.digest_day:
        first = today
    else:
        first = today.replace(day=1) - DAY
    return first.replace(day=limits.digest_day)
