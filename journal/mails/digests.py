"""What the mails of the day have told whom, kept in the notices that they carry.

A mail of the day carries a notice of its day, and one of each line that it told for the
first time. The day of whoever had nothing to do has a notice without a mail.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.mails.messages import Notice, address_path, notice_at
from journal.schema import notices as table
from journal.states import MessageKind

DAY, ITEM = "day", "item"
"""The step of a notice: the day of a mail, a line that it told."""


@dataclass(frozen=True)
class History:
    """What earlier mails of the day have told one person.

    `last`: the day of the last one; `listed`: keys of the lines that were told.
    """

    last: date | None = None
    listed: frozenset[str] = frozenset()


def notices(email: str, day: date, items: Iterable[str]) -> list[Notice]:
    """The notices of a mail of the day to an address.

    `items`: keys of what it tells for the first time.
    """
    carried = [(DAY, day.isoformat()), *((ITEM, key) for key in items)]
    return [
        notice_at("", "", MessageKind.daily, step, occasion, email)
        for step, occasion in carried
    ]


def history(connection: Connection, email: str) -> History:
    """What the mails of the day that were not taken back have told an address."""
    c = table.c
    query = sa.select(c.step, c.occasion).where(
        c.rule == MessageKind.daily, c.path == address_path(email)
    )
    listed: set[str] = set()
    last: date | None = None
    for step, occasion in connection.execute(query):
        if step == ITEM:
            listed.add(occasion)
        # Mails from before lines were kept have a notice of their day without a step.
        elif step in (DAY, ""):
            day = date.fromisoformat(occasion)
            if last:
                last = max(day, last)
            else:
                last = day
    return History(last, frozenset(listed))


def day_of(connection: Connection, message: str) -> date | None:
    """The day of a mail of the day."""
    c = table.c
    query = sa.select(c.occasion).where(
        c.message == message, c.step.in_((DAY, "")), c.rule == MessageKind.daily
    )
    day = connection.execute(query).scalar()
    if day:
        return date.fromisoformat(day)
    return None


def forget_settled(connection: Connection, waiting: Collection[str]) -> None:
    """Forgets what was told of items that do not wait any more: should one come back,
    it has another key, and is new.
    """
    c = table.c
    occasions = connection.execute(
        sa.select(c.occasion).where(c.rule == MessageKind.daily, c.step == ITEM)
    ).scalars()
    for key in set(occasions) - set(waiting):
        connection.execute(
            sa.delete(table).where(
                c.rule == MessageKind.daily, c.step == ITEM, c.occasion == key
            )
        )
