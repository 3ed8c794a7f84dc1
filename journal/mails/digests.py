"""What the mails of the day have told whom, kept in the notices that they carry.

A mail of the day carries a notice of its day, one of each item that it told for the first time, and, where it named all that
waited, one that says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.mails.messages import Notice, address_path, notice_at
from journal.schema import notices as table
from journal.states import MessageKind

DAY, ITEM, FULL = "day", "item", "full"
"""The step of a notice: the day of a mail, an item that it told, the day of a mail that named all that waited."""


@dataclass(frozen=True)
class History:
    """What earlier mails of the day have told one person.

    `last`: the day of the last one; `last_full`: of the last one that named all that waited; `listed`: keys of what was told.
    """

    last: date | None = None
    last_full: date | None = None
    listed: frozenset[str] = frozenset()


def notices(email: str, day: date, items: Iterable[str], *, is_full: bool) -> list[Notice]:
    """The notices of a mail of the day to an address. `items`: keys of what it tells for the first time."""
    carried = [(DAY, day.isoformat()), *((ITEM, key) for key in items)]
    if is_full:
        carried.append((FULL, day.isoformat()))
    return [notice_at("", "", MessageKind.daily, step, occasion, email) for step, occasion in carried]


def history(connection: Connection, email: str) -> History:
    """What the mails of the day that were not taken back have told an address."""
    c = table.c
    query = sa.select(c.step, c.occasion).where(c.rule == MessageKind.daily, c.path == address_path(email))
    listed: set[str] = set()
    days: dict[str, date] = {}
    for step, occasion in connection.execute(query):
        if step == ITEM:
            listed.add(occasion)
            continue
        # Mails from before items were kept have a notice of their day without a step.
        kind = step or DAY
        day = date.fromisoformat(occasion)
        days[kind] = max(day, days.get(kind, day))
    return History(days.get(DAY), days.get(FULL), frozenset(listed))


def day_of(connection: Connection, message: str) -> date | None:
    """The day of a mail of the day."""
    c = table.c
    query = sa.select(c.occasion).where(c.message == message, c.step.in_((DAY, "")), c.rule == MessageKind.daily)
    day = connection.execute(query).scalar()
    return date.fromisoformat(day) if day else None


def forget_settled(connection: Connection, waiting: Collection[str]) -> None:
    """Forgets what was told of items that do not wait any more: should one come back, it has another key, and is new."""
    c = table.c
    kept = connection.execute(sa.select(c.occasion).where(c.rule == MessageKind.daily, c.step == ITEM)).scalars()
    for key in set(kept) - set(waiting):
        connection.execute(sa.delete(table).where(c.rule == MessageKind.daily, c.step == ITEM, c.occasion == key))
