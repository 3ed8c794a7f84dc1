"""When a message that could not be handed over is tried again. Pure."""

from datetime import datetime, timedelta

# Greylisting lets a second try through after minutes; beyond some hours a server is
# down, and asking more often changes nothing.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
DOUBLINGS = 20
"""More of them would only overflow: the longest wait is reached after nine."""
GIVE_UP = timedelta(days=5)
"""A mail server's own patience (RFC 5321, 4.5.4.1)."""


def next_try(
    now: datetime, first_try: datetime, tries: int, at_least: float
) -> datetime | None:
    """When a message is tried again after `tries` failures (1 is the first); None after
    days, for then a person must look.

    `at_least`: seconds that the server asked for.
    """
    if now - first_try >= GIVE_UP:
        return None
    doubled = FIRST_WAIT * (1 << min(tries - 1, DOUBLINGS))
    return now + max(timedelta(seconds=at_least), min(doubled, LONGEST_WAIT))
