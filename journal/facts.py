"""Single values that belong to the installation: its id, the demonstration's clock, whether the outbox is open."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.database import Journal
from journal.schema import facts

CLOCK = "clock_seconds_on"
OUTBOX_OPEN = "outbox_open"
SPREADSHEET = "spreadsheet"
MOVED = "moved"
INSTALLATION = "installation"
GENERATION = "generation"
LAST = "last_"
STEPS = ("watch", "claim", "deliver", "decide", "send", "flag")
"""What the worker does in turn."""
CONNECTED = "connected"
"""The very first look: when it was, and which tables had rows already."""
LOOK_WANTED = "look_wanted"
"""When somebody last asked for a look."""
CASE_PAGE = "case_page_"


def get(connection: Connection, name: str, default: Any = None) -> Any:
    """The value of a fact, or the default."""
    row = connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).first()
    return default if row is None else row.value


def beginning(connection: Connection, start: str) -> dict[str, Any]:
    """Every fact whose name begins so."""
    query = sa.select(facts).where(facts.c.name.startswith(start, autoescape=True))
    return {row.name: row.value for row in connection.execute(query)}


def put(connection: Connection, name: str, value: Any) -> None:
    """Sets a fact to a JSON-able value."""
    changed = connection.execute(sa.update(facts).where(facts.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(sa.insert(facts).values(name=name, value=value))


def case_edition(connection: Connection, reference: str) -> int:
    """How often the address of a case's page has been made anew: links of earlier editions have ended."""
    return int(get(connection, CASE_PAGE + reference, 0))


def new_case_edition(connection: Connection, reference: str) -> int:
    """Ends every link to the page of this case that is out, and gives the edition of the next ones."""
    edition = case_edition(connection, reference) + 1
    put(connection, CASE_PAGE + reference, edition)
    return edition


def clock_offset(journal: Journal) -> timedelta:
    """How far the demonstration's clock is ahead."""
    with journal.read() as connection:
        return timedelta(seconds=get(connection, CLOCK, 0))


def spreadsheet(connection: Connection, set_to: str = "") -> str:
    """The key of the spreadsheet that is worked in; "" where there is none yet. `set_to`: what the environment says.

    One that was brought back into another spreadsheet is that other one from then on.
    """
    key = set_to or str(get(connection, SPREADSHEET, ""))
    moved = get(connection, MOVED, {})
    while key in moved:
        key = str(moved[key])
    return key


def move(connection: Connection, before: str, to: str) -> None:
    """The spreadsheet is another one from now on."""
    moved = {key: value for key, value in get(connection, MOVED, {}).items() if key != to}
    put(connection, MOVED, {**moved, before: to} if before else moved)
    put(connection, SPREADSHEET, to)


def note_error(connection: Connection, step: str, error: str) -> None:
    """Keeps what a step of the worker ran into; "" when it went well."""
    put(connection, f"error_{step}", error)


def errors(connection: Connection) -> dict[str, str]:
    """Step of the worker → what it ran into the last time, where it ran into anything."""
    found = {step: get(connection, f"error_{step}", "") for step in STEPS}
    return {step: error for step, error in found.items() if error}
