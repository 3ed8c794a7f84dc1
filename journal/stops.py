"""Who wants no more reminders by mail."""

from datetime import datetime

from sqlalchemy.engine import Connection

from core.ids import digest
from journal import facts

STOP = "stop:"


def stop(connection: Connection, email: str, now: datetime) -> None:
    """From now on, no reminder goes to this address."""
    facts.put(connection, _name(email), {"email": email.casefold(), "since": now.isoformat()})


def resume(connection: Connection, email: str) -> None:
    """Reminders go to this address again."""
    facts.put(connection, _name(email), None)


def is_stopped(connection: Connection, email: str) -> bool:
    """Whether this address wants none."""
    return bool(facts.get(connection, _name(email)))


def stopped(connection: Connection) -> set[str]:
    """All such addresses, in small letters."""
    return {str(value["email"]) for value in facts.beginning(connection, STOP).values() if value}


def _name(email: str) -> str:
    return STOP + digest(email.casefold())[:32]
