"""While the mail server takes nothing: why, what it said, and until when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from core.errors import Closing
from journal import facts

MAIL_PAUSE = "mail_pause"


@dataclass(frozen=True)
class MailPause:
    """Nothing but sign-in links is sent `until` then. `said`: the mail server's own words."""

    why: Closing
    said: str
    until: datetime


def begin(connection: Connection, pause: MailPause) -> None:
    """From now on all mail waits."""
    facts.put(connection, MAIL_PAUSE, {"why": pause.why, "said": pause.said, "until": pause.until.isoformat()})


def current(connection: Connection, now: datetime) -> MailPause | None:
    """The pause that is not over, or None."""
    fact = facts.get(connection, MAIL_PAUSE)
    if not fact:
        return None
    pause = MailPause(Closing(fact["why"]), fact["said"], datetime.fromisoformat(fact["until"]))
    return pause if now < pause.until else None


def end(connection: Connection) -> None:
    """Mail is tried again at once."""
    facts.put(connection, MAIL_PAUSE, None)
