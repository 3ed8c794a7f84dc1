"""What had fallen due before a row was brought in from elsewhere: it is history, of
which nobody is told.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from rules.overdue.judge import Judged, Reminder
from rules.overdue.ladders import Finding, Rung


def without_history(judged: Judged, came_at: datetime, came_on: date) -> Judged:
    """What a ladder says of a row that was brought in, but for the steps whose day had
    come by then. Pure.

    A step of the very day counts as past: bringing rows in tells nobody. What leaves at
    a moment of its own is past where that moment was.

    `came_at`: when planning first saw the row; `came_on`: that day, by the programme's
    clock.
    """
    finding = judged.finding
    rung = finding.rung.telling or finding.rung
    is_past = _is_past(finding, rung, came_on)
    reminders = tuple(_ahead(judged.reminders, came_at, came_on))
    lonely = judged.lonely
    if is_past:
        lonely = ()
    return replace(
        judged,
        reminders=reminders,
        lonely=lonely,
        earlier=tuple(_ahead(judged.earlier, came_at, came_on)),
        is_history=is_past and not reminders,
    )


def _ahead(
    reminders: Iterable[Reminder], came_at: datetime, came_on: date
) -> list[Reminder]:
    ahead = []
    for reminder in reminders:
        if reminder.leaves_at is not None:
            is_past = reminder.leaves_at <= came_at
        else:
            is_past = _is_past(reminder.finding, reminder.rung, came_on)
        if not is_past:
            ahead.append(reminder)
    return ahead


def _is_past(finding: Finding, rung: Rung, came_on: date) -> bool:
    return finding.date + timedelta(days=rung.days) <= came_on
