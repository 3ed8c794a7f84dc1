"""The demonstration's clock on its way to a later day.

It stops wherever something may fall due, and goes on when all of that is done: so no
step of a ladder is passed over, as it would be if the clock jumped.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import Clock
from journal.mails import open_messages
from journal.operation import installation
from sync.context import SyncContext

MORNING = time(8, 1)
"""By the programme's clock, each day: reminders fall due, and the
message of the day is written.
"""


def next_stop(
    now: datetime, goal: datetime, zone: str, due_at: datetime | None
) -> datetime:
    """Where the clock stops next: at the next morning, at the next message that is
    to leave, or at the goal.

    Pure.
    """
    local = now.astimezone(ZoneInfo(zone))
    morning = datetime.combine(local.date(), MORNING, local.tzinfo)
    if morning <= local:
        morning = datetime.combine(
            local.date() + timedelta(days=1), MORNING, local.tzinfo
        )
    stops = [goal, morning]
    if due_at is not None and due_at > now:
        stops.append(due_at)
    return min(stops)


def move_on(context: SyncContext) -> bool:
    """Moves the clock to the next stop; False where it has arrived,
    or was not sent anywhere.
    """
    if not context.settings.demonstration:
        return False
    with context.journal.write() as connection:
        present = installation.read(connection)
        if present.clock_goal is None:
            return False
        real_now = Clock().now()
        now = real_now + present.clock_ahead
        due_at = open_messages.next_due(connection, now)
        stop = next_stop(now, present.clock_goal, context.programme.time_zone, due_at)
        # Never backwards: the goal may have passed by itself.
        installation.set_clock(connection, max(stop, now) - real_now)
        if stop >= present.clock_goal:
            installation.end_journey(connection)
    context.clock.forget()
    return True
