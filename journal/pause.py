"""While the mail server takes nothing: why, what it said, and until when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from core.errors import Closing
from journal import facts

MAIL_PAUSE = "mail_pause"


@dataclass(frozen=True)
class Pause:
    """Nothing but sign-in links is sent `until` then. `said`: the mail server's own words."""

    why: Closing
    said: str
    until: datetime


def put(connection: Connection, pause: Pause) -> None:
    """From now on all mail waits."""
    kept = {"why": pause.why, "said": pause.said, "until": pause.until.isoformat()}
    facts.put(connection, MAIL_PAUSE, kept)


def get(connection: Connection, now: datetime) -> Pause | None:
    """The pause that is not over, or None."""
    kept = facts.get(connection, MAIL_PAUSE)
    if not kept:
        return None
    pause = Pause(Closing(kept["why"]), kept["said"], datetime.fromisoformat(kept["until"]))
    return pause if now < pause.until else None


def end(connection: Connection) -> None:
    """Mail is tried again at once."""
    facts.put(connection, MAIL_PAUSE, None)
